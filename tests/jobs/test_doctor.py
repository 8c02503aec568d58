"""Doctor tells what is wrong in sentences, and its exit code tells how bad it is."""

import json
import os
import sqlite3
import subprocess
import sys
from datetime import timedelta

import pytest

from config import settings, tables
from core.messages import MaskedRow
from core.scope import Scope
from jobs import doctor, runner, upgrade
from jobs.office import Office
from store import health, history, messages, time_check
from store.engine import connect
from store.messages import Batch
from store.migrate import head, revision
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
