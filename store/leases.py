"""One leader among the workers: a lease row with a heartbeat and a fencing number."""

from datetime import datetime, timedelta

from sqlalchemy import or_, select, update

from core.scope import Scope
from store.engine import Store
from store.rows import insert_or_skip
from store.schema import leases

FARTHEST = timedelta(hours=1)
"""The clocks of two workers are never so far apart, and no lease is so long."""


@Store.needs("clock")
def hold(
    store: Store, scope: Scope, name: str, holder: str, now: datetime, seconds: float
) -> int | None:
    """Take or keep the lease for `seconds`; the fencing number, or None if another has it.

    The number rises with every change of holder, so that a holder who was asleep can see
    that it is no longer the one. A lease that ends more than FARTHEST from now was written by a
    clock that has been set back since: it is free.
    """
    until = now + timedelta(seconds=seconds)
    with store.write() as conn:
        conn.execute(
            insert_or_skip(conn, leases, "name").values(
                name=name, holder="", fence=0, expires_at=now
            )
        )
        mine = (
            update(leases)
            .where(leases.c.name == name, leases.c.holder == holder)
            .values(expires_at=until)
        )
        if not conn.execute(mine).rowcount:
            conn.execute(
                update(leases)
                .where(
                    leases.c.name == name,
                    or_(
                        leases.c.expires_at <= now,
                        leases.c.expires_at > now + FARTHEST,
                        leases.c.holder == "",
                    ),
                )
                .values(holder=holder, fence=leases.c.fence + 1, expires_at=until)
            )
        row = conn.execute(
            select(leases.c.holder, leases.c.fence).where(leases.c.name == name)
        ).one()
        return int(row.fence) if row.holder == holder else None


@Store.needs("clock")
def release(store: Store, scope: Scope, name: str, holder: str, now: datetime) -> None:
    """Give the lease back, so that the next worker need not wait for its end."""
    with store.write() as conn:
        conn.execute(
            update(leases)
            .where(leases.c.name == name, leases.c.holder == holder)
            .values(holder="", expires_at=now)
        )


@Store.needs()
def holder_at(store: Store, scope: Scope, name: str, now: datetime) -> str | None:
    """Who holds the lease at `now`."""
    with store.read() as conn:
        row = conn.execute(
            select(leases.c.holder).where(
                leases.c.name == name, leases.c.expires_at > now, leases.c.holder != ""
            )
        ).first()
        return str(row.holder) if row else None


@Store.needs()
def ends_at(store: Store, scope: Scope, name: str) -> datetime | None:
    """When the lease ends, or ended, that was held last; None where nobody ever held it."""
    with store.read() as conn:
        return conn.execute(select(leases.c.expires_at).where(leases.c.name == name)).scalar()
