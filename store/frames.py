"""Read frames: what pages, exports and briefings show. Overview frames come from cubes only."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import polars as pl
from sqlalchemy import ColumnElement, Select, func, select

from core.scope import Scope
from core.times import day_start
from store.engine import Store
from store.joins import labelled_by, replied, within
from store.schema import (
    alerts,
    cube_days,
    cube_hours,
    deliveries,
    issue_members,
    issues,
    labels,
    messages,
    quarantine,
    replies,
    runs,
    source_health,
)
from store.shapes import (
    DAYS,
    DELIVERIES,
    HOURS,
    ISSUES,
    MESSAGES,
    QUARANTINE,
    RUNS,
    SOURCES,
)


@dataclass(frozen=True, slots=True)
class Filter:
    """What a list shows; None or empty means all. Days are Shanghai days, both included."""

    since: date | None = None
    until: date | None = None
    area: str | None = None
    sentiment: str | None = None
    intent: str | None = None
    source: str | None = None
    channel: str | None = None
    region: str | None = None
    issue: int | None = None
    answered: bool | None = None
    words: str = ""


def days(store: Store, scope: Scope, since: date, until: date) -> pl.DataFrame:
    """The day cube of a period, both days included (columns of DAYS)."""
    period = cube_days.c.day.between(since, until)
    regions = within(scope, cube_days.c.region)
    return _frame(store, select(cube_days).where(period, regions, cube_days.c.messages > 0), DAYS)


def hours(store: Store, scope: Scope, since: date, until: date) -> pl.DataFrame:
    """Response times by day of posting, in whole natural hours (columns of HOURS)."""
    period = cube_hours.c.day.between(since, until)
    regions = within(scope, cube_hours.c.region)
    return _frame(store, select(cube_hours).where(period, regions, cube_hours.c.replies > 0), HOURS)


def span(store: Store, scope: Scope) -> tuple[date, date] | None:
    """The first and the last day that have messages; None in an empty store."""
    with store.read() as conn:
        first, last = conn.execute(
            select(func.min(cube_days.c.day), func.max(cube_days.c.day)).where(
                cube_days.c.messages > 0
            )
        ).one()
    return (first, last) if first else None


def hot_issues(
    store: Store, scope: Scope, since: datetime | None = None, limit: int = 500
) -> pl.DataFrame:
    """Issues with the highest heat first (columns of ISSUES), those seen since a moment."""
    statement = (
        select(*(issues.c[name] for name in ISSUES))
        .where(issues.c.merged_into.is_(None))
        .order_by(issues.c.heat.desc(), issues.c.last_at.desc(), issues.c.id)
        .limit(limit)
    )
    if since is not None:
        statement = statement.where(issues.c.last_at >= since)
    return _frame(store, statement, ISSUES)


def issue(store: Store, scope: Scope, number: int) -> dict[str, Any] | None:
    """One issue as a row of ISSUES; a merged one answers as the issue it joined."""
    with store.read() as conn:
        merged = conn.execute(
            select(issues.c.merged_into).where(issues.c.id == number)
        ).scalar_one_or_none()
    wanted = merged or number
    found = _frame(
        store, select(*(issues.c[name] for name in ISSUES)).where(issues.c.id == wanted), ISSUES
    )
    return found.row(0, named=True) if found.height else None


def messages_page(
    store: Store, scope: Scope, chosen: Filter, *, limit: int = 50, offset: int = 0
) -> pl.DataFrame:
    """Messages, newest first (columns of MESSAGES)."""
    statement = (
        _selected(chosen, scope)
        .with_only_columns(*_message_columns())
        .order_by(messages.c.posted_at.desc(), messages.c.id.desc())
        .limit(limit)
        .offset(offset)
    )
    return _frame(store, statement, MESSAGES)


def count_messages(store: Store, scope: Scope, chosen: Filter) -> int:
    """How many messages the filter lets through."""
    with store.read() as conn:
        statement = _selected(chosen, scope).with_only_columns(func.count())
        return int(conn.execute(statement).scalar_one())


def message(store: Store, scope: Scope, ref: str) -> dict[str, Any] | None:
    """One message by its public number, as a row of MESSAGES."""
    statement = _selected(Filter(), scope).with_only_columns(*_message_columns())
    found = _frame(store, statement.where(messages.c.ref == ref), MESSAGES)
    return found.row(0, named=True) if found.height else None


def sources(store: Store, scope: Scope) -> pl.DataFrame:
    """数据源运行状态: one row for each source that was ever read (columns of SOURCES)."""
    statement = select(*(source_health.c[name] for name in SOURCES)).order_by(
        source_health.c.source
    )
    return _frame(store, statement, SOURCES)


def quarantined(
    store: Store, scope: Scope, source: str | None = None, limit: int = 500
) -> pl.DataFrame:
    """待核数据, newest first (columns of QUARANTINE; `cells` is JSON text, already masked)."""
    statement = (
        select(*(quarantine.c[name] for name in QUARANTINE))
        .order_by(quarantine.c.id.desc())
        .limit(limit)
    )
    if source:
        statement = statement.where(quarantine.c.source == source)
    return _frame(store, statement, QUARANTINE)


def waiting(store: Store, scope: Scope) -> dict[str, int]:
    """Messages by state: `pending` ones wait for analysis, `done` ones are labelled."""
    with store.read() as conn:
        rows = conn.execute(
            select(messages.c.state, func.count().label("count_")).group_by(messages.c.state)
        ).all()
    return {row.state: row.count_ for row in rows}


def run_history(store: Store, scope: Scope, limit: int = 200) -> pl.DataFrame:
    """What the clock did, newest first (columns of RUNS; `counts` is JSON text)."""
    statement = select(*(runs.c[name] for name in RUNS)).order_by(runs.c.id.desc()).limit(limit)
    return _frame(store, statement, RUNS)


def delivery_log(store: Store, scope: Scope, limit: int = 500) -> pl.DataFrame:
    """Deliveries of alerts, newest first (columns of DELIVERIES)."""
    columns = [
        alerts.c[name] if name in ("title", "level", "fired_at") else deliveries.c[name]
        for name in DELIVERIES
    ]
    statement = (
        select(*columns)
        .join_from(deliveries, alerts, alerts.c.id == deliveries.c.alert_id)
        .order_by(deliveries.c.id.desc())
        .limit(limit)
    )
    return _frame(store, statement, DELIVERIES)


_person = labels.alias("person")
_model = labels.alias("model")


def _best(name: str) -> ColumnElement[Any]:
    """A person's label where there is one, else the model's."""
    return func.coalesce(_person.c[name], _model.c[name])


def _message_columns() -> list[ColumnElement[Any]]:
    own = {
        "region": func.coalesce(_best("region"), messages.c.region),
        "unit": func.coalesce(messages.c.unit, _best("unit")),
        "issue_id": issue_members.c.issue_id,
        "reply": replies.c.text,
        "replied_at": replies.c.replied_at,
        "reply_day_only": replies.c.day_only,
        "reply_hours": replies.c.hours,
    }
    return [
        own[name].label(name)
        if name in own
        else (messages.c[name] if name in messages.c else _best(name).label(name))
        for name in MESSAGES
    ]


def _selected(chosen: Filter, scope: Scope) -> Select[Any]:
    joined = (
        select(messages.c.id)
        .outerjoin(_model, labelled_by(_model, "model"))
        .outerjoin(_person, labelled_by(_person, "person"))
        .outerjoin(replies, replied())
        .outerjoin(issue_members, issue_members.c.message_id == messages.c.id)
    )
    region = func.coalesce(_best("region"), messages.c.region, "")
    return joined.where(within(scope, region), *_conditions(chosen, region))


def _conditions(chosen: Filter, region: ColumnElement[str]) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if chosen.since:
        found.append(messages.c.posted_at >= day_start(chosen.since))
    if chosen.until:
        found.append(messages.c.posted_at < day_start(chosen.until + timedelta(days=1)))
    equal = {
        **{name: _best(name) for name in ("area", "sentiment", "intent")},
        **{name: messages.c[name] for name in ("source", "channel")},
    }
    found += [
        column == getattr(chosen, name) for name, column in equal.items() if getattr(chosen, name)
    ]
    if chosen.region:
        found.append(region.startswith(chosen.region, autoescape=True))
    if chosen.issue is not None:
        found.append(issue_members.c.issue_id == chosen.issue)
    if chosen.answered is not None:
        found.append(replies.c.message_id.is_not(None) == chosen.answered)
    found += [
        messages.c.title.contains(word, autoescape=True)
        | messages.c.text.contains(word, autoescape=True)
        for word in chosen.words.split()
    ]
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
