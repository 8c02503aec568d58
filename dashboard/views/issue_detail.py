"""事项详情: one issue, its course, its messages and replies, and what a person may do with it."""

from datetime import date, timedelta
from typing import Any

import polars as pl
import streamlit as st

from core import people
from core.i18n import gettext as _
from core.retelling import retold
from core.times import day_start
from dashboard import (
    cards,
    case_opening,
    deeds,
    issue_course,
    issue_days,
    issue_deeds,
    issue_gist,
    issue_lines,
    issue_map,
    issue_reasons,
    pieces,
)
from dashboard.visit import Visit
from reports import numbers
from store.frames import Filter

_MOST = 1_000
"""The timeline counts at most this many messages, and says so when there are more."""

_SHOWN = 20


def show(here: Visit) -> None:
    """Draw the page for the issue that the address names."""
    number = st.query_params.get("issue", "")
    issue = here.reader.issue(int(number)) if number.isdecimal() and len(number) < 16 else None
    if issue is None:
        pieces.heading(here, _("事项详情"))
        pieces.empty(_("没有这个事项"), _("请从热点事项列表里选择一个。"))
        pieces.link(here, "issues", _("全部热点事项"), {})
        return
    pieces.heading(here, pieces.plain(issue["name"]))
    deeds.offer_undo(here)
    _about(issue)
    _voices(here, issue)
    case_opening.link(here, issue["id"])
    pieces.link(here, "reports", _("做成一事一页或专报"), {"issue": str(issue["id"])})
    if not here.can("texts"):
        st.caption(_("诉求原文只给承办人员看。"))
        issue_course.show(issue)
        return
    members = here.reader.messages(Filter(issue=issue["id"]), _MOST)
    days = None
    if not members.is_empty():
        issue_gist.show(members)
        days = issue_days.show(here, issue, members, _MOST)
        issue_map.show(here, issue, members)
        issue_reasons.show(here, issue, members)
    issue_course.show(issue)
    _messages(here, members, days)
    issue_deeds.show(here, issue, members)


def _about(issue: dict[str, Any]) -> None:
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        pieces.level(issue["level"])
        if issue_course.stage(issue):
            st.badge(issue_course.stage(issue), color="gray", help=_("事项所处阶段"))
        st.caption(pieces.plain(issue_lines.summary(issue)), width="content")
    place = _("地点：{place}　问题：{problem}", place=issue["place"], problem=issue["problem"])
    st.text(place)
    st.text(_("依据：{why}", why=retold(issue["why"])))
    if issue["dismissed_at"]:
        st.info(_dismissed(issue))
    if issue["heat_at"]:
        st.caption(_("热度计算时间 {at}", at=numbers.moment(issue["heat_at"])))


def _dismissed(issue: dict[str, Any]) -> str:
    return pieces.plain(
        _(
            "{who} 于 {at} 搁置，理由：{reason}",
            who=issue["dismissed_by"],
            at=numbers.moment(issue["dismissed_at"]),
            reason=issue["dismiss_reason"],
        )
    )


def _voices(here: Visit, issue: dict[str, Any]) -> None:
    """How many people spoke; the hash that counts them changes every month."""
    by_month = here.reader.voices(issue["id"])
    if by_month:
        told = people.count(sum(by_month.values()))
        if len(by_month) > 1:
            said = _("诉求人 {people} 人月次（按月分别计数后相加）", people=told)
        else:
            said = _("不同诉求人 {people}", people=told)
        if here.reader.scope.least:
            said += _("（不足 {n} 人的月份不计）", n=here.reader.scope.least)
        st.caption(said)


def _messages(here: Visit, members: pl.DataFrame, days: tuple[date, date] | None) -> None:
    if days:
        posted = pl.col("posted_at")
        ends = day_start(days[0]), day_start(days[1] + timedelta(1))
        members = members.filter(posted >= ends[0], posted < ends[1])
        st.caption(_("只列 {period} 的诉求。", period=numbers.period(*days)))
    st.subheader(_("诉求（{n} 件）", n=numbers.count(members.height)), anchor=False)
    pages = -(-members.height // _SHOWN)
    first = (st.pagination(pages, key="members_page") - 1) * _SHOWN if pages > 1 else 0
    for message in members[first : first + _SHOWN].iter_rows(named=True):
        cards.card(here, message)
