"""What alarms are made from: hot issues, records that are open, urgent messages, sources."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import polars as pl
from sqlalchemy import ColumnElement, Select, func, literal, select

from core.scope import Scope
from store.engine import Store
from store.joins import labelled_by, replied
from store.rates import SPANS, moment_of, typed
from store.rows import slices
from store.schema import issue_members, issues, labels, message_keys, messages, replies
from store.shapes import UTC

HOT: dict[str, Any] = {
    "id": pl.Int64,
    "name": pl.String,
    "area": pl.String,
    "level": pl.String,
    "heat": pl.Float64,
    "messages": pl.Int64,
    "first_at": UTC,
    "last_at": UTC,
    "why": pl.String,
    "burst": pl.Float64,
    "unit": pl.String,
    "region": pl.String,
}
RECORDS: dict[str, Any] = {
    "id": pl.Int64,
    "ref": pl.String,
    "title": pl.String,
    "source": pl.String,
    "area": pl.String,
    "region": pl.String,
    "unit": pl.String,
    "accused": pl.String,
    "count": pl.Int64,
    "posted_at": UTC,
}
URGENT: dict[str, Any] = {
    "id": pl.Int64,
    "ref": pl.String,
    "source": pl.String,
    "external_id": pl.String,
    "area": pl.String,
    "region": pl.String,
    "unit": pl.String,
    "posted_at": UTC,
}

_person = labels.alias("person")
_model = labels.alias("model")
_facts = messages.c.facts


@Store.needs("clock")
def hot(store: Store, scope: Scope, since: datetime) -> pl.DataFrame:
    """Issues somebody wrote about since a moment and nobody set aside (columns of HOT).

    `unit` and `region` are those of most of its messages.
    """
    own = ("burst", "unit", "region")
    columns = [issues.c[name] for name in HOT if name not in own]
    statement = (
        select(*columns, issues.c.parts)
        .where(issues.c.last_at >= since, issues.c.merged_into.is_(None))
        .where(issues.c.dismissed_at.is_(None))
        .order_by(issues.c.heat.desc(), issues.c.id)
    )
    with store.read() as conn:
        rows = conn.execute(statement).all()
        owners = {name: _most(conn, name, [row.id for row in rows]) for name in own[1:]}
    found = [
        (
            *row[:-1],
            float((row.parts or {}).get("growth", 0.0)),
            owners["unit"].get(row.id, ""),
            owners["region"].get(row.id, ""),
        )
        for row in rows
    ]
    return pl.DataFrame(found, schema=HOT, orient="row")


def _most(conn: Any, name: str, numbers: Sequence[int]) -> dict[int, str]:
    """The most frequent value of a column among the messages of each issue."""
    value = func.coalesce(messages.c[name], _person.c[name], _model.c[name], "")
    counts = (
        _labelled(select(issue_members.c.issue_id, value.label("value"), func.count().label("n")))
        .join(issue_members, issue_members.c.message_id == messages.c.id)
        .where(issue_members.c.issue_id.in_(numbers))
        .group_by(issue_members.c.issue_id, value)
        .order_by(func.count(), value)
    )
    return {row.issue_id: row.value for row in conn.execute(counts) if row.value}


@Store.needs("clock")
def open_spans(
    store: Store,
    scope: Scope,
    since: datetime,
    clock: tuple[str, str, str],
    *,
    most_stars: int | None = None,
) -> pl.DataFrame:
    """Records since a moment whose clock began and did not end: RECORDS, and times of SPANS.

    One that was reopened after its end is open again; `most_stars` leaves out better ratings.
    """
    kind, starts, ends = clock
    times = [name for name, dtype in SPANS.items() if dtype == UTC and name != "start_at"]
    own = {"start_at": moment_of(starts), "end_at": moment_of(ends)}
    columns = [own.get(name, moment_of(name)).label(name) for name in ("start_at", *times)]
    statement = _labelled(select(*_record_columns(), *columns)).where(
        messages.c.kind == kind, messages.c.posted_at >= since, moment_of(starts).is_not(None)
    )
    going = moment_of(ends).is_(None)
    if ends not in ("posted_at", "replied_at"):
        going |= _facts["reopened_at"].as_string() >= _facts[ends].as_string()
    if most_stars is not None:
        statement = statement.where(_facts["stars"].as_integer() <= most_stars)
    found = _frame(store, statement.where(going), [*RECORDS, "start_at", *times])
    schema = {**RECORDS, **{name: SPANS[name] for name in ("start_at", *times)}}
    return found.select(typed(found, name, dtype) for name, dtype in schema.items())


@Store.needs("clock")
def counting(store: Store, scope: Scope, since: datetime, fact: str, at_least: int) -> pl.DataFrame:
    """Open tickets since a moment whose fact counts so many (columns of RECORDS)."""
    number = _facts[fact].as_integer()
    statement = _labelled(select(*_record_columns(number))).where(
        messages.c.kind == "ticket",
        messages.c.posted_at >= since,
        number >= at_least,
        _facts["finished_at"].as_string().is_(None),
    )
    return _typed(_frame(store, statement, list(RECORDS)), RECORDS)


@Store.needs("clock")
def counted(store: Store, scope: Scope, counts: Mapping[int, int]) -> pl.DataFrame:
    """Open tickets by number, each with a count found elsewhere (columns of RECORDS)."""
    rows = []
    for chunk in slices(counts, 500):
        statement = _labelled(select(*_record_columns())).where(
            messages.c.id.in_(chunk),
            messages.c.kind == "ticket",
            _facts["finished_at"].as_string().is_(None),
        )
        rows.append(_typed(_frame(store, statement, list(RECORDS)), RECORDS))
    found = pl.concat(rows) if rows else pl.DataFrame(schema=RECORDS)
    return found.with_columns(
        count=pl.col("id").replace_strict(dict(counts), default=0, return_dtype=pl.Int64)
    )


@Store.needs("clock")
def unsolved(store: Store, scope: Scope, since: datetime) -> pl.DataFrame:
    """Tickets called back since a moment, said not to be solved, and not taken up again."""
    statement = _labelled(select(*_record_columns())).where(
        messages.c.kind == "ticket",
        messages.c.posted_at >= since,
        _facts["solved"].as_string() == "未解决",
        _facts["reopened_at"].as_string().is_(None),
    )
    return _typed(_frame(store, statement, list(RECORDS)), RECORDS)


@Store.needs("clock")
def urgent(store: Store, scope: Scope, since: datetime) -> pl.DataFrame:
    """Messages since a moment that may tell of danger to life (columns of URGENT)."""
    best = func.coalesce(_person.c.urgency, _model.c.urgency)
    columns = {
        **{column.name: column for column in _record_columns()},
        "external_id": message_keys.c.external_id,
    }
    statement = (
        _labelled(select(*(columns[name] for name in URGENT)))
        .join(message_keys, message_keys.c.id == messages.c.id)
        .where(messages.c.posted_at >= since, best == 2)
        .where(messages.c.kind.in_(("ticket", "letter")))
        .order_by(messages.c.id)
    )
    return _typed(_frame(store, statement, list(URGENT)), URGENT)


def _record_columns(count: ColumnElement[Any] | None = None) -> list[ColumnElement[Any]]:
    own = {
        "area": func.coalesce(_person.c.area, _model.c.area, ""),
        "region": func.coalesce(_person.c.region, _model.c.region, messages.c.region, ""),
        "unit": func.coalesce(messages.c.unit, _person.c.unit, _model.c.unit, ""),
        "accused": func.coalesce(_person.c.accused_unit, _model.c.accused_unit, ""),
        "count": literal(1) if count is None else count,
    }
    return [own[name].label(name) if name in own else messages.c[name] for name in RECORDS]


def _labelled(statement: Select[Any]) -> Select[Any]:
    return (
        statement.select_from(messages)
        .outerjoin(_model, labelled_by(_model, "model"))
        .outerjoin(_person, labelled_by(_person, "person"))
        .outerjoin(replies, replied())
    )


def _typed(found: pl.DataFrame, schema: dict[str, Any]) -> pl.DataFrame:
    return found.select(typed(found, name, dtype) for name, dtype in schema.items())


def _frame(store: Store, statement: Select[Any], names: list[str]) -> pl.DataFrame:
    with store.read() as conn:
        rows = [tuple(row) for row in conn.execute(statement)]
    columns = {name: [row[place] for row in rows] for place, name in enumerate(names)}
    return pl.DataFrame(columns, strict=False)
