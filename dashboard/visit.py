"""One run of one page: who looks, at what, when, and the ways to the other pages."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime

from streamlit.navigation.page import StreamlitPage

from config.tables import Tables
from core.scope import Actor, Scope
from core.sources import ANSWERED
from core.times import day_of
from dashboard import filters, loaders
from dashboard.filters import Filter, Period
from dashboard.loaders import Reader


@dataclass(frozen=True, slots=True)
class Visit:
    """What a view is handed. `pages` maps a page's name to what Streamlit links to."""

    reader: Reader
    tables: Tables
    chosen: Filter
    actor: Actor
    now: datetime
    pages: dict[str, StreamlitPage] = field(default_factory=dict)

    @property
    def today(self) -> date:
        return day_of(self.now)

    @property
    def period(self) -> Period:
        return filters.period_of(self.chosen, self.today, self.reader.span())

    @property
    def sources(self) -> Mapping[str, str]:
        """Source id -> the name people know it by; also sources no longer configured."""
        named = {source.id: source.name for source in self.tables.sources.values()}
        seen = self.reader.log("sources")["source"].to_list()
        return {code: named.get(code, code) for code in [*seen, *named]}

    @property
    def replying(self) -> list[str]:
        """Sources that tell what was answered; the others say nothing about answers."""
        return [code for code in self.sources if self.records_replies(code)]

    def records_replies(self, code: str) -> bool:
        """Whether a source has a place for replies at all; an unknown one is taken to."""
        source = self.tables.sources.get(code)
        if source is None:
            return True
        profile = self.tables.profiles.get(source.profile)
        return "reply" in profile.columns if profile else source.record_kind in ANSWERED

    def place(self, code: str | None) -> str:
        """The name of a region, empty where it is not known."""
        known = self.tables.rows["region"].get(code or "")
        return known.name if known else ""

    def unit(self, code: str | None) -> str:
        """The name of a unit, empty where it is not known."""
        known = self.tables.rows["unit"].get(code or "")
        return known.name if known else ""


def begin() -> Visit:
    """Open the store and read what every page needs; raises MinshengError."""
    settings = loaders.settings()
    reader = Reader(settings.store_url, Scope.ALL)
    tables = loaders.tables(settings).for_demo(reader.note("demo") is not None)
    return Visit(reader, tables, filters.current(), Actor("local"), datetime.now(UTC))
