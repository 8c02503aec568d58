"""发布前检查: a pasted draft is checked at once; drafts go round and are cleared."""

from typing import Any

import streamlit as st

from cases.releasing import STATES
from core import draft_check
from core.draft_check import SORTS, House, Remark
from core.i18n import gettext as _
from dashboard import acting, pieces, release_deeds, reply_check, tabbed
from dashboard.visit import Visit
from reports import numbers


def show(here: Visit) -> None:
    """Draw the page."""
    pieces.heading(
        here, _("发布前检查"), _("粘贴的文字只检查，不保存；保存为发布稿时先遮盖个人信息")
    )
    acting.bar(here.tables.units)
    held = reply_check.house(here)
    rows = here.reader.kept("releases", "listed")
    tabs = tabbed.tabs(
        [
            (_("检查稿件"), None),
            (_("发布稿"), len(rows)),
        ]
    )
    with tabs[0]:
        _check(here, held)
    with tabs[1]:
        if not rows:
            pieces.empty(
                _("没有发布稿"), _("在“检查稿件”里检查以后，可以保存为发布稿，送有关单位征求意见。")
            )
        for row in rows:
            with pieces.card():
                _card(here, row, held)


def _check(here: Visit, held: House) -> None:
    title = st.text_input(_("标题"), max_chars=80, key="draft_title")
    text = st.text_area(_("稿件正文"), height=220, key="draft_text", max_chars=20_000)
    needs = st.multiselect(
        _("必须写明"), ["contact", "date", "unit"], ["contact", "date", "unit"], key="draft_needs",
        format_func=lambda code: _(SORTS[code])[1:],
    )  # fmt: skip
    if st.button(_("检查"), type="primary", key="draft_go") or text:
        if not (text or "").strip():
            st.caption(_("请粘贴要发布的文字。"))
            return
        found = draft_check.examine(text, here.today, held, needs)
        reply_check.remarks(text, found)
        with st.expander(_("保存为发布稿")):
            release_deeds.save(here, title or "", text, held)


def _card(here: Visit, row: dict[str, Any], held: House) -> None:
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.subheader(pieces.plain(row["title"]), anchor=False, width="stretch")
        if row["sensitive"]:
            st.badge(_("重要敏感"), color="orange")
        st.badge(_(STATES[row["state"]]), color="green" if row["state"] == "published" else "blue")
    unit = here.unit(row["unit"]) or row["unit"]
    st.caption(pieces.plain(f"{unit}　{numbers.moment(row['drafted_at'])}"))
    st.text(row["text"])
    reply_check.remarks(row["text"], [Remark(**remark) for remark in row["remarks"]])
    for sign in row["signs"]:
        release_deeds.opinion_line(here, sign)
    if row["reason"]:
        st.caption(pieces.plain(_("理由：{reason}", reason=row["reason"])))
    release_deeds.offer(here, row, held)
