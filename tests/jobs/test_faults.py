"""Faults as they happen: the disk is full, the store locked, memory runs out, clocks jump.

Each is injected for real. Nothing may be lost or counted twice, and somebody is told in words.
"""

import json
import os
import resource
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from core.alerts import Alert
from core.errors import StoreError
from core.scope import Scope
from jobs import importing, runner
from store import cubes, frames, outbox
from store.frames import Filter
from store.migrate import open_store

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]

ALL = Scope.ALL
ROOT = Path(__file__).parents[2]
ROWS = 3_000


def command(home, *words, before=None, **more):
    """Run the program as a person does; returns exit code, stdout, stderr."""
    given = {**os.environ, "MINSHENG_HOME": str(home), "MINSHENG_QUIET": "1",
             "PYTHONPATH": str(ROOT), **more}  # fmt: skip
    done = subprocess.run(
        [sys.executable, "-m", "jobs.cli", *words], env=given, capture_output=True, text=True,
        preexec_fn=before, timeout=200, check=False,
    )  # fmt: skip
    return done.returncode, done.stdout, done.stderr


def counted(home):
    store = open_store(f"sqlite:///{home / 'minsheng.db'}")
    with closing(store):
        return frames.count_messages(store, ALL, Filter())


def test_a_full_disk_is_told_and_loses_nothing(tmp_path, make_table):
    home, path = tmp_path / "home", make_table(ROWS)
    words = ("import", str(path), "--profile", "message", "--json")
    open_store(f"sqlite:///{home / 'minsheng.db'}").close()
    limit = (home / "minsheng.db").stat().st_size + 300_000

    def full():
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))

    code, _out, err = command(home, *words, before=full)
    assert code == 1
    assert "数据库暂时无法读写" in err
    assert "Traceback" not in err
    assert counted(home) < ROWS
    code, out, _err = command(home, *words)
    told = json.loads(out)
    assert code == 0
    assert told["rows"] == ROWS == told["accepted"] + told["duplicate"]
    assert counted(home) == ROWS


