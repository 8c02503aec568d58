"""Unresponsiveness (办理滞后度): not answered, sent back, answered badly, taken up again.

Each sign is told from what a source says of a message; where it says nothing the sign is absent.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from core.i18n import gettext as _
from core.life import LATE as SIGNS

LATE = timedelta(days=15)
"""Without an answer and without a clock of its own, a message is overdue after this."""

EMPTY = 40
"""A reply of fewer characters has no room for a finding and a measure."""

_BEHIND = 40
"""So many messages of a sign are kept by number; how many show it is counted apart."""

Row = Mapping[str, Any]


def signs(row: Row, now: datetime) -> list[str]:
    """Which of SIGNS one message shows."""
    reply = row.get("reply")
    shown = {
        "overdue": _open(row, now) or row.get("overdue"),
        "returned": (row.get("returned") or 0) > 0,
        "empty": reply is not None and len(reply.strip()) < EMPTY,
        "poor": row.get("satisfied") == "不满意",
        "reopened": (row.get("reopened") or 0) > 0,
    }
    return [code for code, seen in shown.items() if seen]


def told(rows: Sequence[Row], now: datetime) -> str:
    """The signs and how often they were seen, as the end of a sentence; empty for none."""
    found = counts(rows, now)
    seen = [f"{_(name)} {found[code]}" for code, name in SIGNS.items() if code in found]
    return _("；办理滞后：{signs}", signs="、".join(seen)) if seen else ""


def behind(rows: Sequence[Row], now: datetime) -> dict[str, list[int]]:
    """Sign -> the newest messages that show it, by number; empty where nothing is known."""
    found: dict[str, list[int]] = {}
    for code, row in _shown(reversed(rows), now):
        found.setdefault(code, []).append(row["id"])
    return {code: numbers[:_BEHIND] for code, numbers in found.items()}


def counts(rows: Sequence[Row], now: datetime) -> dict[str, int]:
    """Sign -> how many messages show it; empty where nothing is known."""
    return dict(Counter(code for code, _row in _shown(rows, now)))


def _shown(rows: Iterable[Row], now: datetime) -> Iterator[tuple[str, Row]]:
    """Each sign of each message of which it is known whether it was answered."""
    return ((code, row) for row in rows if "replied_at" in row for code in signs(row, now))


def _open(row: Row, now: datetime) -> bool:
    return (
        row["posted_at"] <= now - LATE
        and row.get("replied_at") is None
        and row.get("kind") != "news"
    )
