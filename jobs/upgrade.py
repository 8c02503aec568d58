"""Raising the schema of a store, with a backup first."""

from pathlib import Path

from sqlalchemy.engine import make_url

from core.errors import StoreError
from core.scope import Scope
from jobs import runner
from jobs.office import Office
from store import backups, migrate
from store.engine import Store, connect


def run(office: Office) -> Path | None:
    """Back up and upgrade; returns where the backup is, None where there was nothing to do.

    A PostgreSQL server is backed up by its own means (pg_dump); its upgrade is one
    transaction.
    """
    store = connect(office.settings.store_url)
    try:
        if migrate.revision(store) == migrate.head():
            return None
        backup = _backup(office, store)
        migrate.upgrade(store)
        return backup
    finally:
        store.close()


def _backup(office: Office, store: Store) -> Path | None:
    url = make_url(office.settings.store_url)
    if url.get_backend_name() != "sqlite" or not url.database or not Path(url.database).exists():
        return None
    folder = office.settings.home / "backups"
    path = folder / f"before-upgrade-{runner.now():%Y%m%dT%H%M%SZ}.db"
    part = path.with_suffix(".part")  # half a copy is never taken for one
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        backups.snapshot(store, Scope.ALL, part, lambda *_state: None)
        part.replace(path)
    except OSError as error:
        raise StoreError(
            "升级前的备份写不进 {folder}（磁盘已满、只读或没有权限），数据库没有升级。",
            folder=folder,
        ) from error
    finally:
        part.unlink(missing_ok=True)
    return path
