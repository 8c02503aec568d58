"""What a person does about a public response: 研判认定, publishing, and taking either back."""

from collections.abc import Mapping
from typing import Any

import streamlit as st

from cases import judging
from core import judgement as words
from core.i18n import gettext as _
from core.judgement import PUBLICATIONS, Judgement
from dashboard import deeds
from dashboard.visit import Visit


def judge(here: Visit, row: Mapping[str, Any]) -> None:
    """Judge that an issue must be answered in public; the clocks begin."""
    with st.form(f"judge_{row['issue']}", border=False):
        kind = st.selectbox(
            _("必须回应的情形"),
            list(words.TYPES),
            format_func=lambda code: _(words.TYPES[code]),
        )
        grade = st.selectbox(_("等级"), words.LEVELS[::-1], format_func=_)
        basis = st.text_area(_("依据"), max_chars=500, height=68)
        if st.form_submit_button(_("认定，开始计时"), type="primary"):
            said = Judgement(here.actor, here.now, kind or "", grade or "", basis or "")
            deeds.do(lambda: judging.judge(here.reader.store, said, row["issue"], here.now))


def decline(here: Visit, row: Mapping[str, Any]) -> None:
    """Say why an issue need not be answered in public."""
    with st.form(f"decline_{row['issue']}", border=False):
        reason = st.text_input(_("不须公开回应的理由"), max_chars=500)
        if st.form_submit_button(_("不须公开回应")):
            deeds.do(
                lambda: judging.decline(
                    here.reader.store, here.actor, row["issue"], reason or "", here.now
                )
            )


def publish(here: Visit, row: Mapping[str, Any]) -> None:
    """Note what was published just now."""
    with st.form(f"publish_{row['id']}", border=False):
        kind = st.selectbox(
            _("发布类型"), list(PUBLICATIONS), format_func=lambda code: _(PUBLICATIONS[code][0])
        )
        title = st.text_input(_("标题"), max_chars=500)
        link = st.text_input(_("链接（可不填）"), max_chars=500)
        if st.form_submit_button(_("登记，现在发布"), type="primary"):
            said = (kind or "", here.now, title or "", link or "")
            deeds.do(
                lambda: judging.publish(here.reader.store, here.actor, row["id"], said, here.now)
            )


def withdraw(here: Visit, row: Mapping[str, Any]) -> None:
    """Take a judgement back, with the reason."""
    with st.form(f"withdraw_{row['id']}", border=False):
        reason = st.text_input(_("撤回认定的理由"), max_chars=500)
        if st.form_submit_button(_("撤回认定")):
            deeds.do(
                lambda: judging.withdraw(
                    here.reader.store, here.actor, row["id"], reason or "", here.now
                )
            )
