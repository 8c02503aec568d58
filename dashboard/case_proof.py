"""Pictures before and after on the page of a case."""

from typing import Any

import streamlit as st

from cases import proof
from core.cases import Case
from core.i18n import gettext as _
from dashboard import case_forms, deeds, pieces
from dashboard.visit import Visit


def show(here: Visit, case: Case) -> None:
    """The pictures, and the form that adds one."""
    found: list[dict[str, Any]] = here.reader.pictures(case.id)
    if found:
        st.subheader(_("整改前后"), anchor=False)
        columns = st.columns(4)
        for place, row in enumerate(found):
            with columns[place % 4]:
                said = f"{_(proof.PHASES[row['phase']])} {row['note']}".strip()
                st.image(row["picture"], caption=pieces.plain(said), alt=said)
    if not case.is_closed:
        _form(here, case)


def _form(here: Visit, case: Case) -> None:
    with st.expander(_("上传整改前后图片")), st.form(f"proof_{case.id}", border=False):
        phase = st.radio(
            _("阶段"), list(proof.PHASES), format_func=lambda code: _(proof.PHASES[code]),
            horizontal=True,
        )  # fmt: skip
        sent = st.file_uploader(_("图片"), type=["jpg", "jpeg", "png", "webp"])
        note = st.text_input(_("说明"), max_chars=200)
        st.caption(_("图片会重新生成，去掉拍摄地点、设备和时间；不要拍到群众的脸和证件。"))
        if st.form_submit_button(_("上传")):
            data = sent.getvalue() if sent else b""
            desk = case_forms.desk(here)
            deeds.do(
                lambda: proof.add(
                    desk, here.actor, case.id, phase or "", note or "", data, here.now
                )
            )
