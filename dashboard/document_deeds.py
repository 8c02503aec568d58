"""Entering a policy document by hand, reading it, and changing its status."""

from datetime import timedelta
from typing import Any

import streamlit as st

from cases import documents as deeds_of
from cases.documents import Paper, Status, Upload
from core.citations import STATUSES
from core.i18n import gettext as _
from core.texts import tidy
from dashboard import deeds, pieces
from dashboard.visit import Visit
from dashboard.wording_forms import day_or_none
from reports import numbers

_MOST_ANSWERS = 5


def offer(here: Visit, row: dict[str, Any], at: str) -> None:
    """Its paragraphs, and a change of its status, shown `at` a place of the page."""
    number = row["id"]
    with st.container(horizontal=True, gap="small"):
        with st.popover(_("看全文")):
            for part in here.reader.kept("documents", "paragraphs", number):
                st.text(part["text"])
        with st.popover(_("状态和复核")):
            _status(here, row, at)


def _status(here: Visit, row: dict[str, Any], at: str) -> None:
    number, codes = row["id"], list(STATUSES)
    status = st.radio(
        _("状态"), codes, codes.index(row["status"]), key=f"status_{at}_{number}", horizontal=True,
        format_func=lambda code: _(STATUSES[code]),
    )  # fmt: skip
    since = st.date_input(
        _("自哪天起"), row["status_on"], key=f"since_{at}_{number}", format="YYYY-MM-DD"
    )
    new = st.text_input(_("改引哪份文件"), row["replaced_by"], key=f"new_{at}_{number}")
    basis = st.text_area(_("依据"), height=70, max_chars=500, key=f"basis_{at}_{number}")
    later = row["review_on"] or here.today + timedelta(days=365)
    review = st.date_input(_("下次复核"), later, key=f"review_{at}_{number}", format="YYYY-MM-DD")
    if st.button(_("保存状态"), type="primary", key=f"status_go_{at}_{number}"):
        said = Status(status or "", day_or_none(since), basis or "", new or "", day_or_none(review))
        store = here.reader.store
        deeds.do(lambda: deeds_of.set_status(store, here.actor, number, said, here.now))


def enter(here: Visit) -> None:
    """A file handed in, or a text pasted."""
    names = {"": _("从文件里读")} | {unit.code: unit.name for unit in here.tables.units}
    with st.form("document_file", clear_on_submit=True):
        sent = st.file_uploader(
            _("文件（Word、PDF、网页、文本）"),
            type=list(deeds_of.KINDS),
            max_upload_size=deeds_of.LARGEST // 1_000_000,
        )
        st.caption(_("标题、文号、发文单位、日期和条款从文件里读；下面各项不填即以文件为准。"))
        with st.container(horizontal=True):
            title = st.text_input(_("标题"), max_chars=120, key="file_title")
            number = st.text_input(_("文号"), max_chars=60, key="file_number")
            unit = st.selectbox(
                _("起草单位"), list(names), format_func=lambda code: names[code], key="file_unit"
            )
        with st.container(horizontal=True):
            aliases = st.text_input(_("群众常用的叫法（用、隔开）"), key="file_aliases")
            review = st.date_input(_("复核日期"), None, format="YYYY-MM-DD", key="file_review")
        if st.form_submit_button(_("上传并录入"), type="primary"):
            file = Upload(
                sent.name if sent else "", sent.getvalue() if sent else b"", title or "",
                number or "", unit or "", _split(aliases), day_or_none(review),
            )  # fmt: skip
            store = here.reader.store
            deeds.do(
                lambda: deeds_of.hand_in(store, here.actor, file, here.now),
                _("已上传，后台几秒内录入"),
            )
    _handed_in(here)
    with st.expander(_("粘贴正文录入")):
        _pasted(here)


def _handed_in(here: Visit) -> None:
    """Files that wait, and what became of the last ones."""
    for asked in here.reader.asked(deeds_of.REQUEST):
        st.info(pieces.plain(_("{name}：正在录入，稍后刷新本页。", name=asked["source"])))
    answered = here.reader.kept("requests", "latest", deeds_of.REQUEST)
    for name, (at, outcome) in list(answered.items())[-_MOST_ANSWERS:]:
        st.caption(pieces.plain(f"{numbers.moment(at)}　{name}：{outcome}"))


def _split(aliases: str | None) -> tuple[str, ...]:
    return tuple(part.strip() for part in (aliases or "").split("、") if part.strip())


def _pasted(here: Visit) -> None:
    names = {"": _("未写明")} | {unit.code: unit.name for unit in here.tables.units}
    with st.form("document_enter"):
        title = st.text_input(_("标题"), max_chars=120)
        with st.container(horizontal=True):
            number = st.text_input(_("文号"), max_chars=60)
            issuer = st.text_input(_("发文单位"), max_chars=60)
            unit = st.selectbox(_("起草单位"), list(names), format_func=lambda code: names[code])
        aliases = st.text_input(_("群众常用的叫法（用、隔开）"))
        with st.container(horizontal=True):
            issued = st.date_input(_("印发日期"), None, format="YYYY-MM-DD")
            until = st.date_input(_("有效期至"), None, format="YYYY-MM-DD")
            review = st.date_input(_("复核日期"), None, format="YYYY-MM-DD")
        text = st.text_area(_("正文"), height=200)
        if st.form_submit_button(_("录入文件"), type="primary"):
            paper = Paper(
                title or "", tuple(("", line) for line in tidy(text or "").split("\n") if line),
                number or "", issuer or "", unit or "",
                _split(aliases),
                issued_on=day_or_none(issued), until=day_or_none(until),
                review_on=day_or_none(review),
            )  # fmt: skip
            store = here.reader.store
            deeds.do(lambda: deeds_of.enter(store, here.actor, paper, here.now))
