"""The life of one issue from its messages: stages, timeline, and the effect of the answer."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from core import life
from core.times import day_of

SPAN = timedelta(days=14)
"""Volume and sentiment are compared over this long before and after the first answer."""

SHOWN = 60
"""Days of the small curve that a list shows."""

Row = Mapping[str, Any]

_NOTABLE = ("forming", "returned", "calm")


def tell(voices: Sequence[Row], group: Sequence[Row], now: datetime) -> dict[str, Any]:
    """What a page shows of an issue's life, JSON-able.

    `voices` has one row for each person and content (`posted_at`, `weight`); `group` all messages
    with `posted_at` and, where known, channel, kind, sentiment, replied_at, solved. Days are ISO.
    """
    counted = [day_of(row["posted_at"]) for row in voices if row["weight"] > 0]
    if not counted:
        return {"stage": "latent", "days": [], "timeline": [], "effect": {}}
    first = min(counted)
    days = [0] * ((day_of(now) - first).days + 1)
    for day in counted:
        days[(day - first).days] += 1
    steps = life.course(days)
    answered = _known(group, "replied_at")
    return {
        "stage": steps[-1].stage,
        "days": days[-SHOWN:],
        "timeline": _timeline(group, answered, steps, days, first),
        "effect": _effect(group, answered, now),
    }


def _timeline(
    group: Sequence[Row],
    answered: Sequence[Row],
    steps: list[life.Step],
    days: list[int],
    first: date,
) -> list[dict[str, Any]]:
    """Rows of kind, day, and what belongs to it; in order of time."""
    opening = min(group, key=lambda row: row["posted_at"])
    rows = [_row("first", day_of(opening["posted_at"]), opening.get("channel") or "")]
    rows += [
        _row(step.stage, first + timedelta(days=step.day))
        for step in steps[1:]
        if step.stage in _NOTABLE
    ]
    most = max(days)
    rows.append(_row("peak", first + timedelta(days=days.index(most)), str(most)))
    press = [row for row in group if row.get("kind") == "news"]
    rows += _first("press", press, "posted_at")
    rows += _first("response", answered, "replied_at")
    rows += _first("solution", _solved(group), "called_back_at")
    return sorted(rows, key=lambda row: row["day"])


def _row(kind: str, day: date, told: str = "") -> dict[str, Any]:
    return {"kind": kind, "day": day.isoformat(), "told": told}


def _first(kind: str, rows: Sequence[Row], column: str) -> list[dict[str, Any]]:
    """The first day on which something is known, and of how many messages it is."""
    times = [row[column] for row in _known(rows, column)]
    return [_row(kind, day_of(min(times)), str(len(times)))] if times else []


def _solved(group: Sequence[Row]) -> list[Row]:
    """Messages whose writer said, when called back, that the problem is solved."""
    return [row for row in group if row.get("solved") == "解决"]


def _effect(group: Sequence[Row], answered: Sequence[Row], now: datetime) -> dict[str, Any]:
    """Solved by call-back first; volume and sentiment before and after the first answer."""
    asked = _known(group, "solved")
    found: dict[str, Any] = {}
    if asked:
        found["solved"] = [len(_solved(group)), len(asked)]
    if not answered:
        return found
    at = min(row["replied_at"] for row in answered)
    span = min(SPAN, now - at)
    if span < timedelta(days=3):
        return found
    since, until = at - span, at + span
    near = [row for row in group if since <= row["posted_at"] < until]
    before = [row for row in near if row["posted_at"] < at]
    after = [row for row in near if row["posted_at"] >= at]
    found["days"] = span.days
    found["volume"] = _told(life.volume(len(before), len(after)))
    found["negative"] = _told(life.share(_negative(before), _negative(after)))
    return found


def _told(change: life.Change | None) -> Mapping[str, float] | None:
    if change is None:
        return None
    high = None if change.high == float("inf") else round(change.high, 3)
    return {
        "before": round(change.before, 3),
        "after": round(change.after, 3),
        "low": round(change.low, 3),
        "high": high,  # type: ignore[dict-item]
    }


def _negative(part: Sequence[Row]) -> tuple[int, int]:
    return sum(row["sentiment"] == "neg" for row in part), len(part)


def _known(group: Sequence[Row], column: str) -> list[Row]:
    return [row for row in group if row.get(column) is not None]
