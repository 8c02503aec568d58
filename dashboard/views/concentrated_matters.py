"""投诉集中事项: kinds of problems at one unit that draw many complaints and get no better."""

from datetime import timedelta
from typing import Any

import polars as pl
import streamlit as st

from core.concentration import SPAN_DAYS, SPANS
from core.i18n import gettext as _
from core.times import day_of
from dashboard import pieces
from dashboard.filters import Filter, matter_of
from dashboard.visit import Visit
from reports import numbers


def show(here: Visit) -> None:
    """Draw what the worker counted last."""
    about = _(
        "同一服务事项（记录带事项编码时）或同一类问题、同一承办单位，投诉集中且没有好转；"
        "只看问题，不看诉求人"
    )
    pieces.heading(here, _("投诉集中事项"), about)
    if pieces.nothing_imported(here):
        return
    found = here.reader.concentrations()
    if found.is_empty():
        pieces.empty(
            _("没有投诉集中事项"),
            _("近 {days} 天没有件数突出而又没有好转的事项。后台程序每天统计一次。", days=SPAN_DAYS),
        )
        return
    st.caption(
        _(
            "截至 {at}；每期 {days} 天，共 {spans} 期",
            at=numbers.moment(found["until_at"][0]),
            days=SPAN_DAYS,
            spans=SPANS,
        )
    )
    pieces.grid(
        pl.DataFrame([_row(here, row) for row in found.iter_rows(named=True)]),
        column_config={_("诉求"): st.column_config.LinkColumn(display_text=_("查看"))},
    )
    st.caption(_("“查看”列出本期的投诉、举报和求助，按整天计，首日可能多出几件。"))
    st.caption(_("建议专题研究：连续三期集中，或回访表明多数没有解决，且没有好转（参照）。"))


def _row(here: Visit, row: dict[str, Any]) -> dict[str, str | None]:
    *before, newest = row["counts"]
    item = here.tables.rows["item"].get(row["item"])
    named = _("事项：{name}", name=item.name if item else row["item"])
    return {
        _("事项或问题类别"): named if row["item"] else f"{row['topic1']} / {row['topic2']}",
        _("诉求"): _behind(row),
        _("承办单位"): here.unit(row["unit"]) or _("未识别"),
        _("本期件数"): numbers.count(newest),
        _("此前各期"): "、".join(str(count) for count in before),
        _("回访解决"): f"{row['solved']} / {row['asked']}" if row["asked"] else "—",
        _("建议"): _("建议专题研究") if row["for_study"] else "—",
    }


def _behind(row: dict[str, Any]) -> str | None:
    """The way to the messages of the newest span, by whole days; those of no unit have none."""
    if not row["unit"]:
        return None
    until = row["until_at"]
    chosen = Filter(
        period="custom",
        since=day_of(until - timedelta(days=SPAN_DAYS)),
        until=day_of(until),
        unit=row["unit"],
        matter=matter_of(row["topic1"], row["topic2"], row["item"]),
    )
    return pieces.address("messages", chosen.query())
