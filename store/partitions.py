"""Monthly partitions in PostgreSQL: made before the first row of a month is written."""

from collections.abc import Iterable
from itertools import product

from sqlalchemy import text

from core.scope import Scope
from store.engine import Store

PARTITIONED = ("messages", "replies", "labels")
"""Tables that PostgreSQL keeps month by month (at +08:00); SQLite keeps each in one piece."""

_LOCK = 7121246


@Store.needs("clock")
def prepare(store: Store, scope: Scope, months: Iterable[int]) -> None:
    """Make sure that rows of these months (YYYYMM) have a place.

    Each in a transaction of its own: who holds one of the tables never waits for another.
    """
    missing = set(months) - store.months
    if store.is_sqlite or not missing:
        return
    for month, table in product(sorted(missing), PARTITIONED):
        with store.write() as conn:
            conn.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
            conn.execute(text(statement(table, month)))
    store.months.update(missing)


def statement(table: str, month: int) -> str:
    """The DDL of one partition; both values are ours, none is anybody's text."""
    return (
        f"CREATE TABLE IF NOT EXISTS {table}_p{month:06d} "
        f"PARTITION OF {table} FOR VALUES IN ({month:d})"
    )
