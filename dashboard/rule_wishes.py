"""Edited rules on the desk: which running clocks differ, who asks, who approves."""

from typing import Any

import polars as pl
import streamlit as st

from cases import rule_changes
from core.i18n import gettext as _
from core.i18n import mark
from dashboard import case_forms, deeds, pieces
from dashboard.visit import Visit
from reports import numbers

_OUTCOMES = {"": mark("待批"), "approved": mark("已批准"), "refused": mark("不同意")}


def show(here: Visit) -> None:
    """What waits for a person, and what was decided."""
    st.subheader(_("规则变更"), anchor=False)
    st.caption(_("修改规则只影响新起算的时限；在走的时限须由第二人批准后才改按新规则。"))
    asked: list[dict[str, Any]] = here.reader.rule_changes("changes")
    open_ones = [row for row in asked if not row["outcome"]]
    waiting = {row["rule_id"] for row in open_ones}
    for rule, clocks in here.reader.rule_changes("differing", here.tables.rules).items():
        if rule not in waiting:
            _ask(here, rule, clocks)
    for row in open_ones:
        _decide(here, row)
    if asked:
        pieces.grid(pl.DataFrame([_line(row) for row in asked]))


def _ask(here: Visit, rule: str, clocks: int) -> None:
    with st.form(f"rule_{rule}"):
        st.text(_("规则 {id} 已修改，{n} 个在走的时限仍按原规则。", id=rule, n=clocks))
        reason = st.text_input(_("申请理由"), max_chars=500)
        if st.form_submit_button(_("申请改按新规则")):
            desk = case_forms.desk(here)
            deeds.do(lambda: rule_changes.ask(desk, here.actor, rule, reason or "", here.now))


def _decide(here: Visit, row: dict[str, Any]) -> None:
    with pieces.card():
        said = _("{who} 申请规则 {id} 适用于在走的时限：{reason}", who=row["asked_by"],
                 id=row["rule_id"], reason=row["reason"])  # fmt: skip
        st.text(said)
        with st.container(horizontal=True):
            for label, approved in ((_("批准"), True), (_("不同意"), False)):
                if st.button(label, key=f"wish_{row['id']}_{approved}"):
                    deeds.do(_deed(here, row["id"], approved))


def _deed(here: Visit, number: int, approved: bool) -> Any:
    desk = case_forms.desk(here)
    return lambda: rule_changes.decide(desk, here.actor, number, approved, here.now)


def _line(row: dict[str, Any]) -> dict[str, str]:
    return {
        _("规则"): row["rule_id"],
        _("申请人"): row["asked_by"],
        _("理由"): row["reason"],
        _("结果"): _(_OUTCOMES[row["outcome"]]),
        _("批准人"): row["decided_by"],
        _("时间"): numbers.moment(row["decided_at"] or row["asked_at"]),
        _("涉及时限"): str(row["clocks"]),
    }
