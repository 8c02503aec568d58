"""Freezing an assessment, objecting to a figure, answering an objection."""

from datetime import date
from typing import Any

import streamlit as st

from cases import assessing
from core.assessment import MEASURES, Row, Scheme
from core.i18n import gettext as _
from dashboard import deeds, pieces
from dashboard.visit import Visit


def freeze(here: Visit, days: tuple[date, date], rows: list[Row]) -> None:
    """A form that keeps the figures as they stand."""
    if here.actor.role not in assessing.DECIDERS:
        return
    with st.popover(_("固定这一期")):
        name = st.text_input(_("考核名称"), max_chars=40, key="freeze_name")
        st.caption(_("固定以后不再变化；单位可以提出异议，成立的另出一版。"))
        if st.button(_("固定"), type="primary", key="freeze_go"):
            store, scheme = here.reader.store, here.tables.scheme
            named = (name or "", *days)
            deeds.do(lambda: assessing.freeze(store, here.actor, named, scheme, rows, here.now))


def objections(here: Visit, row: dict[str, Any], scheme: Scheme) -> None:
    """Objections to a version, and the forms for raising and answering them."""
    titles = {"open": _("待答复"), "upheld": _("异议成立"), "refused": _("异议不成立")}
    for one in row["objections"]:
        parts = [here.unit(one["unit"]) or one["unit"], _(MEASURES[one["measure"]]),
                 titles[one["state"]], one["text"], one["answer"]]  # fmt: skip
        st.caption(pieces.plain("　".join(part for part in parts if part)))
        if one["state"] == "open" and here.actor.role in assessing.DECIDERS:
            with st.popover(_("答复异议")):
                _answer(here, one["id"])
    if here.actor.unit in {one["unit"] for one in row["rows"]}:
        with st.popover(_("提出异议")):
            _object(here, row["id"], scheme)


def _object(here: Visit, number: int, scheme: Scheme) -> None:
    names = list(scheme.weights)
    measure = st.selectbox(
        _("指标"), names, format_func=lambda code: _(MEASURES[code]), key=f"object_{number}"
    )
    with st.container(horizontal=True):
        done = st.number_input(_("应为：已办"), min_value=0, key=f"object_done_{number}")
        owed = st.number_input(_("应为：应办"), min_value=0, key=f"object_owed_{number}")
    text = st.text_area(_("所依据的事实"), height=90, key=f"object_text_{number}")
    if st.button(_("提交异议"), type="primary", key=f"object_go_{number}"):
        store, value = here.reader.store, (float(done), int(owed))
        said = (measure or "", text or "", value)
        deeds.do(lambda: assessing.object_to(store, here.actor, number, said, here.now))


def _answer(here: Visit, number: int) -> None:
    upheld = st.radio(
        _("结果"), [True, False], key=f"answer_{number}",
        format_func=lambda yes: _("异议成立") if yes else _("异议不成立"),
    )  # fmt: skip
    reason = st.text_area(_("理由"), height=90, key=f"answer_why_{number}")
    if st.button(_("答复"), type="primary", key=f"answer_go_{number}"):
        store, said = here.reader.store, (bool(upheld), reason or "")
        deeds.do(lambda: assessing.answer(store, here.actor, number, said, here.now))
