"""What a reader looks at: one frozen `Filter`, kept in the address of the page.

An address can be sent to a colleague and shows the same view. Between pages the filter is
remembered for the session; the address wins over the memory.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import date, timedelta
from typing import Any

import streamlit as st

from core.i18n import gettext as _
from core.i18n import mark
from core.labels import AREAS, SENTIMENTS
from store.frames import Filter as StoreFilter

PERIODS: dict[str, str] = {
    "today": mark("今日"),
    "week": mark("近 7 天"),
    "month": mark("近 30 天"),
    "this_month": mark("本月"),
    "last_month": mark("上月"),
    "year": mark("近一年"),
    "latest": mark("最近有数据的 30 天"),
    "all": mark("全部"),
    "custom": mark("自定义"),
}
ANSWERED: dict[str, str] = {"1": mark("已答复"), "0": mark("未答复")}
_CODES: dict[str, Mapping[str, str]] = {
    "period": PERIODS,
    "area": AREAS,
    "sentiment": SENTIMENTS,
    "answered": ANSWERED,
}
_MEMORY = "filter"
_LONGEST = 60


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
            answered={"1": True, "0": False}.get(self.answered),
            words=self.words,
            **more,
        )


@dataclass(frozen=True, slots=True)
class Period:
    """Days, both included; `fallback` says that the store has nothing newer."""

    name: str
    since: date
    until: date
    fallback: bool = False


KEYS = tuple(field.name for field in fields(Filter))


def parse(given: Mapping[str, str]) -> Filter:
    """A filter from an address. What it does not understand it leaves out."""
    values: dict[str, Any] = {}
    for name in KEYS:
        text = given.get(name, "")
        if name in ("since", "until"):
            values[name] = _date(text)
        elif name not in _CODES or text in _CODES[name]:
            values[name] = text[:_LONGEST].strip()
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
    since, until = _days(name, chosen, today, (first, last))
    return Period(name, since, until)


def _days(name: str, chosen: Filter, today: date, span: tuple[date, date]) -> tuple[date, date]:
    first, last = span
    month = today.replace(day=1)
    before = month - timedelta(days=1)
    known = {
        "today": (today, today),
        "week": (today - timedelta(days=6), today),
        "month": (today - timedelta(days=29), today),
        "this_month": (month, today),
        "last_month": (before.replace(day=1), before),
        "year": (today - timedelta(days=364), today),
        "latest": (last - timedelta(days=29), last),
        "all": (first, max(last, first)),
        "custom": (chosen.since or first, chosen.until or max(chosen.since or last, last)),
    }
    return known[name]


def current() -> Filter:
    """The filter of this run: from the address, else from the last page."""
    given = {name: st.query_params[name] for name in KEYS if name in st.query_params}
    chosen = parse(given or st.session_state.get(_MEMORY, {}))
    _keep(chosen)
    return chosen


def bar(chosen: Filter, period: Period, sources: Mapping[str, str], shown: tuple[str, ...]) -> None:
    """Draw the widgets named in `shown`; a change goes into the address."""
    choices = {**_CODES, "source": sources}
    with st.container(horizontal=True, vertical_alignment="bottom", key="filters"):
        for name in shown:
            if name == "words":
                _words(chosen)
            else:
                _choice(name, period.name if name == "period" else getattr(chosen, name), choices)
            if name == "period" and period.name == "custom":
                _dates(period)
        if any(getattr(chosen, name) for name in KEYS):
            st.button(_("清除筛选"), on_click=_clear, type="tertiary", key="filter_clear")


def _choice(name: str, value: str, choices: Mapping[str, Mapping[str, str]]) -> None:
    names = choices[name]
    key = f"filter_{name}"
    codes = list(names) if name == "period" else ["", *names]
    st.session_state[key] = value if value in codes else codes[0]
    st.selectbox(
        _(_LABELS[name]),
        codes,
        format_func=lambda code: _(names[code]) if code else _("全部"),
        key=key,
        on_change=_changed,
        args=(name,),
        width=185 if name in ("period", "source") else 130,
        filter_mode=None,
    )


def _dates(period: Period) -> None:
    st.session_state["filter_dates"] = (period.since, period.until)
    st.date_input(
        _("起止日期"),
        key="filter_dates",
        on_change=_changed_dates,
        format="YYYY-MM-DD",
        width=230,
        min_value=date(2000, 1, 1),
    )


def _words(chosen: Filter) -> None:
    st.session_state["filter_words"] = chosen.words
    st.text_input(
        _("关键词"),
        key="filter_words",
        on_change=_changed,
        args=("words",),
        max_chars=_LONGEST,
        placeholder=_("多个词用空格隔开"),
        width=200,
    )


_LABELS = {
    "period": mark("统计期间"),
    "area": mark("领域"),
    "sentiment": mark("情感"),
    "source": mark("信息源"),
    "answered": mark("答复情况"),
}


def _changed(name: str) -> None:
    value = st.session_state[f"filter_{name}"] or ""
    _keep(parse({**current().query(), name: value}))


def _changed_dates() -> None:
    chosen = st.session_state["filter_dates"]
    if len(chosen) == 2:  # after the first click only the first day is known
        since, until = (day.isoformat() for day in chosen)
        _keep(parse({**current().query(), "period": "custom", "since": since, "until": until}))


def _clear() -> None:
    _keep(Filter())


def _keep(chosen: Filter) -> None:
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
        return date.fromisoformat(text)
    except ValueError:
        return None
