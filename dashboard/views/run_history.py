"""运行记录: what the clock did, how long it took, and what went wrong."""

import json
from collections.abc import Mapping
from typing import Any

import polars as pl

from core.i18n import gettext as _
from dashboard import pieces
from dashboard.step_words import COUNTS, STATES, STEPS, SUBJECTS
from dashboard.visit import Visit
from reports import numbers


def show(here: Visit) -> None:
    """Draw the page."""
    pieces.heading(here, _("运行记录"), _("最近 {n} 条", n=200))
    found = here.reader.log("run_history")
    if found.is_empty():
        pieces.empty(
            _("还没有运行记录"), _("启动后台程序：`minsheng worker`，或一并启动：`minsheng serve`")
        )
        return
    pieces.grid(pl.DataFrame([_row(here, row) for row in found.iter_rows(named=True)]))


def _row(here: Visit, row: Mapping[str, Any]) -> dict[str, str]:
    return {
        _("步骤"): _(STEPS.get(row["step"], row["step"])),
        _("对象"): _subject(here, row["source"]),
        _("状态"): _(STATES.get(row["state"], row["state"])),
        _("开始"): numbers.moment(row["started_at"]),
        _("用时"): _took(row),
        _("结果"): _counted(row["counts"]),
        _("问题"): row["error"] or "—",
        _("编号"): row["reference"] or "—",
    }


def _subject(here: Visit, code: str) -> str:
    return here.sources.get(code) or (_(SUBJECTS[code]) if code in SUBJECTS else code) or "—"


def _took(row: Mapping[str, Any]) -> str:
    if row["ended_at"] is None:
        return "—"
    return _("{n} 秒", n=f"{(row['ended_at'] - row['started_at']).total_seconds():,.1f}")


def _counted(counts: str) -> str:
    known = json.loads(counts)
    return " · ".join(f"{_(COUNTS.get(name, name))} {n:,}" for name, n in known.items()) or "—"
