"""A process that is to hold little gives back what it freed."""

import os
import subprocess
import sys

import pytest

from config import memory

FREEING = """
import polars as pl
def held():
    return int(open("/proc/self/statm").read().split()[1]) * 4 // 1024
column = pl.int_range(0, 4_000_000, eager=True)
before = held()
frame = pl.select(a=column * 2, b=column * 3, c=column * 4, d=column * 5)
most = held()
del frame
print(most - before, held() - before)
"""


def test_what_an_operator_has_set_stays():
    given = memory.thrifty({"MALLOC_ARENA_MAX": "8", "_RJEM_MALLOC_CONF": "narenas:2", "LANG": "C"})
    assert given["MALLOC_ARENA_MAX"] == "8"
    assert given["LANG"] == "C"
    assert given["_RJEM_MALLOC_CONF"].startswith("narenas:2,")


@pytest.mark.slow
def test_frames_that_are_dropped_are_given_back_at_once():
    """Also where the process that starts another one has loaded Polars, which sets its own way."""
    told = subprocess.run(
        [sys.executable, "-c", FREEING], env=memory.thrifty(os.environ),
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    most, left = map(int, told.stdout.split())
    assert most > 100
    assert left < most / 4
