"""What people did, and notes about the store itself."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select, update

from core.audit import fingerprint
from core.scope import Actor, Scope
from store import audit, jottings, subjects
from store.engine import Store
from store.rows import insert_or_skip
from store.schema import history, notes


def write(
    conn: Connection,
    actor: Actor,
    action: str,
    subject: tuple[str, int],
    details: Mapping[str, Any],
    now: datetime,
) -> None:
    """Add one line to the history inside the transaction of the deed.

    A deed of a person stands in the audit as well: which line, and a digest of what it says.
    """
    row = {
        "at": now,
        "actor": actor.name,
        "actor_kind": actor.kind,
        "action": action,
        "subject": subject[0],
        "subject_id": subject[1],
        "details": dict(details),
    }
    added = conn.execute(history.insert(), row)
    if actor.kind != "step":
        line = added.inserted_primary_key
        told = {"history": line[0] if line else 0, "digest": fingerprint(details)}
        audit.record(conn, actor, action, subject, told, now)


@Store.needs("cases")
def deeds(
    store: Store, scope: Scope, subject: str, number: int, action: str
) -> list[dict[str, Any]]:
    """What people did to one subject that the reader may see, the newest first: at, actor,
    details."""
    told = select(history.c.at, history.c.actor, history.c.details).where(
        history.c.subject == subject, history.c.subject_id == number, history.c.action == action
    )
    with store.read() as conn:
        if not subjects.open_to(conn, scope, subject, number):
            return []
        rows = conn.execute(told.order_by(history.c.id.desc())).mappings().all()
    return [dict(row) for row in rows]


@Store.needs("clock")
def note(store: Store, scope: Scope, name: str, value: str) -> None:
    """Keep a fact about this store, such as: it holds demonstration data."""
    with store.write() as conn:
        jottings.write(conn, name, value)


@Store.needs()
def read_note(store: Store, scope: Scope, name: str) -> str | None:
    """The fact kept under `name`."""
    with store.read() as conn:
        return jottings.read(conn, name)


def swap(conn: Connection, name: str, before: str | None, after: str) -> bool:
    """Put a note in the place of another; false where somebody else was faster.

    `before` is what was read, None: there was no note.
    """
    if before is None:
        made = insert_or_skip(conn, notes, "name").values(name=name, value=after)
        return conn.execute(made.returning(notes.c.name)).first() is not None
    held = update(notes).where(notes.c.name == name, notes.c.value == before)
    return bool(conn.execute(held.values(value=after)).rowcount)
