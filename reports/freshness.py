"""Whether a source is read in time, and what a chart says of its sources."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

import polars as pl

from core.i18n import gettext as _
from core.sources import Source
from reports import numbers

_LATE_AFTER = 3
"""A source is late when it has missed this many of its turns."""

_USUAL_MINUTES = 10.0
_FAILURES = 3
_MOST_NAMES = 5
_STALE_HOURS = 24

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class State:
    """How a source fares: a word, the colour of its badge, and whether it needs somebody."""

    word: str
    colour: Literal["green", "orange", "red", "gray", "blue"]
    trouble: bool = False


def state_of(
    row: Row | None, source: Source | None, now: datetime, volume: Row | None = None
) -> State:
    """数据源运行状态 of one row of the frame `sources`, with its row of `verdicts`; None was
    never read."""
    by_hand = row is not None and row["last_success_at"] and row["next_at"] is None
    if source is not None and not source.enabled and not by_hand:
        return State(_("已停用"), "gray")
    if row is None or row["last_try_at"] is None:
        return State(_("尚未采集"), "gray")
    if row["failures"]:
        stopped = row["failures"] >= _FAILURES
        return State(_("采集中断") if stopped else _("采集失败"), "red", trouble=True)
    if volume is not None and volume["state"] == "quiet":
        return State(_("可能断更"), "orange", trouble=True)
    if volume is not None and volume["state"] == "flood":
        return State(_("数据激增"), "blue", trouble=True)
    if source is not None and source.kind == "push":
        return State(_("等待推送"), "gray")
    if source is None or row["next_at"] is None:
        return State(_("手工导入"), "gray")
    if now > row["next_at"] + _LATE_AFTER * rhythm(row, source):
        return State(_("更新迟缓"), "orange", trouble=True)
    return State(_("正常"), "green")


def rhythm(row: Row, source: Source) -> timedelta:
    """Between two looks: as the operator wants it, or half the feed's own gap."""
    own = (row.get("rhythm_minutes") or 0) / 2
    minutes = source.every_minutes or min(max(own, 5.0), 1440.0) if own else source.every_minutes
    return timedelta(minutes=minutes or _USUAL_MINUTES)


def by_file(source: Source | None) -> bool:
    """Whether a source comes as files, whose rows have numbers and which nobody polls."""
    return source is None or source.kind == "tabular"


def newest_success(sources: pl.DataFrame) -> datetime | None:
    """When any source was last read well."""
    newest = sources["last_success_at"].max()
    return newest if isinstance(newest, datetime) else None


def staleness(
    codes: Iterable[str],
    rows: Mapping[str, Row],
    known: Mapping[str, Source],
    volumes: Mapping[str, Row],
    now: datetime,
) -> str:
    """What a chart made of these sources says of them: since when it is complete, and whose
    data it lacks. `rows` and `volumes` are the frames `sources` and `verdicts` by source."""
    used = [code for code in codes if code in rows]
    times = [rows[code]["last_success_at"] for code in used if rows[code]["last_success_at"]]
    if not times:
        return ""
    said = _("数据截至 {at}", at=numbers.moment(max(times)))
    late = [
        known[code].name if code in known else code
        for code in used
        if state_of(rows[code], known.get(code), now, volumes.get(code)).trouble
    ]
    if late:
        names = "、".join(late[:_MOST_NAMES]) + ("…" if len(late) > _MOST_NAMES else "")
        said += _("；{n} 个数据源未及时更新：{names}", n=len(late), names=names)
    elif now - max(times) > timedelta(hours=_STALE_HOURS):
        said += _("，已超过 {n} 小时没有新采集", n=_STALE_HOURS)
    return said
