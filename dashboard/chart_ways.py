"""Charts of cube frames in cards, with their staleness; bars and points lead to their messages."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import polars as pl
import streamlit as st

from core.i18n import gettext as _
from dashboard import chart_frame, chart_marks, drills, filters, headline, pieces
from dashboard.drills import DRILLS
from dashboard.filters import Period
from dashboard.visit import Visit
from reports import charts
from reports.charts import Drawing


def draw(here: Visit, period: Period, name: str, frame: pl.DataFrame) -> Drawing:
    """The chart of this name over a period, with what its sources lack."""
    source = here.sources.get(here.chosen.source) or _("全部信息源")
    drawing = charts.make(name, frame, period.since, period.until, source)
    drawing = replace(drawing, caption=replace(drawing.caption, period=period.shown))
    drawing = charts.with_filter(drawing, here.filtered)
    return charts.with_freshness(drawing, here.staleness(frame["source"].unique().to_list()))


def framed(here: Visit, period: Period, name: str, frame: pl.DataFrame) -> None:
    """A chart in a card; where its marks stand for messages they lead to them."""
    with pieces.card():
        leading(here, period, draw(here, period, name, frame))


def leading(here: Visit, period: Period, drawing: Drawing) -> None:
    """A chart whose marks lead to their messages, where the reader may see these."""
    if drawing.name not in DRILLS or "messages" not in here.pages:
        chart_frame.chart(drawing)
        return
    read, told = DRILLS[drawing.name]
    found = marked(drawing)
    st.caption(_(told))
    changes = read(found) if found else {}
    if changes:
        changes = _inside(period, changes)
        wanted = {**headline.HIDDEN, "period": period.name, **changes}
        st.switch_page(here.pages["messages"], query_params=here.chosen.query(**wanted))


def _inside(period: Period, changes: Mapping[str, Any]) -> dict[str, Any]:
    """The days of a mark as far as the chart shows them: its first month may begin before it.

    A period cut at noon is one day, which has no other name.
    """
    if "since" not in changes:
        return dict(changes)
    if period.noon:
        return {name: changes[name] for name in changes if name not in filters.DAYS}
    return {
        **changes,
        "since": max(changes["since"], period.since),
        "until": min(changes["until"], period.until),
    }


def control(here: Visit, period: Period) -> None:
    """The period's days against what is usual; the weeks before it serve as its past."""
    since = period.since - charts.CHARTS["overview_control"].past
    past = Period("custom", since, period.until, noon=period.noon)
    frame = here.counts(past, "day", "source")
    framed(here, period, "overview_control", frame)


def calendar(here: Visit) -> None:
    """The last half year by day, whatever period is chosen; of old data, its own last half."""
    last = here.period.until if here.period.fallback else here.today
    half = Period("custom", last - timedelta(weeks=26), last)
    framed(here, half, "overview_calendar", here.counts(half, "day", "source"))


def picked(drawing: Drawing) -> str:
    """Draw a chart whose marks can be chosen; the code of the chosen one."""
    return next(iter(marked(drawing)), "")


def marked(drawing: Drawing) -> list[str]:
    """Draw a chart whose marks can be chosen; what the chosen one carries (its customdata)."""
    near = "closest" if any(trace.type == "bar" for trace in drawing.figure.data) else "x"
    drawing.figure.update_layout(  # plotly chooses nothing while its hover is unified
        clickmode="event+select", dragmode=False, hovermode=near
    )
    marks = chart_marks.named(drawing.figure)
    chosen, listed = chart_frame.chart(drawing, marks, on_select="rerun", selection_mode="points")
    if listed:
        return listed.split(chart_marks.BETWEEN)
    points = chosen["selection"]["points"] if chosen else []
    carried: Any = next((one["customdata"] for one in points if one.get("customdata")), [])
    return chart_marks.parts(carried)


def days(drawing: Drawing) -> tuple[date, date] | None:
    """Draw a chart by day whose bars can be chosen; the days of the chosen one."""
    found = marked(drawing)
    return drills.span(found[0]) if found else None
