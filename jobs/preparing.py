"""What can be done to rows before the store is asked: parse, screen, mask, label, spell.

It is pure but for the keys of submitter hashes, so that it runs in processes of its own while
the caller writes what came before. Rows are unmasked on their way there and nowhere else.
"""

import gc
import os
from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import chain
from multiprocessing import get_context
from typing import TYPE_CHECKING, Any

import polars as pl

import analysis
from collectors.tables import Row
from collectors.tabular import Parser
from core import privacy
from core.i18n import mark
from core.messages import Message, RawMessage
from jobs import engines, labelling, placing, screening
from jobs.keys import KeyRing
from jobs.screening import Screened
from store import reply_labels
from store.fresh import Ahead
from store.labels import COLUMNS, OPTIONAL
from store.rows import slices
from store.search import spelled

if TYPE_CHECKING:
    from analysis.features import Materials
    from jobs.office import Office  # what a worker process need not load costs it no time

PARALLEL_FROM = 5_000
"""With fewer rows the start of the processes costs more than they save."""

ROWS = 500
"""Rows of one transaction."""

PIECE = 1_000
"""Rows that a process works out at once: labelling costs some milliseconds a call, however few
rows it is given."""

_AHEAD = 2
"""Pieces that wait for the writer, for each process: memory does not grow with the file."""

_APART = 16
"""Pieces under way on other machines at once."""

_LOST = mark("计算引擎中断，已写入的部分都已保存；重新导入同一文件会接着做。")

_REPLIES = {name: reply_labels.REPLIES[name] for name in ("reply", "posted_at", "replied_at")}
Rows = Iterator[dict[str, Any]]

_TEXTS = {"title": pl.String, "text": pl.String, "region": pl.String, "unit": pl.String}


@dataclass(frozen=True, slots=True)
class Desk:
    """What a process works with."""

    materials: "Materials"
    keys: KeyRing
    adcodes: Mapping[str, str]
    spells: bool


@dataclass(frozen=True, slots=True)
class Prepared:
    """Screened records; `messages` are the open ones, masked, and `ahead` what is known of them."""

    screened: Screened
    messages: Sequence[Message]
    ahead: Ahead


_ALONE = {"POLARS_MAX_THREADS": "1", "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
"""One process a core, and no threads beside it."""

_held: list[Desk] = []


@contextmanager
def pool(office: "Office") -> Iterator[Executor]:
    """As many processes as there are cores, each with the materials of this installation."""
    desk = Desk(
        office.materials, KeyRing(office.settings.keys_folder), office.adcodes,
        office.store.is_sqlite,
    )  # fmt: skip
    context = get_context("spawn")  # Polars can stand still after a fork
    count = os.cpu_count() or 1
    before = dict(os.environ)
    os.environ.update(_ALONE)
    try:
        with ProcessPoolExecutor(count, context, _begin, (desk,)) as executor:
            yield executor
    finally:
        for name in _ALONE.keys() - before.keys():
            del os.environ[name]
        os.environ.update(before)


def prepared(
    executor: Executor, rows: Iterable[Row], parser: Parser, now: datetime
) -> Iterator[Prepared]:
    """ROWS rows at a time in their order, worked out while the caller writes."""
    waiting: deque[Future[list[Prepared]]] = deque()
    for chunk in slices(rows, PIECE):
        waiting.append(executor.submit(_in_process, chunk, parser, now))
        if len(waiting) > _AHEAD * (os.cpu_count() or 1):
            yield from waiting.popleft().result()
    while waiting:
        yield from waiting.popleft().result()


def prepared_apart(
    executor: Executor, office: "Office", rows: Iterable[Row], parser: Parser, now: datetime
) -> Iterator[Prepared]:
    """The same where the workers are other machines: they are sent masked messages only, and no
    key. `executor` is of `engines.opened`. Raises StoreError where the engine was lost."""
    waiting: deque[tuple[Screened, list[Message], Future[Ahead]]] = deque()
    for chunk in slices(rows, ROWS):
        screened, masked = _masked(office.keys, office.adcodes, chunk, parser, now)
        thought = executor.submit(_labelled_apart, masked, office.store.is_sqlite)
        waiting.append((screened, masked, thought))
        if len(waiting) >= _APART:
            yield _together(*waiting.popleft())
    while waiting:
        yield _together(*waiting.popleft())


def _together(screened: Screened, masked: list[Message], thought: "Future[Ahead]") -> Prepared:
    return Prepared(screened, masked, engines.result(thought, _LOST))


def _labelled_apart(masked: Sequence[Message], spells: bool) -> Ahead:
    return _worked_out([masked], labelling.held(), spells)[0]


def _begin(desk: Desk) -> None:
    _held[:] = [desk]
    gc.collect()
    gc.freeze()  # what stays for good is not looked through again for every few thousand rows


def _in_process(rows: Sequence[Row], parser: Parser, now: datetime) -> list[Prepared]:
    desk = _held[0]
    parts = [_masked(desk.keys, desk.adcodes, part, parser, now) for part in slices(rows, ROWS)]
    ahead = _worked_out([masked for _rest, masked in parts], desk.materials, desk.spells)
    return [Prepared(*part, known) for part, known in zip(parts, ahead, strict=True)]


def _masked(
    keys: KeyRing, adcodes: Mapping[str, str], rows: Iterable[Row], parser: Parser, now: datetime
) -> tuple[Screened, list[Message]]:
    records = [placing.placed(adcodes, record) for record in map(parser, rows)]
    screened = screening.screen(keys, parser.source, records, now)
    return replace(screened, open=[]), mask(keys, screened.open)


def mask(keys: KeyRing, records: Sequence[RawMessage]) -> list[Message]:
    """Records masked with the keys of their months."""
    return privacy.mask_all(records, [keys.key_for(record.posted_at) for record in records])


def _worked_out(
    parts: Sequence[Sequence[Message]], materials: "Materials", spells: bool
) -> list[Ahead]:
    """For each part labels of messages and of their replies, and the words to be found by."""
    every = list(chain.from_iterable(parts))
    labels = iter(_labels(every, materials))
    answers = iter(_answers([one for one in every if one.reply], materials))
    return [_ahead(part, labels, answers, spells) for part in parts]


def _ahead(part: Sequence[Message], labels: Rows, answers: Rows, spells: bool) -> Ahead:
    """Takes from `labels` and `answers` what belongs to these messages."""
    words = spelled([(one.title, one.text, one.reply or "") for one in part]) if spells else []
    return Ahead(
        analysis.MODEL,
        {one.external_id: next(labels) for one in part},
        {one.external_id: next(answers) for one in part if one.reply},
        dict(zip((one.external_id for one in part), words, strict=False)),
    )


def _labels(masked: Sequence[Message], materials: "Materials") -> list[dict[str, Any]]:
    if not masked:
        return []
    texts = [(one.title, one.text, one.region, one.unit) for one in masked]
    frame = pl.DataFrame(texts, schema=_TEXTS, orient="row")
    found = labelling.explained(frame, materials)
    absent = [pl.lit(None).alias(name) for name in OPTIONAL if name not in found.columns]
    return found.with_columns(absent).select(COLUMNS).rows(named=True)


def _answers(masked: Sequence[Message], materials: "Materials") -> list[dict[str, Any]]:
    if not masked:
        return []
    told = [(one.reply, one.posted_at, one.replied_at) for one in masked]
    frame = pl.DataFrame(told, schema=_REPLIES, orient="row")
    return labelling.answered(frame, materials).select(reply_labels.COLUMNS).rows(named=True)
