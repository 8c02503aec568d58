"""Whether a source is read in time."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

import polars as pl

from core.i18n import gettext as _
from core.sources import Source

_LATE_AFTER = 3
"""A source is late when it has missed this many of its turns."""


@dataclass(frozen=True, slots=True)
class State:
    """How a source fares: a word and the colour of its badge."""

    word: str
    colour: Literal["green", "orange", "red", "gray"]


def state_of(row: Mapping[str, Any] | None, source: Source | None, now: datetime) -> State:
    """数据源运行状态 of one row of the frame `sources`; None was never read."""
    by_hand = row is not None and row["last_success_at"] and row["next_at"] is None
    if source is not None and not source.enabled and not by_hand:
        return State(_("已停用"), "gray")
    if row is None or row["last_try_at"] is None:
        return State(_("尚未采集"), "gray")
    if row["failures"]:
        return State(_("采集失败"), "red")
    if source is None or row["next_at"] is None:
        return State(_("手工导入"), "gray")
    if now > row["next_at"] + timedelta(minutes=_LATE_AFTER * source.every_minutes):
        return State(_("更新迟缓"), "orange")
    return State(_("正常"), "green")


def by_file(source: Source | None) -> bool:
    """Whether a source comes as files, whose rows have numbers and which nobody polls."""
    return source is None or source.kind == "tabular"


def newest_success(sources: pl.DataFrame) -> datetime | None:
    """When any source was last read well."""
    newest = sources["last_success_at"].max()
    return newest if isinstance(newest, datetime) else None
