"""Labelling on a Dask cluster of one worker process, and of two."""

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import polars as pl

from core.i18n import gettext as _
from core.i18n import mark
from jobs import engines, labelling
from jobs.bench import Ground, Line, alone, at_least, material
from jobs.office import Office, open_office

TITLE = mark("Dask 集群，两个工作进程")
_WANTED = 1.7
_LEAST = 8_000
_BATCH = 250
_ROUNDS = 2
_TEXTS = {"title": pl.String, "text": pl.String}


def measure(ground: Ground) -> list[Line]:
    """Masked messages labelled a second, by one worker and by two of one core each."""
    pairs = material.pairs(Ground(ground.texts, max(ground.messages, _LEAST)))
    frames = [
        pl.DataFrame(pairs[start : start + _BATCH], schema=_TEXTS, orient="row")
        for start in range(0, len(pairs), _BATCH)
    ]
    office = open_office()
    one, two = (len(pairs) / _seconds(office, frames, workers) for workers in (1, 2))
    unit = _("件/秒")
    return [
        Line(_("打标签，Dask 一个工作进程"), one, unit),
        at_least(_("打标签，Dask 两个工作进程"), two, unit, _("一个工作进程"), two / one, _WANTED),
    ]


def _seconds(office: Office, frames: list[pl.DataFrame], workers: int) -> float:
    best = float("inf")
    with (
        cluster(workers) as running,
        engines.opened(_address(running), office.plain_materials) as executor,
    ):
        list(executor.map(labelling.label_again, frames[: 2 * workers]))  # until all are ready
        for _round in range(_ROUNDS):
            started = time.perf_counter()
            list(executor.map(labelling.label_again, frames))
            best = min(best, time.perf_counter() - started)
    return best


@contextmanager
def cluster(workers: int) -> Iterator[Any]:
    """A scheduler and so many worker processes of one core each on this machine."""
    opening = engines.library().LocalCluster
    before = dict(os.environ)
    os.environ.update(alone.ONE_CORE)
    try:
        with opening(
            n_workers=workers, threads_per_worker=1, processes=True, dashboard_address=None
        ) as running:
            yield running
    finally:
        for name in alone.ONE_CORE.keys() - before.keys():
            os.environ.pop(name, None)
        os.environ.update(before)


def _address(running: Any) -> str:
    return str(running.scheduler_address).replace("tcp://", "dask://")
