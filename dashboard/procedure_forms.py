"""Registering a statutory procedure, by hand or from a record that came in."""

from datetime import timedelta
from typing import Any

import streamlit as st

from cases import proceeding
from core.i18n import gettext as _
from core.procedures import Procedure
from dashboard import case_forms, deeds
from dashboard.procedure_cards import day_and_time
from dashboard.visit import Visit


def register(here: Visit, flow: str) -> None:
    """A form for a new procedure."""
    with st.form(f"register_{flow}"):
        title = st.text_input(_("标题（不写姓名）"), max_chars=120)
        text = st.text_area(_("内容（姓名、电话等保存前自动遮盖）"), height=100, max_chars=4000)
        with st.container(horizontal=True):
            unit = _unit(here, _("承办单位"))
            accused = _unit(here, _("被反映的单位（可不选）")) if flow == "petition" else ""
            day = st.date_input(
                _("收到日期"), here.today, max_value=here.today, format="YYYY-MM-DD"
            )
            region = _region(here)
        facts = _consultation(here) if flow == "consultation" else {}
        if st.form_submit_button(_("登记"), type="primary"):
            wanted = Procedure(
                flow, title or "", text or "", unit, day_and_time(here, day), accused=accused,
                region=region, facts=facts,
            )  # fmt: skip
            desk = case_forms.desk(here)
            deeds.do(lambda: proceeding.register(desk, here.actor, wanted, here.now))


def from_record(here: Visit, row: dict[str, Any]) -> None:
    """A button that registers a record which came in as a disclosure request."""
    if st.button(_("登记办理"), key=f"register_{row['id']}"):
        wanted = Procedure(
            "disclosure", row["title"], row["text"], row["unit"], row["posted_at"],
            message=row["id"],
        )  # fmt: skip
        desk = case_forms.desk(here)
        deeds.do(lambda: proceeding.register(desk, here.actor, wanted, here.now))


def _unit(here: Visit, label: str) -> str:
    names = {"": _("请选择单位")} | {unit.code: unit.name for unit in here.tables.units}
    codes = list(names)
    place = codes.index(here.actor.unit) if here.actor.unit in codes and "可" not in label else 0
    return st.selectbox(label, codes, place, format_func=lambda code: names[code]) or ""


def _region(here: Visit) -> str:
    """The place it concerns: one that the reader may choose; without a limit also none."""
    limits = here.reader.scope.regions if here.reader.scope.units is None else None
    names = {} if limits else {"": _("全域")}
    for region in here.tables.regions:
        if limits is None or region.adcode.startswith(tuple(limits)):
            names[region.adcode] = region.name
    label = _("所涉区域")
    return st.selectbox(label, list(names), format_func=lambda code: names[code]) or ""


def _consultation(here: Visit) -> dict[str, Any]:
    with st.container(horizontal=True):
        opens = st.date_input(_("征集开始"), here.today, format="YYYY-MM-DD")
        closes = st.date_input(_("征集截止"), here.today + timedelta(days=30), format="YYYY-MM-DD")
        number = st.text_input(_("征集编号（与收到的意见一致）"))
    filled: dict[str, Any] = {
        "draft": st.text_input(_("征求意见稿（链接或附件名）")),
        "notes": st.text_input(_("起草说明（链接或附件名）")),
        "way": st.text_input(_("提出意见的方式（邮箱、信函、网上）")),
        "short_reason": st.text_input(_("少于 30 天的理由（须公开）")),
        "consultation_id": number,
    }
    for name, chosen in (("opens_at", opens), ("closes_at", closes)):
        filled[name] = f"{chosen.isoformat()}T12:00:00+08:00" if chosen else ""
    return filled
