"""Raising the schema of a store, with a backup first."""

import sqlite3
from contextlib import closing
from pathlib import Path

from sqlalchemy.engine import make_url

from jobs import runner
from jobs.office import Office
from store import migrate
from store.engine import connect


def run(office: Office) -> Path | None:
    """Back up and upgrade; returns where the backup is, None where there was nothing to do.

    A PostgreSQL server is backed up by its own means (pg_dump); its upgrade is one
    transaction.
    """
    store = connect(office.settings.store_url)
    try:
        if migrate.revision(store) == migrate.head():
            return None
        backup = _backup(office)
        migrate.upgrade(store)
        return backup
    finally:
        store.close()


def _backup(office: Office) -> Path | None:
    url = make_url(office.settings.store_url)
    if url.get_backend_name() != "sqlite" or not url.database or not Path(url.database).exists():
        return None
    folder = office.settings.home / "backups"
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"before-upgrade-{runner.now():%Y%m%dT%H%M%SZ}.db"
    with closing(sqlite3.connect(url.database)) as old, closing(sqlite3.connect(path)) as new:
        old.backup(new)
    return path
