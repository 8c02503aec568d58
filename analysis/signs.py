"""First signs (苗头): a kind of matter within an issue that grows faster than its own past."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from analysis import burst
from core.i18n import gettext as _
from core.labels import AREAS
from core.tide import Tide

KINDS = ("problem", "area")
"""What says of which kind a message is."""

_ANY = ("", "other")
_MOSTLY = 0.6
"""What is of no known kind is one matter where most of the newest are."""

Row = Mapping[str, Any]


def found(
    spoke: Sequence[Row], now: datetime, alertness: burst.Alertness, tide: Tide
) -> tuple[burst.Burst, ...]:
    """The bursts of kinds of matter (same problem, or same area), the least likely first.

    Everyday complaints of one town that were taken for one issue are many kinds; only one of
    them growing is a sign. A kind is held against its own past. Of two kinds that are mostly
    the same messages the less likely one is told.
    """
    since = now - timedelta(days=max(alertness.days))
    late = [row for row in spoke if row["posted_at"] > since]
    counted = Counter((name, row[name]) for row in late for name in KINDS)
    signs = []
    for (name, kind), count in counted.items():
        if count < (_MOSTLY * len(late) if kind in _ANY else alertness.people):
            continue
        times = [row["posted_at"].timestamp() for row in spoke if row[name] == kind]
        sign = burst.find(times, now.timestamp(), alertness, tide)
        if sign:
            signs.append(replace(sign, by=name, of=kind))
    told: list[burst.Burst] = []
    for sign in sorted(signs, key=lambda sign: sign.chance):
        if not any(_same(sign, other, late) for other in told):
            told.append(sign)
    return tuple(told)


def _same(new: burst.Burst, told: burst.Burst, late: Sequence[Row]) -> bool:
    """Whether a kind is mostly the same messages as one that is told: at least half of the rarer.

    A problem in an area that is told has to be at least half of the area: beside the one that
    made the area grow, a second problem in it has a sign of its own.
    """
    first = {number for number, row in enumerate(late) if row[new.by] == new.of}
    second = {number for number, row in enumerate(late) if row[told.by] == told.of}
    within = new.by == "problem" and told.by == "area"
    of = len(second) if within else min(len(first), len(second))
    return 2 * len(first & second) >= of


def called(sign: burst.Burst) -> str:
    """What a sign is of, as it is called: a problem or an area."""
    return (sign.of if sign.by == "problem" else _(AREAS.get(sign.of, ""))) or _("其他")
