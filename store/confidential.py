"""Confidential records (是否保密=是): counted, never kept.

No row of `messages` stands for them: they are in no list, search, issue, export or mail. A
cell is told only where at least SMALLEST_CELL of them stand together.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl
from sqlalchemy import Connection, select

from core import people
from core.scope import Scope
from store import recusal
from store.engine import Store
from store.erase import buried, ticket_hash
from store.rows import insert_or_skip, upsert
from store.schema import confidential_counts, confidential_keys

SMALLEST_CELL = people.SMALLEST_SHOWN
CELLS = {"month": pl.Int32, "source": pl.String, "area": pl.String, "intent": pl.String} | {
    "messages": pl.Int64
}


@dataclass(frozen=True, slots=True)
class Labelled:
    """All that is kept of a confidential record; `ticket` is kept as a hash."""

    ticket: str
    month: int
    area: str
    intent: str


@Store.needs("clock")
def add(store: Store, scope: Scope, source: str, found: Sequence[Labelled]) -> list[str]:
    """Count records that were not counted before; returns the tickets of those."""
    with store.write() as conn:
        known = buried(conn, source, [item.ticket for item in found])
        fresh = [item for item in found if item.ticket not in known and _enter(conn, source, item)]
        cells = Counter((item.month, source, item.area, item.intent) for item in fresh)
        if cells:
            _count(conn, cells)
    return [item.ticket for item in fresh]


def _enter(conn: Connection, source: str, item: Labelled) -> bool:
    statement = insert_or_skip(conn, confidential_keys, "ticket_hash").values(
        ticket_hash=ticket_hash(source, item.ticket), month=item.month
    )
    return conn.execute(statement.returning(confidential_keys.c.month)).first() is not None


def _count(conn: Connection, cells: Counter[tuple[int, str, str, str]]) -> None:
    statement = upsert(conn, confidential_counts)
    total = confidential_counts.c.messages + statement.excluded.messages
    conn.execute(
        statement.on_conflict_do_update(
            index_elements=["month", "source", "area", "intent"], set_={"messages": total}
        ),
        [dict(zip(CELLS, (*cell, count), strict=True)) for cell, count in sorted(cells.items())],
    )


@Store.needs("figures")
def counts(store: Store, scope: Scope) -> pl.DataFrame:
    """Cells that hold at least SMALLEST_CELL records (columns of CELLS).

    Whom they accuse was not kept: a reader limited to units or barred from some gets none.
    """
    columns = confidential_counts.c
    with store.read() as conn:
        rows = conn.execute(
            select(*(columns[name] for name in CELLS))
            .where(columns.messages >= SMALLEST_CELL, recusal.nothing_unread(scope))
            .order_by(columns.month, columns.source, columns.area, columns.intent)
        ).all()
    return pl.DataFrame([tuple(row) for row in rows], schema=CELLS, orient="row")
