"""The store as one reader may see it: what pages call. What is kept, and how long: `loaders`."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

import polars as pl

from config.settings import Settings
from core.alarms import Contact, Silence
from core.deadline_rules import Rule
from core.scope import Scope
from core.website import Probe, Seen
from dashboard import loaders, trail
from dashboard.loaders import Bounds, Duty, Stood
from reports.standing_cells import Cells
from store import accounts, alarms, audit, contacts, courses, history, proofs, rates, rule_changes
from store.accounts import Account
from store.engine import Store
from store.frames import Filter


@dataclass(frozen=True, slots=True)
class Reader:
    """The store as one reader may see it; its methods are the read frames of the store."""

    url: str
    scope: Scope

    @property
    def store(self) -> Store:
        return loaders.store(self.url)

    def days(self, since: date, until: date) -> pl.DataFrame:
        """See `store.frames.days`."""
        return self._frame("days", since, until)

    def hours(self, since: date, until: date) -> pl.DataFrame:
        """See `store.frames.hours`."""
        return self._frame("hours", since, until)

    def span(self) -> tuple[date, date] | None:
        """The first and the last day that have messages; None in an empty store."""
        found: tuple[date, date] | None = loaders.read(self.url, self.scope, "span", ())
        return found

    def waiting(self) -> dict[str, int]:
        """Messages by state."""
        found: dict[str, int] = loaders.read(self.url, self.scope, "waiting", ())
        return found

    def hot_issues(
        self, since: datetime | None = None, limit: int = 500, region: str = ""
    ) -> pl.DataFrame:
        """See `store.frames.hot_issues`."""
        return self._frame("hot_issues", since, limit, region)

    def issue(self, number: int) -> dict[str, Any] | None:
        """One issue; a merged one answers as the issue it joined."""
        found: dict[str, Any] | None = loaders.read(self.url, self.scope, "issue", (number,))
        return found

    def voices(self, issue: int) -> dict[int, int]:
        """Month -> different submitters of an issue; see `store.voices`."""
        return loaders.voices_of(self.url, self.scope, issue)

    def confidential(self) -> pl.DataFrame:
        """Cells of confidential records; see `store.confidential.counts`."""
        return loaders.confidential_counts(self.url, self.scope)

    def messages(self, chosen: Filter, limit: int, offset: int = 0) -> pl.DataFrame:
        """See `store.frames.messages_page`; the audit notes that their texts were shown."""
        found = loaders.page(self.url, self.scope, chosen, limit, offset)
        trail.saw(found["id"].to_list())
        return found

    def message(self, ref: str) -> dict[str, Any] | None:
        """One message by its public number; the audit notes that its text was shown."""
        found: dict[str, Any] | None = loaders.read(self.url, self.scope, "message", (ref,))
        trail.saw([found["id"]] if found else [])
        return found

    def count(self, chosen: Filter) -> int:
        """How many messages the filter lets through."""
        return int(loaders.read(self.url, self.scope, "count_messages", (chosen,)))

    def log(self, name: str) -> pl.DataFrame:
        """One of the read frames without arguments: sources, quarantined, run_history, …"""
        return self._frame(name)

    def counted(self, name: str, *arguments: Any) -> pl.DataFrame:
        """One of the frames of `store.rates`."""
        needs = getattr(rates, name).capabilities
        return loaders.counted(self.url, self._alike(*needs), name, arguments)

    def times(self, bounds: Bounds) -> dict[str, tuple[int, float | None]]:
        """See `loaders.times`."""
        return loaders.times(self.url, self._alike("figures"), bounds)

    def standing(self, settings: Settings, rule: Rule, asked: Stood) -> Cells:
        """See `loaders.standing`."""
        told = replace(asked, listed=asked.listed and self.scope.can("texts"))
        return loaders.standing(self.url, self._alike("figures"), settings, rule, told)

    def titles(self, numbers: Sequence[int]) -> dict[int, dict[str, str]]:
        """Number -> ref and title of records that the reader may see; read anew each time."""
        found = courses.titled(self.store, self.scope, list(numbers))
        return {row.pop("id"): row for row in found.iter_rows(named=True)}

    def judged(self, name: str) -> pl.DataFrame:
        """One of the frames of `store.judgements`: proposals, judged, published."""
        return loaders.judged(self.url, self.scope, name)

    def desk(self, name: str, *arguments: Any) -> Any:
        """One of the reading functions of `store.case_lists`."""
        return loaders.desk(self.url, self.scope, "cases", name, arguments)

    def alarms(self) -> pl.DataFrame:
        """See `store.alarms.listed`."""
        return loaders.alarms_listed(self.url, self.scope)

    def silences(self, now: datetime) -> list[Silence]:
        """Silences that are on; read anew each time, because they end by the clock."""
        return alarms.silenced(self.store, self.scope, now)

    def contacts(self) -> list[Contact]:
        """Who is told for which unit."""
        return contacts.listed(self.store, self.scope)

    def items(self, name: str, *arguments: Any) -> pl.DataFrame:
        """One of the frames of `store.items`."""
        found: pl.DataFrame = loaders.desk(self.url, self.scope, "items", name, arguments)
        return found

    def concentrations(self) -> pl.DataFrame:
        """See `store.concentrations.kept`."""
        found: pl.DataFrame = loaders.desk(self.url, self.scope, "concentrations", "kept", ())
        return found

    def solutions(self, name: str, *arguments: Any) -> Any:
        """One of the reading functions of `store.solutions`."""
        if name == "overview":
            return self.slowly("solutions", name, *arguments)
        return loaders.desk(self.url, self.scope, "solutions", name, arguments)

    def pictures(self, case: int) -> list[dict[str, Any]]:
        """Pictures of a case; not kept here, because they are large."""
        return proofs.pictures(self.store, self.scope, case)

    def rule_changes(self, name: str, *arguments: Any) -> Any:
        """One of the reading functions of `store.rule_changes`; never kept, because few."""
        return getattr(rule_changes, name)(self.store, self.scope, *arguments)

    def deeds(self, subject: str, number: int, action: str) -> list[dict[str, Any]]:
        """What people did to one subject; read anew each time. See `store.history.deeds`."""
        return history.deeds(self.store, self.scope, subject, number, action)

    def accounts(self) -> list[Account]:
        """See `store.accounts.listed`; read anew each time."""
        return accounts.listed(self.store, self.scope)

    def audit(self, name: str, **arguments: Any) -> Any:
        """One of the reading functions of `store.audit`; never kept."""
        return getattr(audit, name)(self.store, self.scope, **arguments)

    def note(self, name: str) -> str | None:
        """A fact about this store."""
        return loaders.note(self.url, self.scope, name)

    def asked(self, kind: str) -> list[dict[str, Any]]:
        """Parameters of open requests of one kind."""
        return loaders.asked(self.url, self.scope, kind)

    def website(self, source: str, back: timedelta) -> tuple[list[Probe], list[Seen]]:
        """Looks at a watched site since so long ago, and what its pages showed last."""
        return loaders.website(self.url, self.scope, source, back)

    def todays(self, now: datetime) -> dict[str, list[Duty]]:
        """今日须办: number and handler of the cases by core.case_clocks.TODAY, as of now."""
        return loaders.todays(self.url, self.scope, now.replace(second=0, microsecond=0))

    def kept(self, module: str, name: str, *arguments: Any) -> Any:
        """What a reading function of one of the modules in SHELVES answers."""
        return loaders.kept(self.url, self.scope, module, name, arguments)

    def slowly(self, module: str, name: str, *arguments: Any) -> Any:
        """The same for what looks at many records; kept for longer (`loaders.SLOW`)."""
        return loaders.slowly(self.url, self.scope, module, name, arguments)

    def _alike(self, *needs: str) -> Scope:
        """The scope as far as an answer depends on it, so that roles share what takes long."""
        if all(map(self.scope.can, needs)):
            return replace(self.scope, may=frozenset(needs))
        return self.scope

    def _frame(self, name: str, *arguments: Any) -> pl.DataFrame:
        found: pl.DataFrame = loaders.read(self.url, self.scope, name, arguments)
        return found
