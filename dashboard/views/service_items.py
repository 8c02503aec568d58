"""服务事项: which items and units draw poor ratings, and the way to a rectification."""

from typing import Any

import polars as pl
import streamlit as st

from cases import handling
from cases.handling import Matter
from core.case_moves import OPENERS
from core.i18n import gettext as _
from dashboard import acting, case_forms, deeds, filter_bar, pieces
from dashboard.visit import Visit
from reports import ranking


def show(here: Visit) -> None:
    """Draw the page."""
    period = here.period
    pieces.heading(here, _("服务事项"), period.shown)
    if pieces.nothing_imported(here):
        return
    filter_bar.draw(here, ("period",))
    bounds = period.moments
    found = here.reader.items("ratings", *bounds)
    if found.is_empty():
        pieces.empty(_("这段时间没有评价"), _("换一个统计期间。"))
        return
    minimum = here.tables.policy.minimum
    names = tuple(item.name for item in here.tables.items)
    named = here.reader.items("tickets", names, *bounds)
    tickets = dict(named.iter_rows())
    rows = ranking.ranked(found, "item", minimum)
    st.subheader(_("事项"), anchor=False)
    st.caption(_("按差评率排列；少于 {n} 个评价的不排位次。", n=minimum))
    pieces.grid(pl.DataFrame([_line(row, minimum, tickets) for row in rows]))
    st.subheader(_("单位办理情况"), anchor=False)
    units = ranking.ranked(found, "unit", minimum)
    told = [row | {"name": here.unit(row["name"]) or _("未知")} for row in units]
    pieces.grid(pl.DataFrame([_line(row, minimum, None) for row in told]))
    _rectify(here, rows)


def _line(row: dict[str, Any], minimum: int, tickets: dict[str, int] | None) -> dict[str, str]:
    ratio = row["ratio"]
    enough = ratio.enough(minimum)
    shown = {
        _("位次"): str(row["rank"]) if row["rank"] else "—",
        _("名称"): row["name"],
        _("差评率"): f"{ratio.value:.1f}%" if enough else _("样本不足"),
        _("差评 / 评价"): f"{ratio.numerator:g} / {ratio.denominator}",
    }
    if tickets is not None:
        shown[_("提到它的工单和来信")] = str(tickets.get(row["name"], "—"))
    return shown


def _rectify(here: Visit, rows: list[dict[str, Any]]) -> None:
    """A rectification task for an item that draws poor ratings or complaints."""
    known = {item.name: item for item in here.tables.items}
    offered = [row["name"] for row in rows if row["name"] in known]
    if not offered or here.actor.role not in OPENERS:
        return
    st.subheader(_("立项整改"), anchor=False)
    acting.bar(here.tables.units)
    with st.form("rectify"):
        name = st.selectbox(_("服务事项"), offered)
        if st.form_submit_button(_("立项"), type="primary"):
            item = known[name or offered[0]]
            title = _("整改：{name}", name=item.name)
            matter = Matter("ticket", "item", 0, title, here.now, "rectification", item.code)
            desk = case_forms.desk(here)
            deeds.do(lambda: handling.open_case(desk, here.actor, matter, here.now))
