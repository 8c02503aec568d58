"""Small pieces that the tables' modules share."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from itertools import islice
from typing import Any, TypeVar

import polars as pl
from sqlalchemy import (
    ARRAY,
    BigInteger,
    ColumnElement,
    Connection,
    Insert,
    Table,
    TableClause,
    any_,
    literal,
    type_coerce,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite

from core.errors import StoreError
from store.engine import Store
from store.schema import counters
from store.types import UtcTime

T = TypeVar("T")

_SLICE = 20_000
"""Rows of a frame that are turned into rows of Python at once."""


def upsert(conn: Connection, table: Table) -> Any:
    """An INSERT that may say what to do on conflict, in this store's dialect."""
    module = postgresql if conn.dialect.name == "postgresql" else sqlite
    return module.insert(table)


def insert_or_skip(conn: Connection, table: Table, *keys: str) -> Insert:
    """An INSERT that leaves a row alone which is already there."""
    statement: Insert = upsert(conn, table).on_conflict_do_nothing(index_elements=list(keys))
    return statement


def among(conn: Connection, column: ColumnElement[Any], values: Sequence[Any]) -> Any:
    """The column has one of the values. PostgreSQL takes them as one array: its driver would look
    at hundreds of values one by one."""
    if conn.dialect.name != "postgresql":
        return column.in_(values)
    return column == any_(literal(list(values), ARRAY(column.type)))


def insert_many(conn: Connection, table: TableClause, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert rows that all have the same columns, past the builder of statements: SQLite takes
    them as they are prepared, PostgreSQL by COPY.

    Raises StoreError, or what SQLAlchemy raises, where the database refuses.
    """
    if not rows:
        return
    names = list(rows[0])
    made = _made(conn, table, names, rows)
    if conn.dialect.name != "postgresql":
        quoted = ", ".join(f'"{name}"' for name in names)
        marks = ", ".join("?" * len(names))
        statement = f"INSERT INTO {table.name} ({quoted}) VALUES ({marks})"  # noqa: S608
        conn.exec_driver_sql(statement, made)
        return
    command = f"COPY {table.name} ({', '.join(names)}) FROM STDIN"
    cursor: Any = conn.connection.cursor()
    try:
        with cursor, cursor.copy(command) as copy:
            for row in made:
                copy.write_row(row)
    except conn.dialect.loaded_dbapi.Error as error:
        raise StoreError("数据库拒绝了这次操作，详情见日志。") from error


def insert_frame(conn: Connection, table: TableClause, frame: pl.DataFrame) -> None:
    """Insert the rows of a frame whose columns are columns of the table; times are UTC.

    Raises StoreError, or what SQLAlchemy raises, where the database refuses.
    """
    quoted = ", ".join(f'"{name}"' for name in frame.columns)
    if conn.dialect.name != "postgresql":
        plain = frame.with_columns(
            pl.col(pl.Datetime("us", "UTC")).cast(pl.Int64), pl.col(pl.Date).cast(pl.String)
        )
        marks = ", ".join("?" * frame.width)
        statement = f"INSERT INTO {table.name} ({quoted}) VALUES ({marks})"  # noqa: S608
        for part in plain.iter_slices(_SLICE):
            conn.exec_driver_sql(statement, part.rows())
        return
    command = f"COPY {table.name} ({quoted}) FROM STDIN (FORMAT csv)"
    cursor: Any = conn.connection.cursor()
    try:
        with cursor, cursor.copy(command) as copy:
            for part in frame.iter_slices(_SLICE):
                # what is null stands unquoted, and what is empty is quoted
                copy.write(part.write_csv(include_header=False, quote_style="non_numeric"))
    except conn.dialect.loaded_dbapi.Error as error:
        raise StoreError("数据库拒绝了这次操作，详情见日志。") from error


def _made(
    conn: Connection, table: TableClause, names: Sequence[str], rows: Sequence[Mapping[str, Any]]
) -> list[tuple[Any, ...]]:
    """The rows as the driver takes them. A column at a time: most need nothing, and a time that
    many rows share is turned once."""
    columns: list[Sequence[Any]] = [[row[name] for row in rows] for name in names]
    for place, name in enumerate(names):
        kind = table.c[name].type
        prepare = kind.dialect_impl(conn.dialect).bind_processor(conn.dialect)
        if prepare:
            once = cache(prepare) if isinstance(kind, UtcTime) else prepare
            columns[place] = list(map(once, columns[place]))
    return list(zip(*columns, strict=True))


def allocate(store: Store, name: str, count: int) -> range:
    """A block of `count` fresh ids; in its own transaction, so nobody waits for the block."""
    if not count:
        return range(0)
    with store.write() as conn:
        conn.execute(insert_or_skip(conn, counters, "name").values(name=name, next=1))
        taken = conn.execute(
            update(counters)
            .where(counters.c.name == name)
            .values(next=counters.c.next + count)
            .returning(counters.c.next)
        ).scalar_one()
    return range(taken - count, taken)


def raw(column: ColumnElement[Any], store: Store) -> ColumnElement[Any]:
    """SQLite's own number of a time: a frame takes ten thousands of these at once."""
    is_time = store.is_sqlite and isinstance(column.type, UtcTime)
    return type_coerce(column, BigInteger) if is_time else column


def slices(items: Iterable[T], size: int) -> Iterator[list[T]]:
    """The items in lists of at most `size`."""
    iterator = iter(items)
    while chunk := list(islice(iterator, size)):
        yield chunk
