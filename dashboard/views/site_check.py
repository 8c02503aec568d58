"""网站检查: whether watched sites answer and are kept up, by rule R-WEB-CHECK."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

import polars as pl
import streamlit as st

from core import website
from core.i18n import gettext as _
from core.i18n import mark
from core.sources import Source
from core.website import HOME, STATES, Finding, Probe, Seen, WebRule
from dashboard import pieces
from dashboard.pieces import Colour
from dashboard.visit import Visit
from reports import numbers

KINDS: dict[str, str] = {
    "home": mark("首页"),
    "news": mark("动态要闻"),
    "policy": mark("通知政策"),
    "messages": mark("互动留言"),
    "media": mark("新媒体账号"),
}
COLOURS: dict[str, Colour] = {
    "fails": "red",
    "watch": "orange",
    "fine": "green",
    "unknown": "gray",
}
_BACK = timedelta(days=30)
_WEEK = timedelta(days=7)


def show(here: Visit) -> None:
    """Draw the page."""
    rule = here.tables.web_rule
    pieces.heading(
        here, _("网站检查"), _("依据 {citation}（{mark}）", citation=rule.citation, mark=rule.mark)
    )
    watched = [s for s in here.tables.sources.values() if s.kind == "site" and s.enabled]
    if not watched:
        pieces.empty(
            _("还没有登记要检查的网站"),
            _('在配置里加一个 `kind = "site"` 的数据源，写法见手册“网站检查”。'),
        )
    for source in watched:
        _site(here, source, rule)


def _site(here: Visit, source: Source, rule: WebRule) -> None:
    probes, pages = here.reader.website(source.id, _BACK)
    found = website.judge(probes, pages, rule, here.now)
    worst = min((finding.state for finding in found), key=list(STATES).index)
    with pieces.card():
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.badge(_(STATES[worst]), color=COLOURS[worst])
            st.markdown(f"**{pieces.plain(source.name)}**", width="content")
        st.caption(pieces.plain(_looks(here, source, probes)))
        _table([_finding(finding) for finding in found], f"f_{source.id}")
        if pages:
            _table([_page(page) for page in pages], f"p_{source.id}")
        else:
            st.caption(_("还没有读取过栏目。"))


def _table(rows: Sequence[Mapping[str, str | None]], key: str) -> None:
    """Sentences get the room, words and dates what they need."""
    wide = {name: st.column_config.TextColumn(width="large") for name in (_("说明"), _("读取问题"))}
    pieces.grid(pl.DataFrame(rows), column_config=wide, key=key)


def _looks(here: Visit, source: Source, probes: Sequence[Probe]) -> str:
    if not probes:
        return _("{address} · 还没有探测过", address=source.location)
    week = [probe for probe in probes if here.now - probe.at <= _WEEK]
    void = sum(probe.void for probe in week)
    said = _(
        "{address} · 上次探测 {at} · 近 7 天 {n} 次",
        address=source.location,
        at=numbers.moment(probes[-1].at),
        n=len(week) - void,
    )
    return said + (_("，另有 {n} 次因本机网络不通不计", n=void) if void else "")


def _finding(finding: Finding) -> dict[str, str]:
    return {
        _("检查项"): finding.name,
        _("结论"): _(STATES[finding.state]),
        _("说明"): finding.sentence,
    }


def _page(page: Seen) -> dict[str, str | None]:
    return {
        _("页面"): _(KINDS["home"]) if page.target == HOME else page.target,
        _("类型"): _(KINDS[page.kind]),
        _("最新内容"): _day(page.newest_on),
        _("条数"): numbers.count(page.items),
        _("最早未答复"): _day(page.pending_on),
        _("失效链接"): numbers.count(page.dead_links) if page.target == HOME else None,
        _("读取时间"): numbers.moment(page.at),
        _("读取问题"): page.error or None,
    }


def _day(value: date | None) -> str | None:
    return numbers.day(value) if value else None
