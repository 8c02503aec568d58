"""Workers as processes of their own: two by mistake, and one that is killed."""

import csv
import os
import signal
import subprocess
import sys
import time
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import pytest

from core.alerts import Alert
from core.scope import Scope
from core.times import local
from jobs.worker import LEASE
from store import frames, leases, outbox
from store.frames import Filter
from store.migrate import open_store
from tests import smtp

ALL = Scope.ALL
PEOPLE = ("wang@example.gov.cn", "li@example.gov.cn")
DUTY = "duty@example.gov.cn"
"""Gets what waited before: whoever gets many mails an hour gets the next ones later."""
LETTERS = 40
NOISES = ("打桩机响个不停，", "混凝土车鸣笛，", "探照灯直射卧室，", "切割机刺耳，")
"""Letters of the same words would count as one."""
WAITING = 30
PLAIN = ["-m", "jobs.cli", "worker"]
QUICK = [
    "-c",
    "from jobs import cli, worker\n"
    "worker.LEASE_SECONDS, worker.BEAT_SECONDS = 3.0, 0.5\n"
    "cli.main()",
    "worker",
]
"""The worker, with a lease that a test need not wait long for."""

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]


@pytest.fixture
def home(tmp_path):
    """A home where letters of one hot issue wait in the drop folder and a rule names two people."""
    (tmp_path / "config").mkdir()
    rule = f'[[alert]]\nid = "hot_issue"\nlevel = "IV"\nhours = "always"\nto = {list(PEOPLE)}\n'
    (tmp_path / "config" / "alerts.toml").write_text(rule, "utf-8")
    folder = tmp_path / "inbox" / "message_board"
    folder.mkdir(parents=True)
    _write_letters(folder / "letters.csv")
    return tmp_path


def _write_letters(path):
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["留言编号", "留言用户", "留言主题", "留言时间", "留言详情"])
        for number in range(LETTERS):
            at = local(datetime.now(UTC) - timedelta(minutes=10 * (number + 1)))
            text = f"云杉小区旁边的工地半夜施工，{NOISES[number % 4]}已经第{number}晚没法休息。"
            title = "云杉小区夜间施工噪声扰民"
            writer.writerow([number, f"U{number}", title, f"{at:%Y/%m/%d %H:%M:%S}", text])
    settled = time.time() - 60
    os.utime(path, (settled, settled))


@pytest.fixture
def store(home):
    opened = open_store(f"sqlite:///{home / 'minsheng.db'}")
    yield opened
    opened.close()


def _fire(store, *keys):
    now = datetime.now(UTC)
    alerts = [Alert(key, "test", 1, "II", "望江路", "近 7 天 3 件", (), now) for key in keys]
    outbox.fire(store, ALL, alerts, [("mail", DUTY)], "minsheng.test")


@contextmanager
def _two_workers(home, port, command):
    """Two workers on one home; both end when the block does."""
    environment = {
        **os.environ,
        "MINSHENG_HOME": str(home),
        "MINSHENG_SMTP_HOST": "127.0.0.1",
        "MINSHENG_SMTP_PORT": str(port),
        "MINSHENG_SMTP_SECURITY": "none",
        "MINSHENG_SMTP_SENDER": "minsheng@example.gov.cn",
    }
    running = [subprocess.Popen([sys.executable, *command], env=environment) for _n in range(2)]
    try:
        yield running
    finally:
        for process in running:
            process.kill()
            process.wait()


def _until(answers, seconds=60):
    end = time.monotonic() + seconds
    while not (found := answers()) and time.monotonic() < end:
        time.sleep(0.1)
    return found


def _leader(store):
    """The process number of the one that leads."""
    name = leases.holder_at(store, ALL, LEASE, datetime.now(UTC))
    return int(name.rsplit("-", 2)[1]) if name else None


def test_two_workers_collect_and_send_once(home, store):
    postbox = smtp.Postbox()
    _fire(store, *(str(n) for n in range(WAITING)))
    with smtp.serving(postbox) as port, _two_workers(home, port, PLAIN) as running:
        everything = WAITING + len(PEOPLE)
        assert _until(lambda: len(postbox.copies) == everything)
        time.sleep(4)  # time enough for a second mail, were there one
        for process in running:
            process.send_signal(signal.SIGTERM)
        assert [process.wait(30) for process in running] == [0, 0]
    assert set(postbox.copies.values()) == {1}
    told = sorted(to for to, content in postbox.taken if b"minsheng.test" not in content)
    assert told == sorted((address,) for address in PEOPLE)
    assert frames.count_messages(store, ALL, Filter()) == LETTERS
    runs = frames.run_history(store, ALL).rows(named=True)
    assert [run["counts"] for run in runs if run["step"] == "collect"] == [
        f'{{"files": 1, "known": 0, "rows": {LETTERS}}}'
    ]
    assert {run["state"] for run in runs} == {"done"}
    assert _leader(store) is None


def test_a_killed_worker_leaves_the_lease_to_the_next(home, store):
    postbox = smtp.Postbox()
    with smtp.serving(postbox) as port, _two_workers(home, port, QUICK) as running:
        first = _until(lambda: _leader(store))
        _fire(store, "before")
        assert _until(lambda: len(postbox.copies) >= 1)
        killed = next(process for process in running if process.pid == first)
        killed.kill()
        killed.wait()
        died_at = time.monotonic()
        _fire(store, "after")
        second = _until(lambda: _leader(store) not in (None, first) and _leader(store))
        assert second in {process.pid for process in running} - {first}
        assert time.monotonic() - died_at < 15
        assert _until(lambda: postbox.copies["<alert-2-0@minsheng.test>"] >= 1)
    with store.read() as conn:
        assert conn.exec_driver_sql("SELECT fence FROM leases").scalar_one() == 2
