"""Read frames: what pages, exports and briefings show. Overview frames come from cubes only."""

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Any

import polars as pl
from sqlalchemy import ColumnElement, Select, func, literal, select

from core.scope import Scope
from store import alarm_recusal, concentrations, recusal, search, topics
from store.counts import answers, by_day, by_hour, counts, labelled, span, totals
from store.engine import Store
from store.filters import Filter
from store.joins import LABELLED, MODEL, PERSON, best, replied, within
from store.schema import (
    alerts,
    deliveries,
    issue_members,
    issues,
    messages,
    replies,
    runs,
)
from store.shapes import (
    DAYS,
    DELIVERIES,
    ISSUES,
    MESSAGES,
    QUARANTINE,
    RUNS,
    SOURCES,
)
from store.source_tables import quarantine, source_health

__all__ = ["Filter", "answers", "by_day", "by_hour", "counts", "labelled", "span", "totals"]


@Store.needs("texts")
def days(store: Store, scope: Scope, since: date, until: date, noon: bool = False) -> pl.DataFrame:
    """All counts of a period by day, both days included (columns of DAYS); see Filter.noon.

    It has a row for nearly every message: `counts` answers what can be asked more narrowly.
    """
    by = [name for name in DAYS if name not in ("messages", "replied")]
    return counts(store, scope, Filter(since, until, noon=noon), by).select(list(DAYS))


@Store.needs("texts")
def hours(store: Store, scope: Scope, since: date, until: date, noon: bool = False) -> pl.DataFrame:
    """Response times by day of posting, in whole natural hours (columns of HOURS)."""
    chosen = Filter(since, until, noon=noon)
    return answers(store, scope, chosen, ("day", "source", "region", "area"))


@Store.needs("figures")
def hot_issues(
    store: Store,
    scope: Scope,
    since: datetime | None = None,
    limit: int = 500,
    region: str = "",
) -> pl.DataFrame:
    """Issues with the highest heat first (columns of ISSUES), those seen since a moment, and those
    with a message about a region."""
    statement = (
        select(*(issues.c[name] for name in ISSUES))
        .where(issues.c.merged_into.is_(None), recusal.issues_open_to(scope))
        .order_by(issues.c.heat.desc(), issues.c.last_at.desc(), issues.c.id)
        .limit(limit)
    )
    if since is not None:
        statement = statement.where(issues.c.last_at >= since)
    if region:
        statement = statement.where(recusal.issues_in(scope, region))
    return _frame(store, statement, ISSUES)


@Store.needs("figures")
def issue(store: Store, scope: Scope, number: int) -> dict[str, Any] | None:
    """One issue as a row of ISSUES; a merged one answers as the issue it joined."""
    with store.read() as conn:
        merged = conn.execute(
            select(issues.c.merged_into).where(issues.c.id == number)
        ).scalar_one_or_none()
    wanted = merged or number
    statement = select(*(issues.c[name] for name in ISSUES)).where(issues.c.id == wanted)
    found = _frame(store, statement.where(recusal.issues_open_to(scope)), ISSUES)
    return found.row(0, named=True) if found.height else None


@Store.needs("texts")
def messages_page(
    store: Store, scope: Scope, chosen: Filter, *, limit: int = 50, offset: int = 0
) -> pl.DataFrame:
    """Messages, newest first (columns of MESSAGES)."""
    statement = (
        _selected(store, chosen, scope)
        .with_only_columns(*_message_columns())
        .order_by(messages.c.posted_at.desc(), messages.c.id.desc())
        .limit(limit)
        .offset(offset)
    )
    return _frame(store, statement, MESSAGES)


_IN_CUBES = (
    "since", "until", "area", "sentiment", "intent", "source", "channel", "region", "unit", "kind",
    "answered",
)  # fmt: skip


@Store.needs("figures")
def count_messages(store: Store, scope: Scope, chosen: Filter) -> int:
    """How many messages the filter lets through; 0 where fewer than the reader may know of.

    Where it asks for nothing beyond _IN_CUBES they know how many of them are labelled.
    """
    found = 0
    statement = _selected(store, chosen, scope).with_only_columns(func.count())
    without: dict[str, Any] = {**dict.fromkeys(_IN_CUBES), "noon": False}
    if replace(chosen, **without) == Filter():
        known = counts(store, replace(scope, least=0), chosen).row(0, named=True)
        answered = known["replied"]
        by_answer = {None: known["messages"], True: answered, False: known["messages"] - answered}
        found = int(by_answer[chosen.answered])
        statement = statement.where(messages.c.state == "pending")
    with store.read() as conn:
        found += int(conn.execute(statement).scalar_one())
    return found if found >= scope.least else 0


@Store.needs("texts")
def message(store: Store, scope: Scope, ref: str) -> dict[str, Any] | None:
    """One message by its public number, as a row of MESSAGES."""
    statement = _selected(store, Filter(), scope).with_only_columns(*_message_columns())
    found = _frame(store, statement.where(messages.c.ref == ref), MESSAGES)
    return found.row(0, named=True) if found.height else None


@Store.needs()
def sources(store: Store, scope: Scope) -> pl.DataFrame:
    """数据源运行状态: one row for each source that was ever read (columns of SOURCES)."""
    statement = select(*(source_health.c[name] for name in SOURCES)).order_by(
        source_health.c.source
    )
    found = _frame(store, statement, SOURCES)
    return recusal.rough(scope, found, ("accepted", "duplicate", "updated", "quarantined"))


