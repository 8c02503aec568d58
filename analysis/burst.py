"""Early warning: is what people write of late more than its own past lets expect?"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from core.tide import Tide

DAY = 86_400.0

_LARGE = 500.0
"""From this mean on the tail is added up in logarithms: exp(-746) is nothing."""

_EXACT = 1e-17


@dataclass(frozen=True, slots=True)
class Alertness:
    """How soon a burst is called: `people` within one of `days`, rarer by chance than `chance`.

    `quiet` is the daily rate that is believed of a matter without a past.
    """

    people: int = 5
    days: tuple[float, ...] = (0.5, 1.0, 3.0, 7.0, 14.0, 28.0)
    past_days: float = 56.0
    quiet: float = 0.03
    chance: float = 1e-5


@dataclass(frozen=True, slots=True)
class Burst:
    """`people` wrote within `days`, where `expected` were to be expected.

    `of` is the kind of matter they wrote of, a value of the column `by` (problem or area).
    """

    people: float
    days: float
    expected: float
    chance: float
    by: str = ""
    of: str = ""


def find(
    times: Sequence[float],
    now: float,
    alertness: Alertness | None = None,
    tide: Tide | None = None,
) -> Burst | None:
    """The least likely burst that ends now, or None.

    `times` are seconds, one for each person and content (copies count once). Poisson tail
    against the mean of the `past_days` before each span, for as much of a usual week as the
    span holds (`tide`): a night holds little of it.
    """
    careful = alertness or Alertness()
    best: Burst | None = None
    for days in careful.days:
        since = now - days * DAY
        count = sum(since < at <= now for at in times)
        if count < careful.people:
            continue
        past = sum(since - careful.past_days * DAY < at <= since for at in times)
        begin = since - careful.past_days * DAY
        held, before = _held(tide, since, now), _held(tide, begin, since)
        expected = (past / before + careful.quiet) * held
        chance = tail(count, expected)
        if chance < careful.chance and (best is None or chance < best.chance):
            best = Burst(count, days, expected, chance)
    return best


def _held(tide: Tide | None, since: float, until: float) -> float:
    """Mean days between two moments in seconds."""
    if tide is None:
        return (until - since) / DAY
    return tide.days(datetime.fromtimestamp(since, UTC), datetime.fromtimestamp(until, UTC))


def tail(count: int, expected: float) -> float:
    """The chance of at least `count` events where `expected` are the mean (Poisson)."""
    if expected > _LARGE:
        return _far(count, expected)
    term = math.exp(-expected)
    below = 0.0
    for number in range(count):
        below += term
        term *= expected / (number + 1)
    return max(0.0, 1.0 - below)


def _far(count: int, expected: float) -> float:
    """The tail of a large mean, added up from `count` away from the mean until nothing is added."""
    above = count > expected
    number = count if above else count - 1
    if number < 0:
        return 1.0
    term = math.exp(number * math.log(expected) - expected - math.lgamma(number + 1))
    total = 0.0
    while number >= 0 and term > _EXACT * total:
        total += term
        number += 1 if above else -1
        term *= expected / number if above else (number + 1) / expected
    return total if above else max(0.0, 1.0 - total)
