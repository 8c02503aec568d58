"""What a text of an office must mend before it goes out, with the place of each."""

import streamlit as st

from cases import releasing
from core import draft_check
from core.draft_check import SORTS, House, Remark
from core.i18n import gettext as _
from dashboard import pieces
from dashboard.visit import Visit


def show(here: Visit, text: str) -> None:
    """Hold a reply that is being written against wording, documents and what it must name.

    It is checked where it stands and kept nowhere.
    """
    if not text.strip():
        st.caption(_("请先写答复内容。"))
        return
    remarks(text, draft_check.examine(text, here.today, house(here)))


def house(here: Visit) -> House:
    """What drafts are held against here."""
    names = [unit.name for unit in here.tables.units]
    return releasing.house(here.reader.store, tuple(here.tables.rows["word"].values()), names)


def remarks(text: str, found: list[Remark]) -> None:
    """What to mend, each with its place."""
    if not found:
        st.success(_("没有发现问题。机器检查不能代替人工审核。"))
        return
    st.caption(_("{n} 处需要核对", n=len(found)))
    for remark in found:
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.badge(_(SORTS[remark.sort]), color="red" if remark.blocks else "orange")
            st.text(remark.sentence, width="stretch")
        if remark.end:
            start, end = max(0, remark.start - 16), min(len(text), remark.end + 16)
            said = [(text[start : remark.start], False), (text[remark.start : remark.end], True),
                    (text[remark.end : end], False)]  # fmt: skip
            st.markdown(pieces.marked(said))
