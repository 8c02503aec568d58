"""What may be done with a statement or with a departing reply, as forms."""

from datetime import timedelta
from typing import Any

import streamlit as st

from cases import wording
from core.i18n import gettext as _
from dashboard import deeds, pieces, wording_forms
from dashboard.visit import Visit
from reports import numbers


def offer(here: Visit, row: dict[str, Any]) -> None:
    """The deeds that the actor may do on this version now."""
    number, state = row["id"], row["state"]
    leads = here.actor.role in wording.LEADERS
    asked = {sign["unit"] for sign in row["signs"]}
    if state == "signing" and here.actor.unit in asked:
        with st.expander(_("会签"), expanded=True):
            sign(here, number)
    if not leads or state in ("replaced", "withdrawn"):
        return
    with st.container(horizontal=True, gap="small"):
        if state in ("draft", "signing"):
            with st.popover(_("送会签")):
                _round(here, number)
        if state == "signing":
            with st.popover(_("定稿")):
                _agree(here, row)
        if state == "agreed":
            with st.popover(_("出新版")):
                wording_forms.draft(here, row)
        with st.popover(_("撤回")):
            _withdraw(here, number)


def sign(here: Visit, number: int) -> None:
    """The form with which a unit signs or dissents."""
    with st.form(f"sign_{number}"):
        answer = st.radio(
            _("会签意见"), ["agree", "dissent"], horizontal=True,
            format_func=lambda code: _("同意") if code == "agree" else _("有不同意见"),
        )  # fmt: skip
        opinion = st.text_area(_("意见（可不填）"), height=70, max_chars=500)
        facts = st.text_area(_("所依据的事实（有不同意见时必填）"), height=70, max_chars=1000)
        if st.form_submit_button(_("提交会签"), type="primary"):
            said = (answer or "", opinion or "", facts or "")
            store = here.reader.store
            deeds.do(lambda: wording.sign(store, here.actor, number, said, here.now))


def _round(here: Visit, number: int) -> None:
    units, due_on = asked_units(here, f"round_{number}")
    if st.button(_("送出"), type="primary", key=f"round_go_{number}"):
        store = here.reader.store
        deeds.do(lambda: wording.send_round(store, here.actor, number, units, due_on, here.now))


def asked_units(here: Visit, key: str) -> tuple[list[str], Any]:
    """Units to ask and the day until which; a form's two fields."""
    names = {unit.code: unit.name for unit in here.tables.units}
    units = st.multiselect(
        _("有关单位"), list(names), format_func=lambda code: names[code], key=f"{key}_units",
        placeholder=_("请选择单位"),
    )  # fmt: skip
    due_on = st.date_input(
        _("回复期限"), here.today + timedelta(days=2), min_value=here.today, key=f"{key}_due",
        format="YYYY-MM-DD",
    )  # fmt: skip
    return units, due_on


def _agree(here: Visit, row: dict[str, Any]) -> None:
    waiting = wording.pending(row["signs"])
    if waiting:
        names = "、".join(here.unit(code) or code for code in waiting)
        st.caption(pieces.plain(_("待会签：{names}", names=names)))
    reason = st.text_area(
        _("理由（有不同意见时必填）"), height=70, max_chars=500, key=f"agree_why_{row['id']}"
    )
    if st.button(_("定稿启用"), type="primary", key=f"agree_go_{row['id']}"):
        store, number = here.reader.store, row["id"]
        deeds.do(lambda: wording.agree(store, here.actor, number, reason or "", here.now))


def _withdraw(here: Visit, number: int) -> None:
    reason = st.text_area(_("撤回理由"), height=70, max_chars=500, key=f"withdraw_why_{number}")
    if st.button(_("撤回这一版"), key=f"withdraw_go_{number}"):
        store = here.reader.store
        deeds.do(lambda: wording.withdraw(store, here.actor, number, reason or "", here.now))


def finding(here: Visit, row: dict[str, Any], sort: str) -> None:
    """One departing reply: where, what is agreed, and how it was settled."""
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.badge(sort, color="orange" if row["sort"] == "contradicts" else "gray")
        if row["subject"] == "message" and row["ref"]:
            pieces.link(here, "messages", row["title"] or row["ref"], {"ref": row["ref"]})
        else:
            pieces.link(here, "case", row["title"] or "—", {"case": str(row["subject_id"])})
    at = numbers.moment(row["replied_at"]) if row["replied_at"] else "—"
    unit = here.unit(row["unit"]) or _("未知单位")
    st.caption(pieces.plain(f"{unit}　{at}"))
    st.text(_("答复原文：{text}", text=row["excerpt"] or "—"))
    if row["sort"] == "lacks":
        st.caption(pieces.plain(_("应写到其中一条：{points}", points=row["expected"])))
    elif row["sort"] == "citation":
        st.caption(
            pieces.plain(_("引用：{found}　应引：{new}", found=row["found"], new=row["expected"]))
        )
    else:
        told = _("{fact}：答复写“{found}”，口径是“{expected}”", fact=row["fact"],
                 found=row["found"], expected=row["expected"])  # fmt: skip
        st.caption(pieces.plain(told))
    with st.popover(_("处理")):
        _settle(here, row["id"])


def _settle(here: Visit, number: int) -> None:
    titles = {"mended": _("已更正答复"), "aside": _("答复无误，另有事实")}
    state = st.radio(
        _("结果"), list(titles), format_func=lambda c: titles[c], key=f"settle_{number}"
    )
    reason = st.text_area(
        _("说明或所依据的事实"), height=70, max_chars=500, key=f"settle_why_{number}"
    )
    if st.button(_("登记处理"), type="primary", key=f"settle_go_{number}"):
        store = here.reader.store
        deeds.do(
            lambda: wording.settle(store, here.actor, number, state or "", reason or "", here.now)
        )
