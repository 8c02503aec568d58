"""Very many records as a frame, by a statement that reads what was posted in a period.

Row by row a year of a city takes ten seconds and half a gigabyte, nearly all of it for objects
of Python that live for a moment. SQLite gathers each column of some weeks as one text, which is
taken apart at once; PostgreSQL sends its rows in pieces.
"""

import json
from collections.abc import Iterator, Sequence
from datetime import UTC as ZONE
from datetime import datetime, timedelta
from typing import Any

import polars as pl
from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Connection,
    Float,
    Select,
    String,
    func,
    select,
    type_coerce,
)

from store.schema import messages
from store.shapes import UTC
from store.types import UtcTime

AT_ONCE = 20_000
"""Rows that are turned into a frame together."""

_NUMBERS = 20_000
_WEEKS = timedelta(days=28)
_EPOCH, _MICRO = datetime(1970, 1, 1, tzinfo=ZONE), timedelta(microseconds=1)


def read(
    conn: Connection, statement: Select[Any], period: tuple[datetime, datetime]
) -> pl.DataFrame:
    """What `statement`, which reads `messages`, finds among those posted in a period.

    Columns are text, numbers or times; times come as microseconds since 1970.
    """
    exact = any(isinstance(column.type, Float) for column in statement.selected_columns)
    gather = _gathered if conn.dialect.name == "sqlite" and not exact else _fetched
    parts = list(gather(conn, statement, period))
    return pl.concat(parts, how="vertical_relaxed", rechunk=False)


def few(
    conn: Connection, statement: Select[Any], period: tuple[datetime, datetime]
) -> pl.DataFrame:
    """The same of what is so little that it may come row by row."""
    parts = list(_fetched(conn, statement, period))
    return pl.concat(parts, how="vertical_relaxed", rechunk=False)


def by_number(conn: Connection, statement: Select[Any], number: ColumnElement[int]) -> pl.DataFrame:
    """All rows of a statement, gathered by stretches of a number that it selects."""
    columns = list(statement.selected_columns)
    names = [column.name for column in columns]
    parts = [_framed(names, [()] * len(names))]
    if conn.dialect.name != "sqlite":
        parts += _rows(conn, statement, names)
        return pl.concat(parts, how="vertical_relaxed", rechunk=False)
    ends = [func.min(number), func.max(number)]
    first, last = conn.execute(select(*(select(end).scalar_subquery() for end in ends))).one()
    together = statement.with_only_columns(
        *(func.json_group_array(_plain(column)) for column in columns)
    )
    for start in range(first, last + 1, _NUMBERS) if first is not None else ():
        part = together.where(number >= start, number < start + _NUMBERS)
        parts.append(_framed(names, [json.loads(values) for values in conn.execute(part).one()]))
    return pl.concat(parts, how="vertical_relaxed", rechunk=False)


def typed(found: pl.DataFrame, name: str, kind: Any) -> pl.Expr:
    """A column of `found` as the type its frame promises; what cannot be read is null."""
    told = found.schema[name]
    if kind == pl.Date and told == pl.String:
        return pl.col(name).str.to_date("%Y-%m-%d", strict=False)
    if kind != UTC or told == UTC:
        return pl.col(name).cast(kind, strict=told != pl.String)
    if told != pl.String:
        return pl.col(name).cast(kind, strict=False)
    return pl.col(name).str.to_datetime("%+", time_unit="us", time_zone="UTC", strict=False)


def _fetched(
    conn: Connection, statement: Select[Any], period: tuple[datetime, datetime]
) -> Iterator[pl.DataFrame]:
    names = [column.name for column in statement.selected_columns]
    yield _framed(names, [()] * len(names))
    yield from _rows(conn, _posted(statement, period), names)


def _rows(conn: Connection, statement: Select[Any], names: list[str]) -> Iterator[pl.DataFrame]:
    for rows in conn.execute(statement).partitions(AT_ONCE):
        yield _framed(names, [_numbers(values) for values in zip(*rows, strict=True)])


def _gathered(
    conn: Connection, statement: Select[Any], period: tuple[datetime, datetime]
) -> Iterator[pl.DataFrame]:
    columns = list(statement.selected_columns)
    names = [column.name for column in columns]
    yield _framed(names, [()] * len(names))
    arrays = [func.json_group_array(_plain(column)) for column in columns]
    together = statement.with_only_columns(*arrays)
    since, until = period
    first = statement.with_only_columns(func.min(messages.c.posted_at))
    while begins := conn.execute(_posted(first, (since, until))).scalar_one():
        since = begins + _WEEKS
        found = conn.execute(_posted(together, (begins, min(since, until)))).one()
        yield _framed(names, [json.loads(values) for values in found])


def _plain(column: ColumnElement[Any]) -> ColumnElement[Any]:
    """The column as SQLite keeps it; a text stays one, even where it reads like JSON."""
    if isinstance(column.type, UtcTime):
        return type_coerce(column, BigInteger)
    return column.concat("") if isinstance(column.type, String) else column


def _posted(statement: Select[Any], period: tuple[datetime, datetime]) -> Select[Any]:
    posted = messages.c.posted_at
    return statement.where(posted >= period[0], posted < period[1])


def _numbers(values: Sequence[Any]) -> list[Any]:
    """Times as microseconds since 1970, everything else as it is."""
    return [(one - _EPOCH) // _MICRO if isinstance(one, datetime) else one for one in values]


def _framed(names: Sequence[str], values: Sequence[Sequence[Any]]) -> pl.DataFrame:
    return pl.DataFrame(
        [pl.Series(name, told, strict=False) for name, told in zip(names, values, strict=True)]
    )
