"""Small pieces that the tables' modules share."""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any, TypeVar

from sqlalchemy import Connection, Insert, Table, update
from sqlalchemy.dialects import postgresql, sqlite

from store.engine import Store
from store.schema import counters

T = TypeVar("T")


def upsert(conn: Connection, table: Table) -> Any:
    """An INSERT that may say what to do on conflict, in this store's dialect."""
    module = postgresql if conn.dialect.name == "postgresql" else sqlite
    return module.insert(table)


def insert_or_skip(conn: Connection, table: Table, *keys: str) -> Insert:
    """An INSERT that leaves a row alone which is already there."""
    statement: Insert = upsert(conn, table).on_conflict_do_nothing(index_elements=list(keys))
    return statement


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


def slices(items: Iterable[T], size: int) -> Iterator[list[T]]:
    """The items in lists of at most `size`."""
    iterator = iter(items)
    while chunk := list(islice(iterator, size)):
        yield chunk
