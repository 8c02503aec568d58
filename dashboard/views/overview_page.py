"""总览: the period's figures, how they moved, what is hot, and whether sources are fresh."""

from functools import partial
from typing import Any

import polars as pl
import streamlit as st

from core.i18n import gettext as _
from dashboard import filters, headline, pieces
from dashboard.filters import Period
from dashboard.views import hot_issues, source_health
from dashboard.visit import Visit
from reports import charts, numbers
from reports.charts import Drawing

_TOP = 6


def show(here: Visit) -> None:
    """Draw the page."""
    period = here.period
    pieces.heading(here, _("总览"), numbers.period(period.since, period.until))
    if pieces.nothing_imported(here):
        return
    filters.bar(here.chosen, period, here.sources, ("period", "area", "source"))
    if period.fallback:
        st.info(_("近 30 天没有诉求，下面是最近有数据的 30 天。"))
    days = _within(here, here.reader.days(period.since, period.until))
    hours = _within(here, here.reader.hours(period.since, period.until))
    headline.draw(here, period, days, hours)
    if days.is_empty():
        pieces.empty(_("这段时间没有诉求"), _("换一个统计期间，或者清除筛选。"))
        return
    left, right = st.columns([3, 2], gap="medium")
    with left:
        pieces.chart(_draw(here, period, "overview_daily", days))
        _areas(here, period, days)
        _response(here, period, hours)
    with right:
        _issues(here)
        pieces.chart(_draw(here, period, "overview_sentiment", days))
        st.subheader(_("信息源"), anchor=False)
        source_health.brief(here)


def _within(here: Visit, frame: pl.DataFrame) -> pl.DataFrame:
    for name in ("area", "source"):
        if value := getattr(here.chosen, name):
            frame = frame.filter(pl.col(name) == value)
    return frame


def _draw(here: Visit, period: Period, name: str, frame: pl.DataFrame) -> Drawing:
    source = here.sources.get(here.chosen.source) or _("全部信息源")
    return charts.make(name, frame, period.since, period.until, source)


def _areas(here: Visit, period: Period, days: pl.DataFrame) -> None:
    """The bars lead to the messages of their area."""
    drawing = _draw(here, period, "overview_areas", days)
    drawing.figure.update_layout(clickmode="event+select", dragmode=False)
    chosen: Any = pieces.chart(drawing, on_select="rerun", selection_mode="points")
    st.caption(_("点击条形，查看该领域的诉求。"))
    if chosen and chosen["selection"]["points"]:
        area = chosen["selection"]["points"][0]["customdata"]
        code = area[0] if isinstance(area, list) else area
        target = headline.query(here, period, area=code)
        st.switch_page(here.pages["messages"], query_params=target)


def _response(here: Visit, period: Period, hours: pl.DataFrame) -> None:
    if hours.is_empty():
        st.subheader(_("答复时长分布"), anchor=False)
        st.caption(_("这段时间没有带答复时间的答复。"))
    else:
        pieces.chart(_draw(here, period, "overview_response", hours))


def _issues(here: Visit) -> None:
    found = here.reader.hot_issues(None, _TOP)
    st.subheader(_("热点事项"), anchor=False, help=_("按热度排列；热度等级（参照）"))
    if found.is_empty():
        st.caption(_("还没有热点事项。"))
        return
    draw = partial(hot_issues.row, here, brief=True)
    for issue in found.iter_rows(named=True):
        draw(issue)
    pieces.link(here, "issues", _("全部热点事项"), {})
