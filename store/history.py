"""What people did, and notes about the store itself."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select

from core.scope import Actor, Scope
from store.engine import Store
from store.rows import upsert
from store.schema import history, notes


def write(
    conn: Connection,
    actor: Actor,
    action: str,
    subject: tuple[str, int],
    details: Mapping[str, Any],
    now: datetime,
) -> None:
    """Add one line to the history inside the transaction of the deed."""
    conn.execute(
        history.insert().values(
            at=now,
            actor=actor.name,
            actor_kind=actor.kind,
            action=action,
            subject=subject[0],
            subject_id=subject[1],
            details=dict(details),
        )
    )


def note(store: Store, scope: Scope, name: str, value: str) -> None:
    """Keep a fact about this store, such as: it holds demonstration data."""
    with store.write() as conn:
        statement = upsert(conn, notes)
        conn.execute(
            statement.values(name=name, value=value).on_conflict_do_update(
                index_elements=["name"], set_={"value": value}
            )
        )


def read_note(store: Store, scope: Scope, name: str) -> str | None:
    """The fact kept under `name`."""
    with store.read() as conn:
        return conn.execute(select(notes.c.value).where(notes.c.name == name)).scalar_one_or_none()
