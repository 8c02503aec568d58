"""意见征集: notices checked before they open, comments by their fate, adoption within a month."""

from typing import Any

import streamlit as st

from cases import proceeding
from core.i18n import gettext as _
from dashboard import acting, pieces, procedure_cards, procedure_forms, tabbed
from dashboard.visit import Visit


def show(here: Visit) -> None:
    """Draw the page."""
    about = _("征集不少于 30 天，结束后一个月内公布采纳情况")
    pieces.heading(here, _("意见征集"), about)
    acting.bar(here.tables.units)
    found = here.reader.kept("procedures", "listed", "consultation")
    tabs = tabbed.tabs(
        [
            (_("进行中"), len(found)),
            (_("已归档"), None),
            (_("登记征集"), None),
        ]
    )
    with tabs[0]:
        _cards(here, found)
    with tabs[1]:
        _cards(here, here.reader.kept("procedures", "listed", "consultation", True, 50))
    with tabs[2]:
        procedure_forms.register(here, "consultation")


def _cards(here: Visit, found: list[Any]) -> None:
    if not found:
        pieces.empty(_("没有意见征集"), _("登记以后，先检查草案、说明、方式和期限，再发布公告。"))
        return
    done = here.reader.kept("procedures", "steps", tuple(one.id for one in found))
    for one in found:
        with pieces.card():
            procedure_cards.card(here, one, done[one.id])
            if one.state == "planned":
                for sentence in proceeding.problems_of(one):
                    st.warning(sentence)
            _comments(here, one)


def _comments(here: Visit, one: Any) -> None:
    number = one.facts.get("consultation_id")
    if not number:
        return
    told = here.reader.kept("openness", "comments", number)
    fates = told["fates"]
    shown = _("收到意见 {n} 条：采纳 {yes}，部分采纳 {part}，不采纳 {no}，未定 {open}",
              n=told["total"], yes=fates.get("采纳", 0), part=fates.get("部分采纳", 0),
              no=fates.get("不采纳", 0), open=fates.get("", 0))  # fmt: skip
    st.caption(pieces.plain(shown))
    for reason, count in sorted(told["reasons"].items(), key=lambda pair: -pair[1]):
        said = _("未采纳或部分采纳的理由：{reason}（{n} 条）", reason=reason or _("没有写理由"),
                 n=count)  # fmt: skip
        st.caption(pieces.plain(said))
