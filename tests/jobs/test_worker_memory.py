"""A worker that runs for months: rounds of all steps without news leave nothing behind."""

import csv
import gc
import sys

import pytest

from jobs import importing, runner, worker
from tests.conftest import NOW

ROUNDS = 12


def round_of_all(office):
    for step in worker.RHYTHM:
        runner.drain(office, step, lambda: True)


def blocks():
    gc.collect()
    return sys.getallocatedblocks()


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_idle_rounds_of_all_steps_keep_no_memory(office, make_table):
    path = make_table(200)
    with path.open(encoding="utf-8", newline="") as file:
        assert len(list(csv.reader(file))) > 200
    profile = importing.profile_named(office, "message")
    importing.import_file(office, path, profile, "board", NOW)
    for _round in range(4):
        round_of_all(office)
    before = blocks()
    for _round in range(ROUNDS):
        round_of_all(office)
    kept = blocks() - before
    assert kept / ROUNDS < 500  # of a million; a row kept by each step would be more
