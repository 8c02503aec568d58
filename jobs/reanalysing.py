"""Labelling everything anew after words or models changed: `minsheng reanalyse`."""

from collections import deque
from collections.abc import Iterator
from concurrent.futures import Executor, Future
from datetime import datetime

import polars as pl

import analysis
from core.i18n import mark
from core.scope import Scope
from jobs import engines, labelling
from jobs.importing import Progress
from jobs.office import Office
from store import history, labels

_AHEAD = 8
"""Batches under way at once: the memory of the caller stays bounded."""

_NOTE = "reanalyse"
_LOST = mark("计算引擎中断，已完成的部分都已保存；重新运行会接着做。")


def run(office: Office, engine: str, now: datetime, told: Progress) -> int:
    """Label every labelled message again; returns how many.

    What people corrected stays as it is. An interrupted run goes on where it stopped; cubes
    follow in the same transactions.
    """
    store = office.store
    start = int(history.read_note(store, Scope.ALL, _NOTE) or 0)
    whole, done = labels.count_after(store, Scope.ALL, start), 0
    with engines.opened(engine, office.materials) as executor:
        for frame in _labelled(office, executor, start):
            labels.save(store, Scope.ALL, frame, analysis.MODEL, now)
            history.note(store, Scope.ALL, _NOTE, str(frame["id"].max()))
            done += frame.height
            told(done, whole)
    history.note(store, Scope.ALL, _NOTE, "0")
    return done


def _labelled(office: Office, executor: Executor, start: int) -> Iterator[pl.DataFrame]:
    """Labelled batches in the order of their numbers, a few of them under way at a time."""
    under_way: deque[Future[pl.DataFrame]] = deque()
    for batch in _batches(office, start):
        under_way.append(executor.submit(labelling.label_again, batch))
        if len(under_way) >= _AHEAD:
            yield engines.result(under_way.popleft(), _LOST)
    while under_way:
        yield engines.result(under_way.popleft(), _LOST)


def _batches(office: Office, start: int) -> Iterator[pl.DataFrame]:
    while (batch := labels.labelled_after(office.store, Scope.ALL, start)).height:
        yield batch
        start = int(batch["id"].to_list()[-1])
