"""Small pieces that the tables' modules share."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from itertools import islice
from typing import Any, TypeVar

import polars as pl
from sqlalchemy import (
    ARRAY,
    BigInteger,
    Boolean,
    ColumnElement,
    Connection,
    Dialect,
    Engine,
    Float,
    Insert,
    Integer,
    LargeBinary,
    Table,
    TableClause,
    func,
    literal,
    select,
    type_coerce,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.types import TypeEngine

from core.errors import StoreError
from store.engine import Store
from store.schema import counters
from store.types import UtcTime

T = TypeVar("T")

_SLICE = 20_000
"""Rows of a frame that are turned into rows of Python at once."""


def upsert(conn: Connection | Engine, table: Table) -> Any:
    """An INSERT that may say what to do on conflict, in this store's dialect."""
    module = postgresql if conn.dialect.name == "postgresql" else sqlite
    return module.insert(table)


def insert_or_skip(conn: Connection, table: Table, *keys: str) -> Insert:
    """An INSERT that leaves a row alone which is already there."""
    statement: Insert = upsert(conn, table).on_conflict_do_nothing(index_elements=list(keys))
    return statement


def among(conn: Connection, column: ColumnElement[Any], values: Sequence[Any]) -> Any:
    """The column has one of the values. PostgreSQL takes them as one array, because its driver
    would look at hundreds of values one by one, and joins it: in a plan that it has prepared for
    any array it compared every row of the table with every value."""
    if conn.dialect.name != "postgresql":
        return column.in_(values)
    return column.in_(select(func.unnest(literal(list(values), ARRAY(column.type)))))


def insert_many(conn: Connection, table: TableClause, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert rows that all have the same columns, past the builder of statements: SQLite takes
    them as they are prepared, PostgreSQL by COPY.

    Raises StoreError, or what SQLAlchemy raises, where the database refuses.
    """
    if not rows:
        return
    names = list(rows[0])
    if conn.dialect.name == "postgresql":
        insert_frame(conn, table, _frame(table, names, rows))
        return
    made = _made(conn.dialect, table, names, rows)
    quoted = ", ".join(f'"{name}"' for name in names)
    marks = ", ".join("?" * len(names))
    statement = f"INSERT INTO {table.name} ({quoted}) VALUES ({marks})"  # noqa: S608
    conn.exec_driver_sql(statement, list(zip(*made, strict=True)))


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
    # what is null stands unquoted, and what is empty is quoted
    copy_in(
        conn,
        command,
        (
            part.write_csv(include_header=False, quote_style="non_numeric").encode()
            for part in frame.iter_slices(_SLICE)
        ),
    )


def copy_in(conn: Connection, command: str, data: Iterable[bytes]) -> None:
    """Hand data to one of PostgreSQL's COPY commands. Raises StoreError where it refuses."""
    cursor: Any = conn.connection.cursor()
    try:
        with cursor, cursor.copy(command) as copy:
            for part in data:
                copy.write(part)
    except conn.dialect.loaded_dbapi.Error as error:
        raise StoreError("数据库拒绝了这次操作，详情见日志。") from error


def _made(
    dialect: Dialect, table: TableClause, names: Sequence[str], rows: Sequence[Mapping[str, Any]]
) -> list[list[Any]]:
    """The columns as a driver takes them: most need nothing, and a time that many rows share is
    turned once."""
    columns: list[list[Any]] = [[row[name] for row in rows] for name in names]
    for place, name in enumerate(names):
        kind = table.c[name].type
        prepare = kind.dialect_impl(dialect).bind_processor(dialect)
        if prepare:
            once = cache(prepare) if isinstance(kind, UtcTime) else prepare
            columns[place] = list(map(once, columns[place]))
    return columns


def _frame(
    table: TableClause, names: Sequence[str], rows: Sequence[Mapping[str, Any]]
) -> pl.DataFrame:
    """The rows as a frame. What SQLite takes for times, days and JSON is plain enough for one."""
    columns = zip(names, _made(_SQLITE, table, names, rows), strict=True)
    return pl.DataFrame([_series(name, table.c[name].type, values) for name, values in columns])


def _series(name: str, kind: TypeEngine[Any], values: list[Any]) -> pl.Series:
    if isinstance(kind, UtcTime):
        return pl.Series(name, values, pl.Int64).cast(pl.Datetime("us", "UTC"))
    if isinstance(kind, LargeBinary):
        values = [None if value is None else f"\\x{value.hex()}" for value in values]
    plain = next((shape for sort, shape in _SHAPES if isinstance(kind, sort)), pl.String)
    return pl.Series(name, values, plain)


_SQLITE = sqlite.dialect()
_SHAPES = ((Integer, pl.Int64), (Boolean, pl.Int64), (Float, pl.Float64))


def array(values: Iterable[Any]) -> str:
    """The values as PostgreSQL writes an array; its driver takes far longer over them."""
    return f"{{{','.join(map(_element, values))}}}"


def _element(value: Any) -> str:
    if isinstance(value, str):
        plain = value.replace("\\", "\\\\").replace('"', '\\"')
        return f'"{plain}"'
    if isinstance(value, bytes):
        return f'"\\\\x{value.hex()}"'
    return "NULL" if value is None else str(value)


def allocate(store: Store, name: str, count: int) -> range:
    """A block of `count` fresh ids; in its own transaction, so nobody waits for the block.

    PostgreSQL need not wait for the disk here: whatever is committed with these ids stands behind
    this in its log, and is not on the disk before it.
    """
    if not count:
        return range(0)
    statement = upsert(store.engine, counters).values(name=name, next=1 + count)
    with store.write() as conn:
        if not store.is_sqlite:
            conn.exec_driver_sql("SET LOCAL synchronous_commit = off")
        taken = conn.execute(
            statement.on_conflict_do_update(
                index_elements=["name"], set_={"next": counters.c.next + count}
            ).returning(counters.c.next)
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
