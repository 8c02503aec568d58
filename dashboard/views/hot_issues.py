"""热点事项: issues by heat, each with its level, how many messages it has, and why."""

from collections.abc import Mapping
from functools import partial
from typing import Any

import polars as pl
import streamlit as st

from core import people
from core.i18n import gettext as _
from dashboard import filter_bar, issue_course, issue_lines, ledgers, pieces
from dashboard.visit import Visit
from reports import numbers

_PER_PAGE = 30
_MOST = 500
_SIGNS = 8


def show(here: Visit) -> None:
    """Draw the page."""
    period = here.period
    pieces.heading(here, _("热点事项"), _("同一地点、同一问题的诉求合为一个事项，按热度排列"))
    if pieces.nothing_imported(here):
        return
    filter_bar.draw(here, ("period", "area", "region", "level"))
    if period.fallback:
        st.info(_("近 30 天没有诉求，下面是最近有数据的 30 天。"))
    start, end = period.moments
    found = here.reader.hot_issues(start, _MOST, here.chosen.region or "")
    whole = found.height < _MOST
    found = found.filter(found["last_at"] < end)
    if here.chosen.area:
        found = found.filter(found["area"] == here.chosen.area)
    if here.chosen.level:
        found = found.filter(found["level"] == here.chosen.level)
    if found.is_empty():
        pieces.empty(_("这段时间没有热点事项"), _("换一个统计期间，或者清除筛选。"))
        return
    standing = found.filter(found["dismissed_at"].is_null())
    _signs(here, standing)
    ledgers.button(
        here, _("热点事项台账"), partial(ledgers.of_issues, here, standing), "issues", 500
    )
    first = _page(standing.height, whole)
    for issue in standing[first : first + _PER_PAGE].iter_rows(named=True):
        issue_lines.row(here, issue)
    _dismissed(here, found.filter(found["dismissed_at"].is_not_null()))


def _signs(here: Visit, found: pl.DataFrame) -> None:
    """苗头性问题: small, but fast."""
    small = issue_course.first_signs(found)
    if small.is_empty():
        return
    with pieces.card():
        st.subheader(_("苗头性问题"), anchor=False)
        for issue in small[:_SIGNS].iter_rows(named=True):
            sign = issue_course.of(issue)["sign"]
            pieces.link(here, "issue", issue["name"], {"issue": str(issue["id"])})
            st.caption(pieces.plain(_sign(sign)))


def _sign(sign: Mapping[str, Any]) -> str:
    return _(
        "{days} 天内 {people} 人次，按以往预计 {expected} 人次",
        days=f"{sign['days']:g}",
        people=people.count(sign["people"]),
        expected=f"{sign['expected']:.1f}",
    )


def _dismissed(here: Visit, found: pl.DataFrame) -> None:
    """Issues that were set aside, with who did it and why: nothing is put away unseen."""
    if found.is_empty():
        return
    with st.expander(_("已搁置的事项（{n} 个）", n=found.height)):
        for issue in found.iter_rows(named=True):
            pieces.link(here, "issue", issue["name"], {"issue": str(issue["id"])})
            told = _("{who}：{reason}", who=issue["dismissed_by"], reason=issue["dismiss_reason"])
            st.caption(pieces.plain(told))


def _page(total: int, whole: bool) -> int:
    """The first row of the chosen page; it is said where there are more than are listed."""
    told = _("共 {n} 个事项") if whole else _("热度最高的 {n} 个事项；更多的请缩短统计期间。")
    st.caption(pieces.plain(told.format(n=numbers.count(total))))
    pages = -(-total // _PER_PAGE)
    return (st.pagination(pages, key="issues_page") - 1) * _PER_PAGE if pages > 1 else 0
