"""A copy of the whole store in one SQLite file, whatever the store is kept in."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import cast

from sqlalchemy import func, select

from core.errors import DamagedError, InputError, StoreError
from core.scope import Actor, Scope
from store import copying, erase
from store.copying import Told
from store.engine import BATCH, Store
from store.migrate import open_store
from store.schema import message_keys, tombstones
from store.tables import metadata

_PAGES = 2_000
"""SQLite hands over so many pages before others may write again."""


@Store.needs("clock")
def snapshot(store: Store, scope: Scope, path: Path, told: Told) -> None:
    """Write the store, as it stood at one moment, to a new SQLite file at `path`.

    Others go on reading and writing meanwhile. Raises StoreError where the copy of a
    PostgreSQL store does not agree with it, OSError where it cannot be written.
    """
    path.touch(mode=0o600)
    if store.is_sqlite:
        try:
            _pages(store, path, told)
        except sqlite3.Error as error:  # it would be no backup
            raise OSError(str(error)) from error
        return
    target = open_store(f"sqlite:///{path}")
    try:
        copied = copying.copy(store, target, scope, told)
    finally:
        target.close()
    _settle(path)
    different = [item.table for item in copied if not item.same]
    if different:
        raise StoreError("备份核对不一致，请重新备份：{tables}", tables="、".join(different))


def _pages(store: Store, path: Path, told: Told) -> None:
    with store.engine.connect() as conn, closing(sqlite3.connect(path)) as new:
        old = cast(sqlite3.Connection, conn.connection.driver_connection)
        old.backup(new, pages=_PAGES, progress=lambda _state, left, all_: told(all_ - left, all_))
    _settle(path)


def _settle(path: Path) -> None:
    """One file is the whole copy: nothing of it stays in a journal beside it."""
    with closing(sqlite3.connect(path)) as conn:
        conn.execute("PRAGMA journal_mode=DELETE")


@dataclass(frozen=True, slots=True)
class Look:
    """What a file holds: its schema, and the rows of each table."""

    schema: str
    rows: dict[str, int]


def look(path: Path, *, proven: bool = False) -> Look:
    """Read a SQLite file through. Raises InputError for one that is damaged or not ours.

    Of a file that is `proven` to be, byte for byte, one that was read through, only the rows of
    each table are counted: to read each index against its table takes the longest by far.
    """
    damaged = InputError("备份里的数据库已损坏，不能恢复；请换一份备份。")
    try:
        with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as conn:
            if not proven and conn.execute("PRAGMA integrity_check").fetchone() != ("ok",):
                raise damaged
            schema = conn.execute("SELECT version_num FROM alembic_version").fetchone()
            names = {name for (name,) in conn.execute("SELECT name FROM sqlite_master")}
            rows = {
                name: conn.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0]  # noqa: S608
                for name in metadata.tables  # our own names
                if name in names
            }
    except sqlite3.DatabaseError as error:
        raise damaged from error
    if schema is None:
        raise damaged
    return Look(str(schema[0]), rows)


@Store.needs("clock")
def is_sound(store: Store, scope: Scope) -> bool:
    """Can every page of the store be read? True of PostgreSQL, which looks after its own."""
    if not store.is_sqlite:
        return True
    try:
        with store.read() as conn:
            return bool(conn.exec_driver_sql("PRAGMA quick_check(1)").scalar_one() == "ok")
    except DamagedError:
        return False


@Store.needs("clock")
def is_empty(store: Store, scope: Scope) -> bool:
    """Does no table hold a row?"""
    with store.read() as conn:
        return not any(
            conn.execute(select(func.count()).select_from(table)).scalar_one()
            for table in metadata.sorted_tables
        )


@Store.needs("clock")
def bury_again(store: Store, scope: Scope, later: Store, actor: Actor, now: datetime) -> int:
    """Erase from `store` what `later`, a newer state of it, has erased since; returns how many.

    A restored copy must not bring back what a citizen or a source has had removed.
    """
    with later.read() as conn:
        known = {bytes(found) for found in conn.execute(select(tombstones.c.ticket_hash)).scalars()}
    found = [
        (source, ticket)
        for source, ticket in _tickets(store)
        if erase.ticket_hash(source, ticket) in known
    ]
    for source, ticket in found:
        erase.erase(store, scope, source, ticket, actor, now)
    return len(found)


def _tickets(store: Store) -> Iterator[tuple[str, str]]:
    with store.read() as conn:
        asked = select(message_keys.c.source, message_keys.c.external_id)
        for rows in conn.execution_options(yield_per=BATCH).execute(asked).partitions():
            yield from ((str(source), str(ticket)) for source, ticket in rows)
