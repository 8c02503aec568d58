"""Sharing the rows of a long file out: processes prepare them, and this one, which writes them,
prepares some itself whenever nothing waits to be written.

While the processes start it has work at once, and afterwards no core waits for another. Rows are
unmasked on their way to processes of this machine and nowhere else.
"""

import gc
import os
import sys
from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from itertools import islice
from multiprocessing import get_context
from typing import Any, TypeVar

from collectors.tables import Row
from collectors.tabular import Parser
from core.i18n import mark
from core.messages import Message
from jobs import engines, labelling, preparing
from jobs.preparing import Desk, Prepared
from jobs.screening import Screened
from store.ahead import Ahead
from store.rows import slices

PARALLEL_FROM = 5_000
"""With fewer rows the start of the processes costs more than they save."""

PIECE = 1_000
"""Rows that a process works out at once: labelling costs some milliseconds a call, however few
rows it is given."""

_AHEAD = 2
"""Pieces under way for each process: none waits for this one, which is at another piece."""

_HELD = 6
"""Pieces more that are held while the first is not ready: memory does not grow with the file."""

_SWITCH = 0.0005
"""Seconds until another thread of this process gets its turn: a result comes in some fifty
pieces, each of which waits for one."""

_APART = 16
"""Pieces under way on other machines at once."""

_LOST = mark("计算引擎中断，已写入的部分都已保存；重新导入同一文件会接着做。")

_ALONE = {"POLARS_MAX_THREADS": "1", "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
"""One process a core, and no threads beside it."""

Ready = Future[list[Prepared]]
R = TypeVar("R")


def processes() -> int:
    """One for each core beside this process's own."""
    return max(1, (os.cpu_count() or 1) - 1)


@contextmanager
def pool(desk: Desk) -> Iterator[Executor]:
    """Processes that work at this desk."""
    context = get_context("spawn")  # Polars can stand still after a fork
    before = dict(os.environ)
    os.environ.update(_ALONE)
    try:
        with (
            _at_work(),
            ProcessPoolExecutor(processes(), context, preparing.begin, (desk,)) as executor,
        ):
            yield executor
    finally:
        for name in _ALONE.keys() - before.keys():
            del os.environ[name]
        os.environ.update(before)


@contextmanager
def _at_work() -> Iterator[None]:
    """This process works beside its processes: what comes from them is taken at once, whatever
    it is at, because they wait until it is; and it seldom looks for circles."""
    switching, collecting = sys.getswitchinterval(), gc.get_threshold()
    sys.setswitchinterval(_SWITCH)
    gc.set_threshold(preparing.SELDOM)
    try:
        yield
    finally:
        sys.setswitchinterval(switching)
        gc.set_threshold(*collecting)


def prepared(
    executor: Executor, desk: Desk, rows: Iterable[Row], parser: Parser, now: datetime
) -> Iterator[Prepared]:
    """Rows a transaction at a time in their order, worked out while the caller writes."""
    pieces = slices(rows, PIECE)
    waiting: deque[Ready] = deque()
    first = next(pieces, [])
    _hand_out(executor, waiting, pieces, parser, now)
    yield from preparing.work(desk, first, parser, now)
    while True:
        _hand_out(executor, waiting, pieces, parser, now)
        if not waiting:
            return
        has_room = len(waiting) < _AHEAD * processes() + _HELD
        if not waiting[0].done() and has_room and (piece := next(pieces, None)):
            waiting.append(_done(preparing.work(desk, piece, parser, now)))
        else:
            yield from waiting.popleft().result()


def _hand_out(
    executor: Executor,
    waiting: deque[Ready],
    pieces: Iterator[list[Row]],
    parser: Parser,
    now: datetime,
) -> None:
    most = _AHEAD * processes()
    under_way = sum(not piece.done() for piece in waiting)
    room = min(most - under_way, most + _HELD - len(waiting))
    for piece in islice(pieces, max(0, room)):
        waiting.append(executor.submit(preparing.work_there, piece, parser, now))


def _done(found: list[Prepared]) -> Ready:
    ready: Ready = Future()
    ready.set_result(found)
    return ready


def prepared_apart(
    executor: Executor, desk: Desk, rows: Iterable[Row], parser: Parser, now: datetime
) -> Iterator[Prepared]:
    """The same where the workers are other machines: they are sent masked texts only, no key, no
    number of the source and no submitter's hash, since what they work out may be spilled to their
    disks. `executor` is of `engines.opened`. Raises StoreError where the engine was lost."""
    waiting: deque[tuple[Screened, list[Message], Future[Ahead]]] = deque()
    for chunk in slices(rows, preparing.rows_at_once(desk.is_sqlite)):
        screened, masked = preparing.masked(desk.keys, desk.adcodes, chunk, parser, now)
        asked = executor.submit(labelled_apart, _nameless(masked), desk.is_sqlite)
        waiting.append((screened, masked, asked))
        if len(waiting) >= _APART:
            yield _together(*waiting.popleft())
    while waiting:
        yield _together(*waiting.popleft())


def _together(screened: Screened, masked: list[Message], thought: "Future[Ahead]") -> Prepared:
    return Prepared(screened, masked, _named(engines.result(thought, _LOST), masked))


def _nameless(masked: Sequence[Message]) -> list[Message]:
    """The messages under their places in the batch instead of the numbers of their source."""
    bare: dict[str, Any] = {"submitter_hash": None, "content_hash": b"", "link": None, "facts": {}}
    return [replace(one, external_id=str(place), **bare) for place, one in enumerate(masked)]


def _named(thought: Ahead, masked: Sequence[Message]) -> Ahead:
    """What was worked out, by the numbers of the source again."""

    def by_number(found: Mapping[str, R]) -> dict[str, R]:
        return {masked[int(place)].external_id: one for place, one in found.items()}

    return Ahead(
        thought.model,
        by_number(thought.labels),
        by_number(thought.replies),
        by_number(thought.words),
    )


def labelled_apart(masked: Sequence[Message], is_sqlite: bool) -> Ahead:
    """On another machine: what is worked out of masked messages."""
    return preparing.worked_out([masked], labelling.held(), is_sqlite)[0]
