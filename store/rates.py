"""What rates and clocks are counted from: call-backs, ratings, when records began and ended.

Call-backs and stars of whole days come from cubes, with the few records beside that are not
labelled yet. Clocks need the times of each record.
"""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

import polars as pl
from sqlalchemy import ColumnElement, Select, and_, case, func, or_, select

from core.scope import Scope
from core.times import day_of, local
from store import bulk, daybook, rated, recusal
from store.engine import Store
from store.fact_indexes import MOST_STARS, holds
from store.joins import (
    LABELLED,
    Label,
    best,
    is_whole,
    label_of,
    replied,
    told_by,
    within,
)
from store.schema import messages, replies
from store.shapes import UTC
from store.tallies import BASES

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
_BESIDE: dict[str, Any] = {"accused": pl.String, "unread": pl.Boolean}
_WORDS = ("solved", "satisfied", "excluded")
HAPPENED = ("reopened_at", "corrected_at", "extended_at", "third_party_from", "third_party_to")
_POSTED_MONTH = (pl.col("posted_at") + timedelta(hours=8)).dt.strftime("%Y%m")
"""The month at +08:00, as cubes have it."""

EXCLUDED: dict[str, Any] = {"ref": pl.String, "title": pl.String, "excluded": pl.String}

_facts = messages.c.facts


@Store.needs("figures")
def call_backs(
    store: Store, scope: Scope, since: datetime, until: datetime, by: str, *, on: str = "posted_at"
) -> pl.DataFrame:
    """How often each result of a call-back occurred (columns of CALL_BACKS).

    Tickets posted (`on` posted_at), finished (finished_at) or called back (called_back_at) from
    `since` up to `until`, not included. A call-back is effective where the source says so, else
    where there was one.
    """
    days = rated.days(since, until) if on in BASES else None
    if on == "posted_at" and daybook.is_ready(store, scope, (since, until)):
        found = _written_call_backs(store, scope, (since, until), by)
    elif days is None or (by == "month" and on != "posted_at"):
        found = _frame(store, _call_backs(scope, since, until, by, on=on), CALL_BACKS)
    else:
        fresh = _call_backs(scope, since, until, by, on=on, fresh=True)
        rows = rated.call_backs(store, scope, days, by, on)
        found = _joined(store, rows, fresh, CALL_BACKS)
    return enough(found, scope, by, pl.col("tickets").sum())


def _written_call_backs(
    store: Store, scope: Scope, period: tuple[datetime, datetime], by: str
) -> pl.DataFrame:
    """The same from the daybook: a year of a city has nearly as many cells as tickets."""
    told = list(CALL_BACKS)[1:-1]
    group = _POSTED_MONTH if by == "month" else pl.col(by)
    column = "posted_at" if by == "month" else by
    parts = [
        piece.filter(kind="ticket")
        .group_by(group.alias("group"), *(pl.col(name) for name in told))
        .agg(tickets=pl.len().cast(pl.Int64))
        for piece in daybook.read(store, scope, period, ["kind", column, *told])
    ]
    empty = [pl.col(name).replace("", None) for name in _WORDS]
    whole = pl.concat([pl.DataFrame(schema=CALL_BACKS), *parts]).with_columns(empty)
    return whole.group_by(*list(CALL_BACKS)[:-1]).agg(pl.col("tickets").sum())


def _call_backs(
    scope: Scope, since: datetime, until: datetime, by: str, *, on: str, fresh: bool = False
) -> Select[Any]:
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
    inner = _of("ticket", scope, named, fresh).where(_within(on, since, until)).subquery()
    return select(*inner.c, func.count()).group_by(*inner.c)


@Store.needs("figures")
def stars(store: Store, scope: Scope, since: datetime, until: datetime, by: str) -> pl.DataFrame:
    """How often each number of stars was given by choice (columns of STARS)."""
    days = rated.days(since, until)
    given = [_group(by).label("group"), _facts["stars"].as_integer().label("stars")]
    chosen = _of("rating", scope, given, days is not None)
    inner = chosen.where(_within("posted_at", since, until)).subquery()
    statement = select(*inner.c, func.count()).group_by(*inner.c)
    if days is None:
        found = _frame(store, statement, STARS)
    else:
        found = _joined(store, rated.stars(store, scope, days, by), statement, STARS)
    return enough(found, scope, by, pl.col("ratings").sum())


