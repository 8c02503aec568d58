"""One run of one page: who looks, at what, when, and the ways to the other pages."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from typing import Any

import polars as pl
from streamlit.navigation.page import StreamlitPage

from config import together
from config.settings import Settings
from config.tables import Tables
from core.calendars import WorkTime
from core.i18n import gettext as _
from core.labels import AREAS
from core.outages import OUTAGE_NOTES, Outage, outages
from core.scope import Actor, Scope
from core.times import day_of
from dashboard import acting, filters, loaders, trail
from dashboard.filters import Filter, Period
from dashboard.reader import Reader
from reports.freshness import staleness
from store.filters import Filter as StoreFilter


@dataclass(frozen=True, slots=True)
class Visit:
    """What a view is handed. `pages` maps the names of pages that the reader may open to what
    Streamlit links to; `page` is the name of this one;
    `strange` names what of the address means nothing."""

    reader: Reader
    tables: Tables
    chosen: Filter
    actor: Actor
    now: datetime
    settings: Settings
    pages: dict[str, StreamlitPage] = field(default_factory=dict)
    page: str = ""
    strange: Sequence[str] = ()

    def can(self, *capabilities: str) -> bool:
        """Whether the reader's role has one of these capabilities (core.roles)."""
        return self.reader.scope.can(*capabilities)

    def without(self, *names: str) -> "Visit":
        """The same visit without these fields of the filter: the page is divided by them."""
        emptied: dict[str, Any] = dict.fromkeys(names, "")
        return replace(self, chosen=replace(self.chosen, **emptied))

    @property
    def today(self) -> date:
        return day_of(self.now)

    @property
    def work(self) -> WorkTime:
        """Working days and the usual office hours."""
        return loaders.work_time(self.settings)

    @property
    def period(self) -> Period:
        return filters.period_of(self.chosen, self.today, self.reader.span())

    @property
    def compared(self) -> Period | None:
        """The period that the chosen one is compared with."""
        return filters.before(self.chosen, self.period)

    def counts(self, period: Period, *by: str) -> pl.DataFrame:
        """`store.counts.counts` of a period within the filter."""
        found: pl.DataFrame = self.reader.kept("counts", "counts", self._cut(period), by)
        return found

    def answers(self, period: Period, *by: str) -> pl.DataFrame:
        """`store.counts.answers` of a period within the filter."""
        found: pl.DataFrame = self.reader.kept("counts", "answers", self._cut(period), by)
        return found

    def _cut(self, period: Period) -> StoreFilter:
        """What of the filter figures follow; the rest is for lists."""
        whole = self.chosen.for_store(period)
        whole = replace(whole, sentiment=None, answered=None, words="", topic=None)
        return replace(whole, took=None, matter=None)

    def seen(self, name: str) -> list[str]:
        """What occurs in a column of the day cube."""
        found: list[str] = self.reader.kept("situation", "seen", name)
        return found

    @property
    def filtered(self) -> str:
        """What of the filter figures follow, in words; empty where nothing is left out."""
        chosen = self.chosen
        said = {
            _("领域"): _(AREAS[chosen.area]) if chosen.area else "",
            _("地区"): self.place(chosen.region) or chosen.region,
            _("单位"): self.unit(chosen.unit) or chosen.unit,
            _("渠道"): chosen.channel,
        }
        return _("、").join(f"{name} {value}" for name, value in said.items() if value)

    @property
    def sources(self) -> Mapping[str, str]:
        """Source id -> the name people know it by; also sources no longer configured."""
        named = {source.id: source.name for source in self.tables.sources.values()}
        seen = self.reader.log("sources")["source"].to_list()
        return {code: named.get(code, code) for code in [*seen, *named]}

    @property
    def source_rows(self) -> dict[str, Mapping[str, Any]]:
        """The frame `sources` by source: those that were ever read."""
        frame = self.reader.log("sources")
        return {row["source"]: row for row in frame.iter_rows(named=True)}

    @property
    def volumes(self) -> dict[str, Mapping[str, Any]]:
        """The frame `verdicts` by source."""
        frame = self.reader.kept("volumes", "verdicts")
        return {row["source"]: row for row in frame.iter_rows(named=True)}

    @property
    def outages(self) -> list[Outage]:
        """Our own network's outages that go on."""
        return outages(self.reader.note(name) for name in OUTAGE_NOTES)

    def staleness(self, codes: Iterable[str]) -> str:
        """What a chart made of these sources says of them."""
        known = {source.id: source for source in self.tables.sources.values()}
        return staleness(codes, self.source_rows, known, self.volumes, self.now)

    @property
    def replying(self) -> list[str]:
        """Sources that tell what was answered; the others say nothing about answers."""
        return [code for code in self.sources if self.records_replies(code)]

    def records_replies(self, code: str) -> bool:
        """Whether a source has a place for replies at all; an unknown one is taken to."""
        return together.records_replies(self.tables, code)

    def place(self, code: str | None) -> str:
        """The name of a region, empty where it is not known."""
        known = self.tables.rows["region"].get(code or "")
        return known.name if known else ""

    def unit(self, code: str | None) -> str:
        """The name of a unit, empty where it is not known."""
        known = self.tables.rows["unit"].get(code or "")
        return known.name if known else ""


def begin(page: str = "", pages: dict[str, StreamlitPage] | None = None) -> Visit:
    """Open the store and read what every page needs; raises MinshengError."""
    settings = loaders.settings()
    everything = Reader(settings.store_url, Scope.ALL)
    tables = loaders.tables(settings, everything.note("demo") is not None)
    actor = acting.current(settings, everything.store, tables.units)
    reader = Reader(settings.store_url, actor.scope)
    now = datetime.now(UTC)
    trail.begin(reader.store, actor, now)
    chosen, strange = filters.current(
        lambda name, code: (
            code in tables.rows[name] or code in reader.kept("situation", "seen", name)
        )
    )
    return Visit(reader, tables, chosen, actor, now, settings, pages or {}, page, strange)
