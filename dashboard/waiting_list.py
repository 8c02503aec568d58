"""待核数据: rows that wait, why, and another try once the column mapping was mended."""

import json
from collections.abc import Mapping
from typing import Any

import polars as pl
import streamlit as st

from cases import desk
from core.i18n import gettext as _
from dashboard import loaders, pieces
from dashboard.visit import Visit
from reports import numbers
from reports.freshness import by_file

_SHOWN = 500


def show(here: Visit) -> None:
    """The rows by reason, the way to try them again, and the rows themselves."""
    if not here.can("texts", "operate"):
        return
    reasons = here.reader.kept("waiting_rows", "by_reason")
    st.subheader(_("待核数据"), anchor=False)
    if reasons.is_empty():
        st.caption(_("没有待核数据。读不懂的行会连同原因列在这里，不会丢失。"))
        return
    st.caption(
        _(
            "下列各行未能导入。改正列映射后可以重试：仍看得清的行会转为诉求。"
            "为保护个人信息，短的中文格和姓名、电话等列的内容已隐去，无法恢复；"
            "用到这些内容的行，采集类数据源会从头重新读取，文件请重新导入。"
        )
    )
    _by_source(here, reasons)
    if not here.can("texts"):
        return
    with st.expander(_("逐行查看（最近 {n} 行）", n=_SHOWN)):
        found = here.reader.log("quarantined")
        pieces.grid(
            pl.DataFrame([_bad(here, row) for row in found.iter_rows(named=True)]),
            column_config={_("原因"): st.column_config.TextColumn(width="large")},
        )


def _by_source(here: Visit, reasons: pl.DataFrame) -> None:
    asked = {parameters.get("source") for parameters in here.reader.asked("retry")}
    answered = here.reader.kept("requests", "latest", "retry")
    for code in reasons["source"].unique(maintain_order=True):
        mine = reasons.filter(pl.col("source") == code)
        with pieces.card():
            with st.container(horizontal=True, vertical_alignment="center", gap="small"):
                name = here.sources.get(code, code)
                st.markdown(f"**{pieces.plain(name)}**", width="content")
                total = numbers.count(int(mine["rows"].sum()))
                st.caption(_("{n} 行待核", n=total), width="content")
                _retry(here, code, code in asked)
            for reason, rows in mine.select("reason", "rows").head(5).iter_rows():
                st.text(_("{reason}（{n} 行）", reason=reason, n=numbers.count(rows)))
            if code in answered:
                at, outcome = answered[code]
                said = _("上次重试 {at}：{outcome}", at=numbers.moment(at), outcome=outcome)
                st.caption(pieces.plain(said))


def _retry(here: Visit, code: str, waiting: bool) -> None:
    if waiting:
        st.caption(_("已提交，等待后台执行"), width="content")
    elif st.button(_("改正列映射后重试"), key=f"retry_{code}", type="tertiary"):
        desk.ask(here.reader.store, here.actor, "retry", {"source": code}, here.now)
        loaders.forget()
        st.rerun()


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
