"""Masking and labelling many messages through an Executor: workers think, the caller writes."""

import os
from collections.abc import Sequence
from concurrent.futures import Executor, ProcessPoolExecutor
from multiprocessing import get_context
from typing import TYPE_CHECKING

import polars as pl

import analysis
from analysis import replies
from core import privacy

if TYPE_CHECKING:
    from analysis.features import Materials

CHUNK = 1_000
"""Messages of one piece of work."""

PARALLEL_FROM = 4_000
"""With fewer messages the start of the processes costs more than they save."""

_COLUMNS = {"title": pl.String, "text": pl.String}
_held: list["Materials"] = []
"""What a worker process labels with; set once when it starts."""

Pairs = Sequence[tuple[str, str]]


def pool(materials: "Materials", workers: int = 0) -> Executor:
    """Processes that label: as many as the machine has cores, unless told."""
    count = workers or os.cpu_count() or 1
    context = get_context("spawn")  # Polars can stand still after a fork
    return ProcessPoolExecutor(count, context, begin, (materials,))


def begin(materials: "Materials") -> None:
    """Hand a worker process what it labels with."""
    _held[:] = [materials]


def held() -> "Materials":
    """What this worker process was handed."""
    return _held[0]


def label_sheet(pairs: Pairs, materials: "Materials") -> pl.DataFrame:
    """Title and text, masked, and all label columns; a long sheet keeps all cores busy."""
    if len(pairs) < PARALLEL_FROM:
        return label_here(pairs, materials)
    with pool(materials) as executor:
        return label(pairs, executor)


def label(pairs: Pairs, executor: Executor) -> pl.DataFrame:
    """Title and text, masked, and all label columns: one row per pair, in order."""
    parts = [pairs[start : start + CHUNK] for start in range(0, len(pairs), CHUNK)]
    return pl.concat(list(executor.map(_in_worker, parts)))


def _in_worker(pairs: Pairs) -> pl.DataFrame:
    return label_here(pairs, _held[0])


def label_again(frame: pl.DataFrame) -> pl.DataFrame:
    """In a worker: all label columns and `why` of messages of a store, already masked.

    The texts do not travel back: the caller has them.
    """
    return explained(frame, _held[0]).drop("title", "text")


def explained(frame: pl.DataFrame, materials: "Materials") -> pl.DataFrame:
    """Masked messages with all label columns and `why`, the words that weighed most."""
    return analysis.label_and_explain(frame, materials)


def answered(frame: pl.DataFrame, materials: "Materials") -> pl.DataFrame:
    """Masked replies with all their label columns; `promised_on` is a date."""
    found = replies.label(frame, materials.models.get("replies"))
    return found.with_columns(pl.col("promised_on").str.to_date())


def label_here(pairs: Pairs, materials: "Materials") -> pl.DataFrame:
    """`label` in this process."""
    titles, texts = ([pair[part] for pair in pairs] for part in (0, 1))
    masked = {"title": privacy.mask_texts(titles), "text": privacy.mask_texts(texts)}
    return analysis.label(pl.DataFrame(masked, schema=_COLUMNS), materials)
