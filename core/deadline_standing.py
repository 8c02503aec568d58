"""What follows from deadlines: which is the strictest, how a clock stands, how long people wait."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from core.deadline import Deadline, Event
from core.deadline_rules import Rule
from core.times import as_utc


def strictest(deadlines: Iterable[Deadline]) -> list[Deadline]:
    """Several clocks on one thing: running ones first, the earliest deadline on top."""
    order = {"running": 0, "suspended": 1, "stopped": 2}
    return sorted(deadlines, key=lambda found: (order[found.state], found.due_at, found.rule.id))


def standing(deadline: Deadline, now: datetime, soon: timedelta = timedelta(days=1)) -> str:
    """正常, 临期 (due within `soon`), 超期, 中止, 按期办结 or 超期办结, as a code.

    normal, soon, overdue, suspended, in_time, late. A clock suspended after its deadline had
    passed is overdue all the same.
    """
    if deadline.stopped_at:
        return "in_time" if deadline.stopped_at <= deadline.due_at else "late"
    if deadline.state == "suspended" and deadline.pauses and deadline.pauses[-1].until is None:
        return "suspended"
    if now > deadline.due_at:
        return "overdue"
    return "soon" if deadline.due_at - now <= soon else "normal"


def waiting(first_at: datetime, events: Iterable[Event], now: datetime) -> timedelta:
    """群众等待时长: from the first intake to the finish that lasted, else to `now`.

    It never stops for a return, a transfer, a suspension or a receipt nobody signed, and a
    reopened matter was never finished. Zero where the times contradict each other.
    """
    finished: datetime | None = None
    for event in sorted(events, key=lambda event: as_utc(event.at)):
        if event.kind == "stop":
            finished = as_utc(event.at)
        elif event.kind == "reopen":
            finished = None
    return max((finished or as_utc(now)) - as_utc(first_at), timedelta(0))


def in_use(rules: Iterable[Rule], record: str, day: date) -> list[Rule]:
    """The clocks that run on a record of this kind that started on this day."""
    return [
        rule
        for rule in rules
        if rule.enabled and rule.kind == "clock" and rule.record == record and rule.in_force(day)
    ]
