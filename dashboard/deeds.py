"""Carrying out what a person asked for on a page, and taking it back."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import streamlit as st

from core.errors import UserError
from core.i18n import gettext as _
from dashboard import loaders, pieces, visit
from dashboard.visit import Visit

_MEMORY = "undo"
_OFFERED = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Undo:
    """How a deed is taken back: by a deed of its own, which is remembered like any other.

    `back` is handed what the deed gave, who acts, and the time. `page` is where it is offered;
    empty means on every page.
    """

    said: str
    page: str
    back: Callable[[Any, Visit], object]


def do(deed: Callable[[], object], done: str = "", undo: Undo | None = None) -> None:
    """Carry out a deed: say what is wrong, or `done` and draw the page anew.

    With `undo` the page offers for a while to take it back.
    """
    try:
        gave = deed()
    except UserError as error:
        st.error(pieces.plain(error))
        return
    loaders.forget()
    st.session_state.pop(_MEMORY, None)
    if undo is not None:
        st.session_state[_MEMORY] = (undo, gave, None)
    told = done or _("已保存")
    st.toast(_("{done}（可在页面上方撤销）", done=told) if undo else told)
    st.rerun()


def at_once(deed: Callable[[Visit], object], undo: Undo) -> None:
    """Carry out the deed of a pressed button before the page is drawn anew (`on_click`)."""
    try:
        here = visit.begin()  # a page may stand open longer than its sign-in
        st.session_state[_MEMORY] = (undo, deed(here), None)
    except UserError as error:
        st.toast(pieces.plain(error))
    loaders.forget()


def offer_undo(here: Visit) -> None:
    """On the page of the last deed, for ten minutes: what was done, and the way back."""
    kept: tuple[Undo, Any, datetime | None] | None = st.session_state.get(_MEMORY)
    if kept is None or kept[0].page not in ("", here.page):
        return
    undo, gave, since = kept
    since = since or here.now
    if here.now - since > _OFFERED:
        del st.session_state[_MEMORY]
        return
    st.session_state[_MEMORY] = (undo, gave, since)
    with st.container(horizontal=True, vertical_alignment="center", key="undo"):
        st.info(pieces.plain(undo.said), icon=":material/undo:", width="stretch")
        if st.button(_("撤销"), key="undo_go"):
            do(lambda: undo.back(gave, here), _("已撤销"))
