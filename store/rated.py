"""Call-backs and stars as cubes keep them; `store.rates` adds what is not labelled yet."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Table, case, func, select

from core.scope import Scope
from core.times import day_of, day_start
from store.counts import visible
from store.cube_tables import cube_call_backs, cube_stars
from store.engine import Store
from store.joins import within
from store.tallies import NO_STARS

Rows = list[tuple[Any, ...]]
_TOLD = ("effective", "contacted", "solved", "satisfied", "excluded")


def days(since: datetime, until: datetime) -> tuple[date, date] | None:
    """The days from `since` up to `until`, not included; None where a day is cut in two."""
    first, after = day_of(since), day_of(until)
    if day_start(first) != since or day_start(after) != until:
        return None
    return first, after - timedelta(days=1)


@Store.needs("figures")
def call_backs(store: Store, scope: Scope, period: tuple[date, date], by: str, on: str) -> Rows:
    """Rows of `store.rates.CALL_BACKS`, before small groups go; "" where the source says
    nothing."""
    told = [cube_call_backs.c[name] for name in _TOLD]
    basis = cube_call_backs.c.basis == on
    return _rows(store, scope, cube_call_backs, (by, period), [*told], [basis])


@Store.needs("figures")
def stars(store: Store, scope: Scope, period: tuple[date, date], by: str) -> Rows:
    """Rows of `store.rates.STARS`, before small groups go."""
    given = case((cube_stars.c.stars != NO_STARS, cube_stars.c.stars), else_=None)
    return _rows(store, scope, cube_stars, (by, period), [given], [])


def _rows(
    store: Store,
    scope: Scope,
    table: Table,
    asked: tuple[str, tuple[date, date]],
    told: Sequence[ColumnElement[Any]],
    limits: Sequence[ColumnElement[bool]],
) -> Rows:
    by, period = asked
    columns = table.c
    group = columns.day if by == "month" else columns[by]
    statement = (
        select(group, *told, func.sum(list(columns)[-1]))
        .where(columns.day.between(*period), within(scope, columns.region), *limits)
        .where(*visible(scope, columns))  # type: ignore[arg-type]
        .group_by(group, *told)
    )
    with store.glance() as conn:
        rows = [tuple(row) for row in conn.execute(statement)]
    if by == "month":
        return [(f"{day:%Y%m}", *rest) for day, *rest in rows]
    return rows
