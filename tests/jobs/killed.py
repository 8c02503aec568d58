"""A process that does one step of the clock and kills itself at one commit, before or after it."""

import multiprocessing
import os
import signal
from datetime import datetime
from pathlib import Path

from sqlalchemy import event

from config import settings, tables
from jobs import runner
from jobs.office import Office

FORKS = multiprocessing.get_context("forkserver")
FORKS.set_forkserver_preload(
    ["tests.jobs.killed", "jobs.analyse", "jobs.watch", "jobs.remind", "analysis.label"]
)

_TABLES = tables.load(settings.load({"MINSHENG_HOME": "/nowhere"}))
"""Read once, before any process is forked."""


def lives(home: Path, step: str, at: int, early: bool, now: datetime) -> bool:
    """Do a step until nothing is due, killed at commit number `at`; whether it came to its end.

    `early`: just before the commit, when all that it wrote is lost; else just after.
    """
    process = FORKS.Process(target=_live, args=(str(home), step, at, early, now), daemon=True)
    process.start()
    process.join()
    assert process.exitcode in (0, -signal.SIGKILL), process.exitcode
    return process.exitcode == 0


def _live(home: str, step: str, at: int, early: bool, now: datetime) -> None:
    found = settings.load({"MINSHENG_HOME": home})
    office = Office(found, _TABLES)
    runner.now = lambda: now
    seen = [0]

    def count(_conn: object) -> None:
        seen[0] += 1
        if seen[0] == at:
            os.kill(os.getpid(), signal.SIGKILL)

    if early:
        event.listen(office.store.engine, "commit", count)
    else:
        event.listen(office.store.engine.pool, "reset", lambda *_: count(None))
    if runner.drain(office, step).failed:
        os._exit(1)
