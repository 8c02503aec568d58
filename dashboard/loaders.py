"""Everything a page reads. The only cached functions of this room, each with a time to live.

A value is kept for `TTL` seconds, so that ten open pages ask the store once; a deed calls
`forget` and the next page sees it at once.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import polars as pl
import streamlit as st

from config import calendar
from config import settings as settings_module
from config import tables as tables_module
from config.settings import Settings
from config.tables import Tables
from core.calendars import WorkTime
from core.scope import Scope
from store import frames, history, rates, requests
from store.engine import Store
from store.frames import Filter
from store.migrate import open_store

TTL = 20
_LONG = 300


@st.cache_resource(ttl=3600, show_spinner=False, on_release=Store.close)
def store(url: str) -> Store:
    """The open store, one for all pages of this process."""
    return open_store(url)


@st.cache_data(ttl=_LONG, show_spinner=False)
def tables(settings: Settings) -> Tables:
    """The configuration tables."""
    return tables_module.load(settings)


@st.cache_data(ttl=TTL, show_spinner=False, max_entries=200)
def _read(url: str, scope: Scope, name: str, arguments: tuple[Any, ...]) -> Any:
    return getattr(frames, name)(store(url), scope, *arguments)


@st.cache_resource(ttl=_LONG, show_spinner=False)
def work_time(settings: Settings) -> WorkTime:
    """Working days and the usual office hours."""
    return WorkTime(calendar.load(settings))


@st.cache_data(ttl=TTL, show_spinner=False, max_entries=50)
def _counted(url: str, scope: Scope, name: str, arguments: tuple[Any, ...]) -> pl.DataFrame:
    found: pl.DataFrame = getattr(rates, name)(store(url), scope, *arguments)
    return found


@st.cache_data(ttl=TTL, show_spinner=False, max_entries=200)
def _page(url: str, scope: Scope, chosen: Filter, limit: int, offset: int) -> pl.DataFrame:
    return frames.messages_page(store(url), scope, chosen, limit=limit, offset=offset)


@st.cache_data(ttl=TTL, show_spinner=False)
def _note(url: str, scope: Scope, name: str) -> str | None:
    return history.read_note(store(url), scope, name)


@st.cache_data(ttl=TTL, show_spinner=False)
def _asked(url: str, scope: Scope, kind: str) -> list[dict[str, Any]]:
    return [dict(parameters) for parameters in requests.waiting(store(url), scope, kind)]


def settings() -> Settings:
    """The settings of this process; raises ConfigError."""
    return settings_module.load()


def forget() -> None:
    """Drop what was read: something was written."""
    for cached in (_read, _counted, _page, _note, _asked):
        cached.clear()


@dataclass(frozen=True, slots=True)
class Reader:
    """The store as one reader may see it; its methods are the read frames of the store."""

    url: str
    scope: Scope

    @property
    def store(self) -> Store:
        return store(self.url)

    def days(self, since: date, until: date) -> pl.DataFrame:
        """See `store.frames.days`."""
        return self._frame("days", since, until)

    def hours(self, since: date, until: date) -> pl.DataFrame:
        """See `store.frames.hours`."""
        return self._frame("hours", since, until)

    def span(self) -> tuple[date, date] | None:
        """The first and the last day that have messages; None in an empty store."""
        found: tuple[date, date] | None = _read(self.url, self.scope, "span", ())
        return found

    def waiting(self) -> dict[str, int]:
        """Messages by state."""
        found: dict[str, int] = _read(self.url, self.scope, "waiting", ())
        return found

    def hot_issues(self, since: datetime | None = None, limit: int = 500) -> pl.DataFrame:
        """See `store.frames.hot_issues`."""
        return self._frame("hot_issues", since, limit)

    def issue(self, number: int) -> dict[str, Any] | None:
        """One issue; a merged one answers as the issue it joined."""
        found: dict[str, Any] | None = _read(self.url, self.scope, "issue", (number,))
        return found

    def messages(self, chosen: Filter, limit: int, offset: int = 0) -> pl.DataFrame:
        """See `store.frames.messages_page`."""
        return _page(self.url, self.scope, chosen, limit, offset)

    def count(self, chosen: Filter) -> int:
        """How many messages the filter lets through."""
        return int(_read(self.url, self.scope, "count_messages", (chosen,)))

    def log(self, name: str) -> pl.DataFrame:
        """One of the read frames without arguments: sources, quarantined, run_history, …"""
        return self._frame(name)

    def counted(self, name: str, *arguments: Any) -> pl.DataFrame:
        """One of the frames of `store.rates`."""
        return _counted(self.url, self.scope, name, arguments)

    def note(self, name: str) -> str | None:
        """A fact about this store."""
        return _note(self.url, self.scope, name)

    def asked(self, kind: str) -> list[dict[str, Any]]:
        """Parameters of open requests of one kind."""
        return _asked(self.url, self.scope, kind)

    def _frame(self, name: str, *arguments: Any) -> pl.DataFrame:
        found: pl.DataFrame = _read(self.url, self.scope, name, arguments)
        return found
