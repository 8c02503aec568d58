"""Parts of a watched topic's page: its issues, and its counts by area and place."""

from typing import Any

import polars as pl
import streamlit as st

from core.i18n import gettext as _
from core.labels import AREAS
from dashboard import pieces
from dashboard.visit import Visit
from reports import numbers
from reports.watched import Figures

_MOST_ROWS = 12


def hot(here: Visit, figures: Figures) -> None:
    """The issues that the topic has messages in, hottest first."""
    st.subheader(_("专题内的热点事项"), anchor=False)
    counted = {number: count for number, count in figures.issues.items() if count > 1}
    found: pl.DataFrame = here.reader.kept("topics", "hot_in", counted)
    if found.is_empty():
        st.caption(_("还没有。"))
    for issue in found[:_MOST_ROWS].iter_rows(named=True):
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            pieces.level(issue["level"])
            pieces.link(here, "issue", issue["name"], {"issue": str(issue["id"])})
            told = _("专题内 {n} 件", n=numbers.count(issue["messages"]))
            st.caption(f"{told} · {_(AREAS[issue['area']])}", width="content")


def shares(title: str, rows: list[tuple[str, int]]) -> None:
    """Counts by name with their share of all, most first."""
    st.subheader(title, anchor=False)
    total = sum(count for _name, count in rows) or 1
    table = pl.DataFrame(
        [(name, count, 100 * count / total) for name, count in rows[:_MOST_ROWS]],
        schema={"name": pl.String, "count": pl.Int64, "share": pl.Float64},
        orient="row",
    )
    bar = st.column_config.ProgressColumn(_("占比"), min_value=0, max_value=100, format="%.0f%%")
    columns: dict[str, Any] = {"name": title, "count": _("件数"), "share": bar}
    pieces.typed(table, column_config=columns)
