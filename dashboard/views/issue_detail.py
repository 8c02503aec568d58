"""事项详情: one issue, its timeline, its messages, and a form that renames it."""

from typing import Any

import polars as pl
import streamlit as st

from cases import desk
from core.errors import UserError
from core.i18n import gettext as _
from core.times import local
from dashboard import cards, loaders, pieces
from dashboard.views import hot_issues
from dashboard.visit import Visit
from reports import charts, numbers
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
    _about(issue)
    members = here.reader.messages(Filter(issue=issue["id"]), _MOST)
    if not members.is_empty():
        _timeline(issue, members)
    _messages(here, members)
    _rename(here, issue)


def _about(issue: dict[str, Any]) -> None:
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        pieces.level(issue["level"])
        st.caption(pieces.plain(hot_issues.summary(issue)), width="content")
    place = _("地点：{place}　问题：{problem}", place=issue["place"], problem=issue["problem"])
    st.text(place)
    st.text(_("依据：{why}", why=issue["why"]))
    if issue["heat_at"]:
        st.caption(_("热度计算时间 {at}", at=numbers.moment(issue["heat_at"])))


def _timeline(issue: dict[str, Any], members: pl.DataFrame) -> None:
    posted_on = pl.Series("day", [local(at).date() for at in members["posted_at"]], pl.Date)
    title = _("{name}：诉求量", name=issue["name"])
    pieces.chart(charts.issue_drawing(posted_on, title, _("全部信息源")))
    if issue["messages"] > _MOST:
        st.caption(_("只画出最近 {n} 件。", n=numbers.count(_MOST)))


def _messages(here: Visit, members: pl.DataFrame) -> None:
    st.subheader(_("诉求（{n} 件）", n=numbers.count(members.height)), anchor=False)
    pages = -(-members.height // _SHOWN)
    first = (st.pagination(pages, key="members_page") - 1) * _SHOWN if pages > 1 else 0
    for message in members[first : first + _SHOWN].iter_rows(named=True):
        cards.card(here, message)


def _rename(here: Visit, issue: dict[str, Any]) -> None:
    with st.expander(_("修改名称")), st.form("rename", border=False):
        name = st.text_input(_("事项名称"), value=issue["name"], max_chars=60)
        st.caption(_("改过的名称不再被程序覆盖；修改会记入操作记录。"))
        if st.form_submit_button(_("保存名称"), type="primary"):
            _save_name(here, issue["id"], name or "")


def _save_name(here: Visit, issue: int, name: str) -> None:
    try:
        desk.rename_issue(here.reader.store, here.actor, issue, name, here.now)
    except UserError as error:
        st.error(pieces.plain(error))
        return
    loaders.forget()
    st.toast(_("名称已保存"))
    st.rerun()
