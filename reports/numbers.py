"""Numbers as people read them, and the statistics behind them."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

import polars as pl

from core.i18n import gettext as _
from core.people import SMALLEST_SHOWN
from core.times import local

MIN_N = 5
"""Below this many cases a rate or a percentile says more about chance than about work."""

_WAN = 10_000

HIDDEN = 2.5
"""What a hidden count of one to four is drawn as: their mean."""


@dataclass(frozen=True, slots=True)
class ResponseTimes:
    """How long answers took: natural hours rounded down, over `n` answered messages."""

    n: int
    median: int | None
    p90: int | None


def count(number: int) -> str:
    """A count with thousands separators: 12,345."""
    return f"{number:,}"


def told(number: float) -> str:
    """A count of a chart, or <5 for one that is hidden (reports.small_cells)."""
    return f"<{SMALLEST_SHOWN}" if number == HIDDEN else count(round(number))


def told_with_share(number: float, whole: float) -> str:
    """A count of a chart and its share of the whole; a hidden count has none."""
    shown = told(number)
    return shown if number == HIDDEN else f"{shown} · {percent(number, whole)}"


def compact(number: int) -> str:
    """A large count for a headline: 12.3 万; below a hundred thousand in full."""
    if abs(number) < 10 * _WAN:
        return count(number)
    return _("{wan} 万", wan=f"{number / _WAN:,.1f}", full=count(number))


def percent(part: float, whole: float) -> str:
    """A share in percent; a dash where there is nothing to share."""
    return f"{100 * part / whole:.1f}%" if whole else "—"


def share(part: int, whole: int) -> str:
    """A rate as it may be shown: percent with numerator and denominator, 68.3%（1,923/2,816）."""
    if not whole:
        return "—"
    value = percent(part, whole) if whole >= MIN_N else _("样本不足")
    return _("{value}（{part}/{whole}）", value=value, part=count(part), whole=count(whole))


def few(names: Iterable[str], most: int = 3) -> str:
    """So many names as a caption holds: 甲、乙、丙等 5 个."""
    told = sorted(names)
    if len(told) <= most:
        return "、".join(told)
    return _("{names}等 {n} 个", names="、".join(told[:most]), n=len(told))


def signed(change: float, digits: int = 1) -> str:
    """A change with its sign; what rounds to nothing is 0 and has none."""
    shown = f"{change:+.{digits}f}"
    return shown if float(shown) else shown[1:]


def duration(hours: float | None) -> str:
    """A length of time: 不足 1 小时, 3 小时, 11.2 天; a dash where it is not known."""
    if hours is None:
        return "—"
    if hours < 1:
        return _("不足 1 小时")
    if hours < 48:
        return _("{n} 小时", n=math.floor(hours))
    return _("{n} 天", n=f"{hours / 24:,.1f}")


def moment(at: datetime | None) -> str:
    """A point in time as people in Asia/Shanghai write it, to the minute."""
    return local(at).strftime("%Y-%m-%d %H:%M") if at else "—"


def day(value: date) -> str:
    """A calendar day."""
    return value.isoformat()


def period(since: date, until: date) -> str:
    """A period of days, both included."""
    if since == until:
        return day(since)
    return _("{since} 至 {until}", since=day(since), until=day(until))


def ago(at: datetime, now: datetime) -> str:
    """How long ago something was, in the largest fitting unit."""
    minutes = int((now - at).total_seconds() // 60)
    if minutes < 1:
        return _("刚刚")
    if minutes < 60:
        return _("{n} 分钟前", n=minutes)
    if minutes < 48 * 60:
        return _("{n} 小时前", n=minutes // 60)
    return _("{n} 天前", n=minutes // (24 * 60))


def response_times(hours: pl.DataFrame) -> ResponseTimes:
    """Median and 90th percentile of a histogram with columns `hours` and `replies`.

    Percentiles are the nearest rank: the smallest value that at least p of n values do not
    exceed (Hyndman & Fan 1996, definition 1).
    """
    pairs = cells(hours)
    n = sum(replies for _hour, replies in pairs)
    return ResponseTimes(n, percentile(pairs, 0.5), percentile(pairs, 0.9))


def percentile(cells: Sequence[tuple[int, int]], p: float) -> int | None:
    """The nearest-rank percentile of sorted (value, how often) pairs; None without any."""
    n = sum(often for _value, often in cells)
    rank = max(1, math.ceil(round(p * n, 9)))
    passed = 0
    for value, often in cells:
        passed += often
        if passed >= rank:
            return value
    return None


def cells(hours: pl.DataFrame) -> list[tuple[int, int]]:
    """A histogram with columns `hours` and `replies` as sorted (hours, how often) pairs."""
    summed = hours.group_by("hours").agg(pl.col("replies").sum()).sort("hours")
    return [(row[0], row[1]) for row in summed.iter_rows() if row[1] > 0]
