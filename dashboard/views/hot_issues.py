"""热点事项: issues by heat, each with its level, how many messages it has, and why."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import streamlit as st

from core.i18n import gettext as _
from core.labels import AREAS
from core.times import day_start, local
from dashboard import filters, pieces
from dashboard.visit import Visit
from reports import numbers

_PER_PAGE = 30


def show(here: Visit) -> None:
    """Draw the page."""
    period = here.period
    pieces.heading(here, _("热点事项"), _("同一地点、同一问题的诉求合为一个事项，按热度排列"))
    if pieces.nothing_imported(here):
        return
    filters.bar(here.chosen, period, here.sources, ("period", "area"))
    if period.fallback:
        st.info(_("近 30 天没有诉求，下面是最近有数据的 30 天。"))
    found = here.reader.hot_issues(day_start(period.since))
    found = found.filter(found["last_at"] < day_start(period.until + timedelta(days=1)))
    if here.chosen.area:
        found = found.filter(found["area"] == here.chosen.area)
    if found.is_empty():
        pieces.empty(_("这段时间没有热点事项"), _("换一个统计期间，或者清除筛选。"))
        return
    first = _page(found.height)
    for issue in found[first : first + _PER_PAGE].iter_rows(named=True):
        row(here, issue)


def _page(total: int) -> int:
    """The first row of the chosen page."""
    st.caption(_("共 {n} 个事项", n=numbers.count(total)))
    pages = -(-total // _PER_PAGE)
    return (st.pagination(pages, key="issues_page") - 1) * _PER_PAGE if pages > 1 else 0


def row(here: Visit, issue: Mapping[str, Any], brief: bool = False) -> None:
    """One issue: level, name, what it is about, and (not if `brief`) why it is hot."""
    with st.container(border=True, gap="xsmall"):
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            pieces.level(issue["level"])
            pieces.link(here, "issue", issue["name"], {"issue": str(issue["id"])})
        st.caption(pieces.plain(summary(issue)))
        if not brief:
            st.text(issue["why"])


def summary(issue: Mapping[str, Any]) -> str:
    """Heat, area, number of messages and when they were posted, on one line."""
    return " · ".join(
        (
            _("热度 {heat}", heat=f"{issue['heat']:.0f}"),
            _("{n} 件诉求", n=numbers.count(issue["messages"])),
            _(AREAS.get(issue["area"], issue["area"])),
            _("最近 {day}", day=numbers.day(local(issue["last_at"]).date())),
        )
    )