def test_a_locked_store_is_waited_for_then_told(office, make_table, tmp_path):
    if not office.store.is_sqlite:
        pytest.skip("PostgreSQL locks rows, not the store")
    path, chosen = make_table(50), importing.profile_named(office, "message")
    office.store  # noqa: B018 - opened before it is locked
    file = office.store.engine.url.database
    with closing(sqlite3.connect(file, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        began = time.monotonic()
        with pytest.raises(StoreError, match="忙"):
            importing.import_file(office, path, chosen, "board", runner.now())
        assert time.monotonic() - began > 4
        assert frames.count_messages(office.store, ALL, Filter()) == 0
        other.execute("ROLLBACK")
    importing.import_file(office, path, chosen, "board", runner.now())
    assert frames.count_messages(office.store, ALL, Filter()) == 50


def test_half_a_file_is_accounted_for_and_the_whole_one_completes_it(office, make_table):
    whole = make_table(200)
    data, chosen = whole.read_bytes(), importing.profile_named(office, "message")
    half = whole.with_name("half.csv")
    half.write_bytes(data[: len(data) // 2 + 1])
    first = importing.import_file(office, half, chosen, "board", runner.now())
    assert first.rows == first.accepted + first.quarantined + first.updated + first.duplicate
    assert 90 <= first.rows <= 110
    second = importing.import_file(office, whole, chosen, "board", runner.now())
    assert second.rows == 200
    assert frames.count_messages(office.store, ALL, Filter()) == 200
    assert frames.quarantined(office.store, ALL).is_empty()


_NARROW = """
import resource, sys
from jobs.office import open_office
from jobs import runner
office = open_office()
office.materials
runner.now()
words = open("/proc/self/status").read()
now = int(words.split("VmSize:")[1].split()[0]) * 1024
resource.setrlimit(resource.RLIMIT_AS, (now + 4_000_000, now + 4_000_000))
ticked = runner.tick(office, "analyse")
sys.exit(3 if ticked.failed else 0)
"""


def test_running_out_of_memory_in_a_batch_of_labels_loses_nothing(tmp_path, make_table):
    home, path = tmp_path / "home", make_table(ROWS)
    assert command(home, "import", str(path), "--profile", "message", "--json")[0] == 0
    given = {**os.environ, "MINSHENG_HOME": str(home), "PYTHONPATH": str(ROOT)}
    code = subprocess.run(
        [sys.executable, "-c", _NARROW], env=given, capture_output=True, timeout=200, check=False
    ).returncode
    assert code != 0
    assert counted(home) == ROWS
    assert command(home, "analyse")[0] == 0
    store = open_store(f"sqlite:///{home / 'minsheng.db'}")
    with closing(store):
        assert frames.waiting(store, ALL) == {"labelled": ROWS}
        assert cubes.difference(store, ALL) == 0


def test_a_worker_killed_while_it_labels_and_watches_finds_what_an_undisturbed_one_finds(
    tmp_path, make_table
):
    path = make_table(ROWS)
    homes = tmp_path / "calm", tmp_path / "killed"
    for home in homes:
        assert command(home, "import", str(path), "--profile", "message", "--json")[0] == 0
    given = {**os.environ, "MINSHENG_HOME": str(homes[1]), "PYTHONPATH": str(ROOT)}
    for step, seconds in (("analyse", 3.0), ("analyse", 5.0), ("watch", 3.0), ("watch", 4.5)):
        child = subprocess.Popen([sys.executable, "-m", "jobs.cli", step], env=given,
                                 stdout=subprocess.DEVNULL)  # fmt: skip
        time.sleep(seconds)
        child.send_signal(signal.SIGKILL)
        child.wait()
    found = []
    for home in homes:
        assert command(home, "analyse")[0] == command(home, "watch")[0] == 0
        store = open_store(f"sqlite:///{home / 'minsheng.db'}")
        with closing(store):
            assert frames.waiting(store, ALL) == {"labelled": ROWS}
            assert cubes.difference(store, ALL) == 0
            hot = frames.hot_issues(store, ALL).sort("name")
            found.append(hot.select("name", "messages", "heat", "level").rows())
    assert found[0]
    assert found[0] == found[1]


def test_a_clock_that_jumps_back_and_forth_breaks_no_step(office, make_table, now, monkeypatch):
    chosen = importing.profile_named(office, "message")
    importing.import_file(office, make_table(300), chosen, "board", now)
    steps = ("analyse", "watch", "desk", "remind", "guard", "tidy", "audit")
    for jump in (timedelta(0), timedelta(hours=-3), timedelta(days=2), timedelta(0)):
        monkeypatch.setattr(runner, "now", lambda at=now + jump: at)
        for step in steps:
            assert runner.tick(office, step).failed == 0, (step, jump)
    assert frames.waiting(office.store, ALL) == {"labelled": 300}
    assert frames.hot_issues(office.store, ALL)["messages"].sum() == 300


def test_a_mail_is_claimed_once_though_the_clock_steps_back(office, now):
    alert = Alert("k", "rule", 1, "I", "题", "因", (), now)
    outbox.fire(office.store, ALL, [alert], [("mail", "a@example.org")], "host")
    first = outbox.claim(office.store, ALL, "one", now, 120)
    assert first is not None
    assert outbox.claim(office.store, ALL, "two", now - timedelta(hours=3), 120) is None
    outbox.sent(office.store, ALL, first.id, now - timedelta(hours=3))
    assert outbox.claim(office.store, ALL, "two", now + timedelta(days=1), 120) is None


@pytest.mark.parametrize("zone", ["UTC", "America/New_York", "Pacific/Kiritimati"])
def test_the_zone_of_the_host_changes_no_deadline(tmp_path, zone):
    words = ("due", "--rule", "R-HOT-5WD", "--start", "2026-09-28T16:30", "--json")
    code, out, err = command(tmp_path, *words, TZ=zone)
    assert code == 0, err
    assert json.loads(out)["due_at"] == "2026-10-10T17:00:00+08:00"
