"""Everything a page reads. The only cached functions of this room, each with a time to live.

A value is kept for `TTL` seconds, so that ten open pages ask the store once; a deed calls
`forget` and the next page sees it at once.
"""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import polars as pl
import streamlit as st

from config import boundaries as boundaries_module
from config import calendar
from config import settings as settings_module
from config import tables as tables_module
from config.boundaries import Boundaries
from config.settings import Settings
from config.tables import Tables
from core import case_clocks
from core.calendars import WorkTime
from core.deadline_rules import Rule
from core.scope import Scope
from dashboard import caching
from dashboard.shelves import SHELVES
from reports import charts, rating, standing_cells, standings
from reports.standing_cells import Cells
from store import (
    alarms,
    case_lists,
    concentrations,
    confidential,
    courses,
    frames,
    history,
    judgements,
    rates,
    requests,
    sites,
    solutions,
    voices,
)
from store import items as items_module
from store.engine import Store
from store.frames import Filter
from store.migrate import open_store

Duty = tuple[int, str]
"""A case that something is due on, and its handler."""

TTL = 20
SLOW = 120
"""For what looks at every record of weeks or months: figures of days, not of seconds."""

LATE = 600
"""For so long after that the answer which is there is given at once, and renewed behind."""


def figures_alone(url: str, scope: Scope, *_asked: Any) -> bool:
    """Whether a question may be answered late: it is for figures, of everything.

    What holds a text or a title, and what is read within a part, is asked anew: an erasure, new
    masks or a word about whom a message accuses may have come from another process.
    """
    return scope.may == frozenset({"figures"}) and not scope.is_part


_LONG = 300

Bounds = tuple[datetime, datetime]

LISTED = 500
"""So many records of a standing are listed on a page at most."""


@dataclass(frozen=True, slots=True)
class Stood:
    """Of which records it is asked where they stand: posted within `bounds`, grouped `by`; at
    `upto` at the latest; with `listed` the numbers of those that are due first are told."""

    bounds: Bounds
    by: str
    upto: datetime | None = None
    listed: bool = True


@st.cache_resource(ttl=3600, show_spinner=False, on_release=Store.close)
def store(url: str) -> Store:
    """The open store, one for all pages of this process."""
    return open_store(url)


@caching.shared(_LONG)
def tables(settings: Settings, demo: bool) -> Tables:
    """The configuration tables; `demo`: those of the demonstration county."""
    return tables_module.load(settings).for_demo(demo)


@caching.shared(_LONG)
def boundaries(settings: Settings) -> Boundaries | None:
    """The approved map of this installation, if there is one."""
    return boundaries_module.load(settings)


@caching.kept(TTL, 200)
def read(url: str, scope: Scope, name: str, arguments: tuple[Any, ...]) -> Any:
    """One of the read frames."""
    return getattr(frames, name)(store(url), scope, *arguments)


@caching.shared(_LONG)
def work_time(settings: Settings) -> WorkTime:
    """Working days and the usual office hours."""
    return WorkTime(calendar.load(settings))


@caching.kept(SLOW, 50, late=LATE, when=figures_alone, large=True)
def counted(url: str, scope: Scope, name: str, arguments: tuple[Any, ...]) -> pl.DataFrame:
    """One of the frames of `store.rates`."""
    found: pl.DataFrame = getattr(rates, name)(store(url), scope, *arguments)
    return found


@caching.shared(SLOW, 50, late=LATE, when=figures_alone, large=True)
def standing(url: str, scope: Scope, settings: Settings, rule: Rule, asked: Stood) -> Cells:
    """Where records stand now, or stood at `asked.upto` if that is over.

    They are read and judged some weeks at a time: a year of a city at once needs 500 MB.
    """
    now = datetime.now(UTC)
    moment = min(now, asked.upto or now)
    work, whole = work_time(settings), replace(scope, least=0)
    clock = (rule.record, rule.starts, rule.ends)
    found = standing_cells.gather(
        courses.parts(store(url), whole, asked.bounds, clock, asked.by),
        lambda part: standings.judged(part, rule, work, moment),
        [start for start, _name in charts.BUCKETS],
        LISTED if asked.listed else 0,
    )
    return found.without_small(scope.least, asked.by != "month")


