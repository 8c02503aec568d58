"""Named periods, half-open and cut at +08:00: day, noon to noon, ISO week, month, 考核期, year.

考核期 runs from the 19th of last month to the 18th; noon to noon belongs to the day on which it
ends (12345 daily practice).
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from core.errors import InputError
from core.i18n import mark
from core.times import day_of, day_start

NAMES: dict[str, str] = {
    "day": mark("日"),
    "noon": mark("中午至中午"),
    "week": mark("周"),
    "month": mark("月"),
    "assessment": mark("考核期"),
    "year": mark("年"),
}
_ASSESSED_FROM = 19
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Period:
    """From `start` up to `end`, not included; aware UTC."""

    name: str
    start: datetime
    end: datetime


def period(name: str, day: date) -> Period:
    """The period of this name that holds `day`. Raises InputError for an unknown name."""
    if name not in _BOUNDS:
        raise InputError(
            "没有叫“{name}”的时段，可用：{known}。", name=name, known="、".join(_BOUNDS)
        )
    first, last = _BOUNDS[name](day)
    shift = timedelta(hours=-12) if name == "noon" else timedelta(0)
    return Period(name, day_start(first) + shift, day_start(last + _DAY) + shift)


def between(first: date, last: date) -> Period:
    """Two days and what lies between, both included."""
    return Period("custom", day_start(first), day_start(last + _DAY))


def before(found: Period) -> Period:
    """The period of the same name just before; one of the same length for two days' span."""
    if found.name == "custom":
        return Period("custom", found.start - (found.end - found.start), found.start)
    return period(found.name, day_of(found.start - timedelta(microseconds=1)))


def _day(day: date) -> tuple[date, date]:
    return day, day


def _week(day: date) -> tuple[date, date]:
    first = day - timedelta(day.weekday())
    return first, first + timedelta(6)


def _month(day: date) -> tuple[date, date]:
    first = day.replace(day=1)
    return first, (first + timedelta(31)).replace(day=1) - _DAY


def _assessment(day: date) -> tuple[date, date]:
    this = day.replace(day=_ASSESSED_FROM)
    first = this if day >= this else _month_before(this)
    return first, _month_after(first) - _DAY


def _month_before(day: date) -> date:
    return (day.replace(day=1) - _DAY).replace(day=day.day)


def _month_after(day: date) -> date:
    return (day.replace(day=1) + timedelta(31)).replace(day=day.day)


def _year(day: date) -> tuple[date, date]:
    return date(day.year, 1, 1), date(day.year, 12, 31)


_BOUNDS: dict[str, Callable[[date], tuple[date, date]]] = {
    "day": _day,
    "noon": _day,
    "week": _week,
    "month": _month,
    "assessment": _assessment,
    "year": _year,
}
