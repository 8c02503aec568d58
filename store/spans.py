"""A period as days and whole months, so that few rows of a cube answer for it. Pure."""

from calendar import monthrange
from datetime import date, timedelta
from typing import NamedTuple


class Span(NamedTuple):
    """Days, both included, at a grain; their sums are added or (`sign` -1) taken away."""

    grain: str
    since: date
    until: date
    sign: int = 1


def spans(since: date, until: date, monthly: bool) -> list[Span]:
    """A period in pieces. Months are read as their first days; a month of which more days are
    inside than outside is read whole and the few outside are taken away."""
    if not monthly:
        return [Span("day", since, until)]
    if (since.year, since.month) == (until.year, until.month):
        whole = _month_end(since).day
        if 2 * (until.day - since.day + 1) <= whole:
            return [Span("day", since, until)]
        return [Span("month", since.replace(day=1), until), *_before(since), *_behind(until)]
    first, last = since.replace(day=1), until
    found: list[Span] = []
    if 2 * (since.day - 1) < _month_end(since).day:
        found += _before(since)
    else:
        first = _month_after(since)
        found.append(Span("day", since, _month_end(since)))
    if 2 * until.day > _month_end(until).day:
        found += _behind(until)
    else:
        last = until.replace(day=1) - timedelta(days=1)
        found.append(Span("day", until.replace(day=1), until))
    return [Span("month", first, last), *found] if first <= last else found


def _before(day: date) -> list[Span]:
    """The days of its month before a day, to be taken away."""
    first = day.replace(day=1)
    return [Span("day", first, day - timedelta(days=1), -1)] if first < day else []


def _behind(day: date) -> list[Span]:
    """The days of its month after a day, to be taken away."""
    last = _month_end(day)
    return [Span("day", day + timedelta(days=1), last, -1)] if day < last else []


def _month_end(day: date) -> date:
    return day.replace(day=monthrange(day.year, day.month)[1])


def _month_after(day: date) -> date:
    return _month_end(day) + timedelta(days=1)
