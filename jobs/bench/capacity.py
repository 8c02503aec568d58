"""What every step costs as a store grows: processor time, memory and disk, with exponents.

Seconds are of this process's processor, so that a machine in use gives the same figures. The
costs of a message at the largest size are what docs/capacity.md reckons larger places from.
"""

import json
import math
import shutil
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

from core.errors import InputError
from core.i18n import gettext as _
from core.i18n import mark
from core.scope import Scope
from jobs import archiving, backing, remind, watch
from jobs.bench import Ground, Line, alone, counting, filling, growth, kept
from jobs.office import Office, open_office
from store import counts, frames
from store.filters import Filter

TITLE = mark("容量：各步骤的处理器时间、内存和磁盘")
_JOINED = 5_000
_MOST = 1.1
_STATE = "capacity.json"
_BYTES, _EACH = 2_600, 16
"""Disk for a message and for each of its characters: database, history, and a backup with the
copy that it is made of."""

_NOW = filling.UNTIL.replace(month=12, day=2)
"""A few days after the last message, when the last month is closed."""


@dataclass(frozen=True, slots=True)
class Step:
    """A step: whether it costs by the message (`each`), and what is `wanted` of its growth."""

    name: str
    each: bool


STEPS: dict[str, Step] = {
    "write": Step(mark("写入：标签、索引、汇总"), each=True),
    "finder": Step(mark("归并事项和热度"), each=True),
    "history": Step(mark("写历史数据（Parquet）"), each=True),
    "backup": Step(mark("备份并核对"), each=True),
    "overview": Step(mark("总览的数据"), each=False),
    "page": Step(mark("诉求列表一页"), each=False),
    "search": Step(mark("两字词检索一页"), each=False),
    "alarms": Step(mark("检查全部预警规则一遍（每分钟）"), each=False),
    "look": Step(mark("检查不读大量记录的预警规则一遍（每 5 秒）"), each=False),
    "disk": Step(mark("数据库"), each=True),
    "parquet": Step(mark("历史数据文件"), each=True),
    "archive": Step(mark("备份文件"), each=True),
}
_DISK = ("disk", "parquet", "archive")


def measure(ground: Ground) -> list[Line]:
    """Every step at each size, from 10^4 up to `ground.messages`; exponents between the ends.

    In a folder that is kept, an interrupted measurement goes on where it stopped.
    """
    with kept(ground) as folder:
        office = _office(folder)
        found = _known(folder)
        for size in filling.sizes(ground):
            if size not in found:
                _room(folder, size, ground.characters)
                written = _filled(office, size, ground.characters)
                found[size] = {"write": written, **at(office, size)}
                (folder / _STATE).write_text(json.dumps(found), "utf-8")
        office.store.close()
    return lines(found)


def _office(home: Path) -> Office:
    known = open_office()
    settings = replace(
        known.settings, home=home, store_url=f"sqlite:///{home / 'bench.db'}",
        history=str(home / "history"),
    )  # fmt: skip
    return Office(settings, known.tables)


def _known(folder: Path) -> dict[int, dict[str, float]]:
    state = folder / _STATE
    if not state.exists():
        return {}
    return {int(size): told for size, told in json.loads(state.read_text("utf-8")).items()}


def _room(folder: Path, size: int, characters: int) -> None:
    free, wanted = shutil.disk_usage(folder).free, size * (_BYTES + _EACH * characters)
    if free < wanted:
        raise InputError(
            "{n} 件约需 {need} GB 磁盘，{folder} 只剩 {free} GB；请用 --keep 换一个文件夹。",
            n=f"{size:,}", need=round(wanted / 1e9, 1), free=round(free / 1e9, 1),
            folder=folder,
        )  # fmt: skip


def _filled(office: Office, size: int, characters: int) -> float:
    """Seconds a message of filling up to a size; 0 where nothing was missing."""
    missing = size - counts.labelled(office.store, Scope.ALL)
    if missing <= 0:
        return 0.0
    told = filling.letters(missing, characters)
    return _spent(partial(filling.fill, office.store, missing, told)) / missing


def at(office: Office, size: int) -> dict[str, float]:
    """What each step but writing costs on a filled store: seconds, or bytes, a message where
    the step goes by messages; `memory` in MB."""
    store, home = office.store, office.settings.home
    joined = min(_JOINED, size)
    return {
        "finder": _spent(partial(_join, office, joined)) / joined,
        "overview": _spent(partial(counting.overview, store), rounds=3),
        "page": _spent(partial(frames.messages_page, store, Scope.ALL, Filter()), rounds=3),
        "search": max(
            _spent(partial(frames.messages_page, store, Scope.ALL, Filter(words=word)))
            for word in filling.WORDS
        ),
        **_alarms(office),
        "history": _spent(partial(archiving.write, office, _NOW, _quiet)) / size,
        "backup": _spent(partial(backing.make, office, home / "out", 1, _NOW, _quiet)) / size,
        "disk": sum(path.stat().st_size for path in home.glob("*.db*")) / size,
        "parquet": _size(home / "history") / size,
        "archive": _size(home / "out") / size,
        "memory": alone.memory(),
    }


def _quiet(_done: int, _whole: int | None) -> None:
    """Nobody watches."""


def _join(office: Office, number: int) -> None:
    joined = 0
    while joined < number:
        told = watch.run(office, "", filling.UNTIL)["messages"]
        if not told:
            return
        joined += told


def _alarms(office: Office) -> dict[str, float]:
    """A look by all rules, and one by those that look often, once the alarms are kept."""
    remind.forget(office)
    for subject in remind.due(office, filling.UNTIL):
        remind.run(office, subject, filling.UNTIL)
    look = partial(remind.due, office, filling.UNTIL)
    return {
        "alarms": _spent(partial(remind.plan, office, filling.UNTIL), rounds=2),
        "look": _spent(look, rounds=3),
    }


def _size(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def _spent(work: Callable[[], Any], rounds: int = 1) -> float:
    """Seconds of this process's processor, the least of some rounds."""
    best = math.inf
    for _round in range(rounds):
        started = time.process_time()
        work()
        best = min(best, time.process_time() - started)
    return best


def lines(found: dict[int, dict[str, float]]) -> list[Line]:
    """A line a step for the largest size, with its exponent between the smallest and it."""
    least, most = min(found), max(found)
    made = []
    for name, step in STEPS.items():
        if not found[most].get(name):
            continue
        figure, unit = _shown(name, step, found[most][name])
        title = _("{what}（{n} 件时）", what=_(step.name), n=f"{most:,}")
        made.append(Line(title, figure, unit))
        if least != most and found[least].get(name):
            exponent = growth(found, name) + step.each
            title = _("{what}：随件数增长的幂次", what=_(step.name))
            wanted = f"≤ {_MOST:g}"
            made.append(Line(title, exponent, "", "", None, wanted, exponent <= _MOST))
    title = _("内存（{n} 件时，以上各步最多）", n=f"{most:,}")
    return [*made, Line(title, found[most]["memory"], "MB")]


def _shown(name: str, step: Step, value: float) -> tuple[float, str]:
    if name in _DISK:
        return value, _("字节/件")
    return (value * 1e6, _("微秒/件")) if step.each else (value * 1e3, _("毫秒"))
