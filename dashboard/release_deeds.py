"""What may be done with a draft for publication, as forms."""

from typing import Any

import streamlit as st

from cases import releasing
from cases.releasing import Draft
from core.draft_check import House
from core.i18n import gettext as _
from dashboard import deeds, pieces, wording_deeds
from dashboard.visit import Visit
from reports import numbers

_CLEARING = ("dispatch", "lead", "command", "verify")


def save(here: Visit, title: str, text: str, held: House) -> None:
    """Keep the checked text as a draft of a unit."""
    names = {unit.code: unit.name for unit in here.tables.units}
    codes = list(names)
    place = codes.index(here.actor.unit) if here.actor.unit in codes else None
    unit = st.selectbox(
        _("起草单位"), codes, place, format_func=lambda code: names[code],
        placeholder=_("请选择单位"), key="release_unit",
    )  # fmt: skip
    sensitive = st.checkbox(_("重要敏感信息（发布前须征求有关单位意见）"), key="release_sensitive")
    if st.button(_("保存"), type="primary", key="release_save"):
        draft = Draft(title, text, unit or "", sensitive)
        store = here.reader.store
        deeds.do(lambda: releasing.enter(store, here.actor, draft, held, here.now))


def opinion_line(here: Visit, sign: dict[str, Any]) -> None:
    """What a unit said, or until when it is asked."""
    unit = here.unit(sign["unit"]) or sign["unit"]
    if not sign["answer"]:
        due = numbers.day(sign["due_on"]) if sign["due_on"] else "—"
        st.caption(pieces.plain(_("{unit}：待回复意见（{due} 前）", unit=unit, due=due)))
        return
    said = _("同意") if sign["answer"] == "agree" else _("有不同意见")
    facts = _("事实：{facts}", facts=sign["facts"]) if sign["facts"] else ""
    parts = (f"{unit}：{said}", sign["opinion"], facts)
    st.caption(pieces.plain("　".join(part for part in parts if part)))


def offer(here: Visit, row: dict[str, Any], held: House) -> None:
    """The deeds that are possible on this draft."""
    number, state = row["id"], row["state"]
    if state == "round" and here.actor.unit in {sign["unit"] for sign in row["signs"]}:
        with st.expander(_("回复意见"), expanded=True):
            _opinion(here, number)
    with st.container(horizontal=True, gap="small"):
        if state in ("draft", "round"):
            with st.popover(_("征求意见")):
                _consult(here, number)
        if state in ("draft", "round", "cleared"):
            with st.popover(_("改稿")):
                _rewrite(here, row, held)
        if state in ("draft", "round") and here.actor.role in _CLEARING:
            with st.popover(_("核准发布")):
                _clear(here, number, held)
        if state == "cleared":
            with st.popover(_("登记发布")):
                _published(here, number)
        if state in ("draft", "round", "cleared"):
            with st.popover(_("不发布")):
                _drop(here, number)


def _opinion(here: Visit, number: int) -> None:
    with st.form(f"opinion_{number}"):
        answer = st.radio(
            _("意见"), ["agree", "dissent"], horizontal=True,
            format_func=lambda code: _("同意") if code == "agree" else _("有不同意见"),
        )  # fmt: skip
        opinion = st.text_area(_("意见（可不填）"), height=70, max_chars=500)
        facts = st.text_area(_("所依据的事实（有不同意见时必填）"), height=70, max_chars=1000)
        if st.form_submit_button(_("提交意见"), type="primary"):
            said = (answer or "", opinion or "", facts or "")
            store = here.reader.store
            deeds.do(lambda: releasing.give_opinion(store, here.actor, number, said, here.now))


def _consult(here: Visit, number: int) -> None:
    units, due_on = wording_deeds.asked_units(here, f"consult_{number}")
    if st.button(_("送出"), type="primary", key=f"consult_go_{number}"):
        store = here.reader.store
        deeds.do(lambda: releasing.consult(store, here.actor, number, units, due_on, here.now))


def _rewrite(here: Visit, row: dict[str, Any], held: House) -> None:
    number = row["id"]
    title = st.text_input(_("标题"), row["title"], max_chars=80, key=f"rewrite_title_{number}")
    text = st.text_area(_("正文"), row["text"], height=200, key=f"rewrite_text_{number}")
    st.caption(_("改稿以后重新检查，已征求的意见也要重新征求。"))
    if st.button(_("保存改稿"), type="primary", key=f"rewrite_go_{number}"):
        draft = Draft(title or "", text or "", row["unit"], row["sensitive"])
        store = here.reader.store
        deeds.do(lambda: releasing.rewrite(store, here.actor, number, draft, held, here.now))


def _clear(here: Visit, number: int, held: House) -> None:
    reason = st.text_area(
        _("理由（有严重问题或不同意见时必填）"), height=70, max_chars=500, key=f"clear_why_{number}"
    )
    if st.button(_("核准"), type="primary", key=f"clear_go_{number}"):
        store = here.reader.store
        deeds.do(lambda: releasing.clear(store, here.actor, number, reason or "", held, here.now))


def _published(here: Visit, number: int) -> None:
    link = st.text_input(_("发布链接（可不填）"), key=f"published_link_{number}")
    if st.button(_("已发布"), type="primary", key=f"published_go_{number}"):
        store = here.reader.store
        deeds.do(lambda: releasing.published(store, here.actor, number, link or "", here.now))


def _drop(here: Visit, number: int) -> None:
    reason = st.text_area(_("理由"), height=70, max_chars=500, key=f"drop_why_{number}")
    if st.button(_("不再发布"), key=f"drop_go_{number}"):
        store = here.reader.store
        deeds.do(lambda: releasing.drop(store, here.actor, number, reason or "", here.now))
