"""Labelling a sheet with two processes instead of one."""

import os
import time
from concurrent.futures import Executor

from core.i18n import gettext as _
from core.i18n import mark
from jobs import labelling
from jobs.bench import Ground, Line, alone, at_least, material
from jobs.office import open_office

TITLE = mark("两个进程")
_WANTED = 1.8
_ROUNDS = 3


def measure(ground: Ground) -> list[Line]:
    """Messages a second, masked and labelled, by one process and by two."""
    pairs = material.pairs(ground) * 4
    materials = open_office().plain_materials
    found = {}
    os.environ.update(alone.ONE_CORE)  # two workers shall not share threads
    for workers in (1, 2):
        with labelling.pool(materials, workers) as executor:
            _work(pairs[:100] * 4 * workers, executor)  # until every process is ready
            found[workers] = min(_timed(pairs, executor) for _round in range(_ROUNDS))
    one, two = (len(pairs) / found[workers] for workers in (1, 2))
    unit = _("件/秒")
    return [
        Line(_("遮盖并打标签，一个进程"), one, unit),
        at_least(_("遮盖并打标签，两个进程"), two, unit, _("一个进程"), two / one, _WANTED),
    ]


def _timed(pairs: list[tuple[str, str]], executor: Executor) -> float:
    started = time.perf_counter()
    _work(pairs, executor)
    return time.perf_counter() - started


def _work(pairs: list[tuple[str, str]], executor: Executor) -> None:
    labelling.label(pairs, executor)
