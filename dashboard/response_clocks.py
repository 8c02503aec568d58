"""The clocks of one 研判认定: how each stands, and the sentence that explains it."""

from collections.abc import Mapping
from typing import Any

import polars as pl
import streamlit as st

from core import judgement as words
from core.deadline import Deadline
from core.deadline_standing import standing, strictest
from core.deadline_words import explain
from core.i18n import gettext as _
from core.i18n import mark
from core.judgement import Judgement
from core.scope import Actor
from dashboard import pieces
from dashboard.visit import Visit

_STANDINGS: dict[str, tuple[str, pieces.Colour]] = {
    "normal": (mark("正常"), "gray"),
    "soon": (mark("临期"), "orange"),
    "overdue": (mark("超期"), "red"),
    "suspended": (mark("中止"), "gray"),
    "in_time": (mark("按期"), "green"),
    "late": (mark("超期完成"), "red"),
}


def show(here: Visit, row: Mapping[str, Any], told: pl.DataFrame) -> None:
    """The response clocks of one judgement, stopped by what was published."""
    for found in strictest(_clocks(here, row, told)):
        _clock(here, found)


def _clocks(here: Visit, row: Mapping[str, Any], told: pl.DataFrame) -> list[Deadline]:
    """The response clocks of one judgement, stopped by what was published."""
    said = Judgement(
        Actor(row["judged_by"]), row["judged_at"], row["type"], row["grade"], row["basis"]
    )
    published = [(kind, at) for kind, at in told.select("kind", "published_at").iter_rows()]
    work = here.work
    return words.answered(said, published, here.tables.rules.values(), work)


def _clock(here: Visit, found: Deadline) -> None:
    name, colour = _STANDINGS[standing(found, here.now)]
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.badge(_(name), color=colour)
        st.caption(
            pieces.plain(explain(found, here.work.calendar)),
            width="stretch",
        )
