"""Bringing an archive of `minsheng backup` back."""

import shutil
import tempfile
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy.engine import make_url

from core.errors import DamagedError, InputError
from core.scope import Actor, Scope
from jobs import backing
from jobs.backing import Backup
from jobs.importing import Progress
from jobs.office import Office
from store import backups, copying, leases, migrate
from store.engine import Store, connect

_BESIDE = ("-wal", "-shm")
"""What SQLite keeps beside its file."""


@dataclass(frozen=True, slots=True)
class Restored:
    """What was brought back, where the state before it lies, and what was erased again: None
    where a damaged store could not tell."""

    backup: Backup
    kept: Path | None
    erased: int | None
    config: bool

    def as_dict(self) -> dict[str, Any]:
        """For --json."""
        kept = str(self.kept) if self.kept else None
        rest = {"kept": kept, "erased": self.erased, "config": self.config}
        return self.backup.as_dict() | rest


def run(office: Office, path: Path, replace: bool, now: datetime, told: Progress) -> Restored:
    """Bring the store and, where there is none, the configuration back.

    A store that holds anything is only replaced when `replace` says so; a SQLite store is
    then kept beside the backups, and what it has erased since is erased again; of a damaged
    one the file is kept as it is. Raises InputError with one sentence, before anything is
    changed.
    """
    home = office.settings.home
    home.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=home) as work:
        found = backing.unpack(path, Path(work))
        copy = Path(work) / backing.STORE
        _raise_schema(copy)
        present = connect(office.settings.store_url)
        try:
            sound = backups.is_sound(present, Scope.ALL)
            _check(present, replace, sound, now)
            erased = _bury_again(copy, present, now)
            put = _put if sound else _instead
            kept = put(office, present, copy, now, told)
        finally:
            present.close()
        config = _configure(Path(work) / backing.CONFIG, office.settings.config_folder)
    return Restored(found, kept, erased, config)


def _raise_schema(copy: Path) -> None:
    store = connect(f"sqlite:///{copy}")
    try:
        if (migrate.revision(store) or "") > migrate.head():
            raise InputError("备份由更新版本的民声制作，请先升级程序。")
        migrate.upgrade(store)
    finally:
        store.close()


def _check(present: Store, replace: bool, sound: bool, now: datetime) -> None:
    if not sound:
        if not replace:
            raise InputError("现有数据库文件已损坏；停止程序后加 --replace，损坏的文件会另存一份。")
        return
    if migrate.revision(present) is None or backups.is_empty(present, Scope.ALL):
        return
    holder = leases.holder_at(present, Scope.ALL, "leader", now)
    if holder:
        raise InputError(
            "后台正在运行（{holder}），请先停止 minsheng serve 再恢复。", holder=holder
        )
    if not present.is_sqlite:
        raise InputError("目标数据库不是空的；请建一个空的 PostgreSQL 数据库再恢复。")
    if not replace:
        raise InputError("现有数据库不是空的；确定要替换时加 --replace，现有数据库会另存一份。")


def _bury_again(copy: Path, present: Store, now: datetime) -> int | None:
    store = migrate.open_store(f"sqlite:///{copy}")
    try:
        if migrate.revision(present) is None:
            return 0
        return backups.bury_again(store, Scope.ALL, present, Actor.step("restore"), now)
    except DamagedError:
        return None
    finally:
        store.close()


def _put(office: Office, present: Store, copy: Path, now: datetime, told: Progress) -> Path | None:
    if not present.is_sqlite:
        _into_server(office, copy, told)
        return None
    kept = None
    if migrate.revision(present) is not None and not backups.is_empty(present, Scope.ALL):
        kept = _aside(office, now)
        backups.snapshot(present, Scope.ALL, kept, told)
    present.close()
    database = _database(office)
    for suffix in _BESIDE:
        database.with_name(database.name + suffix).unlink(missing_ok=True)
    shutil.move(copy, database)
    return kept


def _instead(office: Office, present: Store, copy: Path, now: datetime, _told: Progress) -> Path:
    """Take the place of a damaged file, which is kept with what lies beside it."""
    present.close()
    database, kept = _database(office), _aside(office, now)
    for suffix in ("", *_BESIDE):
        beside = database.with_name(database.name + suffix)
        if beside.exists():
            shutil.move(beside, kept.with_name(kept.name + suffix))
    shutil.move(copy, database)
    return kept


def _database(office: Office) -> Path:
    return Path(str(make_url(office.settings.store_url).database))


def _aside(office: Office, now: datetime) -> Path:
    kept = office.settings.home / "backups" / f"before-restore-{now:%Y%m%dT%H%M%SZ}.db"
    kept.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    return kept


def _into_server(office: Office, copy: Path, told: Progress) -> None:
    old = migrate.open_store(f"sqlite:///{copy}")
    new = migrate.open_store(office.settings.store_url)
    try:
        copied = copying.copy(old, new, Scope.ALL, told)
    finally:
        old.close()
        new.close()
    different = [item.table for item in copied if not item.same]
    if different:
        raise InputError("恢复后核对不一致，请勿使用：{tables}", tables="、".join(different))


def _configure(old: Path, new: Path) -> bool:
    if not old.is_dir() or (new.is_dir() and any(new.iterdir())):
        return False
    shutil.copytree(old, new, dirs_exist_ok=True)
    return True
