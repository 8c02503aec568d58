"""Backups: whole, checked, without keys; and back again, also into the other kind of store."""

import json
import sqlite3
import zipfile
from contextlib import closing
from datetime import timedelta

import pytest
from sqlalchemy import select

from config import settings, tables
from core.errors import InputError, StoreError
from core.scope import Actor, Scope
from jobs import backing, importing, restoring
from jobs.keys import KeyRing
from jobs.office import Office
from store import backups, erase, frames, leases
from store.frames import Filter
from store.schema import messages
from tests.makers import spoil

ALL = Scope.ALL
PASSPHRASE = "一二三四五六七八九十十一"


def quiet(*_state):
    """Nobody watches."""


def taken_in(office, make_table, now, rows=60):
    profile = importing.profile_named(office, "message")
    importing.import_file(office, make_table(rows), profile, "board", now)


def second(tmp_path, url=""):
    """Another machine with nothing on it."""
    values = {"MINSHENG_HOME": str(tmp_path / "other"), "MINSHENG_STORE_URL": url}
    found = settings.load(values)
    return Office(found, tables.load(found))


def count(office):
    return frames.count_messages(office.store, ALL, Filter())


@pytest.fixture
def backup(office, make_table, now, tmp_path):
    taken_in(office, make_table, now)
    own = office.settings.config_folder / "profiles"
    own.mkdir(parents=True)
    (own / "ours.toml").write_text("# 本单位\n", "utf-8")
    office.signer  # noqa: B018 - makes link.key
    return backing.make(office, tmp_path / "kept", 0, now, quiet)


def test_what_is_backed_up_comes_back_whole_on_another_machine(office, backup, tmp_path, now):
    other = second(tmp_path)
    done = restoring.run(other, backup.path, replace=False, now=now, told=quiet)
    assert count(other) == count(office) == 60
    assert (other.settings.config_folder / "profiles" / "ours.toml").read_text("utf-8") == (
        "# 本单位\n"
    )
    assert (done.config, done.kept, done.erased) == (True, None, 0)
    other.store.close()


@pytest.mark.slow
def test_no_key_is_in_a_backup(office, backup):
    keys = {path.read_bytes() for path in office.settings.home.rglob("*.key")}
    assert len(keys) >= 2
    with zipfile.ZipFile(backup.path) as archive:
        assert not any(name.endswith(".key") for name in archive.namelist())
        whole = b"".join(archive.read(name) for name in archive.namelist())
    assert not any(key in whole for key in keys)
    assert backup.path.stat().st_mode & 0o077 == 0


def test_what_was_erased_since_stays_erased(office, backup, tmp_path, now):
    if not office.store.is_sqlite:
        pytest.skip("a server's store is restored into an empty database")
    erase.erase(office.store, ALL, "board", "7", Actor("keeper"), now)
    done = restoring.run(office, backup.path, replace=True, now=now, told=quiet)
    assert done.erased == 1
    assert count(office) == 59
    with closing(sqlite3.connect(done.kept)) as before:
        assert before.execute("SELECT count(*) FROM messages").fetchone() == (59,)
    with office.store.read() as conn:
        texts = conn.execute(select(messages.c.text)).scalars().all()
    assert not any(text.startswith("第7件：") for text in texts)


@pytest.mark.slow
def test_a_store_in_use_or_full_is_not_replaced_unasked(office, backup, now):
    with pytest.raises(InputError, match="不是空的"):
        restoring.run(office, backup.path, replace=False, now=now, told=quiet)
    leases.hold(office.store, ALL, "leader", "worker-1", now, 30)
    with pytest.raises(InputError, match="请先停止"):
        restoring.run(office, backup.path, replace=True, now=now, told=quiet)
    assert count(office) == 60


