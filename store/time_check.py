"""What other clocks say: the database server's, and the newest row any machine wrote."""

from datetime import UTC, datetime

from sqlalchemy import func, select

from core.scope import Scope
from store.engine import Store
from store.schema import runs


@Store.needs("clock")
def server_clock(store: Store, scope: Scope) -> datetime | None:
    """The time at the database server; None for SQLite, which has no clock of its own."""
    if store.is_sqlite:
        return None
    with store.read() as conn:
        found: datetime = conn.execute(select(func.clock_timestamp())).scalar_one()
    return found.astimezone(UTC)


@Store.needs("clock")
def newest_run(store: Store, scope: Scope) -> datetime | None:
    """When the newest run of a step began, by the clock of the machine that ran it."""
    with store.read() as conn:
        newest: datetime | None = conn.execute(select(func.max(runs.c.started_at))).scalar_one()
        return newest
