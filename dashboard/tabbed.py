"""Tabs whose names never change, so that a deed leaves the reader where it was done."""

from collections.abc import Sequence

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from core.i18n import gettext as _
from dashboard import pieces


def tabs(named: Sequence[tuple[str, int | None]]) -> Sequence[DeltaGenerator]:
    """A tab for each name; how much is in it (None: not told) stands in a line above."""
    told = [_("{name} {n} 件", name=name, n=n) for name, n in named if n is not None]
    st.caption(pieces.plain("　·　".join(told)))
    return st.tabs([name for name, _n in named])
