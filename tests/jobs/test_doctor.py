"""Doctor tells what is wrong in sentences, and its exit code tells how bad it is."""

import os
import sqlite3
import subprocess
import sys

from core.messages import MaskedRow
from core.scope import Scope
from jobs import doctor, upgrade
from store import history, messages
from store.engine import connect
from store.messages import Batch
from store.migrate import head, revision


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


def test_cubes_that_do_not_agree_are_an_error(office, make_message, now):
    messages.add(office.store, Scope.ALL, Batch("board", "f", [make_message()]), now)
    with office.store.write() as conn:
        conn.exec_driver_sql("UPDATE messages SET state = 'done'")
    assert states(office)["汇总"] == "error"


def run(home, *arguments):
    return subprocess.run(
        [sys.executable, "-m", "jobs.cli", *arguments],
        env={**os.environ, "MINSHENG_HOME": str(home), "PYTHONPATH": os.pathsep.join(sys.path)},
        capture_output=True,
        text=True,
        check=False,
    )


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
