"""The days of an issue on its page: how many messages, and what happened when."""

from dataclasses import replace
from datetime import date
from typing import Any

import polars as pl
import streamlit as st

from core.i18n import gettext as _
from core.people import SMALLEST_SHOWN
from core.times import local
from dashboard import chart_ways, issue_course, pieces
from dashboard.visit import Visit
from reports import charts, course_charts, figures_time, numbers
from reports.charts import Drawing


def show(
    here: Visit, issue: dict[str, Any], members: pl.DataFrame, most: int
) -> tuple[date, date] | None:
    """Draw the messages by day, at most `most` of them; the days of a chosen bar."""
    posted_on = pl.Series("day", [local(at).date() for at in members["posted_at"]], pl.Date)
    title = _("{name}：诉求量", name=issue["name"])
    sources = {here.sources.get(code, code) for code in members["source"].unique()}
    drawing = course_charts.issue_drawing(posted_on, title, numbers.few(sources))
    if issue["messages"] > most:
        drawing = charts.with_filter(drawing, _("最近 {n} 件", n=numbers.count(most)))
    said = here.staleness(members["source"].unique().to_list())
    with pieces.card():
        days = chart_ways.days(charts.with_freshness(_annotated(drawing, issue), said))
        st.caption(_("点击柱子，下面只列那段时间的诉求。"))
    if issue["messages"] > most:
        st.caption(_("只画出最近 {n} 件。", n=numbers.count(most)))
    return days


def _annotated(drawing: Drawing, issue: dict[str, Any]) -> Drawing:
    """With what happened when; in a file that hides small counts without those that name one."""
    figure = figures_time.annotated(drawing.figure, issue_course.told(issue))
    cells = drawing.cells
    if cells is None:
        return replace(drawing, figure=figure)
    few, plain = issue_course.told(issue, SMALLEST_SHOWN), cells.draw
    marked = replace(cells, draw=lambda table: figures_time.annotated(plain(table), few))
    return replace(drawing, figure=figure, cells=marked)
