"""Figures of a year from cubes, against the same from the messages: by SQL and with pandas.

All three give the same frames, which is checked. The store is filled to each size in turn, which
tells how the cost of writing and reading grows.
"""

import gc
import math
import os
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import polars as pl
from sqlalchemy import text

from core.i18n import gettext as _
from core.i18n import mark
from core.scope import Scope
from jobs.bench import Ground, Line, alone, at_least, at_most, filling, growth
from store import counts, frames
from store.engine import Store
from store.filters import Filter
from store.migrate import open_store

TITLE = mark("汇总、检索与写入")
SQLITE = "SQLite"
_POSTGRES = "MINSHENG_BENCH_POSTGRES"
_YEAR = Filter(date(2025, 11, 23), date(2026, 11, 22))
_WANTED = 200.0
_MOST = 50.0
_SEARCH = 200.0
_SPOKEN = {
    "sqlite": {
        "day": "date(m.posted_at / 1000000 + 28800, 'unixepoch')",
        "hours": "CAST(r.hours AS INTEGER)",
    },
    "postgresql": {
        "day": "CAST(m.posted_at AT TIME ZONE 'Asia/Shanghai' AS date)",
        "hours": "CAST(floor(r.hours) AS INTEGER)",
    },
}
_FROM = """
    FROM messages m
    JOIN labels l ON l.month = m.month AND l.message_id = m.id AND l.origin = 'model'
    LEFT JOIN replies r ON r.month = m.month AND r.message_id = m.id
"""
_NUMBERS = "count(*) AS messages, count(r.message_id) AS replied"
_LIVE = (
    "SELECT {day} AS day, m.source, l.sentiment, " + _NUMBERS + _FROM + "GROUP BY 1, 2, 3",
    "SELECT m.source, l.area, " + _NUMBERS + _FROM + "GROUP BY 1, 2",
    "SELECT m.source, {hours} AS hours, count(*) AS replies" + _FROM
    + "WHERE r.hours IS NOT NULL GROUP BY 1, 2",
)  # fmt: skip
"""What the overview asks of the cubes, asked of the messages."""

_RAW = "SELECT m.posted_at, m.source, l.area, l.sentiment, r.message_id AS reply, r.hours" + _FROM

Frames = Sequence[pl.DataFrame]


def measure(ground: Ground) -> list[Line]:
    """Writing, reading and searching at each size; ratios and exponents at the largest. In
    SQLite, and in PostgreSQL where MINSHENG_BENCH_POSTGRES names an empty database."""
    lines = []
    with TemporaryDirectory() as folder:
        for kind in kinds():
            with opened(url_of(kind, Path(folder) / "bench.db")) as store:
                lines += _grown(kind, store, ground)
    return lines


def kinds() -> list[str]:
    """Names of the databases that are measured."""
    return [SQLITE, "PostgreSQL"] if os.environ.get(_POSTGRES) else [SQLITE]


def url_of(kind: str, path: Path) -> str:
    """The address of a store of one of `kinds`; SQLite's lies at `path`."""
    return f"sqlite:///{path}" if kind == SQLITE else os.environ[_POSTGRES]


@contextmanager
def opened(url: str) -> Iterator[Store]:
    """The store at this address, created where it is missing."""
    store = open_store(url)
    try:
        yield store
    finally:
        store.close()


def _grown(kind: str, store: Store, ground: Ground) -> list[Line]:
    found: dict[int, dict[str, float]] = {}
    before = 0
    for size in filling.sizes(ground):
        found[size] = _at(store, size - before)
        before = size
    return [*_lines(kind, found), *_growth(kind, found)]


def _at(store: Store, more: int) -> dict[str, float]:
    told = filling.letters(more)
    writing = _seconds(lambda: filling.fill(store, more, told), rounds=1)
    check(overview(store), live(store))
    return {
        "write": writing / more,
        "cubes": _seconds(lambda: overview(store)),
        "search": max(_seconds(partial(_search, store, word)) for word in filling.WORDS),
        "memory": alone.memory(),
        "live": _seconds(lambda: live(store), rounds=2),
        "pandas": _seconds(lambda: _pandas(store), rounds=1),
    }


