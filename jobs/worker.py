"""The worker: one leader, every step at its rhythm, a graceful end.

APScheduler keeps its jobs in memory; what is due is read from rows, so a restart loses
nothing and a second worker only waits for the lease.
"""

import logging
import os
import signal
import socket
import threading
import time
from dataclasses import dataclass, field
from secrets import token_hex

from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.schedulers.background import BackgroundScheduler

from config import memory
from core.errors import StoreError
from core.scope import Scope
from jobs import dropping, runner
from jobs.office import Office
from store import health, leases

logger = logging.getLogger(__name__)

LEASE = "leader"
LEASE_SECONDS = 20.0
BEAT_SECONDS = 5.0
TRIM_SECONDS = 60.0
REST_SECONDS = 30.0
"""How long a step rests whose work failed."""

RHYTHM: dict[str, float] = {
    "collect": 5,
    "analyse": 2,
    "watch": 3,
    "concentrate": 60,
    "people": 60,
    "daybook": 60,
    "desk": 3,
    "wording": 10,
    "upkeep": 60,
    "remask": 3,
    "remind": 5,
    "deliver": 3,
    "handback": 10,
    "dry_run": 3,
    "papers": 3,
    "guard": 30,
    "retry": 5,
    "inspect": 10,
    "audit": 15,
    "brief": 3,
    "archive": 60,
    "tidy": 60,
    "demo": 60,
}
"""Seconds between two looks at what is due, by step."""


@dataclass
class Leader:
    """Whether this worker leads, kept up by a heartbeat."""

    office: Office
    name: str = field(
        default_factory=lambda: f"{socket.gethostname()[:40]}-{os.getpid()}-{token_hex(3)}"
    )
    fence: int | None = None
    stopping: threading.Event = field(default_factory=threading.Event)

    def beat(self) -> None:
        """Take or keep the lease; on a failing store, stop leading until it answers."""
        try:
            fence = leases.hold(
                self.office.store, Scope.ALL, LEASE, self.name, runner.now(), LEASE_SECONDS
            )
            if fence is not None and self.fence is None:
                self._begin()
        except StoreError as error:
            logger.warning("lease: %s", error)
            fence = None
        self.fence = fence

    def _begin(self) -> None:
        now = runner.now()
        died = health.abandon_runs(self.office.store, Scope.ALL, now)
        logger.info("leading as %s; %s runs of a dead worker closed", self.name, died)

    def leads(self) -> bool:
        """May this worker start the next unit of work?"""
        return self.fence is not None and not self.stopping.is_set()

    def release(self) -> None:
        """Give the lease back at the end."""
        if self.fence is not None:
            leases.release(self.office.store, Scope.ALL, LEASE, self.name, runner.now())


def run(office: Office) -> None:
    """Run until SIGTERM or SIGINT; the unit of work in hand is finished first."""
    leader = Leader(office)
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: leader.stopping.set())
    dropping.prepare_folders(office)
    scheduler = _scheduler(office, leader)
    leader.beat()
    scheduler.start()
    leader.stopping.wait()
    scheduler.shutdown(wait=True)
    leader.release()
    office.store.close()


def _scheduler(office: Office, leader: Leader) -> BackgroundScheduler:
    scheduler = BackgroundScheduler(
        executors={"default": ThreadPoolExecutor(4)},
        job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None},
        timezone="Asia/Shanghai",
    )
    scheduler.add_job(leader.beat, "interval", seconds=BEAT_SECONDS, id="beat")
    scheduler.add_job(memory.give_back, "interval", seconds=TRIM_SECONDS, id="memory")
    for step, seconds in RHYTHM.items():
        scheduler.add_job(Turn(office, leader, step), "interval", seconds=seconds, id=step)
    return scheduler


@dataclass
class Turn:
    """One step of one worker; after a failure it rests, so that it does not fail in a storm."""

    office: Office
    leader: Leader
    step: str
    rests_until: float = 0.0

    def __call__(self) -> None:
        if time.monotonic() < self.rests_until:
            return
        try:
            failed = runner.drain(self.office, self.step, self.leader.leads).failed
        except StoreError as error:
            logger.warning("%s: %s", self.step, error)
            failed = 1
        if failed:
            self.rests_until = time.monotonic() + REST_SECONDS