@pytest.mark.slow
@pytest.mark.parametrize("where", [0.02, 0.5, 0.98])
def test_a_damaged_backup_is_refused_in_one_sentence(backup, tmp_path, now, where):
    whole = bytearray(backup.path.read_bytes())
    place = int(len(whole) * where)
    whole[place : place + 40] = bytes(40)
    damaged = tmp_path / "damaged.zip"
    damaged.write_bytes(whole)
    other = second(tmp_path)
    with pytest.raises(InputError, match="已损坏") as told:
        restoring.run(other, damaged, replace=False, now=now, told=quiet)
    assert "\n" not in str(told.value)
    assert not (other.settings.home / "minsheng.db").exists()


@pytest.mark.slow
def test_a_full_disk_leaves_no_backup_and_one_sentence(office, tmp_path, now, monkeypatch):
    def full(*_given):
        if office.store.is_sqlite:
            raise sqlite3.OperationalError("database or disk is full")
        raise StoreError("数据库暂时无法读写。")  # what the store says of its file that is full

    monkeypatch.setattr(backups, "_pages", full)
    monkeypatch.setattr(backups.copying, "copy", full)
    with pytest.raises(StoreError, match="没有备份" if office.store.is_sqlite else "无法读写"):
        backing.make(office, tmp_path / "full", 3, now, quiet)
    assert not list((tmp_path / "full").iterdir())


def test_a_key_that_was_emptied_is_none(tmp_path, now):
    KeyRing(tmp_path).key_for(now)
    (path,) = tmp_path.glob("*.key")
    for broken in (b"", bytes(32)):
        path.write_bytes(broken)
        with pytest.raises(StoreError, match="已损坏"):
            KeyRing(tmp_path).key_for(now)


def test_only_the_newest_are_kept_and_only_after_the_new_one_is_good(office, tmp_path, now):
    folder = tmp_path / "kept"
    for day in range(4):
        backing.make(office, folder, 2, now + timedelta(days=day), quiet)
    left = sorted(path.name for path in folder.iterdir())
    assert left == [f"minsheng-{now + timedelta(days=day):%Y%m%dT%H%M%SZ}.zip" for day in (2, 3)]


@pytest.mark.slow
def test_keys_go_apart_under_a_passphrase(office, backup, tmp_path):
    sealed = tmp_path / "keys.sealed"
    assert backing.seal_keys(office, sealed, PASSPHRASE) == ["link.key"]
    key = (office.settings.home / "link.key").read_bytes()
    assert key not in sealed.read_bytes()
    assert "submitter" not in json.loads(sealed.read_text())["keys"]
    other = second(tmp_path)
    other.settings.home.mkdir()
    with pytest.raises(InputError, match="口令不对"):
        backing.read_keys(sealed, PASSPHRASE + "错")
    assert backing.put_keys(other, backing.read_keys(sealed, PASSPHRASE)) == []
    assert (other.settings.home / "link.key").read_bytes() == key
    with pytest.raises(InputError, match="至少 12 位"):
        backing.seal_keys(office, sealed, "短")


@pytest.mark.parametrize("first", [0, 40])
def test_a_backup_takes_the_place_of_a_damaged_store_which_is_kept(
    sqlite_template, make_table, now, tmp_path, first
):
    path = tmp_path / "other" / "minsheng.db"
    path.parent.mkdir()
    path.write_bytes(sqlite_template.read_bytes())
    whole = second(tmp_path)
    taken_in(whole, make_table, now)
    made = backing.make(whole, tmp_path / "kept", 0, now, quiet)
    whole.store.close()
    spoil(path, first)
    spoiled, broken = path.read_bytes(), second(tmp_path)
    with pytest.raises(InputError, match="已损坏"):
        restoring.run(broken, made.path, replace=False, now=now, told=quiet)
    done = restoring.run(broken, made.path, replace=True, now=now, told=quiet)
    assert done.erased is None, "what was erased since cannot be read any more"
    assert done.kept.read_bytes() == spoiled
    assert count(second(tmp_path)) == 60
