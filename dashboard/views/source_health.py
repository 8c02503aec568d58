"""信息源: how each source fares, collecting at once, and rows that wait for a person."""

import json
from collections.abc import Mapping
from typing import Any

import polars as pl
import streamlit as st

from cases import desk
from core.i18n import gettext as _
from dashboard import loaders, pieces
from dashboard.freshness import by_file, state_of
from dashboard.visit import Visit
from reports import numbers

_COUNTS = ("accepted", "duplicate", "updated", "quarantined")


def show(here: Visit) -> None:
    """Draw the page."""
    pieces.heading(here, _("信息源"), _("数据源运行状态"))
    asked = {parameters.get("source") for parameters in here.reader.asked("collect")}
    for code, row in _rows(here).items():
        _source(here, code, row, waiting=code in asked)
    _quarantine(here)


def brief(here: Visit) -> None:
    """The sources in short, for the overview: state and last success."""
    for code, row in _rows(here).items():
        if row is None:
            continue
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            state = state_of(row, here.tables.sources.get(code), here.now)
            st.badge(state.word, color=state.colour)
            at = row["last_success_at"]
            ago = numbers.ago(at, here.now) if at else _("从未成功")
            st.caption(pieces.plain(f"{here.sources[code]} · {ago}"), width="content")
    pieces.link(here, "sources", _("全部信息源"), {})


def _rows(here: Visit) -> dict[str, Mapping[str, Any] | None]:
    """Source -> its row of the frame `sources`; None for one that was never read."""
    seen = {row["source"]: row for row in here.reader.log("sources").iter_rows(named=True)}
    return {code: seen.get(code) for code in here.sources}


def _source(here: Visit, code: str, row: Mapping[str, Any] | None, waiting: bool) -> None:
    source = here.tables.sources.get(code)
    state = state_of(row, source, here.now)
    with st.container(border=True, gap="xsmall"):
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.badge(state.word, color=state.colour)
            st.markdown(f"**{pieces.plain(here.sources[code])}**", width="content")
            if source is not None and source.enabled:
                _collect_now(here, code, waiting)
        if row is None:
            st.caption(_("还没有采集过。"))
            return
        st.caption(pieces.plain(_counted(row)))
        st.caption(pieces.plain(_times(row, by_file(source))))
        if row["error"]:
            st.text(_("最近的问题：{error}", error=row["error"]))


def _counted(row: Mapping[str, Any]) -> str:
    accepted, duplicate, updated, quarantined = (numbers.count(row[name]) for name in _COUNTS)
    return _(
        "新增 {accepted} · 重复 {duplicate} · 更新 {updated} · 待核 {quarantined}",
        accepted=accepted,
        duplicate=duplicate,
        updated=updated,
        quarantined=quarantined,
    )


def _times(row: Mapping[str, Any], files: bool) -> str:
    said = [_("上次成功 {at}", at=numbers.moment(row["last_success_at"]))]
    if row["next_at"] is not None and not files:
        said.append(_("下次 {at}", at=numbers.moment(row["next_at"])))
    if row["failures"]:
        said.append(_("连续失败 {n} 次", n=row["failures"]))
    return " · ".join(said)


def _collect_now(here: Visit, code: str, waiting: bool) -> None:
    if waiting:
        st.caption(_("已提交，等待后台执行"), width="content")
    elif st.button(_("立即采集"), key=f"collect_{code}", type="tertiary"):
        desk.ask(here.reader.store, here.actor, "collect", {"source": code}, here.now)
        loaders.forget()
        st.rerun()


def _quarantine(here: Visit) -> None:
    found = here.reader.log("quarantined")
    st.subheader(_("待核数据"), anchor=False)
    if found.is_empty():
        st.caption(_("没有待核数据。读不懂的行会连同原因列在这里，不会丢失。"))
        return
    st.caption(_("下列各行未能导入，请按原因改正后重新导入。最多显示最近 {n} 行。", n=500))
    pieces.grid(
        pl.DataFrame([_bad(here, row) for row in found.iter_rows(named=True)]),
        column_config={_("原因"): st.column_config.TextColumn(width="large")},
    )


def _bad(here: Visit, row: Mapping[str, Any]) -> dict[str, str]:
    cells = json.loads(row["cells"])
    numbered = by_file(here.tables.sources.get(row["source"]))
    return {
        _("信息源"): here.sources.get(row["source"], row["source"]),
        _("文件"): row["batch"],
        _("行号"): str(row["row_no"]) if numbered else "",
        _("原因"): row["reason"],
        _("内容（已脱敏）"): "；".join(f"{name}：{value}" for name, value in cells.items()),
        _("时间"): numbers.moment(row["added_at"]),
    }
