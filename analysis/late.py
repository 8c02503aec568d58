"""Unresponsiveness (办理滞后度): not answered, sent back, answered badly, taken up again.

Each sign is told from what a source says of a message; where it says nothing the sign is absent.
"""

from collections.abc import Mapping, Sequence
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
Seen = Mapping[str, Sequence[Row]]


def signs(row: Row, now: datetime) -> list[str]:
    """Which of SIGNS one message shows."""
    told, reply = row.get, row.get("reply")
    shown = []
    if told("overdue") or _open(row, now):
        shown.append("overdue")
    if (told("returned") or 0) > 0:
        shown.append("returned")
    if reply is not None and len(reply.strip()) < EMPTY:
        shown.append("empty")
    if told("satisfied") == "不满意":
        shown.append("poor")
    if (told("reopened") or 0) > 0:
        shown.append("reopened")
    return shown


def seen(rows: Sequence[Row], now: datetime) -> Seen:
    """Sign -> the messages that show it, the newest first; empty where nothing is known.

    Only of messages of which it is known whether they were answered.
    """
    found: dict[str, list[Row]] = {}
    for row in reversed(rows):
        if "replied_at" in row:
            for code in signs(row, now):
                found.setdefault(code, []).append(row)
    return found


def told(found: Seen) -> str:
    """The signs and how often they were seen, as the end of a sentence; empty for none."""
    counted = counts(found)
    named = [f"{_(name)} {counted[code]}" for code, name in SIGNS.items() if code in counted]
    return _("；办理滞后：{signs}", signs=_("、").join(named)) if named else ""


def behind(found: Seen) -> dict[str, list[int]]:
    """Sign -> the newest messages that show it, by number."""
    return {code: [row["id"] for row in rows[:_BEHIND]] for code, rows in found.items()}


def counts(found: Seen) -> dict[str, int]:
    """Sign -> how many messages show it."""
    return {code: len(rows) for code, rows in found.items()}


def _open(row: Row, now: datetime) -> bool:
    return (
        row["posted_at"] <= now - LATE
        and row.get("replied_at") is None
        and row.get("kind") != "news"
    )
