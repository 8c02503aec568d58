"""How much came from each source, by the hour."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import polars as pl
from sqlalchemy import Connection, delete, select

from core.scope import Scope
from core.times import day_of
from core.volume import PAST, Verdict
from store import recusal
from store.engine import Store
from store.rows import upsert
from store.shapes import UTC as SHOWN
from store.source_tables import source_hours, source_verdicts

_COUNTED = ("accepted", "duplicate", "updated", "quarantined", "looks", "failures")
HOURS: dict[str, Any] = {
    "source": pl.String,
    "hour_at": SHOWN,
    **dict.fromkeys(_COUNTED, pl.Int64),
}
DAYS: dict[str, Any] = {"source": pl.String, "day": pl.Date, "accepted": pl.Int64}
VERDICTS: dict[str, Any] = {
    "source": pl.String,
    "at": SHOWN,
    "state": pl.String,
    "today": pl.Int64,
    **dict.fromkeys(("low", "usual", "high"), pl.Float64),
    "last_at": SHOWN,
}


def add(conn: Connection, source: str, counts: Mapping[str, int], now: datetime) -> None:
    """Add to the hour of `now`, inside the caller's transaction; names as in HOURS."""
    hour = now.astimezone(UTC).replace(minute=0, second=0, microsecond=0)
    added = {name: counts.get(name, 0) for name in _COUNTED}
    conn.execute(
        upsert(conn, source_hours)
        .values(source=source, hour_at=hour, **added)
        .on_conflict_do_update(
            index_elements=["source", "hour_at"],
            set_={name: source_hours.c[name] + value for name, value in added.items()},
        )
    )


@Store.needs("figures", "operate")
def hours(store: Store, scope: Scope, since: datetime, source: str | None = None) -> pl.DataFrame:
    """The hours since a moment in which something happened, oldest first (columns of HOURS)."""
    columns = source_hours.c
    statement = (
        select(*(columns[name] for name in HOURS))
        .where(columns.hour_at >= since)
        .order_by(columns.hour_at)
    )
    if source is not None:
        statement = statement.where(columns.source == source)
    with store.read() as conn:
        rows = [tuple(row) for row in conn.execute(statement)]
    return recusal.rough(scope, pl.DataFrame(rows, schema=HOURS, orient="row"), _COUNTED)


@Store.needs("clock")
def forget(store: Store, scope: Scope, before: datetime) -> int:
    """Delete hours before a moment; returns how many."""
    with store.write() as conn:
        return conn.execute(delete(source_hours).where(source_hours.c.hour_at < before)).rowcount


@Store.needs("figures", "operate")
def by_hour(store: Store, scope: Scope, source: str, now: datetime) -> dict[datetime, int]:
    """Hour -> what was accepted from one source in it, as far back as its volume is judged."""
    columns = source_hours.c
    with store.read() as conn:
        rows = conn.execute(
            select(columns.hour_at, columns.accepted).where(
                columns.source == source, columns.hour_at > now - PAST, columns.accepted > 0
            )
        )
        return {row.hour_at: row.accepted for row in rows}


@Store.needs("figures", "operate")
def daily(store: Store, scope: Scope, since: datetime) -> pl.DataFrame:
    """What was accepted from each source on each Shanghai day: columns source, day, accepted."""
    columns = source_hours.c
    with store.read() as conn:
        rows = conn.execute(
            select(columns.source, columns.hour_at, columns.accepted).where(
                columns.hour_at >= since, columns.accepted > 0
            )
        )
        found = [(row.source, day_of(row.hour_at), row.accepted) for row in rows]
    frame = pl.DataFrame(found, schema=DAYS, orient="row")
    by_day = frame.group_by("source", "day").agg(pl.col("accepted").sum()).sort("source", "day")
    return recusal.rough(scope, by_day, ("accepted",))


@Store.needs("clock")
def judged(store: Store, scope: Scope, found: Mapping[str, Verdict], now: datetime) -> None:
    """Keep the verdicts on sources, each in place of the one before."""
    with store.write() as conn:
        for source, verdict in found.items():
            band = verdict.band
            row = {
                "at": now,
                "state": verdict.state,
                "today": verdict.today,
                "low": band and band.low,
                "usual": band and band.usual,
                "high": band and band.high,
                "last_at": now - verdict.silent,
            }
            conn.execute(
                upsert(conn, source_verdicts)
                .values(source=source, **row)
                .on_conflict_do_update(index_elements=["source"], set_=row)
            )


@Store.needs("figures", "operate")
def verdicts(store: Store, scope: Scope) -> pl.DataFrame:
    """The last verdict on each source (columns of VERDICTS)."""
    with store.read() as conn:
        rows = [
            tuple(row)
            for row in conn.execute(select(*(source_verdicts.c[name] for name in VERDICTS)))
        ]
    return recusal.rough(scope, pl.DataFrame(rows, schema=VERDICTS, orient="row"), ("today",))
