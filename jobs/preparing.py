"""What can be done to rows before the store is asked: parse, screen, mask, label, spell.

It is pure but for the keys of submitter hashes, and loads no database: processes of their own do
it while another one writes (`jobs.sharing`).
"""

import gc
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import chain
from typing import TYPE_CHECKING, Any

import polars as pl

import analysis
from analysis import replies
from collectors.tables import Row
from collectors.tabular import Parser
from config import language
from core import i18n, privacy
from core.messages import Message, RawMessage
from jobs import labelling, placing, screening
from jobs.keys import KeyRing
from jobs.screening import Screened
from store.ahead import Ahead
from store.vectors import worded

if TYPE_CHECKING:
    from analysis.features import Materials
    from jobs.office import Office  # what a worker process need not load costs it no time

ROWS = 500
"""Rows of one transaction in SQLite, where others wait for it to end."""

_SERVED = 1_000
"""In PostgreSQL nobody waits for it, and half as many are less work."""

SELDOM = 100_000
"""So many objects more before Python looks for circles among them: rows make none."""

_REPLIES: dict[str, Any] = {
    "reply": pl.String,
    "posted_at": pl.Datetime("us", "UTC"),
    "replied_at": pl.Datetime("us", "UTC"),
}
_TEXTS = {"title": pl.String, "text": pl.String, "region": pl.String, "unit": pl.String}
Rows = Iterator[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Desk:
    """What a process works with; `is_sqlite` tells how the store takes words."""

    materials: "Materials"
    keys: KeyRing
    adcodes: Mapping[str, str]
    is_sqlite: bool
    language: str


@dataclass(frozen=True, slots=True)
class Prepared:
    """Screened records; `messages` are the open ones, masked, and `ahead` what is known of them."""

    screened: Screened
    messages: Sequence[Message]
    ahead: Ahead


_held: list[Desk] = []


def desk(office: "Office") -> Desk:
    """The desk of this installation."""
    return Desk(
        office.materials, office.keys, office.adcodes, office.store.is_sqlite,
        office.settings.language,
    )  # fmt: skip


def begin(desk: Desk) -> None:
    """Hand a process what it works with."""
    _held[:] = [desk]
    i18n.use(language.load(desk.language))
    gc.collect()
    gc.freeze()  # what stays for good is not looked through again
    gc.set_threshold(SELDOM)


def work_there(rows: Sequence[Row], parser: Parser, now: datetime) -> list[Prepared]:
    """`work` in a process that has begun."""
    return work(_held[0], rows, parser, now)


def work(desk: Desk, rows: Sequence[Row], parser: Parser, now: datetime) -> list[Prepared]:
    """All that can be done to these rows, a transaction at a time in their order."""
    size = rows_at_once(desk.is_sqlite)
    parts = [
        masked(desk.keys, desk.adcodes, part, parser, now)
        for part in (rows[start : start + size] for start in range(0, len(rows), size))
    ]
    ahead = worked_out([found for _rest, found in parts], desk.materials, desk.is_sqlite)
    return [Prepared(*part, known) for part, known in zip(parts, ahead, strict=True)]


def rows_at_once(is_sqlite: bool) -> int:
    """Rows of one transaction of a long file."""
    return ROWS if is_sqlite else _SERVED


def masked(
    keys: KeyRing, adcodes: Mapping[str, str], rows: Iterable[Row], parser: Parser, now: datetime
) -> tuple[Screened, list[Message]]:
    """Rows parsed and screened, and the open ones masked."""
    records = [placing.placed(adcodes, record) for record in map(parser, rows)]
    screened = screening.screen(keys, parser.source, records, now)
    return replace(screened, open=[]), mask(keys, screened.open)


def mask(keys: KeyRing, records: Sequence[RawMessage]) -> list[Message]:
    """Records masked with the keys of their months."""
    return privacy.mask_all(records, [keys.key_for(record.posted_at) for record in records])


def worked_out(
    parts: Sequence[Sequence[Message]], materials: "Materials", is_sqlite: bool
) -> list[Ahead]:
    """For each part labels of messages and of their replies, and the words to be found by."""
    every = list(chain.from_iterable(parts))
    labels = iter(_labels(every, materials))
    answers = iter(_answers([one for one in every if one.reply], materials))
    return [_ahead(part, labels, answers, is_sqlite) for part in parts]


def _ahead(part: Sequence[Message], labels: Rows, answers: Rows, is_sqlite: bool) -> Ahead:
    """Takes from `labels` and `answers` what belongs to these messages."""
    words = worded([(one.title, one.text, one.reply or "") for one in part], is_sqlite)
    return Ahead(
        analysis.MODEL,
        {one.external_id: next(labels) for one in part},
        {one.external_id: next(answers) for one in part if one.reply},
        dict(zip((one.external_id for one in part), words, strict=True)),
    )


def _labels(masked: Sequence[Message], materials: "Materials") -> list[dict[str, Any]]:
    if not masked:
        return []
    texts = [(one.title, one.text, one.region, one.unit) for one in masked]
    frame = pl.DataFrame(texts, schema=_TEXTS, orient="row")
    found = labelling.explained(frame, materials)
    return found.select(*analysis.COLUMNS, "why").rows(named=True)


def _answers(masked: Sequence[Message], materials: "Materials") -> list[dict[str, Any]]:
    if not masked:
        return []
    told = [(one.reply, one.posted_at, one.replied_at) for one in masked]
    frame = pl.DataFrame(told, schema=_REPLIES, orient="row")
    return labelling.answered(frame, materials).select(*replies.COLUMNS).rows(named=True)