@caching.shared(SLOW, 50, late=LATE, when=figures_alone, large=True)
def times(url: str, scope: Scope, bounds: Bounds) -> dict[str, tuple[int, float | None]]:
    """Unit -> how many answers of the records posted within `bounds` have a time, and its median
    in natural hours."""
    found = courses.hours(store(url), scope, *bounds, "unit")
    return rating.medians(found)


@caching.kept(TTL)
def alarms_listed(url: str, scope: Scope) -> pl.DataFrame:
    """See `store.alarms.listed`."""
    return alarms.listed(store(url), scope)


@caching.kept(TTL)
def judged(url: str, scope: Scope, name: str) -> pl.DataFrame:
    """One of the frames of `store.judgements`."""
    found: pl.DataFrame = getattr(judgements, name)(store(url), scope)
    return found


@caching.kept(TTL, 200)
def voices_of(url: str, scope: Scope, issue: int) -> dict[int, int]:
    """Month -> different submitters of an issue."""
    return voices.of_issue(store(url), scope, issue)


@caching.kept(TTL)
def confidential_counts(url: str, scope: Scope) -> pl.DataFrame:
    """See `store.confidential.counts`."""
    return confidential.counts(store(url), scope)


@caching.kept(TTL, 200)
def page(url: str, scope: Scope, chosen: Filter, limit: int, offset: int) -> pl.DataFrame:
    """A page of messages."""
    return frames.messages_page(store(url), scope, chosen, limit=limit, offset=offset)


@caching.kept(TTL)
def note(url: str, scope: Scope, name: str) -> str | None:
    """A fact about the store."""
    return history.read_note(store(url), scope, name)


@caching.kept(TTL)
def asked(url: str, scope: Scope, kind: str) -> list[dict[str, Any]]:
    """Parameters of open requests of one kind."""
    return [dict(parameters) for parameters in requests.waiting(store(url), scope, kind)]


_SHELVES = {
    "cases": case_lists,
    "concentrations": concentrations,
    "items": items_module,
    "solutions": solutions,
}
"""What the pages of the desk read from, by name."""


@caching.kept(TTL, 200)
def desk(url: str, scope: Scope, shelf: str, name: str, arguments: tuple[Any, ...]) -> Any:
    """A reading function of one of the _SHELVES."""
    return getattr(_SHELVES[shelf], name)(store(url), scope, *arguments)


@caching.kept(TTL, 50)
def website(url: str, scope: Scope, source: str, back: timedelta) -> tuple[Any, Any]:
    """Looks at a watched site, and what its pages showed last."""
    since = datetime.now(UTC) - back
    return sites.probes(store(url), scope, source, since), sites.pages(store(url), scope, source)


@caching.kept(TTL, 200)
def kept(url: str, scope: Scope, module: str, name: str, arguments: tuple[Any, ...]) -> Any:
    """A reading function of one of the modules in _KEPT."""
    return getattr(SHELVES[module], name)(store(url), scope, *arguments)


@caching.kept(SLOW, 100, large=True)
def slowly(url: str, scope: Scope, module: str, name: str, arguments: tuple[Any, ...]) -> Any:
    """The same for what looks at many records."""
    return getattr((_SHELVES | SHELVES)[module], name)(store(url), scope, *arguments)


@caching.kept(60, 100)
def todays(url: str, scope: Scope, now: datetime) -> dict[str, list[Duty]]:
    """Number and handler of the cases by core.case_clocks.TODAY."""
    work = work_time(settings())
    groups: dict[str, list[Duty]] = {code: [] for code in case_clocks.TODAY}
    for case, clocks in case_lists.open_cases(store(url), scope):
        code = case_clocks.today(case, case_clocks.standings(clocks, work, now), now)
        if code:
            groups[code].append((case.id, case.handler))
    return groups


def settings() -> Settings:
    """The settings of this process; raises ConfigError."""
    return settings_module.load()


def forget() -> None:
    """Drop what was read: something was written."""
    for cached in (
        read,
        counted,
        standing,
        times,
        judged,
        alarms_listed,
        page,
        note,
        asked,
        desk,
        kept,
        slowly,
        todays,
    ):
        cached.clear()
