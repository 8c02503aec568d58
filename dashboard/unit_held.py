"""What each unit has in hand, in the table of the units: numbers that lead to their cases."""

from typing import Any

import streamlit as st

from core.i18n import gettext as _
from core.i18n import mark
from dashboard import pieces

HELD: dict[str, str] = {mark("在办"): "all", mark("已超期"): "overdue", mark("待签收"): "assigned"}
"""Columns of cases in hand, and what the desk lists for each."""

NUMBER = r"[?&]n=([^&]+)"
"""Where in such an address the number stands that the table shows."""


def numbers_of(code: str, hands: tuple[int, int], late: int) -> dict[str, str]:
    """How many cases a unit has in hand, each number the way to these cases."""
    counts = zip(HELD.items(), (hands[0], late, hands[1]), strict=True)
    return {
        _(name): pieces.address("desk", {"handler": code, "of": kind, "n": str(n)})
        for (name, kind), n in counts
    }


def columns() -> dict[str, Any]:
    """How the columns of such addresses are drawn: as their numbers."""
    shown = st.column_config.LinkColumn(display_text=NUMBER)
    return {_(name): shown for name in HELD}
