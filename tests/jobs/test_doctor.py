"""Doctor tells what is wrong in sentences, and its exit code tells how bad it is."""

import json
import os
import shutil
import sqlite3
import subprocess
import sys
import time
from datetime import timedelta
from types import SimpleNamespace

import pytest

from config import settings, tables
from core.errors import StoreError
from core.messages import MaskedRow
from core.scope import Scope
from core.volume import Band, Verdict
from jobs import doctor, machine_check, runner, upgrade
from jobs.office import Office
from store import backups, health, history, issues, messages, time_check, volumes
from store.engine import connect
from store.messages import Batch
from store.migrate import head, revision
from tests import smtp
from tests.makers import spoil


def states(office):
    return {finding.subject: finding.state for finding in doctor.examine(office)}


def test_a_new_installation_has_warnings_only(office):
    found = states(office)
    assert found["数据库"] == found["汇总"] == found["配置"] == "ok"
    assert found["后台"] == found["邮件"] == "warning"
    assert "error" not in found.values()


def test_waiting_messages_and_quarantine_are_shown(office, make_message, now):
    bad = [MaskedRow(3, "没有时间", {})]
    batch = Batch("board", "f", [make_message()], bad)
    messages.add(office.store, Scope.ALL, batch, now)
    found = {finding.subject: finding for finding in doctor.examine(office)}
    assert found["诉求"].state == "warning"
    assert "待分析 1 件" in found["诉求"].sentence
    assert "没有时间 × 1" in found["待核数据"].sentence


@pytest.mark.parametrize("first", [0, 40])
def test_a_spoiled_file_is_told_with_what_helps(tmp_path, sqlite_template, first):
    found = settings.load({"MINSHENG_HOME": str(tmp_path)})
    path = tmp_path / "minsheng.db"
    path.write_bytes(sqlite_template.read_bytes())
    spoil(path, first)
    broken = Office(found, tables.load(found))
    told = {item.subject: item for item in doctor.examine(broken)}
    assert told["数据库"].state == "error"
    assert "minsheng restore" in told["数据库"].sentence


def test_cubes_that_do_not_agree_are_an_error(office, make_message, now):
    messages.add(office.store, Scope.ALL, Batch("board", "f", [make_message()]), now)
    with office.store.write() as conn:
        conn.exec_driver_sql("UPDATE messages SET state = 'done'")
    assert states(office)["汇总"] == "error"


@pytest.mark.parametrize(("seconds", "state"), [(1, "ok"), (-5, "warning"), (30, "error")])
def test_a_clock_that_differs_from_the_servers_is_told(office, monkeypatch, seconds, state):
    def server(_store, _scope):
        return runner.now() + timedelta(seconds=seconds)

    monkeypatch.setattr(time_check, "server_clock", server)
    assert states(office)["时钟"] == state


def test_runs_from_the_future_are_told(office):
    later = runner.now() + timedelta(minutes=3)
    health.start_run(office.store, Scope.ALL, "watch", "", later)
    assert states(office)["时钟"] == "warning"


def told_by(tmp_path, sqlite_template, **values):
    """What doctor says, by subject, of a machine with a new store and these settings."""
    path = tmp_path / "minsheng.db"
    path.write_bytes(sqlite_template.read_bytes())
    found = settings.load({"MINSHENG_HOME": str(tmp_path), **values})
    place = Office(found, tables.load(found))
    told = {item.subject: item for item in doctor.examine(place)}
    place.store.close()
    return told


@pytest.mark.parametrize(
    ("free", "state"), [(5_000_000_000, "ok"), (900_000_000, "warning"), (50_000_000, "error")]
)
def test_a_disk_that_fills_is_told_before_it_is_full(office, monkeypatch, free, state):
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: SimpleNamespace(free=free))
    found = {item.subject: item for item in doctor.examine(office)}["磁盘"]
    assert found.state == state
    assert f"{free // 1_000_000} MB" in found.sentence


def test_another_time_zone_is_told_and_is_no_fault(office, monkeypatch):
    monkeypatch.setenv("TZ", "Asia/Shanghai")
    time.tzset()
    assert machine_check.zone(runner.now()) == ("ok", "北京时间")
    monkeypatch.setenv("TZ", "America/New_York")
    time.tzset()
    state, sentence = machine_check.zone(runner.now())
    assert state == "ok"
    assert "timedatectl set-timezone Asia/Shanghai" in sentence


def test_keys_that_others_may_read_are_told(tmp_path, sqlite_template):
    (tmp_path / "audit.key").write_text("k")
    (tmp_path / "audit.key").chmod(0o644)
    tmp_path.chmod(0o755)
    found = told_by(tmp_path, sqlite_template)["文件权限"]
    assert found.state == "warning"
    assert "audit.key" in found.sentence
    assert f"chmod 700 {tmp_path}" in found.sentence
    tmp_path.chmod(0o700)
    assert told_by(tmp_path, sqlite_template)["文件权限"].state == "ok"


def test_a_key_that_cannot_be_read_is_a_finding_beside_the_others(tmp_path, sqlite_template):
    (tmp_path / "audit.key").touch()
    found = told_by(tmp_path, sqlite_template)
    assert found["审计"].state == "error"
    assert "audit.key" in found["审计"].sentence
    assert "回填平台" in found


