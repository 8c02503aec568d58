"""How sources and steps fare: outcomes, runs and the rows in quarantine (待核数据)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, func, literal, select, update

from core.rhythm import Pace
from core.scope import Scope
from store import volumes
from store.engine import Store
from store.rows import upsert
from store.schema import runs
from store.source_tables import source_health
from store.types import UtcTime


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one run of a step."""

    state: str
    counts: Mapping[str, int]
    error: str = ""
    reference: str = ""


@Store.needs("clock")
def failed(
    store: Store, scope: Scope, source: str, error: str, now: datetime, next_at: datetime
) -> None:
    """Note that a source could not be read; `next_at` is when it is tried again."""
    with store.write() as conn:
        volumes.add(conn, source, {"failures": 1}, now)
        statement = upsert(conn, source_health)
        conn.execute(
            statement.values(
                source=source,
                last_try_at=now,
                next_at=next_at,
                failures=1,
                failing_since=now,
                error=error,
                accepted=0,
                duplicate=0,
                updated=0,
                quarantined=0,
            ).on_conflict_do_update(
                index_elements=["source"],
                set_={
                    "last_try_at": now,
                    "next_at": next_at,
                    "failures": source_health.c.failures + 1,
                    "failing_since": func.coalesce(
                        source_health.c.failing_since, literal(now, UtcTime)
                    ),
                    "error": error,
                },
            )
        )


@Store.needs("clock")
def succeeded(
    store: Store,
    scope: Scope,
    source: str,
    now: datetime,
    next_at: datetime,
    pace: Pace | None = None,
) -> None:
    """Note that a source was read, even where it had nothing new."""
    with store.write() as conn:
        volumes.add(conn, source, {"looks": 1}, now)
        statement = upsert(conn, source_health)
        fine: dict[str, Any] = {
            "last_try_at": now,
            "last_success_at": now,
            "next_at": next_at,
            "failures": 0,
            "failing_since": None,
            "error": "",
        }
        if pace is not None:
            fine |= {"rhythm_minutes": pace.minutes, "newest_at": pace.newest_at}
        zero = dict.fromkeys(("accepted", "duplicate", "updated", "quarantined"), 0)
        conn.execute(
            statement.values(source=source, **fine, **zero).on_conflict_do_update(
                index_elements=["source"], set_=fine
            )
        )


@Store.needs("clock")
def postponed(store: Store, scope: Scope, source: str, next_at: datetime) -> None:
    """Try a source later that was not asked at all: nothing is said about it."""
    with store.write() as conn:
        zero = dict.fromkeys(("failures", "accepted", "duplicate", "updated", "quarantined"), 0)
        conn.execute(
            upsert(conn, source_health)
            .values(source=source, next_at=next_at, error="", **zero)
            .on_conflict_do_update(index_elements=["source"], set_={"next_at": next_at})
        )


@Store.needs("clock")
def next_tries(store: Store, scope: Scope) -> dict[str, tuple[datetime | None, int]]:
    """Source -> (when it is due, failures in a row)."""
    columns = source_health.c
    with store.read() as conn:
        rows = conn.execute(select(columns.source, columns.next_at, columns.failures))
        return {row.source: (row.next_at, row.failures) for row in rows}


@Store.needs("clock")
def pace(store: Store, scope: Scope, source: str) -> Pace:
    """How often a source has brought something new so far."""
    columns = source_health.c
    with store.read() as conn:
        row = conn.execute(
            select(columns.rhythm_minutes, columns.newest_at).where(columns.source == source)
        ).first()
    return Pace(row.rhythm_minutes, row.newest_at) if row else Pace()


@Store.needs("clock")
def start_run(store: Store, scope: Scope, step: str, source: str, now: datetime) -> int:
    """Open a row of the run history; returns its id."""
    with store.write() as conn:
        found = conn.execute(
            runs.insert()
            .values(
                step=step,
                source=source,
                state="running",
                started_at=now,
                counts={},
                error="",
                reference="",
            )
            .returning(runs.c.id)
        )
        return int(found.scalar_one())


@Store.needs("clock")
def end_run(store: Store, scope: Scope, run: int, outcome: Outcome, now: datetime) -> None:
    """Close a row of the run history with its outcome."""
    with store.write() as conn:
        conn.execute(
            update(runs)
            .where(runs.c.id == run)
            .values(
                state=outcome.state,
                counts=dict(outcome.counts),
                error=outcome.error,
                reference=outcome.reference,
                ended_at=now,
            )
        )


@Store.needs("clock")
def abandon_runs(store: Store, scope: Scope, now: datetime) -> int:
    """Close runs that never ended: a new leader takes over from one that died.

    One that is still going on by hand closes its own row when it is done.
    """
    with store.write() as conn:
        return conn.execute(
            update(runs)
            .where(runs.c.state == "running", runs.c.started_at <= now)
            .values(state="died", ended_at=now)
        ).rowcount


@Store.needs("clock")
def forget_runs(store: Store, scope: Scope, before: datetime) -> int:
    """Delete finished runs that began before a moment."""
    with store.write() as conn:
        return conn.execute(
            delete(runs).where(runs.c.started_at < before, runs.c.state != "running")
        ).rowcount
