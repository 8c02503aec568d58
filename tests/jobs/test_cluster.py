"""Heavy work on a real Dask cluster of two processes that loses one of them on its way."""

import csv
import os
import signal
from contextlib import contextmanager
from datetime import date

import pytest
from sqlalchemy import select, update

from core.scope import Scope
from jobs import backtesting, importing, reanalysing, regrouping, runner
from jobs.preparing import ROWS
from store import cubes, frames, labels, regroup
from store.schema import issue_members
from store.schema import labels as table
from tests.jobs.test_reanalysing import found, spoiled

ALL = Scope.ALL

pytestmark = [
    pytest.mark.slow,
    pytest.mark.timeout(300),
    pytest.mark.filterwarnings("ignore"),
]


@contextmanager
def cluster():
    """The address of a scheduler with two workers, and what kills one of them, once."""
    from distributed import LocalCluster

    killed = []
    with LocalCluster(
        n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None
    ) as running:

        def kill(*_state):
            if not killed:
                killed.append(next(iter(running.workers.values())).process.process.pid)
                os.kill(killed[0], signal.SIGKILL)

        yield running.scheduler_address.replace("tcp://", "dask://"), kill
    assert killed


def groups(office):
    with office.store.read() as conn:
        rows = conn.execute(select(issue_members.c.message_id, issue_members.c.key)).all()
    together = {}
    for row in rows:
        together.setdefault(row.key, []).append(row.message_id)
    return sorted(map(sorted, together.values()))


def test_each_message_is_labelled_once_and_each_group_found_again(
    office, make_table, now, monkeypatch
):
    monkeypatch.setattr(labels.labelled_after.__wrapped__, "__defaults__", (50,))
    right = spoiled(office, make_table, now, 1_500)
    with cluster() as (address, kill):
        assert reanalysing.run(office, address, now, kill) == 1_500
    assert found(office) == right
    assert cubes.difference(office.store, ALL) == 0

    runner.drain(office, "watch")
    monkeypatch.setattr(regroup.everything.__wrapped__, "__defaults__", (50,))
    assert regrouping.run(office, "local", now, lambda *_state: None).messages == 1_500
    here = groups(office)
    with office.store.write() as conn:
        conn.execute(update(issue_members).values(key="m1"))
    with cluster() as (address, kill):
        assert regrouping.run(office, address, now, kill).moved
    assert groups(office) == here


def test_a_long_file_is_taken_in_once_and_no_worker_sees_a_name(office, make_table, now, tmp_path):
    path = make_table(6_000)
    with path.open("a", encoding="utf-8", newline="") as file:
        csv.writer(file).writerow(["x1", "U1", "电话", "2026/3/1 8:00", "请打13712345678找我。"])
    profile = importing.profile_named(office, "message")
    with cluster() as (address, kill):

        def told(rows, _whole):
            if rows >= ROWS:
                kill()

        counts = importing.import_file(office, path, profile, "board", now, told, engine=address)
    assert (counts.rows, counts.accepted) == (6_001, 6_001)
    assert frames.waiting(office.store, ALL).get("pending", 0) == 0
    with office.store.read() as conn:
        assert len(conn.execute(select(table.c.message_id).distinct()).all()) == 6_001
    assert cubes.difference(office.store, ALL) == 0


def test_backtests_of_several_seeds_are_the_same_as_here(office):
    last = date(2026, 11, 22)
    with cluster() as (address, kill):
        kill()
        there = backtesting.replays(office, [3, 4], last, 700, address)
    for seed in (3, 4):
        here = backtesting.replay(seed, last, 700, office.temper, office.invented_materials)
        assert there[seed] == here


def test_what_a_worker_is_sent_is_masked(office, make_table, now, monkeypatch):
    """The seam is looked at: nothing that leaves this process holds what was masked."""
    from concurrent.futures import Future
    from contextlib import nullcontext

    from jobs import engines, labelling

    sent = []

    class Listening:
        def submit(self, work, *arguments):
            sent.append(repr(arguments))
            future = Future()
            future.set_result(work(*arguments))
            return future

    labelling.begin(office.materials)
    monkeypatch.setattr(engines, "opened", lambda *_asked: nullcontext(Listening()))
    path = make_table(5_000)
    with path.open("a", encoding="utf-8", newline="") as file:
        csv.writer(file).writerow(
            ["T-990042", "王小明", "电话", "2026/3/1 8:00", "请打13712345678找我。"]
        )
    profile = importing.profile_named(office, "message")
    importing.import_file(office, path, profile, "board", now, engine="dask://x:1")
    assert sent
    unwanted = ("13712345678", "王小明", "T-990042")
    assert not any(word in one for one in sent for word in unwanted)
    with office.store.read() as conn:
        assert len(conn.execute(select(table.c.message_id).distinct()).all()) == 5_001
