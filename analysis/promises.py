"""The date by which a reply promises something."""

import calendar
import re
from collections.abc import Callable, Iterator
from datetime import date, timedelta

_WILL = r"预计|计划|力争|争取|确保|承诺|拟|将|保证|要求|责令|限|预期|安排|待|届时|有望"
_WHEN = (
    r"(?:\d{4}年|今年|明年|本月|下月|年内|\d{1,2}月|[一二三四五六七八九十]{1,2}月|元月)?"
    r"(?:\d{1,2}[日号]|年?底|月?[底末]|[上中下]旬|[上下]半年|年内|月份?)"
)
STRICT = (
    rf"(?:{_WILL})[^。；]{{0,25}}{_WHEN}"
    r"|(?:限|于|在)[^。；，]{0,10}(?:个?工作日|天|日|个?月|小时)(?:之?内|以内)[^。；，]{0,12}"
    r"(?:整改|完成|拆除|办|处理|答复|回复)"
)
LOOSE = (
    rf"{_WHEN}(?:之?前|以前|左右)?[^。；，]{{0,12}}"
    r"(?:前|完成|完工|竣工|投入|启动|动工|开工|建成|整改|到位|交付|通车|实施|发放|开通)"
    r"|[一二三四五六七八九十\d]{1,3}个?(?:工作日|天|日|个?月|星期|周)(?:之?内|以内)"
)
"""A promise: will … by when. Loosely: when … done, or within so many days."""

_NUMERALS = {char: value for value, char in enumerate("零一二三四五六七八九十")}
_LONGEST = timedelta(days=1830)
_WORKDAY = 1.4
Maker = Callable[[re.Match[str], date], date]


def date_of(reply: str, answered: date | None) -> date | None:
    """The first day after `answered` that the reply names as its deadline; None if it has none.

    Without `answered` only dates with a year count. A month or season means its last day.
    """
    found = sorted(_dates(reply, answered), key=lambda item: item[0])
    if answered is None:
        return found[-1][1] if found else None
    later = [day for _, day in found if timedelta(0) < day - answered <= _LONGEST]
    return later[0] if later else None


def _dates(reply: str, answered: date | None) -> Iterator[tuple[int, date]]:
    for pattern, needs_day, maker in _MAKERS:
        if needs_day and answered is None:
            continue
        for match in pattern.finditer(reply):
            try:
                yield match.start(), maker(match, answered or date.min)
            except (ValueError, OverflowError):
                continue


def _number(text: str) -> int:
    if text.isdigit():
        return int(text)
    if text == "元":
        return 1
    if len(text) == 2 and text[0] == "十":
        return 10 + _NUMERALS[text[1]]
    if len(text) == 2 and text[1] == "十":
        return 10 * _NUMERALS[text[0]]
    if len(text) == 1 and text in _NUMERALS:
        return _NUMERALS[text]
    raise ValueError(text)


def _last(year: int, month: int) -> date:
    return date(year, month, calendar.monthrange(year, month)[1])


def _part(year: int, month: int, part: str) -> date:
    return {"上旬": date(year, month, 10), "中旬": date(year, month, 20)}.get(
        part, _last(year, month)
    )


def _next_year(day: date, answered: date) -> date:
    """A month without a year is the next one to come."""
    if day > answered:
        return day
    last = calendar.monthrange(day.year + 1, day.month)[1]
    return day.replace(year=day.year + 1, day=min(day.day, last))


def _span(match: re.Match[str], answered: date) -> date:
    count, unit = _number(match[1]), match[2]
    days = {"工作日": _WORKDAY, "天": 1, "日": 1, "周": 7, "星期": 7}.get(unit, 30)
    return answered + timedelta(days=round(count * days))


_N = r"(\d{1,3}|[一二三四五六七八九十]{1,2})"
_M = r"(\d{1,2}|[一二三四五六七八九十]{1,2}|元)"
_MAKERS: tuple[tuple[re.Pattern[str], bool, Maker], ...] = tuple(
    (re.compile(pattern), needs_day, maker)
    for pattern, needs_day, maker in (
        (r"(\d{4})年" + _M + r"月(\d{1,2})[日号]", False,
         lambda m, a: date(int(m[1]), _number(m[2]), int(m[3]))),
        (r"(\d{4})年" + _M + r"月(份|底|末|上旬|中旬|下旬)?(?!\d)", False,
         lambda m, a: _part(int(m[1]), _number(m[2]), m[3] or "")),
        (r"(\d{4})年(?:年?[底末内]|全部|建成|完成|投入)", False,
         lambda m, a: date(int(m[1]), 12, 31)),
        (r"(?<![年\d])" + _M + r"月(\d{1,2})[日号]", True,
         lambda m, a: _next_year(date(a.year, _number(m[1]), int(m[2])), a)),
        (r"(?<![年\d个])" + _M + r"月(份|底|末|上旬|中旬|下旬|前)", True,
         lambda m, a: _next_year(_part(a.year, _number(m[1]), m[2]), a)),
        (r"(今年|本年度?|年)(?:年?[底末]|内)", True, lambda m, a: date(a.year, 12, 31)),
        (r"(?<!\d)年[底末]", True, lambda m, a: date(a.year, 12, 31)),
        (r"明年(?:年?底|内)?", True, lambda m, a: date(a.year + 1, 12, 31)),
        (r"本月([底末内]|[中下]旬)", True, lambda m, a: _part(a.year, a.month, m[1])),
        (_N + r"个?(工作日|天|日|月|星期|周)(?:之?内|以内)", True, _span),
    )
)  # fmt: skip
