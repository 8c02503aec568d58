"""Figures of a year at ten million messages: from cubes, and counted live from the messages.

Facts and cubes are poured in (`pouring`), which takes minutes where importing takes hours. Texts
are short, so that counting live has less to read than it would have: the ratio is a lower bound.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from core.i18n import gettext as _
from core.i18n import mark
from jobs.bench import (
    Ground,
    Line,
    alone,
    at_least,
    at_most,
    counting,
    filling,
    growth,
    kept,
    pouring,
)
from store.engine import Store

TITLE = mark("汇总：直接灌入的大库")
_MOST = 100.0
_WANTED = 200.0
_CALM = 5


@dataclass(frozen=True, slots=True)
class Spent:
    """Seconds on the clock and of this process's processor."""

    clock: float
    processor: float


def measure(ground: Ground) -> list[Line]:
    """A store of each size, from 10^4 to `ground.messages`; exponents between the ends.

    In SQLite, and in PostgreSQL (the largest size only) where MINSHENG_BENCH_POSTGRES names an
    empty database.
    """
    lines: list[Line] = []
    with kept(ground) as folder:
        for kind in counting.kinds():
            chosen = sizes(ground) if kind == counting.SQLITE else sizes(ground)[-1:]
            lines += _lines(kind, {size: _at(kind, folder, size) for size in chosen})
    return lines


def _at(kind: str, folder: Path, size: int) -> dict[str, float]:
    with counting.opened(counting.url_of(kind, folder / f"poured-{size}.db")) as store:
        poured = _spent(lambda: pouring.pour(store, size), 1)
        return {"pour": poured.clock / size, "disk": _disk(store, folder, size), **_read(store)}


def _read(store: Store) -> dict[str, float]:
    """Both ways must give the same rows; live counting takes minutes, so it runs once."""
    counting.overview(store)
    cubes = _spent(lambda: counting.overview(store), _CALM)
    memory = alone.memory()
    rows: list[Any] = []
    live = _spent(lambda: rows.extend(counting.live(store)), 1)
    counting.check(counting.overview(store), rows)
    return {
        "cubes": cubes.clock, "cubes_processor": cubes.processor, "memory": memory,
        "live": live.clock, "live_processor": live.processor,
    }  # fmt: skip


def _disk(store: Store, folder: Path, size: int) -> float:
    if not store.is_sqlite:
        return 0.0
    with store.engine.connect() as conn:
        conn.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    return sum(path.stat().st_size for path in folder.glob(f"poured-{size}.db*")) / size


def _spent(work: Callable[[], Any], rounds: int) -> Spent:
    """The least of each of some rounds."""
    found = []
    for _round in range(rounds):
        clock, processor = time.perf_counter(), time.process_time()
        work()
        found.append((time.perf_counter() - clock, time.process_time() - processor))
    clocks, processors = zip(*found, strict=True)
    return Spent(min(clocks), min(processors))


def _lines(kind: str, found: dict[int, dict[str, float]]) -> list[Line]:
    size, most = max(found.items())
    named = {"kind": kind, "n": f"{size:,}"}
    milliseconds, against = _("毫秒"), _("实时 SQL 聚合")
    ratio = most["live"] / most["cubes"]
    lines = [
        at_most(
            _("{kind}：{n} 件时总览所需数据", **named), most["cubes"] * 1e3, milliseconds, _MOST
        ),
        at_least(
            _("{kind}：同样数据，现查现算", kind=kind), most["live"] * 1e3, milliseconds,
            against, ratio, _WANTED,
        ),
    ]  # fmt: skip
    if kind == counting.SQLITE:  # the database works in this process, whose processor tells
        ratio = most["live_processor"] / most["cubes_processor"]
        lines += [
            Line(_("{kind}：总览，处理器时间", kind=kind), most["cubes_processor"] * 1e3,
                 milliseconds),
            Line(_("{kind}：现查现算，处理器时间", kind=kind), most["live_processor"] * 1e3,
                 milliseconds, against, ratio),
            Line(_("{kind}：数据库", kind=kind), most["disk"], _("字节/件")),
        ]  # fmt: skip
    lines += [
        Line(_("{kind}：灌入", kind=kind), most["pour"] * 1e6, _("微秒/件")),
        Line(_("{kind}：内存", kind=kind), most["memory"], "MB"),
    ]
    if len(found) > 1:
        for name, shown in (("cubes", _("总览")), ("live", _("现查现算"))):
            title = _("{kind}：{what}的耗时随件数增长的幂次", kind=kind, what=shown)
            lines.append(Line(title, growth(found, name), ""))
    return lines


def sizes(ground: Ground) -> list[int]:
    """10^4, then the largest: what lies between tells nothing that the ends do not."""
    return sorted({10_000, max(filling.sizes(ground))})
