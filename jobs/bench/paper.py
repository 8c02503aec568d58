"""The figures as a page: docs/performance.md."""

import os
import platform
from datetime import date
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from core.i18n import gettext as _
from jobs.bench import Ground, Line

PACKAGES = ("minsheng", "numpy", "polars", "rjieba", "snownlp", "sqlalchemy", "streamlit")
Tables = dict[str, list[Line]]


def machine() -> list[tuple[str, str]]:
    """What the figures were measured on: processor, cores, system, versions."""
    versions = [f"{name} {_version(name)}" for name in PACKAGES]
    return [
        (_("处理器"), f"{_processor()} × {os.cpu_count()}"),
        (_("系统"), f"{platform.system()} {platform.release()} {platform.machine()}"),
        ("Python", platform.python_version()),
        (_("版本"), ", ".join(versions)),
    ]


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "-"


def _processor() -> str:
    known = Path("/proc/cpuinfo")
    lines = known.read_text("utf-8", "replace").splitlines() if known.exists() else []
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.processor() or platform.machine()


def header() -> list[str]:
    """The columns of a table of lines."""
    return [_("项目"), _("数值"), _("单位"), _("对比"), _("比值"), _("目标"), _("达到")]


def cells(line: Line) -> list[str]:
    """One line of a table, as text."""
    reached = {None: "", True: _("是"), False: _("否")}[line.reached]
    ratio = "" if line.ratio is None else _digits(line.ratio)
    return [line.name, _digits(line.figure), line.unit, line.against, ratio, line.wanted, reached]


def _digits(figure: float) -> str:
    return f"{figure:,.0f}" if figure >= 100 else f"{figure:.3g}"


def page(found: Tables, ground: Ground, day: date) -> str:
    """The whole page in Markdown."""
    title = _("性能实测")
    told = [f"# {title}", "", _intro(ground, day), ""]
    told += [f"- {name}: {value}" for name, value in machine()]
    for title, lines in found.items():
        told += ["", f"## {title}", "", _row(header()), _row(["---"] * len(header()))]
        told += [_row(cells(line)) for line in lines]
    return "\n".join(told) + "\n"


def _intro(ground: Ground, day: date) -> str:
    texts = _("用户给的诉求表") if ground.texts else _("演示县的诉求（每件 370 字）")
    return _(
        "由 minsheng bench 于 {day} 在本机实测：{texts}，每轮 {n} 件，取几轮中最快的一轮。",
        day=day.isoformat(), texts=texts, n=ground.messages,
    )  # fmt: skip


def _row(row: list[str]) -> str:
    return f"| {' | '.join(row)} |"
