"""Outcomes of sources and steps are rows that people see."""

from datetime import timedelta

import pytest

from core.scope import Scope
from store import frames, health
from store.health import Outcome
from store.messages import Batch, add

ALL = Scope.ALL


def source(store, code="feed"):
    return frames.sources(store, ALL).filter(source=code).row(0, named=True)


def states(store):
    return frames.run_history(store, ALL)["state"].to_list()


def test_failures_in_a_row_are_counted_until_one_success(store, now):
    later = now + timedelta(minutes=5)
    for count in (1, 2):
        health.failed(store, ALL, "feed", "连不上", now, later)
        row = source(store)
        assert (row["failures"], row["error"], row["next_at"]) == (count, "连不上", later)
        assert row["last_success_at"] is None
    health.succeeded(store, ALL, "feed", later, later)
    row = source(store)
    assert (row["failures"], row["error"], row["last_success_at"]) == (0, "", later)


def test_a_failure_keeps_the_totals(store, now, make_message):
    add(store, ALL, Batch("feed", "f", [make_message(source="feed")]), now)
    health.failed(store, ALL, "feed", "连不上", now, now)
    assert source(store)["accepted"] == 1


def test_when_each_source_is_due(store, now):
    assert health.next_tries(store, ALL) == {}
    health.failed(store, ALL, "feed", "连不上", now, now + timedelta(hours=1))
    assert health.next_tries(store, ALL) == {"feed": (now + timedelta(hours=1), 1)}


def test_a_run_tells_its_counts_or_its_error(store, now):
    for outcome in (Outcome("done", {"rows": 3}), Outcome("failed", {}, "磁盘已满", "ab12")):
        run = health.start_run(store, ALL, "collect", "feed", now)
        health.end_run(store, ALL, run, outcome, now + timedelta(seconds=2))
    failed, done = frames.run_history(store, ALL).rows(named=True)
    assert (done["state"], done["counts"]) == ("done", '{"rows": 3}')
    assert (failed["error"], failed["reference"]) == ("磁盘已满", "ab12")
    assert failed["ended_at"] - failed["started_at"] == timedelta(seconds=2)


def test_a_run_of_a_dead_worker_is_closed_by_the_next_leader(store, now):
    stuck = health.start_run(store, ALL, "analyse", "", now)
    assert states(store) == ["running"]
    assert health.abandon_runs(store, ALL, now + timedelta(seconds=1)) == 1
    assert states(store) == ["died"]
    health.end_run(store, ALL, stuck, Outcome("done", {}), now)
    assert states(store) == ["done"]


@pytest.mark.parametrize(("days", "left"), [(89, 1), (91, 0)])
def test_old_runs_are_forgotten(store, now, days, left):
    run = health.start_run(store, ALL, "watch", "", now - timedelta(days=days))
    health.end_run(store, ALL, run, Outcome("done", {}), now)
    health.forget_runs(store, ALL, now - timedelta(days=90))
    assert len(states(store)) == left
