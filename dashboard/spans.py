"""The named periods of the pages (core.periods) as days, and what a period is compared with."""

from datetime import date, timedelta
from typing import NamedTuple

from core import periods
from core.errors import InputError
from core.i18n import mark
from core.times import day_of

PERIODS: dict[str, str] = {
    "today": mark("今日"),
    "yesterday": mark("昨日"),
    "noon": mark("昨日中午至今日中午"),
    "last_noon": mark("前日中午至昨日中午"),
    "this_week": mark("本周"),
    "last_week": mark("上周"),
    "week": mark("近 7 天"),
    "month": mark("近 30 天"),
    "this_month": mark("本月"),
    "last_month": mark("上月"),
    "assessment": mark("本考核期"),
    "last_assessment": mark("上考核期"),
    "year": mark("近一年"),
    "latest": mark("最近有数据的 30 天"),
    "all": mark("全部"),
    "custom": mark("自定义"),
}
COMPARED: dict[str, str] = {
    "before": mark("环比上期"),
    "year": mark("同比去年"),
    "lunar": mark("农历同比"),
}
NOON = frozenset({"noon", "last_noon"})
"""Periods whose days are cut at noon; such a day belongs to the date on which it ends."""

_CALENDAR = {
    "this_week": "week",
    "last_week": "week",
    "this_month": "month",
    "last_month": "month",
    "assessment": "assessment",
    "last_assessment": "assessment",
}
_DAY = timedelta(1)

Span = tuple[date, date]


class Named(NamedTuple):
    """What a period needs beside its name: today, the days with messages, the chosen days."""

    today: date
    span: Span
    chosen: tuple[date | None, date | None] = (None, None)


def days(name: str, given: Named) -> Span:
    """First and last day of a period, both included; periods that go on end today."""
    today, (first, last) = given.today, given.span
    since, until = given.chosen
    if name in _CALENDAR:
        return _calendar(name, today)
    known = {
        "today": (today, today),
        "yesterday": (today - _DAY, today - _DAY),
        "noon": (today, today),
        "last_noon": (today - _DAY, today - _DAY),
        "week": (today - timedelta(6), today),
        "month": (today - timedelta(29), today),
        "year": (today - timedelta(364), today),
        "latest": (last - timedelta(29), last),
        "all": (first, max(last, first)),
        "custom": (since or first, until or max(since or last, last)),
    }
    return known[name]


def _calendar(name: str, today: date) -> Span:
    found = periods.period(_CALENDAR[name], today)
    if name.startswith("last_"):
        found = periods.before(found)
    return day_of(found.start), min(day_of(found.end) - _DAY, today)


def compared(name: str, since: date, until: date, kind: str) -> Span | None:
    """The days that a period is compared with; None for none, or before the lunar calendar.

    A period that goes on is compared with as many days of the one before: the first ten days
    of this month with the first ten of the last.
    """
    found = periods.between(since, until)
    if name in _CALENDAR:
        found = periods.period(_CALENDAR[name], since)
    try:
        if kind == "before":
            other = periods.before(found)
        elif kind in ("year", "lunar"):
            other = periods.year_before(found, lunar=kind == "lunar")
        else:
            return None
    except InputError:
        return None
    first = day_of(other.start)
    return first, min(first + (until - since), day_of(other.end) - _DAY)
