"""What the program can do on this machine: `minsheng bench` measures it now.

A measurement is a module with `TITLE` (a marked sentence) and `measure(ground) -> list[Line]`;
it is one file here and one line in MEASURES. A figure stands beside the figure of something
else that was measured in the same run, because the speed of a machine says little by itself.
"""

import math
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory
from types import ModuleType

from core.errors import InputError

MEASURES: dict[str, str] = {
    "labels": "jobs.bench.labels",
    "start": "jobs.bench.start",
    "cores": "jobs.bench.cores",
    "dask": "jobs.bench.dask",
    "finding": "jobs.bench.finding",
    "mixing": "jobs.bench.mixing",
    "counting": "jobs.bench.counting",
    "cubes": "jobs.bench.cubes",
    "importing": "jobs.bench.importing",
    "capacity": "jobs.bench.capacity",
}
"""name -> module, imported on first use; the order of the table."""


LENGTH = 370
"""Characters of a message of the county: as long as real letters are on average."""


@dataclass(frozen=True, slots=True)
class Ground:
    """What is measured on: `texts` are a sheet of messages, or the synthetic county's.

    What takes long lies in `keep`, where it is given, and an interrupted measurement goes on there.
    Messages of the county have so many `characters`: real letters have LENGTH on average, tickets
    of a hotline less.
    """

    texts: Path | None
    messages: int
    keep: Path | None = None
    characters: int = LENGTH


@dataclass(frozen=True, slots=True)
class Line:
    """One figure in `unit`; `ratio` to `against`, and what of it is wanted ("" if nothing).

    `reached` is None where nothing is wanted.
    """

    name: str
    figure: float
    unit: str
    against: str = ""
    ratio: float | None = None
    wanted: str = ""
    reached: bool | None = None


def measures(names: list[str]) -> dict[str, ModuleType]:
    """The modules of these names, or all. Raises InputError for an unknown name."""
    unknown = [name for name in names if name not in MEASURES]
    if unknown:
        raise InputError(
            "没有“{name}”这项测量，可选：{known}。", name=unknown[0], known="、".join(MEASURES)
        )
    return {name: import_module(MEASURES[name]) for name in names or MEASURES}


def at_least(name: str, figure: float, unit: str, against: str, ratio: float, least: float) -> Line:
    """A line whose ratio should be `least` or more."""
    return Line(name, figure, unit, against, ratio, f"≥ {least:g}", ratio >= least)


def at_most(name: str, figure: float, unit: str, most: float) -> Line:
    """A line whose figure should be `most` or less."""
    return Line(name, figure, unit, "", None, f"≤ {most:g} {unit}", figure <= most)


@contextmanager
def kept(ground: Ground) -> Iterator[Path]:
    """The folder for what takes long: `ground.keep`, or one that goes afterwards."""
    if ground.keep:
        try:
            ground.keep.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise InputError("写不了文件 {path}，请检查文件夹和权限。", path=ground.keep) from error
        yield ground.keep
        return
    with TemporaryDirectory() as folder:
        yield Path(folder)


def growth(found: Mapping[int, Mapping[str, float]], name: str) -> float:
    """The exponent of a figure from the smallest size to the largest: 1 where it doubles with
    the messages."""
    least, most = min(found), max(found)
    return math.log(found[most][name] / found[least][name]) / math.log(most / least)
