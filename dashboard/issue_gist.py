"""What an issue is about in the words of its own messages, on its page."""

import polars as pl
import streamlit as st

from core.i18n import gettext as _
from dashboard import pieces
from reports import gist, numbers


def show(members: pl.DataFrame) -> None:
    """Draw sentences, each with the message it stands in, and the words that return."""
    said, words = gist.sentences(members), gist.words(members)
    if not said and not words:
        return
    with pieces.card():
        st.subheader(_("概要（摘自诉求原文）"), anchor=False)
        for one in said:
            quoted = _("“{text}”", text=one.text)
            st.markdown(f"{pieces.plain(quoted)} [{one.ref}](messages?ref={one.ref})")
        if words:
            shown = "、".join(
                _("{word} {n} 件", word=word, n=numbers.count(n)) for word, n in words
            )
            st.caption(pieces.plain(_("反复出现的关键词：{words}", words=shown)))
