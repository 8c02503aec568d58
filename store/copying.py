"""Carrying a whole store into another one, and proving that nothing was lost or changed."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    Boolean,
    Column,
    ColumnElement,
    Connection,
    Float,
    Integer,
    LargeBinary,
    Numeric,
    String,
    Table,
    case,
    func,
    select,
)

from core.errors import InputError
from core.scope import Scope
from store import partitions, search
from store.cube_tables import daybook
from store.desk_tables import evidence
from store.engine import BATCH, Store
from store.rows import insert_many
from store.schema import messages
from store.tables import metadata
from store.types import UtcTime

_LARGE = (daybook, evidence)
_FEW = 10
"""Rows of _LARGE that are carried together: one may have some megabytes."""

Told = Callable[[int, int | None], object]
"""Is told how many rows are over, and of how many."""


@dataclass(frozen=True, slots=True)
class Copied:
    """One table: its rows, and whether counts and sums agree in both stores."""

    table: str
    rows: int
    same: bool


def copy(source: Store, target: Store, scope: Scope, told: Told) -> list[Copied]:
    """Copy every table as it stood at one moment; then index the words anew.

    Both stores have this program's schema. Raises InputError unless the target is empty.
    """
    _check_empty(target)
    with source.moment() as old:
        whole = sum(_count(old, table) for table in metadata.sorted_tables)
        months = old.execute(select(messages.c.month).distinct()).scalars()
        partitions.prepare(target, scope, months)
        over = 0
        for rows in _carried(old, target, metadata.sorted_tables):
            over += rows
            told(over, whole)
        _continue_numbers(target)
        copied = [_compared(old, target, table) for table in metadata.sorted_tables]
    search.rebuild(target, scope)
    return copied


def carry(source: Store, target: Store, tables: Sequence[Table]) -> None:
    """Copy some tables, as they stood at one moment, into a store that has none of their rows."""
    with source.moment() as old:
        for _rows in _carried(old, target, tables):
            pass


def _carried(old: Connection, target: Store, tables: Sequence[Table]) -> Iterator[int]:
    for table in tables:
        for rows in _batches(old, table):
            with target.write() as new:
                insert_many(new, table, rows)
            yield len(rows)


def _check_empty(target: Store) -> None:
    with target.read() as conn:
        full = [table.name for table in metadata.sorted_tables if _count(conn, table)]
    if full:
        raise InputError("目标数据库不是空的（{tables}），没有复制。", tables="、".join(full))


def _count(conn: Connection, table: Table) -> int:
    return int(conn.execute(select(func.count()).select_from(table)).scalar_one())


def _batches(conn: Connection, table: Table) -> Iterator[list[dict[str, Any]]]:
    size = _FEW if table in _LARGE else BATCH
    found = conn.execution_options(yield_per=size).execute(select(table))
    for rows in found.mappings().partitions():
        yield [dict(row) for row in rows]


def _continue_numbers(target: Store) -> None:
    """PostgreSQL counts up from where the copied rows end."""
    if target.is_sqlite:
        return
    with target.write() as conn:
        for table in metadata.sorted_tables:
            column = table.autoincrement_column
            if column is not None:
                newest = select(func.max(column)).scalar_subquery()
                number = func.pg_get_serial_sequence(table.name, column.name)
                conn.execute(select(func.setval(number, func.coalesce(newest, 1))))


def _compared(old: Connection, target: Store, table: Table) -> Copied:
    asked = select(*(_sum(column) for column in table.columns), func.count()).select_from(table)
    before = tuple(old.execute(asked).one())
    with target.read() as conn:
        after = tuple(conn.execute(asked).one())
    return Copied(table.name, int(before[-1]), _close(before, after))


def _sum(column: Column[Any]) -> ColumnElement[Any]:
    """One figure of a column that both databases work out alike."""
    kind = column.type
    if isinstance(kind, UtcTime):
        return func.max(column, type_=kind)
    if isinstance(kind, Boolean):
        return func.sum(case((column, 1), else_=0))
    if isinstance(kind, Integer | Float | Numeric):
        return func.sum(column)
    if isinstance(kind, String | LargeBinary):
        return func.sum(func.length(column))
    return func.count(column)


def _close(before: tuple[Any, ...], after: tuple[Any, ...]) -> bool:
    """The same, but for the last digits of sums of fractions, which depend on their order."""
    return all(
        one == other
        or (
            isinstance(one, float)
            and isinstance(other, float)
            and abs(one - other) <= 1e-9 * max(abs(one), abs(other))
        )
        for one, other in zip(before, after, strict=True)
    )
