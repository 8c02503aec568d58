"""A file taken in with everything: read, masked, labelled, indexed, counted."""

import os
import resource
import time
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import polars as pl

from core.i18n import gettext as _
from core.i18n import mark
from core.scope import Scope
from core.times import local
from jobs import importing
from jobs.bench import Ground, Line, filling, material
from jobs.office import Office, open_office
from store import frames

TITLE = mark("导入（含遮盖、标签、索引、汇总）")
_LEAST = 20_000
_WANTED = {"sqlite": 3_000.0, "postgresql": 2_500.0}


def measure(ground: Ground) -> list[Line]:
    """Messages a second from a workbook into SQLite, and into PostgreSQL where
    MINSHENG_BENCH_POSTGRES names an empty database."""
    known = open_office()
    urls = {"sqlite": "", "postgresql": os.environ.get("MINSHENG_BENCH_POSTGRES", "")}
    lines = []
    with TemporaryDirectory() as folder:
        path = _workbook(ground, Path(folder) / "messages.xlsx")
        for kind, url in urls.items():
            if url or kind == "sqlite":
                home = Path(folder) / kind
                place = url or f"sqlite:///{home / 'bench.db'}"
                settings = replace(known.settings, home=home, store_url=place)
                lines += _taken(kind, Office(settings, known.tables), path)
    return lines


def _workbook(ground: Ground, path: Path) -> Path:
    number = max(ground.messages, _LEAST)
    pairs = material.pairs(Ground(ground.texts, number))
    frame = pl.DataFrame(
        {
            "留言编号": [str(place) for place in range(number)],
            "留言用户": [f"用户{place % 5_000}" for place in range(number)],
            "留言主题": [title for title, _text in pairs],
            "留言时间": [f"{local(filling.UNTIL):%Y-%m-%d %H:%M:%S}"] * number,
            "留言详情": [text for _title, text in pairs],
        }
    )
    frame.write_csv(path.with_suffix(".csv"))
    return path.with_suffix(".csv")


def _taken(kind: str, office: Office, path: Path) -> list[Line]:
    profile = importing.profile_named(office, "message")
    assert office.store is not None
    started, worked = time.perf_counter(), _worked()
    counts = importing.import_file(office, path, profile, "board", filling.UNTIL)
    rate = counts.rows / (time.perf_counter() - started)
    spent = (_worked() - worked) / counts.rows
    assert frames.waiting(office.store, Scope.ALL).get("pending", 0) == 0
    wanted = _WANTED[kind]
    name = _("导入 {n} 行到 {kind}，含启动进程", n=f"{counts.rows:,}", kind=kind)
    return [
        Line(name, rate, _("件/秒"), "", None, f"≥ {wanted:g}", rate >= wanted),
        Line(_("其中每件的处理器时间（各核合计）"), spent * 1e6, _("微秒")),
    ]


def _worked() -> float:
    """Seconds of processor time of this process and of those that it has ended."""
    here, ended = (
        resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    )
    return here.ru_utime + here.ru_stime + ended.ru_utime + ended.ru_stime
