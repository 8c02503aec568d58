"""Named periods, half-open and cut at +08:00: day, noon to noon, ISO week, month, 考核期, year.

考核期 runs from the 19th of last month to the 18th; noon to noon belongs to the day on which it
ends (12345 daily practice).
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from borax.calendars.lunardate import LunarDate

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
NOON_SHIFT = timedelta(hours=12)
"""How much before midnight a day begins and ends that is cut at noon."""
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
    return replace(between(first, last, noon=name == "noon"), name=name)


def between(first: date, last: date, noon: bool = False) -> Period:
    """Two days and what lies between, both included; with `noon` their days are cut at noon."""
    start, end = day_start(first), day_start(last + _DAY)
    if noon:
        return Period("noon", start - NOON_SHIFT, end - NOON_SHIFT)
    return Period("custom", start, end)


def before(found: Period) -> Period:
    """The period of the same name just before; one of the same length for two days' span."""
    if found.name == "custom":
        return Period("custom", found.start - (found.end - found.start), found.start)
    return period(found.name, day_of(found.start - timedelta(microseconds=1)))


def year_before(found: Period, lunar: bool = False) -> Period:
    """The same days a year earlier (同比): by the sun's calendar, or by the moon's (农历同比).

    By the moon a period begins on the same lunar day, so that 春节 is compared with 春节, and
    is as long as before; a day or leap month that the year before lacks gives the nearest
    earlier one. By the sun a week is compared with the one of the same weekdays. Raises
    InputError out of the range of the lunar calendar.
    """
    if not lunar and found.name == "week":
        return Period("week", found.start - timedelta(364), found.end - timedelta(364))
    first = day_of(found.start)
    start = day_start(_same_lunar_day(first) if lunar else _same_day(first))
    start += found.start - day_start(first)
    if lunar or found.name in ("custom", "day", "noon"):
        return Period("custom" if lunar else found.name, start, start + (found.end - found.start))
    return Period(found.name, start, day_start(_same_day(day_of(found.end))))


def _same_day(day: date) -> date:
    leap = (day.month, day.day) == (2, 29)
    return day.replace(year=day.year - 1, day=28 if leap else day.day)


def _same_lunar_day(day: date) -> date:
    try:
        lunar = LunarDate.from_solar(day)
        for leap in sorted({lunar.leap, 0}, reverse=True):
            for number in range(lunar.day, lunar.day - 2, -1):
                found = _solar(lunar.year - 1, lunar.month, number, leap)
                if found:
                    return found
    except ValueError:
        pass
    raise InputError("农历对照只支持 1901 年至 2100 年。")


def _solar(year: int, month: int, day: int, leap: int) -> date | None:
    try:
        found: date = LunarDate(year, month, day, leap).to_solar_date()
    except ValueError:
        return None
    return found


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
