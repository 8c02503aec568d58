"""What a briefing is written from: frames that a front door reads, names, and how it counts."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

import polars as pl

from core import periods
from core.briefings import Watched
from core.calendars import WorkTime
from core.case_clocks import Clock
from core.cases import Case
from core.deadline_rules import Rule
from core.periods import Period
from core.rates import Policy
from core.times import day_of


@dataclass(frozen=True)
class Material:
    """One briefing's material. `read(name, *arguments)` gives a frame of the store.

    Names of frames: days, span (the first and last day of all, or None), hours, spread, topics,
    words, news, active, urgent, papers, issue, issues, members, voices, call_backs, stars, spans,
    cases, proposals, judged, published, replied_to. `asof` is the moment up to which things are
    told, never later than the data.
    """

    kind: str
    period: Period
    before: Period
    asof: datetime
    data_at: datetime | None
    fresh: str
    read: Callable[..., Any]
    units: Mapping[str, str]
    regions: Mapping[str, str]
    sources: Mapping[str, str]
    replying: frozenset[str]
    policy: Policy
    rules: Mapping[str, Rule]
    work: WorkTime
    watched: Sequence[Watched] = ()
    issue: Mapping[str, Any] = field(default_factory=dict)

    @property
    def first(self) -> date:
        return bounds(self.period)[0]

    @property
    def last(self) -> date:
        """The last day of the period that has begun by `asof`."""
        return min(bounds(self.period)[1], day_of(self.asof + _later(self.period)))

    def stretch(self, since: date, until: date) -> Period:
        """Days, both included, cut as the period's own are."""
        return periods.between(since, until, self.noon)

    @property
    def noon(self) -> bool:
        """Whether the days of this briefing go from noon to noon."""
        return self.period.name == "noon"

    def days(self, period: Period) -> pl.DataFrame:
        """The day cube of a period."""
        found: pl.DataFrame = self.read("days", *bounds(period), *_cut(period))
        return found

    def hours(self, period: Period) -> pl.DataFrame:
        """The cube of response times of a period."""
        found: pl.DataFrame = self.read("hours", *bounds(period), *_cut(period))
        return found

    def frame(self, name: str, period: Period, *more: Any) -> pl.DataFrame:
        """A frame that is counted from one moment to another."""
        found: pl.DataFrame = self.read(name, period.start, period.end, *more)
        return found

    def cases(self) -> Sequence[tuple[Case, Sequence[Clock]]]:
        """Open cases with their clocks."""
        found: Sequence[tuple[Case, Sequence[Clock]]] = self.read("cases")
        return found


def bounds(period: Period) -> tuple[date, date]:
    """The first and the last day of a period; one cut at noon belongs to the date it ends on."""
    later = _later(period)
    return day_of(period.start + later), day_of(_before(period.end + later))


def _later(period: Period) -> timedelta:
    return periods.NOON_SHIFT if period.name == "noon" else timedelta(0)


def _cut(period: Period) -> tuple[bool, ...]:
    return (True,) if period.name == "noon" else ()


def _before(moment: datetime) -> datetime:
    return moment - (datetime.resolution)
