"""What becomes of a form when somebody else acts on the same matter while it is filled in.

The keys of a matter's widgets change with the reader's own deeds alone. Where somebody else was
quicker the reader is told, and what was typed stays.
"""

from collections.abc import Callable, Collection

import streamlit as st

from core.errors import UserError
from core.i18n import gettext as _
from dashboard import loaders, pieces

_SEEN, _TURN, _TEXT = "seen_", "turn_", "text_"


def key(matter: str) -> str:
    """The end of the keys of a matter's widgets: the same until the reader has done something."""
    return f"{matter}_{st.session_state.get(_TURN + matter, 0)}"


def text_key(matter: str, deed: str) -> str:
    """The key of the field that a deed's text is typed into."""
    return f"{_TEXT}{key(matter)}_{deed}"


def look(matter: str, revision: int, newest: Callable[[], str]) -> int:
    """The revision that the reader has looked at; says `newest` where there is a later one."""
    was: int = st.session_state.get(_SEEN + matter, revision)
    st.session_state[_SEEN + matter] = revision
    if was != revision:
        told = _("{newest}已填写的内容没有丢，请核对后再办。", newest=newest())
        st.warning(pieces.plain(told))
    return was


def stand(chosen: str, offered: Collection[str]) -> None:
    """Forget what was chosen where it is not offered any more; `chosen` is the widget's key."""
    if st.session_state.get(chosen) not in offered:
        st.session_state.pop(chosen, None)


def spare(matter: str = "", offered: Collection[str] = ()) -> None:
    """Show what was typed for a deed that is not offered any more, to be copied.

    Without a matter whatever was typed anywhere is shown.
    """
    start = text_key(matter, "") if matter else _TEXT
    found = {str(name): typed for name, typed in st.session_state.items() if typed}
    for name, typed in found.items():
        if name.startswith(start) and name[len(start) :] not in offered:
            st.caption(_("刚才要办的现在不能办。您填写的内容没有保存，需要时请复制："))
            st.text(typed)


def act(matter: str, was: int, deed: Callable[[], object], fresh: Callable[[], int]) -> None:
    """Carry out a deed on the revision `was`; where somebody else was quicker draw the page anew,
    which tells it. Raises UserError for whatever else is wrong."""
    try:
        deed()
    except UserError:
        loaders.forget()
        if fresh() != was:
            st.session_state[_SEEN + matter] = was
            st.rerun()
        raise
    done(matter)


def done(matter: str) -> None:
    """The reader has done something: its form is over."""
    st.session_state[_TURN + matter] = st.session_state.get(_TURN + matter, 0) + 1
    st.session_state.pop(_SEEN + matter, None)
