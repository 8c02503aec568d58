"""The figures of a watched topic (关注专题): what came, against what is usual on such days.

Pure: made of the frame `store.topics.matching` and the calendar that the front door hands in,
so that a page, an alarm and a briefing tell the same numbers.
"""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import partial

import polars as pl

from core import baseline
from core.times import day_of
from core.volume import Band
from core.watched import Watched

PAST = timedelta(weeks=baseline.WEEKS)
"""How far before the first day that is told the frame has to reach."""

LONGEST = 120
"""At most so many days are told by day, the newest."""

DAYS: dict[str, pl.DataType | type[pl.DataType]] = {
    "day": pl.Date,
    "messages": pl.Int64,
    "usual": pl.Float64,
    "high": pl.Float64,
}


@dataclass(frozen=True, slots=True)
class Calendar:
    """Holidays, and make-up workdays at weekends."""

    off: Collection[date] = ()
    worked: Collection[date] = ()


@dataclass(frozen=True, slots=True)
class Figures:
    """What a topic's page, its alarm and a briefing tell.

    `days` has a row for each day from `since` to `until` (columns of DAYS; no band without a
    week of past). `total` are the messages of those days, `today` those of the last; `areas`,
    `regions` and `channels` tell most first; `issues` is issue -> messages of the topic in it;
    `accused` are the units that the messages of the last day accuse (回避).
    """

    since: date
    until: date
    total: int
    negative: int
    today: int
    band: Band | None
    days: pl.DataFrame
    areas: list[tuple[str, int]] = field(default_factory=list)
    regions: list[tuple[str, int]] = field(default_factory=list)
    channels: list[tuple[str, int]] = field(default_factory=list)
    issues: dict[int, int] = field(default_factory=dict)
    accused: tuple[str, ...] = ()

    @property
    def is_high(self) -> bool:
        """Whether the last day is above its band already."""
        return self.band is not None and self.today > self.band.high

    @property
    def high_days(self) -> list[date]:
        """Days above their band."""
        return self.days.filter(pl.col("messages") > pl.col("high"))["day"].to_list()


def span(topic: Watched, today: date) -> tuple[date, date]:
    """The days that are told: those of the topic up to today, at most LONGEST.

    Of a topic that has not begun the last four weeks are told.
    """
    until = min(topic.until, today)
    if topic.since > today:
        return today - timedelta(days=27), today
    return max(topic.since, until - timedelta(days=LONGEST - 1)), until


def figures(
    found: pl.DataFrame, days: tuple[date, date], first: date, calendar: Calendar
) -> Figures:
    """The figures of `found` (MATCHING) on these days; it reaches PAST back before them.

    `first` is the first day of which the store has messages at all: before it nothing is usual.
    """
    since, until = days
    dated = found.with_columns(pl.Series("day", [day_of(at) for at in found["posted_at"]], pl.Date))
    counts = dict(dated.group_by("day").len().iter_rows())
    within = dated.filter(pl.col("day").is_between(since, until))
    of_day = partial(_row, counts, first, calendar)
    told = [of_day(since + timedelta(days=step)) for step in range((until - since).days + 1)]
    numbers = Counter(within["issue_id"].drop_nulls().to_list())
    last = within.filter(pl.col("day") == until)
    return Figures(
        since=since,
        until=until,
        total=within.height,
        negative=int((within["sentiment"] == "neg").sum()),
        today=counts.get(until, 0),
        band=baseline.band(counts, until, first, calendar.off, calendar.worked),
        days=pl.DataFrame(told, schema=DAYS, orient="row"),
        areas=_most(within["area"]),
        regions=_most(within["region"]),
        channels=_most(within["channel"]),
        issues=dict(numbers.most_common()),
        accused=tuple(sorted(set(last["accused"].to_list()) - {""})),
    )


def _row(
    counts: dict[date, int], first: date, calendar: Calendar, day: date
) -> tuple[date, int, float | None, float | None]:
    usual = baseline.band(counts, day, first, calendar.off, calendar.worked)
    count = counts.get(day, 0)
    return (day, count, usual.usual, usual.high) if usual else (day, count, None, None)


def _most(values: pl.Series) -> list[tuple[str, int]]:
    return Counter(values.to_list()).most_common()
