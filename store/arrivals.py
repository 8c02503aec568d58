"""What a source's batch leaves beside its messages: bad rows, totals, the checkpoint."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import Connection, delete, select

from core.messages import MaskedRow
from store import volumes
from store.erase import ticket_hash
from store.rows import insert_or_skip, slices, upsert
from store.schema import checkpoints
from store.source_tables import quarantine, source_health

_LOOKUP = 500
COUNTED = ("accepted", "duplicate", "updated", "quarantined")


def keep_bad_rows(
    conn: Connection, source: str, batch: str, rows: Sequence[MaskedRow], now: datetime
) -> int:
    """Keep bad rows with their reason, each once; returns how many are new."""
    if not rows:
        return 0
    statement = insert_or_skip(conn, quarantine, "source", "batch", "row_no")
    kept = conn.execute(
        statement.returning(quarantine.c.id),
        [
            {
                "source": source,
                "batch": batch,
                "row_no": row.row_no,
                "reason": row.reason,
                "cells": dict(row.cells),
                "added_at": now,
                "ticket_hash": ticket_hash(source, row.external_id) if row.external_id else None,
                "submitter_hash": row.submitter_hash,
                "hash_month": row.hash_month,
            }
            for row in rows
        ],
    )
    return len(kept.all())


def release(conn: Connection, source: str, tickets: Sequence[str]) -> int:
    """Let rows out of quarantine whose record has now come well; returns how many."""
    waiting = (quarantine.c.source == source) & quarantine.c.ticket_hash.is_not(None)
    if conn.execute(select(quarantine.c.id).where(waiting).limit(1)).first() is None:
        return 0
    gone = 0
    for chunk in slices(tickets, _LOOKUP):
        hashes = [ticket_hash(source, ticket) for ticket in chunk]
        which = waiting & quarantine.c.ticket_hash.in_(hashes)
        gone += conn.execute(delete(quarantine).where(which)).rowcount
    return gone


def count(conn: Connection, source: str, counts: Mapping[str, int], now: datetime) -> None:
    """Add to the totals of a source that was just read; `counts` has the names of COUNTED."""
    volumes.add(conn, source, counts, now)
    statement = upsert(conn, source_health)
    added = {name: counts[name] for name in COUNTED}
    conn.execute(
        statement.values(
            source=source, last_try_at=now, last_success_at=now, failures=0, error="", **added
        ).on_conflict_do_update(
            index_elements=["source"],
            set_={
                "last_try_at": now,
                "last_success_at": now,
                "failures": 0,
                "failing_since": None,
                "error": "",
                **{name: source_health.c[name] + value for name, value in added.items()},
            },
        )
    )


def move_checkpoint(conn: Connection, source: str, value: str, now: datetime) -> None:
    """Say how far the source has been read."""
    statement = upsert(conn, checkpoints)
    conn.execute(
        statement.values(source=source, value=value, moved_at=now).on_conflict_do_update(
            index_elements=["source"], set_={"value": value, "moved_at": now}
        )
    )
