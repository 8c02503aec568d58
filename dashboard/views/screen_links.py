"""大屏: links that show a big screen without sign-in; each can be revoked at once."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import streamlit as st

from cases import keeping
from cases.keeping import LIFETIMES, SCREENS
from config import signing
from core.i18n import gettext as _
from core.times import day_start
from dashboard import deeds, pieces
from dashboard.visit import Visit
from reports import numbers


def show(here: Visit) -> None:
    """Draw the page."""
    about = _("只读、无须登录、可随时撤销；不显示诉求原文，少于 5 的数不显示")
    pieces.heading(here, _("大屏"), about)
    if here.reader.scope.is_part:
        pieces.empty(
            _("您看到的只是一部分数据"),
            _("大屏显示全部数据，请由不限单位和地区的牵头单位生成链接。"),
        )
        return
    with pieces.card():
        _form(here)
    rows = here.reader.kept("keeping", "all_screens")
    good = [row for row in rows if keeping.good(row, here.now)]
    st.subheader(_("在用的链接（{n} 个）", n=len(good)), anchor=False)
    if not good:
        st.caption(_("还没有在用的链接。"))
    for row in good:
        _row(here, row)
    gone = [row for row in rows if row not in good]
    if gone:
        with st.expander(_("已失效的链接（{n} 个）", n=len(gone))):
            for row in gone:
                st.caption(pieces.plain(_told(here, row)))


def _form(here: Visit) -> None:
    hot = here.reader.hot_issues(day_start(here.today - timedelta(30)))[:100]
    names = {0: _("（总览大屏不用选）")} | dict(hot.select("id", "name").iter_rows())
    st.subheader(_("生成链接"), anchor=False)
    with st.form("screen_form", border=False):
        with st.container(horizontal=True, vertical_alignment="bottom"):
            kind = st.selectbox(
                _("种类"), list(SCREENS), format_func=lambda code: _(SCREENS[code]), width=160
            )
            issue = st.selectbox(
                _("事项"), list(names), format_func=lambda number: names[number], width=320
            )
            days = st.selectbox(
                _("有效期"), list(LIFETIMES), 1, format_func=lambda n: _("{n} 天", n=n), width=120
            )
            sent = st.form_submit_button(_("生成链接"), type="primary")
        if sent:
            chosen = (issue or 0) if kind == "emergency" else 0
            deeds.do(
                lambda: keeping.open_screen(
                    here.reader.store, here.actor, kind or "", chosen, days or 7, here.now
                ),
                _("链接已生成"),
            )


def _row(here: Visit, row: Mapping[str, Any]) -> None:
    signer = signing.screens(here.settings)
    path = f"/screen/{signer.sign([row['id']], 'screen')}"
    with pieces.card():
        st.caption(pieces.plain(_told(here, row)))
        st.code(here.settings.public_url + path, language=None, wrap_lines=True)
        with st.container(horizontal=True):
            st.markdown(f"[{_('打开')}]({path})")
            if st.button(_("撤销"), key=f"revoke_{row['id']}", type="tertiary"):
                deeds.do(
                    lambda: keeping.revoke_screen(
                        here.reader.store, here.actor, row["id"], here.now
                    ),
                    _("已撤销，打开着的大屏一分钟内失效"),
                )


def _told(here: Visit, row: Mapping[str, Any]) -> str:
    issue = here.reader.issue(row["issue_id"]) if row["issue_id"] else None
    ends = row["made_at"] + timedelta(days=row["days"])
    parts = [
        _(SCREENS[row["kind"]]),
        issue["name"] if issue else "",
        _("{who} 于 {at} 生成", who=row["made_by"], at=numbers.moment(row["made_at"])),
        _("有效至 {at}", at=numbers.moment(ends)),
        _("{who} 撤销", who=row["revoked_by"]) if row["revoked_by"] else "",
    ]
    return " · ".join(part for part in parts if part)
