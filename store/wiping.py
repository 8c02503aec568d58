"""Deleting so that the bytes are gone, as far as the database lets us."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, text

from store.engine import Store


@contextmanager
def wiping(store: Store) -> Iterator[Connection]:
    """A write transaction whose deleted rows are overwritten.

    SQLite writes zeros over them, and its write-ahead log, which still holds the old pages,
    is cut after the commit. In PostgreSQL they go with the next VACUUM.
    """
    with store.write() as conn:
        if store.is_sqlite:
            conn.execute(text("PRAGMA secure_delete=ON"))
        yield conn
    if store.is_sqlite:
        with store.engine.connect() as conn:
            conn.connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)").close()


@contextmanager
def overwriting(conn: Connection) -> Iterator[None]:
    """What statements inside free of SQLite's pages is overwritten, in any write transaction."""
    if conn.dialect.name != "sqlite":
        yield
        return
    before = conn.exec_driver_sql("PRAGMA secure_delete").scalar_one()
    conn.exec_driver_sql("PRAGMA secure_delete=ON").close()
    yield
    conn.exec_driver_sql(f"PRAGMA secure_delete={_KEPT[before]}").close()


_KEPT = ("OFF", "ON", "FAST")
