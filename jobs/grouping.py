"""Grouping a table of messages into issues, without a store."""

import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import polars as pl

from analysis import finder, heat, issues, label, place, terms
from analysis.features import Materials
from core.issues import Issue

_MOST_LABELLED = 20_000


@dataclass(frozen=True, slots=True)
class Grouped:
    """For each row the number of its issue or None, and the issues by number."""

    rows: list[int | None]
    issues: list[Issue]


def group(
    frame: pl.DataFrame,
    materials: Materials | None = None,
    temper: heat.Temper | None = None,
    *,
    stream: bool = False,
) -> Grouped:
    """Issues of `frame` (id, title, text, posted_at aware or null, votes).

    With `stream` each message is judged by what came before it; otherwise the words of all are
    counted first. Issues are numbered by their first message, 1 upwards.
    """
    found = _find(frame, stream)
    counted = Counter(found)
    numbers = {old: new for new, old in enumerate(_in_order(found, counted), 1)}
    rows = [numbers.get(old) for old in found]
    return Grouped(rows, _issues(frame, rows, materials, temper))


def _in_order(found: Sequence[int], counted: Counter[int]) -> list[int]:
    return [old for old in dict.fromkeys(found) if counted[old] >= issues.LEAST]


def _find(frame: pl.DataFrame, stream: bool) -> list[int]:
    """The group of each row, rows taken in the order of their time (no time: last)."""
    said = [
        terms.terms(title, text, place.place_of(title, text))
        for title, text in zip(frame["title"], frame["text"], strict=True)
    ]
    times = [at.timestamp() if at else None for at in frame["posted_at"]]
    newest = max((at for at in times if at is not None), default=0.0)
    order = sorted(range(len(said)), key=lambda row: (times[row] is None, times[row] or 0.0))
    state = finder.Finder()
    if not stream:
        state.learn(said)
    groups = dict.fromkeys(order, 0)
    for row in order:
        at = times[row]
        groups[row] = state.add(row, newest if at is None else at, said[row], known=not stream)
    state.settle()
    return [state.home_of(groups[row]) for row in range(len(said))]


def _issues(
    frame: pl.DataFrame,
    rows: list[int | None],
    materials: Materials | None,
    temper: heat.Temper | None,
) -> list[Issue]:
    members = frame.with_columns(pl.Series("key", rows, pl.Int64)).filter(
        pl.col("key").is_not_null()
    )
    if not members.height:
        return []
    labelled = _labelled(members, materials)
    newest = frame["posted_at"].max()
    now = newest if isinstance(newest, datetime) else datetime.fromtimestamp(0, UTC)
    dated = labelled.with_columns(
        pl.col("posted_at").fill_null(pl.lit(now)),
        pl.Series("content", [_content(text) for text in labelled["text"]], pl.UInt64),
    )
    found = issues.gather(dated, now, temper)
    return sorted(found, key=lambda issue: int(issue.key))


def _labelled(members: pl.DataFrame, materials: Materials | None) -> pl.DataFrame:
    if materials is not None and members.height <= _MOST_LABELLED:
        return label(members, materials)
    places = [place.place_of(*row) for row in members.select("title", "text").iter_rows()]
    return members.with_columns(
        pl.Series("place", places, pl.String),
        pl.lit("", pl.String).alias("problem"),
        pl.lit("other").alias("area"),
    )


def _content(text: str) -> int:
    """The same number for the same text."""
    return int.from_bytes(hashlib.blake2b("".join(text.split()).encode(), digest_size=8).digest())
