"""总览: what must be done today and what is new; then the period's figures and how they moved."""

from functools import partial

import streamlit as st

from core.i18n import gettext as _
from dashboard import (
    chart_ways,
    filter_bar,
    headline,
    issue_lines,
    live,
    pieces,
    source_fares,
    todays_duties,
)
from dashboard.filters import Period
from dashboard.headline import Side
from dashboard.visit import Visit

_TOP = 6


def show(here: Visit) -> None:
    """Draw the page."""
    period = here.period
    pieces.heading(here, _("总览"))
    if pieces.nothing_imported(here):
        return
    if here.can("cases"):
        live.every(60, here, todays_duties.draw)
    filter_bar.draw(here)
    if period.fallback:
        st.info(_("近 30 天没有诉求，下面是最近有数据的 30 天。"))
    found, other = _side(here, period), here.compared
    st.caption(pieces.plain(_said(period, other)))
    headline.draw(here, period, found, _side(here, other) if other else None)
    if found.days.is_empty():
        pieces.empty(_("这段时间没有诉求"), _("换一个统计期间，或者清除筛选。"))
        return
    with st.container(key="overview_body"):
        _body(here, period, found)


def _side(here: Visit, period: Period) -> Side:
    return Side(here.counts(period, "day", "source", "sentiment"), here.answers(period, "source"))


def _said(period: Period, other: Period | None) -> str:
    shown = period.shown
    if other is None:
        return _("统计期间 {shown}", shown=shown)
    against = other.shown
    return _("统计期间 {shown}，与 {against} 相比", shown=shown, against=against)


def _body(here: Visit, period: Period, found: Side) -> None:
    left, right = st.columns([3, 2], gap="small")
    with left:
        chart_ways.framed(here, period, "overview_daily", found.days)
        chart_ways.framed(here, period, "overview_areas", here.counts(period, "source", "area"))
        if found.hours.is_empty():
            with pieces.card():
                st.subheader(_("答复时长分布"), anchor=False)
                st.caption(_("这段时间没有带答复时间的答复。"))
        else:
            chart_ways.framed(here, period, "overview_response", found.hours)
        chart_ways.calendar(here)
    with right:
        _issues(here)
        chart_ways.framed(here, period, "overview_sentiment", found.days)
        with pieces.card():
            st.subheader(_("信息源"), anchor=False)
            source_fares.brief(here)
        chart_ways.control(here, period)


def _issues(here: Visit) -> None:
    with pieces.card():
        found = here.reader.hot_issues(None, _TOP * 5)
        found = found.filter(found["dismissed_at"].is_null()).head(_TOP)
        st.subheader(_("热点事项"), anchor=False, help=_("按热度排列；热度等级（参照）"))
        if found.is_empty():
            st.caption(_("还没有热点事项。"))
            return
        draw = partial(issue_lines.line, here)
        for issue in found.iter_rows(named=True):
            draw(issue)
        pieces.link(here, "issues", _("全部热点事项"), {})
