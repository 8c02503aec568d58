"""待核数据: rows that wait for a mended column mapping, and what another try made of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import polars as pl
from sqlalchemy import bindparam, delete, func, select, update

from core.scope import Scope
from store import arrivals
from store.engine import BATCH, Store
from store.rows import slices
from store.schema import checkpoints
from store.shapes import UTC
from store.source_tables import quarantine

REASONS: dict[str, Any] = {
    "source": pl.String,
    "reason": pl.String,
    "rows": pl.Int64,
    "last_at": UTC,
}


@dataclass(frozen=True, slots=True)
class Waiting:
    """One row in quarantine; its cells are masked."""

    id: int
    batch: str
    row_no: int
    cells: Mapping[str, str]
    submitter_hash: bytes | None
    hash_month: int | None


@Store.needs("clock")
def of_source(store: Store, scope: Scope, source: str, after: int, limit: int) -> list[Waiting]:
    """The next rows of a source with a larger id than `after`, in order."""
    columns = [quarantine.c[name] for name in Waiting.__slots__]
    with store.read() as conn:
        rows = conn.execute(
            select(*columns)
            .where(quarantine.c.source == source, quarantine.c.id > after)
            .order_by(quarantine.c.id)
            .limit(limit)
        )
        return [Waiting(*row) for row in rows]


@Store.needs("clock")
def release(store: Store, scope: Scope, source: str, tickets: Sequence[str]) -> None:
    """Rows whose record has come well by another way leave; see `arrivals.release`."""
    if tickets:
        with store.write() as conn:
            arrivals.release(conn, source, tickets)


@Store.needs("clock")
def remove(store: Store, scope: Scope, ids: Sequence[int]) -> None:
    """Rows that have become messages leave."""
    for chunk in slices(ids, BATCH):
        with store.write() as conn:
            conn.execute(delete(quarantine).where(quarantine.c.id.in_(chunk)))


@Store.needs("clock")
def keep(store: Store, scope: Scope, reasons: Mapping[int, str], now: datetime) -> None:
    """Rows that still cannot be read get their new reason: row id -> sentence."""
    for chunk in slices(reasons.items(), BATCH):
        with store.write() as conn:
            conn.execute(
                update(quarantine)
                .where(quarantine.c.id == bindparam("row_id"))
                .values(reason=bindparam("said"), tried_at=now),
                [{"row_id": number, "said": reason} for number, reason in chunk],
            )


@Store.needs("texts", "operate")
def by_reason(store: Store, scope: Scope) -> pl.DataFrame:
    """How many rows wait, by source and reason, the most first (columns of REASONS)."""
    columns, count = quarantine.c, func.count().label("rows_")
    statement = (
        select(columns.source, columns.reason, count, func.max(columns.added_at))
        .group_by(columns.source, columns.reason)
        .order_by(count.desc())
        .limit(500)
    )
    with store.read() as conn:
        rows = [tuple(row) for row in conn.execute(statement)]
    return pl.DataFrame(rows, schema=REASONS, orient="row")


@Store.needs("clock")
def read_again(store: Store, scope: Scope, source: str) -> None:
    """Forget how far a source was read: its next look begins at the beginning."""
    with store.write() as conn:
        conn.execute(delete(checkpoints).where(checkpoints.c.source == source))
