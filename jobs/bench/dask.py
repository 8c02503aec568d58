"""Labelling on a Dask cluster of one worker process, and of two.

Everything is warm before the clock starts: the materials are handed out, and every worker has
labelled. Beside the time on the clock stands the processor time of each part: the workers, and
this process, which holds the scheduler as well. From it follows what two free cores give, however
busy the machine is: the workers and this process share them.
"""

import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from typing import Any

import polars as pl

from core.i18n import gettext as _
from core.i18n import mark
from jobs import engines, labelling
from jobs.bench import Ground, Line, alone, at_least, material
from jobs.office import Office, open_office
from store.engine import BATCH

TITLE = mark("Dask 集群，两个工作进程")
_WANTED = 1.7
_LEAST = 8_000
_CORES = 2
_ROUNDS = 2
_REST = 3.0
_TEXTS = {"title": pl.String, "text": pl.String}
_QUIET = {
    "distributed.worker.profile.enabled": False,
    "distributed.admin.system-monitor.interval": "10s",
    "distributed.admin.tick.interval": "2s",
    "distributed.admin.tick.limit": "30s",
}
"""A cluster that looks at itself less often: idle, it took three times as much of the cores."""


@dataclass(frozen=True, slots=True)
class Spent:
    """Seconds on the clock, and of processors: of the busiest worker, of all workers, of this
    process, all without what they take when nothing is to be done; `idle` is that, a second."""

    clock: float
    busiest: float
    workers: float
    here: float
    idle: float

    def on(self, cores: int) -> float:
        """Seconds on the clock where so many cores are free and nothing waits for another."""
        return max(self.busiest, (self.workers + self.here) / (cores - self.idle))


def measure(ground: Ground) -> list[Line]:
    """Masked messages labelled a second, by one worker and by two of one core each."""
    pairs = material.pairs(Ground(ground.texts, max(ground.messages, _LEAST)))
    frames = [
        pl.DataFrame(pairs[start : start + BATCH], schema=_TEXTS, orient="row")
        for start in range(0, len(pairs), BATCH)
    ]
    office = open_office()
    return lines(len(pairs), *(_spent(office, frames, workers) for workers in (1, 2)))


def lines(messages: int, one: Spent, two: Spent) -> list[Line]:
    """Speeds, then the processor time of a message, and the ratio that follows from it."""
    unit, micros, against = _("件/秒"), _("微秒/件"), _("一个工作进程")
    each = 1e6 / messages
    free = one.on(_CORES) / two.on(_CORES)
    return [
        Line(_("打标签，Dask 一个工作进程"), messages / one.clock, unit),
        at_least(
            _("打标签，Dask 两个工作进程"), messages / two.clock, unit, against,
            one.clock / two.clock, _WANTED,
        ),
        Line(_("处理器时间：一个工作进程"), one.workers * each, micros),
        Line(_("处理器时间：两个工作进程合计"), two.workers * each, micros),
        Line(_("处理器时间：调度与收发，一个工作进程时"), one.here * each, micros),
        Line(_("处理器时间：调度与收发，两个工作进程时"), two.here * each, micros),
        Line(_("按处理器时间推算：两个核空闲时"), messages / two.on(_CORES), unit, against, free),
    ]  # fmt: skip


def _spent(office: Office, frames: list[pl.DataFrame], workers: int) -> Spent:
    with (
        cluster(workers) as running,
        engines.opened(_address(running), office.plain_materials) as executor,
        engines.library().Client(running.scheduler_address, set_as_default=False) as asking,
    ):
        _work(executor, frames[:1] * 4 * workers)  # until all are warm
        rest = _round(asking, partial(time.sleep, _REST))
        best = min(_round(asking, partial(_work, executor, frames)) for _ in range(_ROUNDS))
    idle = [seconds / rest[0] for seconds in rest[1:]]
    clock, here, *each = best
    net = [seconds - share * clock for seconds, share in zip((here, *each), idle, strict=True)]
    return Spent(clock, max(net[1:]), sum(net[1:]), net[0], sum(idle))


def _round(asking: Any, work: Callable[[], None]) -> list[float]:
    """Seconds on the clock, of this process, and of each worker."""
    before, here = asking.run(time.process_time), time.process_time()
    started = time.perf_counter()
    work()
    clock, here = time.perf_counter() - started, time.process_time() - here
    after = asking.run(time.process_time)
    return [clock, here, *(after[worker] - seconds for worker, seconds in before.items())]


def _work(executor: Any, frames: list[pl.DataFrame]) -> None:
    for _frame in engines.streamed(executor, labelling.label_again, frames, TITLE):
        pass


@contextmanager
def cluster(workers: int) -> Iterator[Any]:
    """A scheduler and so many worker processes of one core each on this machine."""
    import dask.config

    opening = engines.library().LocalCluster
    before = dict(os.environ)
    os.environ.update(alone.ONE_CORE)
    try:
        with (
            dask.config.set(_QUIET),
            opening(
                n_workers=workers, threads_per_worker=1, processes=True, dashboard_address=None
            ) as running,
        ):
            yield running
    finally:
        for name in alone.ONE_CORE.keys() - before.keys():
            os.environ.pop(name, None)
        os.environ.update(before)


def _address(running: Any) -> str:
    return str(running.scheduler_address).replace("tcp://", "dask://")
