"""Facts about this store under a name, read and written inside the caller's transaction."""

from sqlalchemy import Connection, select

from store.rows import upsert
from store.schema import notes


def read(conn: Connection, name: str, *, to_change: bool = False) -> str | None:
    """The fact kept under `name`; with `to_change` nobody else changes it meanwhile."""
    found = select(notes.c.value).where(notes.c.name == name)
    return conn.execute(found.with_for_update() if to_change else found).scalar_one_or_none()


def write(conn: Connection, name: str, value: str) -> None:
    """Keep a fact in place of what was kept under `name`."""
    statement = upsert(conn, notes).values(name=name, value=value)
    conn.execute(statement.on_conflict_do_update(index_elements=["name"], set_={"value": value}))