def test_a_mail_server_is_asked(tmp_path, sqlite_template):
    mail = {"MINSHENG_SMTP_HOST": "127.0.0.1", "MINSHENG_SMTP_SENDER": "a@example.org",
            "MINSHENG_SMTP_SECURITY": "none"}  # fmt: skip
    with smtp.serving(smtp.Postbox()) as port:
        answers = told_by(tmp_path, sqlite_template, **mail, MINSHENG_SMTP_PORT=str(port))
    gone = told_by(tmp_path, sqlite_template, **mail, MINSHENG_SMTP_PORT=str(port))
    assert (answers["邮件"].state, gone["邮件"].state) == ("ok", "warning")
    assert "连不上" in gone["邮件"].sentence


def test_a_source_that_went_silent_is_told(office, now):
    store = office.store
    health.succeeded(store, Scope.ALL, "board", now, now + timedelta(hours=1))
    quiet = Verdict("quiet", 0, Band(3, 5, 9), timedelta(hours=30))
    volumes.judged(store, Scope.ALL, {"board": quiet}, now)
    found = {item.subject: item for item in doctor.examine(office)}["信息源"]
    assert found.state == "warning"
    assert "可能断更" in found.sentence


def run(home, *arguments):
    return subprocess.run(
        [sys.executable, "-m", "jobs.cli", *arguments],
        env={**os.environ, "MINSHENG_HOME": str(home), "PYTHONPATH": os.pathsep.join(sys.path)},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.slow
def test_an_older_schema_names_the_command_that_helps(tmp_path):
    home = tmp_path / "home"
    assert run(home, "doctor").returncode == 0
    with sqlite3.connect(home / "minsheng.db") as conn:
        conn.execute("UPDATE alembic_version SET version_num = '0000'")
    conn.close()
    result = run(home, "doctor", "--json")
    assert result.returncode == 1
    assert "minsheng db upgrade" in result.stdout
    refused = run(home, "analyse")
    assert refused.returncode == 1
    assert "minsheng db upgrade" in refused.stderr
    assert "Traceback" not in refused.stderr


def test_an_upgrade_of_a_current_store_does_nothing(office):
    history.note(office.store, Scope.ALL, "kept", "yes")
    assert upgrade.run(office) is None
    assert history.read_note(office.store, Scope.ALL, "kept") == "yes"


def test_an_empty_store_gets_the_newest_schema(store_url):
    fresh = connect(store_url)
    assert revision(fresh) == head()
    fresh.close()


@pytest.mark.slow
def test_a_store_is_copied_and_checked_by_command(tmp_path):
    home, target = tmp_path / "home", tmp_path / "copy.db"
    assert run(home, "doctor").returncode == 0
    arguments = ("db", "copy", f"sqlite:///{home / 'minsheng.db'}", f"sqlite:///{target}")
    first = run(home, *arguments, "--json")
    assert first.returncode == 0
    assert all(item["same"] for item in json.loads(first.stdout))
    with sqlite3.connect(target) as conn:
        conn.execute("INSERT INTO notes VALUES ('demo', 'x')")
    conn.close()
    second = run(home, *arguments)
    assert second.returncode == 1
    assert "不是空的" in second.stderr


def test_a_source_without_its_secret_is_told(tmp_path, sqlite_template):
    path = tmp_path / "minsheng.db"
    path.write_bytes(sqlite_template.read_bytes())
    (tmp_path / "own.toml").write_text(
        '[[source]]\nid = "hotline-db"\nkind = "sql"\nname = "库"\n'
        'publisher = "official_platform"\nprofile = "message"\n[source.sql]\nquery = "SELECT 1"\n',
        "utf-8",
    )
    values = {
        "MINSHENG_HOME": str(tmp_path),
        "MINSHENG_STORE_URL": f"sqlite:///{path}",
        "MINSHENG_CONFIG": str(tmp_path / "own.toml"),
    }
    for more, told in (
        ({}, "还没有口令，请设置 MINSHENG_SECRET_HOTLINE_DB"),
        ({"MINSHENG_SECRET_HOTLINE_DB_FILE": "/nowhere"}, "MINSHENG_SECRET_HOTLINE_DB_FILE"),
        ({"MINSHENG_SECRET_HOTLINE_DB": "sqlite:///x.db"}, "没有读取失败"),
    ):
        found = settings.load({**values, **more})
        office = Office(found, tables.load(found))
        sentences = {item.subject: item.sentence for item in doctor.examine(office)}
        assert told in sentences["信息源"]
        office.store.close()


def test_an_upgrade_that_cannot_be_backed_up_does_not_begin(tmp_path, sqlite_template, monkeypatch):
    path = tmp_path / "minsheng.db"
    path.write_bytes(sqlite_template.read_bytes())
    with sqlite3.connect(path) as conn:
        conn.execute("UPDATE alembic_version SET version_num = '0000'")
    conn.close()
    found = settings.load({"MINSHENG_HOME": str(tmp_path)})

    def full(_store, _scope, copy, _told):
        copy.write_bytes(b"half")
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(backups, "snapshot", full)
    with pytest.raises(StoreError, match="数据库没有升级"):
        upgrade.run(Office(found, tables.load(found)))
    assert not any((tmp_path / "backups").iterdir())
    with sqlite3.connect(path) as conn:
        assert conn.execute("SELECT version_num FROM alembic_version").fetchone() == ("0000",)
    conn.close()


def test_messages_that_nothing_is_compared_with_any_more_are_told(office):
    assert states(office)["事项归并"] == "ok"
    history.note(office.store, Scope.ALL, issues.EARLY, "500000")
    (told,) = [one for one in doctor.examine(office) if one.subject == "事项归并"]
    assert told.state == "warning"
    assert "500,000" in told.sentence
