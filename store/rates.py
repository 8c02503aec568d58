"""What rates and clocks are counted from: call-backs, ratings, and when records began and ended."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

import polars as pl
from sqlalchemy import ColumnElement, Select, and_, case, func, or_, select

from core.scope import Scope
from core.times import day_of, local
from store.engine import Store
from store.joins import labelled_by, replied, within
from store.schema import labels, messages, replies
from store.shapes import UTC

GROUPS = ("unit", "region", "area", "channel", "month")
CALL_BACKS: dict[str, Any] = {
    "group": pl.String,
    "effective": pl.Boolean,
    "contacted": pl.Boolean,
    "solved": pl.String,
    "satisfied": pl.String,
    "excluded": pl.String,
    "tickets": pl.Int64,
}
STARS: dict[str, Any] = {"group": pl.String, "stars": pl.Int64, "ratings": pl.Int64}
HOURS: dict[str, Any] = {"group": pl.String, "hours": pl.Float64}
SPANS: dict[str, Any] = {
    "ref": pl.String,
    "title": pl.String,
    "group": pl.String,
    "start_at": UTC,
    "end_at": UTC,
    "reopened_at": UTC,
    "corrected_at": UTC,
    "extended_at": UTC,
    "third_party_from": UTC,
    "third_party_to": UTC,
}
_HAPPENED = ("reopened_at", "corrected_at", "extended_at", "third_party_from", "third_party_to")
EXCLUDED: dict[str, Any] = {"ref": pl.String, "title": pl.String, "excluded": pl.String}

_person = labels.alias("person")
_model = labels.alias("model")
_facts = messages.c.facts


def call_backs(
    store: Store, scope: Scope, since: datetime, until: datetime, by: str, *, on: str = "posted_at"
) -> pl.DataFrame:
    """How often each result of a call-back occurred (columns of CALL_BACKS).

    Tickets posted (`on` posted_at) or finished (finished_at) from `since` up to `until`, not
    included. A call-back is effective where the source says so, else where there was one.
    """
    told = _facts["effective"].as_string()
    asked = or_(
        told.in_(("1", "true", "是")),
        and_(told.is_(None), _facts["called_back_at"].as_string().is_not(None)),
    )
    columns = [
        _group(by).label("group"),
        case((asked, 1), else_=0).label("effective"),
        case((_facts["contacted"].as_string().in_(("1", "true", "是")), 1), else_=0),
        _facts["solved"].as_string(),
        _facts["satisfied"].as_string(),
        _facts["excluded"].as_string(),
    ]
    named = [column.label(name) for column, name in zip(columns, CALL_BACKS, strict=False)]
    inner = _of("ticket", scope, named).where(_within(on, since, until)).subquery()
    statement = select(*inner.c, func.count()).group_by(*inner.c)
    return _frame(store, statement, CALL_BACKS)


def stars(store: Store, scope: Scope, since: datetime, until: datetime, by: str) -> pl.DataFrame:
    """How often each number of stars was given by choice (columns of STARS)."""
    given = [_group(by).label("group"), _facts["stars"].as_integer().label("stars")]
    inner = _of("rating", scope, given).where(_within("posted_at", since, until)).subquery()
    return _frame(store, select(*inner.c, func.count()).group_by(*inner.c), STARS)


def hours(store: Store, scope: Scope, since: datetime, until: datetime, by: str) -> pl.DataFrame:
    """Natural hours from question to reply, null without a time (columns of HOURS)."""
    columns = [_group(by).label("group"), replies.c.hours]
    answered = replies.c.message_id.is_not(None)
    statement = _of(None, scope, columns).where(answered, _within("posted_at", since, until))
    return _frame(store, statement, HOURS)


def spans(
    store: Store,
    scope: Scope,
    period: tuple[datetime, datetime],
    clock: tuple[str, str, str],
    by: str = "unit",
) -> pl.DataFrame:
    """When the records of a kind began and ended by one clock (columns of SPANS).

    `clock` is (record kind, fact that starts it, fact that ends it); posted_at and replied_at
    are fields of every record. A time that cannot be read is null.
    """
    kind, starts, ends = clock
    columns = [
        messages.c.ref,
        messages.c.title,
        _group(by).label("group"),
        _moment(starts).label("start_at"),
        _moment(ends).label("end_at"),
        *(_moment(name).label(name) for name in _HAPPENED),
    ]
    statement = _of(kind, scope, columns).where(_within("posted_at", *period))
    with store.read() as conn:
        rows = [tuple(row) for row in conn.execute(statement)]
    found = pl.DataFrame(
        {name: [row[place] for row in rows] for place, name in enumerate(SPANS)}, strict=False
    )
    return found.select(_utc(found, name, kind) for name, kind in SPANS.items())


def span(store: Store, scope: Scope) -> tuple[date, date] | None:
    """The first and the last day of posting, also of what is not analysed yet."""
    bounds = _of(None, scope, [func.min(messages.c.posted_at), func.max(messages.c.posted_at)])
    with store.read() as conn:
        first, last = conn.execute(bounds).one()
    return (day_of(first), day_of(last)) if first else None


def excluded(
    store: Store, scope: Scope, since: datetime, until: datetime, limit: int = 500
) -> pl.DataFrame:
    """Tickets that the source excluded, with its reason, newest first (columns of EXCLUDED)."""
    reason = _facts["excluded"].as_string()
    columns = [messages.c.ref, messages.c.title, reason.label("excluded")]
    statement = (
        _of("ticket", scope, columns)
        .where(reason.is_not(None), _within("posted_at", since, until))
        .order_by(messages.c.posted_at.desc(), messages.c.id.desc())
        .limit(limit)
    )
    return _frame(store, statement, EXCLUDED)


def _of(kind: str | None, scope: Scope, columns: Sequence[ColumnElement[Any]]) -> Select[Any]:
    region = func.coalesce(_person.c.region, _model.c.region, messages.c.region, "")
    unit = func.coalesce(messages.c.unit, _person.c.unit, _model.c.unit, "")
    statement = (
        select(*columns)
        .select_from(messages)
        .outerjoin(_model, labelled_by(_model, "model"))
        .outerjoin(_person, labelled_by(_person, "person"))
        .outerjoin(replies, replied())
        .where(within(scope, region))
    )
    if scope.units is not None:
        statement = statement.where(unit.in_(sorted(scope.units)))
    return statement if kind is None else statement.where(messages.c.kind == kind)


def _group(by: str) -> ColumnElement[Any]:
    if by == "unit":
        return func.coalesce(messages.c.unit, _person.c.unit, _model.c.unit, "")
    if by == "region":
        return func.coalesce(_person.c.region, _model.c.region, messages.c.region, "")
    if by == "area":
        return func.coalesce(_person.c.area, _model.c.area, "other")
    if by == "channel":
        return messages.c.channel
    return messages.c.month


def _within(name: str, since: datetime, until: datetime) -> ColumnElement[bool]:
    if name == "posted_at":
        return and_(messages.c.posted_at >= since, messages.c.posted_at < until)
    # Facts write their times in ISO 8601 at +08:00, so that text and time have one order.
    fact = _facts[name].as_string()
    return and_(fact >= _shown(since), fact < _shown(until))


def _shown(moment: datetime) -> str:
    return local(moment).isoformat(timespec="seconds")


def _moment(name: str) -> ColumnElement[Any]:
    fields = {"posted_at": messages.c.posted_at, "replied_at": replies.c.replied_at}
    return fields[name] if name in fields else _facts[name].as_string()


def _utc(found: pl.DataFrame, name: str, kind: Any) -> pl.Expr:
    if kind != UTC or found.schema[name] == UTC:
        return pl.col(name).cast(kind)
    if found.schema[name] != pl.String:
        return pl.col(name).cast(kind, strict=False)
    return pl.col(name).str.to_datetime("%+", time_unit="us", time_zone="UTC", strict=False)


def _frame(store: Store, statement: Select[Any], schema: dict[str, Any]) -> pl.DataFrame:
    with store.read() as conn:
        rows = [tuple(row) for row in conn.execute(statement)]
    columns = {name: [row[place] for row in rows] for place, name in enumerate(schema)}
    return pl.DataFrame(columns, strict=False).select(
        pl.col(name).cast(kind, strict=False) for name, kind in schema.items()
    )