def overview(store: Store) -> Frames:
    """All that the first page reads of a year."""
    return (
        counts.counts(store, Scope.ALL, _YEAR, ("day", "source", "sentiment")),
        counts.counts(store, Scope.ALL, _YEAR, ("source", "area")),
        counts.answers(store, Scope.ALL, _YEAR, ("source",)),
    )


def _search(store: Store, word: str) -> None:
    frames.messages_page(store, Scope.ALL, Filter(words=word), limit=50)


def live(store: Store) -> list[list[Any]]:
    """The rows of the same frames, by SQL from the messages."""
    spoken = _SPOKEN[store.engine.dialect.name]
    with store.read() as conn:
        return [list(conn.execute(text(one.format(**spoken)))) for one in _LIVE]


def check(cubes: Frames, live: Sequence[Sequence[Any]]) -> None:
    """Raises AssertionError where the two ways do not agree."""
    for frame, rows in zip(cubes, live, strict=True):
        counted = {tuple(str(one) for one in row) for row in frame.iter_rows()}
        assert counted == {tuple(str(one) for one in row) for row in rows}, frame.columns


def _pandas(store: Store) -> None:
    """What a user would write: the rows into a frame, then grouped."""
    import pandas  # type: ignore[import-untyped]

    with store.read() as conn:
        frame = pandas.read_sql(text(_RAW), conn)
    unit = "us" if store.is_sqlite else None
    at = pandas.to_datetime(frame["posted_at"], unit=unit, utc=True)
    frame["day"] = at.dt.tz_convert("Asia/Shanghai").dt.date
    frame["whole"] = frame["hours"] // 1
    for keys in (["day", "source", "sentiment"], ["source", "area"], ["source", "whole"]):
        frame.groupby(keys)["reply"].agg(["size", "count"])


def _seconds(work: Callable[[], Any], rounds: int = 5) -> float:
    best = math.inf
    for _round in range(rounds):
        gc.collect()
        started = time.perf_counter()
        work()
        best = min(best, time.perf_counter() - started)
    return best


def _lines(kind: str, found: dict[int, dict[str, float]]) -> list[Line]:
    size, most = list(found.items())[-1]
    named = {"kind": kind, "n": f"{size:,}"}
    cubes, live, pandas = (most[name] for name in ("cubes", "live", "pandas"))
    milliseconds = _("毫秒")
    return [
        Line(_("{kind}：写入、打标、索引与汇总", kind=kind), 1 / most["write"], _("件/秒")),
        at_most(_("{kind}：{n} 件时总览所需数据", **named), cubes * 1e3, milliseconds, _MOST),
        at_least(
            _("{kind}：同样数据，现查现算", kind=kind),
            live * 1e3,
            milliseconds,
            _("实时 SQL 聚合"),
            live / cubes,
            _WANTED,
        ),
        at_least(
            _("{kind}：同样数据，pandas", kind=kind),
            pandas * 1e3,
            milliseconds,
            "pandas",
            pandas / cubes,
            _WANTED,
        ),
        at_most(
            _("{kind}：{n} 件时两字词检索一页", **named),
            most["search"] * 1e3,
            milliseconds,
            _SEARCH,
        ),
        at_most(_("{kind}：内存", kind=kind), most["memory"], "MB", 400.0),
    ]


def _growth(kind: str, found: dict[int, dict[str, float]]) -> list[Line]:
    names = {
        "write": _("每件写入"), "cubes": _("总览"), "search": _("检索"), "live": _("现查现算"),
    }  # fmt: skip
    lines = []
    for name, shown in names.items():
        title = _("{kind}：{what}的耗时随件数增长的幂次", kind=kind, what=shown)
        lines.append(Line(title, growth(found, name), ""))
    return lines
