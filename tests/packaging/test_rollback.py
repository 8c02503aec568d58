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
    shutil.copy(bundle.SCRIPTS / "minsheng-stop", folder / "minsheng-stop")
    database(folder / "var" / "minsheng.db", "0020", "today")
    return folder


def roll_back(target: Path) -> subprocess.CompletedProcess[str]:
    command = ["sh", str(bundle.SCRIPTS / "install.sh"), str(target), "--rollback"]
    return subprocess.run(
        command, capture_output=True, text=True, check=False, env={"PATH": "/usr/bin:/bin"}
    )


def test_the_version_before_comes_back_with_its_database(target: Path) -> None:
    backups = target / "var" / "backups"
    database(backups / "before-upgrade-20260101T000000Z.db", "0009", "long ago")
    database(backups / "before-upgrade-20261101T000000Z.db", "0016", "before")
    done = roll_back(target)
    assert done.returncode == 0, done.stderr
    assert (target / "current").resolve().name == "0.1.0-old"
    assert word(target / "var" / "minsheng.db") == "before"
    assert [word(path) for path in backups.glob("before-rollback-*.db")] == ["today"]


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