@Store.needs("texts")
def quarantined(
    store: Store, scope: Scope, source: str | None = None, limit: int = 500
) -> pl.DataFrame:
    """待核数据, newest first (columns of QUARANTINE; `cells` is JSON text, already masked)."""
    statement = (
        select(*(quarantine.c[name] for name in QUARANTINE))
        .where(recusal.nothing_unread(scope))
        .order_by(quarantine.c.id.desc())
        .limit(limit)
    )
    if source:
        statement = statement.where(quarantine.c.source == source)
    return _frame(store, statement, QUARANTINE)


@Store.needs()
def waiting(store: Store, scope: Scope) -> dict[str, int]:
    """Messages by state: `pending` ones wait for analysis, `labelled` ones are counted."""
    waits = select(func.count()).select_from(messages).where(messages.c.state == "pending")
    with store.read() as conn:
        pending = conn.execute(waits.where(recusal.nothing_unread(scope))).scalar_one()
    states = {"pending": int(pending), "labelled": labelled(store, scope)}
    return {state: number for state, number in states.items() if number}


@Store.needs("operate")
def run_history(store: Store, scope: Scope, limit: int = 200) -> pl.DataFrame:
    """What the clock did, newest first (columns of RUNS; `counts` is JSON text)."""
    statement = select(*(runs.c[name] for name in RUNS)).order_by(runs.c.id.desc()).limit(limit)
    return _frame(store, statement, RUNS)


@Store.needs("operate")
def delivery_log(store: Store, scope: Scope, limit: int = 500) -> pl.DataFrame:
    """Deliveries of alerts, newest first (columns of DELIVERIES); whoever reads no texts gets no
    titles, which are those of messages and issues."""
    own: dict[str, ColumnElement[Any]] = {
        name: alerts.c[name] for name in ("title", "level", "fired_at")
    }
    if not scope.can("texts"):
        own["title"] = literal("")
    columns = [
        (own[name] if name in own else deliveries.c[name]).label(name) for name in DELIVERIES
    ]
    statement = (
        select(*columns)
        .join_from(deliveries, alerts, alerts.c.id == deliveries.c.alert_id)
        .where(recusal.alerts_open_to(scope, alerts.c.subject_id))
        .order_by(deliveries.c.id.desc())
        .limit(limit)
    )
    if scope.is_part:
        statement = statement.where(alerts.c.id.in_(_open_alerts(store, scope)))
    return _frame(store, statement, DELIVERIES)


def _open_alerts(store: Store, scope: Scope, most: int = 5_000) -> list[int]:
    """The newest alerts of which a limited reader may see every alarm; no digest is one."""
    told = select(alerts.c.id, alerts.c.alarms).where(alerts.c.kind != "digest")
    with store.read() as conn:
        rows = conn.execute(told.order_by(alerts.c.id.desc()).limit(most)).all()
        named = {number for row in rows for number in row.alarms}
        hidden = alarm_recusal.closed(conn, scope, named)
    return [row.id for row in rows if row.alarms and not hidden.intersection(row.alarms)]


def _message_columns() -> list[ColumnElement[Any]]:
    own = {
        "region": best("region"),
        "unit": best("unit"),
        "why": MODEL.c.why,
        "corrected": PERSON.c.message_id.is_not(None),
        "issue_id": issue_members.c.issue_id,
        "reply": replies.c.text,
        "replied_at": replies.c.replied_at,
        "reply_day_only": replies.c.day_only,
        "reply_hours": replies.c.hours,
    }
    return [
        own[name].label(name)
        if name in own
        else (messages.c[name] if name in messages.c else best(name).label(name))
        for name in MESSAGES
    ]


def _selected(store: Store, chosen: Filter, scope: Scope, walking: bool = False) -> Select[Any]:
    joined = (
        select(messages.c.id)
        .select_from(LABELLED)
        .outerjoin(replies, replied())
        .outerjoin(issue_members, issue_members.c.message_id == messages.c.id)
    )
    region = best("region", "")
    words = _holding(store, chosen.words) if chosen.words else []
    if chosen.topic:
        area = best("area", "")
        words.append(topics.belongs(chosen.topic, area, region, store.is_sqlite))
    seen = (within(scope, region), recusal.open_to(scope))
    return joined.where(*seen, *_conditions(chosen, region), *words)


def _holding(store: Store, words: str) -> list[ColumnElement[bool]]:
    with store.read() as conn:
        walking = search.are_many(conn, words)
    return search.holding(words, store.is_sqlite, walking)


def _conditions(chosen: Filter, region: ColumnElement[str]) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    start, end = chosen.bounds
    if start:
        found.append(messages.c.posted_at >= start)
    if end:
        found.append(messages.c.posted_at < end)
    equal = {
        **{name: best(name) for name in ("area", "sentiment", "intent")},
        **{name: messages.c[name] for name in ("source", "channel", "kind")},
    }
    found += [
        column == getattr(chosen, name) for name, column in equal.items() if getattr(chosen, name)
    ]
    if chosen.region:
        found.append(region.startswith(chosen.region, autoescape=True))
    if chosen.unit:
        found.append(best("unit", "") == chosen.unit)
    if chosen.issue is not None:
        found.append(issue_members.c.issue_id == chosen.issue)
    if chosen.answered is not None:
        found.append(replies.c.message_id.is_not(None) == chosen.answered)
    if chosen.took is not None:
        least, below = chosen.took
        found.append(replies.c.hours >= least)
        found += [replies.c.hours < below] if below is not None else []
    if chosen.matter is not None:
        found += concentrations.belongs(*chosen.matter)
    return found


def _frame(store: Store, statement: Select[Any], schema: Mapping[str, Any]) -> pl.DataFrame:
    with store.read() as conn:
        rows = [
            tuple(
                json.dumps(value, ensure_ascii=False) if isinstance(value, dict) else value
                for value in row
            )
            for row in conn.execute(statement)
        ]
    return pl.DataFrame(rows, schema=dict(schema), orient="row")
