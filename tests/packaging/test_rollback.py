"""`install.sh --rollback`: the version before, with the database as it was before the upgrade."""

import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from tools import bundle


def release(target: Path, name: str, head: str) -> Path:
    """A version that knows only which schema it has."""
    folder = target / "releases" / name
    (folder / "bundled").mkdir(parents=True)
    (folder / "bundled" / "VERSION").write_text(f"version={name}\n")
    (folder / "bin").mkdir(parents=True)
    (folder / "store").mkdir()
    (folder / "store" / "migrate.py").write_text(f"def head(): return {head!r}\n")
    python = folder / "bin" / "python"
    python.write_text(f'#!/bin/sh\nPYTHONPATH="{folder}" exec {sys.executable} "$@"\n')
    python.chmod(0o755)
    return folder


def database(path: Path, schema: str, word: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with closing(sqlite3.connect(path)) as conn, conn:
        conn.execute("CREATE TABLE alembic_version (version_num TEXT)")
        conn.execute("INSERT INTO alembic_version VALUES (?)", (schema,))
        conn.execute("CREATE TABLE word (word TEXT)")
        conn.execute("INSERT INTO word VALUES (?)", (word,))


def word(path: Path) -> str:
    with closing(sqlite3.connect(path)) as conn:
        return str(conn.execute("SELECT word FROM word").fetchone()[0])


@pytest.fixture
def target(tmp_path: Path) -> Path:
    folder = tmp_path / "minsheng"
    release(folder, "0.1.0-old", "0016")
    release(folder, "0.2.0-new", "0020")
    (folder / "current").symlink_to("releases/0.2.0-new")
    (folder / "previous").symlink_to("releases/0.1.0-old")
    shutil.copy(bundle.SCRIPTS / "minsheng-stop", folder / "minsheng-stop")
    database(folder / "var" / "minsheng.db", "0020", "today")
    return folder


def roll_back(target: Path, **settings: object) -> subprocess.CompletedProcess[str]:
    command = ["sh", str(bundle.SCRIPTS / "install.sh"), str(target), "--rollback"]
    environment = {"PATH": "/usr/bin:/bin"} | {name: str(told) for name, told in settings.items()}
    return subprocess.run(command, capture_output=True, text=True, check=False, env=environment)


def test_the_version_before_comes_back_with_its_database(target: Path) -> None:
    backups = target / "var" / "backups"
    database(backups / "before-upgrade-20260101T000000Z.db", "0009", "long ago")
    database(backups / "before-upgrade-20261101T000000Z.db", "0016", "before")
    done = roll_back(target)
    assert done.returncode == 0, done.stderr
    assert (target / "current").resolve().name == "0.1.0-old"
    assert word(target / "var" / "minsheng.db") == "before"
    assert (target / "VERSION").read_text() == "version=0.1.0-old\n"
    (kept,) = backups.glob("before-rollback-*.db")
    assert word(kept) == "today"
    assert kept.stat().st_mode & 0o077 == 0


def test_a_database_that_was_not_upgraded_is_left_alone(target: Path) -> None:
    database(target / "var" / "backups" / "before-upgrade-20261101T000000Z.db", "0016", "long ago")
    (target / "var" / "minsheng.db").unlink()
    database(target / "var" / "minsheng.db", "0016", "today")
    assert roll_back(target).returncode == 0
    assert word(target / "var" / "minsheng.db") == "today"


def test_half_a_backup_is_none(target: Path) -> None:
    backups = target / "var" / "backups"
    database(backups / "before-upgrade-20261101T000000Z.db", "0016", "before")
    (backups / "before-upgrade-20261102T000000Z.db").write_bytes(b"SQLite format 3\0 half")
    assert roll_back(target).returncode == 0
    assert word(target / "var" / "minsheng.db") == "before"


def test_the_database_is_where_the_settings_say(target: Path, tmp_path: Path) -> None:
    home = tmp_path / "home"
    database(home / "own.db", "0020", "today")
    database(home / "backups" / "before-upgrade-20261101T000000Z.db", "0016", "before")
    (home / "settings.env").write_text(f"MINSHENG_STORE_URL=sqlite:///{home / 'own.db'}\n")
    assert roll_back(target, MINSHENG_HOME=home).returncode == 0
    assert word(home / "own.db") == "before"
    assert word(target / "var" / "minsheng.db") == "today"


def test_going_back_twice_does_not_go_forward(target: Path) -> None:
    database(target / "var" / "backups" / "before-upgrade-20261101T000000Z.db", "0016", "before")
    assert roll_back(target).returncode == 0
    assert roll_back(target).stderr == "退回未完成：没有保留上一版本，不能退回。\n"
    assert (target / "current").resolve().name == "0.1.0-old"


def test_without_a_fitting_backup_nothing_is_changed(target: Path) -> None:
    database(target / "var" / "backups" / "before-upgrade-20260101T000000Z.db", "0009", "long ago")
    done = roll_back(target)
    assert done.returncode == 1
    assert done.stderr == "退回未完成：没有升级前的数据库备份（结构 0016），程序没有改动。\n"
    assert (target / "current").resolve().name == "0.2.0-new"
    assert word(target / "var" / "minsheng.db") == "today"


def test_without_a_version_before_it_says_so(target: Path) -> None:
    shutil.rmtree(target / "releases" / "0.1.0-old")
    done = roll_back(target)
    assert (done.returncode, done.stderr) == (1, "退回未完成：没有保留上一版本，不能退回。\n")
