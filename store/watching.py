"""What alarms are made from: hot issues, records that are open, urgent messages, sources."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

import polars as pl
from sqlalchemy import ColumnElement, CompoundSelect, Select, func, literal, select, union_all

from core.scope import Scope
from store import bulk
from store.engine import Store
from store.fact_indexes import CONDITIONS, MOST_STARS, holds
from store.joins import LABELLED, best, is_member, replied
from store.rates import SPANS, moment_of
from store.rows import raw, slices
from store.schema import issue_members, issues, message_keys, messages, replies
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
OPEN_TIMES = tuple(name for name, kind in SPANS.items() if kind == UTC)
OPEN: dict[str, Any] = {
    "id": pl.Int64, "ref": pl.String, **dict.fromkeys(OPEN_TIMES, UTC)
}  # fmt: skip
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

_facts = messages.c.facts


@Store.needs("clock")
def hot(store: Store, scope: Scope, since: datetime) -> pl.DataFrame:
    """Issues somebody wrote about since a moment and nobody set aside (columns of HOT)."""
    columns = [issues.c[name] for name in HOT if name != "burst"]
    statement = (
        select(*columns, issues.c.parts["growth"].as_float())
        .where(issues.c.last_at >= since, issues.c.merged_into.is_(None))
        .where(issues.c.dismissed_at.is_(None))
    )
    with store.read() as conn:
        found = [(*row[:-1], row[-1] or 0.0) for row in conn.execute(statement)]
    # Put in order here: a database would rather walk through all issues by their heat.
    return pl.DataFrame(found, schema=HOT, orient="row").sort(
        "heat", "id", descending=[True, False]
    )


@Store.needs("clock")
def owners(store: Store, scope: Scope, numbers: Sequence[int]) -> dict[int, tuple[str, str]]:
    """Unit and region of most of the messages of each issue; empty where nothing tells."""
    with store.read() as conn:
        unit, region = (_most(conn, name, numbers) for name in ("unit", "region"))
    return {number: (unit.get(number, ""), region.get(number, "")) for number in numbers}


def _most(conn: Any, name: str, numbers: Sequence[int]) -> dict[int, str]:
    """The most frequent value of a column among the messages of each issue."""
    value = best(name, "")
    found: dict[int, str] = {}
    for chunk in slices(numbers, 500):
        counts = (
            _labelled(
                select(issue_members.c.issue_id, value.label("value"), func.count().label("n"))
            )
            .join(issue_members, issue_members.c.message_id == messages.c.id)
            .where(issue_members.c.issue_id.in_(chunk))
            .group_by(issue_members.c.issue_id, value)
            .order_by(func.count(), value)
        )
        found |= {row.issue_id: row.value for row in conn.execute(counts) if row.value}
    return found


@Store.needs("clock")
def open_spans(
    store: Store,
    scope: Scope,
    since: datetime,
    clock: tuple[str, str, str],
    *,
    most_stars: int | None = None,
) -> pl.DataFrame:
    """Records since a moment whose clock began and did not end: columns of OPEN.

    One that was reopened after its end is open again; `most_stars` leaves out better ratings.
    """
    kind, starts, ends = clock
    own = {"start_at": moment_of(starts), "end_at": moment_of(ends)}
    times = [raw(own.get(name, moment_of(name)), store).label(name) for name in OPEN_TIMES]
    statement = _labelled(select(messages.c.id, messages.c.ref, *times)).where(
        messages.c.kind == kind, messages.c.posted_at >= since, moment_of(starts).is_not(None)
    )
    if most_stars is not None:
        statement = statement.where(_facts["stars"].as_integer() <= most_stars)
        if most_stars <= MOST_STARS:
            statement = statement.where(holds("bad", store))
    going = [statement.where(moment_of(ends).is_(None))]
    if (starts, ends) == ("assigned_at", "finished_at"):
        going = [going[0].where(holds("open", store))]
    if ends not in ("posted_at", "replied_at"):
        again = _facts["reopened_at"].as_string() >= _facts[ends].as_string()
        going.append(statement.where(again, holds("reopened", store)))
    return _typed(_frame(store, union_all(*going), list(OPEN)), OPEN)


@Store.needs("clock")
def records(store: Store, scope: Scope, numbers: Collection[int]) -> pl.DataFrame:
    """Records by number (columns of RECORDS)."""
    rows = [
        _typed(_frame(store, _by_number(chunk), list(RECORDS)), RECORDS)
        for chunk in slices(numbers, 500)
    ]
    return pl.concat(rows) if rows else pl.DataFrame(schema=RECORDS)


def _by_number(chunk: Sequence[int]) -> Select[Any]:
    return _labelled(select(*_record_columns())).where(messages.c.id.in_(chunk))


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
    if fact in CONDITIONS:
        statement = statement.where(holds(fact, store))
    return _typed(_frame(store, statement, list(RECORDS)), RECORDS)


@Store.needs("clock")
def counted(store: Store, scope: Scope, counts: Mapping[int, int]) -> pl.DataFrame:
    """Open tickets by number, each with a count found elsewhere (columns of RECORDS)."""
    rows = []
    for chunk in slices(counts, 500):
        statement = _by_number(chunk).where(
            messages.c.kind == "ticket", _facts["finished_at"].as_string().is_(None)
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
        holds("unsolved", store),
        _facts["reopened_at"].as_string().is_(None),
    )
    return _typed(_frame(store, statement, list(RECORDS)), RECORDS)


@Store.needs("clock")
def urgent(store: Store, scope: Scope, since: datetime) -> pl.DataFrame:
    """Messages since a moment that may tell of danger to life (columns of URGENT)."""
    urgency = best("urgency")
    columns = {
        **{column.name: column for column in _record_columns()},
        "external_id": message_keys.c.external_id,
    }
    statement = (
        _labelled(select(*(columns[name] for name in URGENT)))
        .join(message_keys, message_keys.c.id == messages.c.id)
        .where(messages.c.posted_at >= since, urgency == 2)
        .where(messages.c.kind.in_(("ticket", "letter")))
        .order_by(messages.c.id)
    )
    return _typed(_frame(store, statement, list(URGENT)), URGENT)


def _record_columns(count: ColumnElement[Any] | None = None) -> list[ColumnElement[Any]]:
    own = {
        "area": best("area", ""),
        "region": best("region", ""),
        "unit": best("unit", ""),
        "accused": best("accused_unit", ""),
        "count": literal(1) if count is None else count,
    }
    return [own[name].label(name) if name in own else messages.c[name] for name in RECORDS]


def _labelled(statement: Select[Any]) -> Select[Any]:
    return statement.select_from(LABELLED).outerjoin(replies, replied())


def _typed(found: pl.DataFrame, schema: dict[str, Any]) -> pl.DataFrame:
    return found.select(bulk.typed(found, name, dtype) for name, dtype in schema.items())


def _frame(
    store: Store, asked: Select[Any] | CompoundSelect[Any], names: list[str]
) -> pl.DataFrame:
    with store.read() as conn:
        rows = [tuple(row) for row in conn.execute(asked)]
    columns = {name: [row[place] for row in rows] for place, name in enumerate(names)}
    return pl.DataFrame(columns, strict=False)


@Store.needs("clock")
def mixed(store: Store, scope: Scope, sources: Collection[str]) -> set[int]:
    """Issues in which anything comes from another source than these."""
    statement = (
        select(issue_members.c.issue_id)
        .join(messages, is_member())
        .where(messages.c.source.not_in(sorted(sources)))
    )
    with store.read() as conn:
        return set(conn.execute(statement.distinct()).scalars())