@Store.needs("figures")
def spans(
    store: Store,
    scope: Scope,
    period: tuple[datetime, datetime],
    clock: tuple[str, str, str],
    by: str = "unit",
    texts: bool = True,
    accused: bool = False,
) -> pl.DataFrame:
    """When the records of a kind began and ended by one clock (columns of SPANS).

    `clock` is (record kind, fact that starts it, fact that ends it); posted_at and replied_at
    are fields of every record. A time that cannot be read is null. Whoever reads no texts, or
    wants none (`texts`), gets neither number nor title of a record. With `accused` the columns
    `accused`, whom a record accuses, and `unread`, whether nobody can know yet, stand beside.
    Of ratings only the bad ones have clocks.
    """
    kind, starts, ends = clock
    told = label_of(scope, store, told_by)
    columns: list[Any] = [
        _group(by, told).label("group"),
        moment_of(starts).label("start_at"),
        moment_of(ends).label("end_at"),
        *(moment_of(name).label(name) for name in HAPPENED),
    ]
    if texts and scope.can("texts"):
        columns += [messages.c.ref, messages.c.title]
    if accused:
        whom = best("accused_unit", "", told=told)
        columns += [whom.label("accused"), (messages.c.state == "pending").label("unread")]
    answers = "replied_at" in (starts, ends)
    chosen = _all(store, scope, kind, columns, answers)
    if kind == "rating":  # clocks of ratings are those of bad ones
        chosen = chosen.where(_facts["stars"].as_integer() <= MOST_STARS, holds("bad", store))
    with store.read() as conn:
        found = bulk.read(conn, chosen, period)
    absent = [pl.lit("").alias(name) for name in SPANS if name not in found.columns]
    found = found.with_columns(absent)
    beside = [pl.col(name).cast(kind) for name, kind in _BESIDE.items() if accused]
    times = found.select(*(bulk.typed(found, name, kind) for name, kind in SPANS.items()), *beside)
    return enough(times, scope, by, pl.len())


@Store.needs("figures")
def span(store: Store, scope: Scope) -> tuple[date, date] | None:
    """The first and the last day of posting, also of what is not analysed yet."""
    ends = [func.min(messages.c.posted_at), func.max(messages.c.posted_at)]
    bounds = _of(None, scope, ends)
    if not scope.is_part:  # from the index alone
        bounds = select(*(select(end).scalar_subquery() for end in ends))
    with store.read() as conn:
        first, last = conn.execute(bounds).one()
    return (day_of(first), day_of(last)) if first else None


@Store.needs("cases")
def excluded(
    store: Store, scope: Scope, since: datetime, until: datetime, limit: int = 500
) -> pl.DataFrame:
    """Tickets that the source excluded, with its reason, newest first (columns of EXCLUDED)."""
    reason = _facts["excluded"].as_string()
    columns = [messages.c.ref, messages.c.title, reason.label("excluded")]
    statement = (
        _of("ticket", scope, columns)
        .where(holds("excluded", store), _within("posted_at", since, until))
        .order_by(messages.c.posted_at.desc(), messages.c.id.desc())
        .limit(limit)
    )
    return _frame(store, statement, EXCLUDED)


def enough(found: pl.DataFrame, scope: Scope, by: str, size: pl.Expr) -> pl.DataFrame:
    """Without groups of fewer than `scope.least` records; a course over months is one group."""
    if not scope.least:
        return found
    return found.filter((size if by == "month" else size.over("group")) >= scope.least)


def _of(
    kind: str | None, scope: Scope, columns: Sequence[ColumnElement[Any]], fresh: bool = False
) -> Select[Any]:
    region = best("region", "")
    statement = (
        select(*columns)
        .select_from(LABELLED)
        .outerjoin(replies, replied())
        .where(within(scope, region), recusal.open_to(scope))
    )
    if fresh:  # the few that wait are found by their state, not among all of their kind
        statement = statement.where(messages.c.state == "pending")
    told = func.coalesce(messages.c.kind, "") if fresh else messages.c.kind
    return statement if kind is None else statement.where(told == kind)


def _all(
    store: Store,
    scope: Scope,
    kind: str | None,
    columns: Sequence[ColumnElement[Any]],
    answers: bool = True,
) -> Select[Any]:
    """Like `_of`; labels are not joined where `looked_up` asks for the few that are needed,
    nor `answers` where no column is theirs."""
    if not is_whole(scope, store):
        return _of(kind, scope, columns)
    found = select(*columns).select_from(messages)
    if answers:
        found = found.outerjoin(replies, replied())
    return found if kind is None else found.where(messages.c.kind == kind)


def _group(by: str, told: Label = told_by) -> ColumnElement[Any]:
    if by == "unit":
        return best("unit", "", told=told)
    if by == "region":
        return best("region", "", told=told)
    if by == "area":
        return best("area", "other", told=told)
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


def moment_of(name: str) -> ColumnElement[Any]:
    """The column of a time that a rule names: a field of every record, or a fact as text."""
    fields = {"posted_at": messages.c.posted_at, "replied_at": replies.c.replied_at}
    return fields[name] if name in fields else _facts[name].as_string()


def _joined(
    store: Store, rows: rated.Rows, statement: Select[Any], schema: dict[str, Any]
) -> pl.DataFrame:
    """What cubes keep and what is not labelled yet, as one."""
    *keys, number = schema
    told = [pl.col(name).replace("", None) for name in keys if name in _WORDS]
    kept = _framed(rows, schema).with_columns(told)
    both = pl.concat([kept, _frame(store, statement, schema)])
    return both.group_by(keys, maintain_order=True).agg(pl.col(number).sum())


def _frame(store: Store, statement: Select[Any], schema: dict[str, Any]) -> pl.DataFrame:
    with store.read() as conn:
        return _framed([tuple(row) for row in conn.execute(statement)], schema)


def _framed(rows: rated.Rows, schema: dict[str, Any]) -> pl.DataFrame:
    columns = {name: [row[place] for row in rows] for place, name in enumerate(schema)}
    return pl.DataFrame(columns, strict=False).select(
        pl.col(name).cast(kind, strict=False) for name, kind in schema.items()
    )
