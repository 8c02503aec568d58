"""What the program can do on this machine: `minsheng bench` measures it now.

A measurement is a module with `TITLE` (a marked sentence) and `measure(ground) -> list[Line]`;
it is one file here and one line in MEASURES. A figure stands beside the figure of something
else that was measured in the same run, because the speed of a machine says little by itself.
"""

from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from types import ModuleType

from core.errors import InputError

MEASURES: dict[str, str] = {
    "labels": "jobs.bench.labels",
    "start": "jobs.bench.start",
    "cores": "jobs.bench.cores",
    "dask": "jobs.bench.dask",
    "finding": "jobs.bench.finding",
    "counting": "jobs.bench.counting",
    "importing": "jobs.bench.importing",
    "capacity": "jobs.bench.capacity",
}
"""name -> module, imported on first use; the order of the table."""


@dataclass(frozen=True, slots=True)
class Ground:
    """What is measured on: `texts` are a sheet of messages, or the synthetic county's."""

    texts: Path | None
    messages: int


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
