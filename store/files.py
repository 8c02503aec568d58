"""Files that were taken in or refused: their SHA-256 and what became of them, never a copy."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

import polars as pl
from sqlalchemy import select

from core.scope import Scope
from store.engine import Store
from store.rows import upsert
from store.shapes import UTC
from store.source_tables import source_files

FILES: dict[str, Any] = {
    "source": pl.String,
    "name": pl.String,
    "size": pl.Int64,
    "state": pl.String,
    "reason": pl.String,
    "times": pl.Int64,
    "first_at": UTC,
    "last_at": UTC,
}


@dataclass(frozen=True, slots=True)
class File:
    """One file as it was met. `name` is masked; `state` is done or rejected, with its reason.

    `profile_hash` tells under which column mapping it was read, `place_hash` where it lay.
    """

    source: str
    sha256: bytes
    profile_hash: bytes
    name: str
    size: int
    state: str = "done"
    reason: str = ""
    place_hash: bytes = b""
    counts: Mapping[str, int] = field(default_factory=dict)


@Store.needs("clock")
def is_known(store: Store, scope: Scope, source: str, sha256: bytes, profile_hash: bytes) -> bool:
    """Was a file of this content taken in before, through the same column mapping?"""
    columns = source_files.c
    with store.read() as conn:
        found = conn.execute(
            select(columns.state).where(
                columns.source == source,
                columns.sha256 == sha256,
                columns.profile_hash == profile_hash,
            )
        ).scalar_one_or_none()
    return found == "done"


@Store.needs("clock")
def note(store: Store, scope: Scope, file: File, now: datetime) -> None:
    """Record a file that was met, once more where it is known; its first counts stay."""
    row = asdict(file) | {"counts": dict(file.counts)}
    again = {
        "state": file.state,
        "reason": file.reason,
        "place_hash": file.place_hash,
        "times": source_files.c.times + 1,
        "last_at": now,
    }
    with store.write() as conn:
        conn.execute(
            upsert(conn, source_files)
            .values(**row, times=1, first_at=now, last_at=now)
            .on_conflict_do_update(index_elements=["source", "sha256", "profile_hash"], set_=again)
        )


@Store.needs("clock")
def refused(store: Store, scope: Scope, source: str) -> set[bytes]:
    """Where files lie that could not be read: they are not tried again until they change."""
    columns = source_files.c
    with store.read() as conn:
        rows = conn.execute(
            select(columns.place_hash).where(columns.source == source, columns.state == "rejected")
        )
        return {bytes(row.place_hash) for row in rows}


@Store.needs("operate")
def listed(store: Store, scope: Scope, limit: int = 500) -> pl.DataFrame:
    """The files of all sources, the latest first (columns of FILES)."""
    statement = (
        select(*(source_files.c[name] for name in FILES))
        .order_by(source_files.c.last_at.desc())
        .limit(limit)
    )
    with store.read() as conn:
        rows = [tuple(row) for row in conn.execute(statement)]
    return pl.DataFrame(rows, schema=FILES, orient="row")
