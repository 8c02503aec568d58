"""预警发送记录: which alert went to whom, and what came of it."""

from collections.abc import Mapping
from typing import Any

import polars as pl
import streamlit as st

from core.i18n import gettext as _
from core.i18n import mark
from core.labels import LEVELS
from dashboard import pieces
from dashboard.visit import Visit
from reports import numbers

STATES: dict[str, str] = {
    "waiting": mark("等待发送"),
    "sending": mark("正在发送"),
    "sent": mark("已发送"),
    "failed": mark("发送失败"),
}
CHANNELS: dict[str, str] = {"email": mark("电子邮件"), "mail": mark("电子邮件")}


def show(here: Visit) -> None:
    """Draw the page."""
    pieces.heading(here, _("预警发送记录"), _("最近 {n} 条", n=500))
    found = here.reader.log("delivery_log")
    if found.is_empty():
        pieces.empty(_("还没有发送过预警"), _("热点事项达到预警等级时，会按规则发送并记在这里。"))
        return
    widths = {_("预警"): st.column_config.TextColumn(width="medium")}
    rows = [_row(row) for row in found.iter_rows(named=True)]
    pieces.grid(pl.DataFrame(rows), column_config=widths)


def _row(row: Mapping[str, Any]) -> dict[str, str]:
    level = LEVELS.get(row["level"])
    return {
        _("预警"): row["title"] or "—",
        _("热度等级（参照）"): _(level) if level else "—",
        _("预警时间"): numbers.moment(row["fired_at"]),
        _("方式"): _(CHANNELS.get(row["channel"], row["channel"])),
        _("收件地址"): row["address"],
        _("状态"): _(STATES.get(row["state"], row["state"])),
        _("次数"): str(row["attempts"]),
        _("发送时间"): numbers.moment(row["sent_at"]),
        _("问题"): row["error"] or "—",
    }
