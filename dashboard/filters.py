"""What a reader looks at: one frozen `Filter`, kept in the address of the page.

An address can be sent to a colleague and shows the same view. Between pages the filter is
remembered for the session; the address wins over the memory.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields, replace
from datetime import date, datetime, timedelta
from typing import Any

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from core import periods
from core.i18n import gettext as _
from core.i18n import mark
from core.labels import AREAS, LEVELS, SENTIMENTS
from dashboard import spans
from dashboard.spans import COMPARED, PERIODS, Named
from reports import numbers
from reports.charts import BUCKETS
from store.frames import Filter as StoreFilter

ANSWERED: dict[str, str] = {"1": mark("已答复"), "0": mark("未答复")}
TOOK: dict[str, str] = {str(start): name for start, name in BUCKETS}
"""Hours from which an answer took so long -> the span in words."""

CODES: dict[str, Mapping[str, str]] = {
    "period": PERIODS,
    "area": AREAS,
    "sentiment": SENTIMENTS,
    "answered": ANSWERED,
    "took": TOOK,
    "level": LEVELS,
    "compare": COMPARED,
}
GIVEN = ("region", "unit")
"""Fields whose codes an operator gives."""

Known = Callable[[str, str], bool]
"""Of one of GIVEN and a code: whether there is such a code."""

_MEMORY, _PAGE = "filter", "filter_page"
FIRST, LAST = date(2000, 1, 1), date(2099, 12, 31)
"""Days that can be asked for; the calendar of the date field begins on the first."""

LONGEST = 60

_ITEM = "item:"


@dataclass(frozen=True, slots=True)
class Filter:
    """Empty means: not limited. `since` and `until` count only for the period `custom`."""

    period: str = ""
    since: date | None = None
    until: date | None = None
    area: str = ""
    sentiment: str = ""
    source: str = ""
    answered: str = ""
    words: str = ""
    region: str = ""
    unit: str = ""
    channel: str = ""
    level: str = ""
    compare: str = ""
    took: str = ""
    matter: str = ""

    def query(self, **changes: Any) -> dict[str, str]:
        """The filter, with changes, as it stands in an address."""
        changed = replace(self, **changes)
        values = {field.name: getattr(changed, field.name) for field in fields(changed)}
        return {name: str(value) for name, value in values.items() if value}

    def for_store(self, period: "Period", **more: Any) -> StoreFilter:
        """The filter as the store takes it."""
        return StoreFilter(
            since=period.since,
            until=period.until,
            area=self.area or None,
            sentiment=self.sentiment or None,
            source=self.source or None,
            region=self.region or None,
            unit=self.unit or None,
            channel=self.channel or None,
            answered={"1": True, "0": False}.get(self.answered),
            words=self.words,
            took=_span(self.took),
            matter=_matter(self.matter),
            noon=period.noon,
            **more,
        )


@dataclass(frozen=True, slots=True)
class Period:
    """Days, both included; `fallback` says that the store has nothing newer.

    With `noon` they are cut at noon (core.periods).
    """

    name: str
    since: date
    until: date
    fallback: bool = False
    noon: bool = False

    @property
    def moments(self) -> tuple[datetime, datetime]:
        """The first moment, and the one after the last."""
        found = periods.between(self.since, self.until, self.noon)
        return found.start, found.end

    @property
    def shown(self) -> str:
        """The period in words."""
        if self.noon:
            start, end = self.moments
            return _("{since} 至 {until}", since=numbers.moment(start), until=numbers.moment(end))
        return numbers.period(self.since, self.until)


def _span(took: str) -> tuple[int, int | None] | None:
    """The hours that a code of TOOK stands for: from, and below."""
    if not took:
        return None
    starts = [start for start, _name in BUCKETS]
    place = starts.index(int(took))
    return starts[place], starts[place + 1] if place + 1 < len(starts) else None


def matter_of(topic1: str, topic2: str, item: str) -> str:
    """A concentrated matter as it stands in an address."""
    return f"{_ITEM}{item}" if item else f"{topic1}/{topic2}"


def _matter(code: str) -> tuple[str, str, str] | None:
    """The two topics, or the code of an item, that `matter_of` wrote down."""
    if not code:
        return None
    if code.startswith(_ITEM):
        return "", "", code.removeprefix(_ITEM)
    topic1, _slash, topic2 = code.partition("/")
    return topic1, topic2, ""


DAYS = frozenset({"period", "since", "until"})
"""Fields that tell the days."""

KEYS = tuple(field.name for field in fields(Filter))


def strange(given: Mapping[str, str], known: Known) -> list[str]:
    """Fields whose value in an address means nothing: no code of ours, no day, not `known`."""
    asked = {name: text for name, text in given.items() if text}
    return [
        name
        for name, text in asked.items()
        if (name in CODES and text not in CODES[name])
        or (name in ("since", "until") and _date(text) is None)
        or (name in GIVEN and not known(name, text))
    ]


def parse(given: Mapping[str, str]) -> Filter:
    """A filter from an address. What it does not understand it leaves out."""
    values: dict[str, Any] = {}
    for name in KEYS:
        text = given.get(name, "")
        if name in ("since", "until"):
            values[name] = _date(text)
        elif name not in CODES or text in CODES[name]:
            values[name] = text[:LONGEST].strip()
    if values.get("period") != "custom":
        values |= {"since": None, "until": None}
    chosen = Filter(**values)
    if chosen.since and chosen.until and chosen.since > chosen.until:
        return replace(chosen, since=chosen.until, until=chosen.since)
    return chosen


def period_of(chosen: Filter, today: date, span: tuple[date, date] | None) -> Period:
    """The days that a filter means; `span` is the first and last day with messages.

    Without a chosen period it is the last 30 days, or, where these have nothing, the 30 days
    up to the last message.
    """
    first, last = span or (today, today)
    if not chosen.period and last <= today - timedelta(days=30):
        return Period("latest", last - timedelta(days=29), last, fallback=True)
    name = chosen.period or "month"
    given = Named(today, (first, last), (chosen.since, chosen.until))
    return Period(name, *spans.days(name, given), noon=name in spans.NOON)


def before(chosen: Filter, period: Period) -> Period | None:
    """The period that this one is compared with; by default the one before it."""
    found = spans.compared(period.name, period.since, period.until, chosen.compare or "before")
    return Period("custom", *found, noon=period.noon) if found else None


def current(known: Known = lambda _name, _code: True) -> tuple[Filter, list[str]]:
    """The filter of this run: from the address, else from the last page; and `strange` fields."""
    given = {name: st.query_params[name] for name in KEYS if name in st.query_params}
    odd = strange(given, known)
    read = {name: text for name, text in given.items() if name not in odd}
    went_back = _went_back()
    chosen = parse(read if given or went_back else st.session_state.get(_MEMORY, {}))
    keep(chosen)
    return chosen, odd


def _went_back() -> bool:
    """Whether the page is the one of the last run: without a filter in its address the reader
    has gone back to where none was chosen; another page takes over what was."""
    run = get_script_run_ctx()
    page = run.page_script_hash if run else ""
    before = st.session_state.get(_PAGE)
    st.session_state[_PAGE] = page
    return bool(page) and page == before


def keep(chosen: Filter) -> None:
    """Write the filter into the address and the session's memory."""
    wanted = chosen.query()
    st.session_state[_MEMORY] = wanted
    for name in KEYS:
        if name in wanted and st.query_params.get(name) != wanted[name]:
            st.query_params[name] = wanted[name]
        elif name not in wanted and name in st.query_params:
            del st.query_params[name]


def _date(text: str) -> date | None:
    try:
        found = date.fromisoformat(text)
    except ValueError:
        return None
    return found if FIRST <= found <= LAST else None
