"""Labelling everything anew after words or models changed: `minsheng reanalyse`."""

from collections.abc import Iterator
from datetime import datetime

import polars as pl

import analysis
from core.i18n import mark
from core.scope import Scope
from jobs import engines, labelling
from jobs.importing import Progress
from jobs.office import Office
from store import history, labels

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
        batches = _batches(office, start)
        for frame in engines.streamed(executor, labelling.label_again, batches, _LOST):
            labels.save(store, Scope.ALL, frame, analysis.MODEL, now)
            history.note(store, Scope.ALL, _NOTE, str(frame["id"].max()))
            done += frame.height
            told(done, whole)
    history.note(store, Scope.ALL, _NOTE, "0")
    return done


def _batches(office: Office, start: int) -> Iterator[pl.DataFrame]:
    while (batch := labels.labelled_after(office.store, Scope.ALL, start)).height:
        yield batch
        start = int(batch["id"].to_list()[-1])
