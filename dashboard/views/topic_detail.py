"""专题详情: one watched topic: its days against what is usual, its issues, areas and places."""

from datetime import date
from typing import Any

import polars as pl
import streamlit as st

from cases import topics as desk
from core.i18n import gettext as _
from core.labels import AREAS
from core.watched import Watched
from dashboard import cards, chart_ways, deeds, pieces, topic_figures, topic_parts
from dashboard.visit import Visit
from reports import charts, course_charts, numbers
from reports.watched import Figures
from store import topics
from store.frames import Filter

_PER_PAGE = 10


def show(here: Visit) -> None:
    """Draw the page for the topic that the address names."""
    row = _row(here, st.query_params.get("topic", ""))
    if row is None:
        pieces.heading(here, _("专题详情"))
        pieces.empty(_("没有这个专题"), _("请从关注专题列表里选择一个。"))
        pieces.link(here, "topics", _("全部专题"), {})
        return
    topic = topics.of_row(row)
    figures = topic_figures.of(here, topic)
    pieces.heading(here, pieces.plain(topic.name))
    st.caption(pieces.plain(topic_figures.limits(here, topic)))
    _headline(here, row, figures)
    title = _("{name}：每日诉求量与常态", name=topic.name)
    drawing = course_charts.topic_drawing(figures.days, title, _("全部信息源"))
    drawing = charts.with_filter(drawing, topic_figures.words(here, topic))
    with pieces.card():
        said = here.staleness(list(here.source_rows))
        days = chart_ways.days(charts.with_freshness(drawing, said))
        st.caption(_("点击柱子，下面只列当天的诉求。"))
    st.caption(_("常态：前 8 周同类日子（按星期、节假日）的中位数，上限为三倍稳健离差。"))
    topic_parts.hot(here, figures)
    left, right = st.columns(2)
    with left:
        topic_parts.shares(
            _("领域"), [(_(AREAS.get(code, "待分析")), n) for code, n in figures.areas]
        )
    with right:
        named = [(here.place(code) or _("未识别"), n) for code, n in figures.regions]
        topic_parts.shares(_("地区"), named)
    _messages(here, topic, figures, days)
    _end(here, row)


def _row(here: Visit, number: str) -> dict[str, Any] | None:
    if not number.isdecimal() or len(number) > 15:
        return None
    found = here.reader.kept("topics", "listed").filter(pl.col("id") == int(number))
    return found.row(0, named=True) if found.height else None


def _headline(here: Visit, row: dict[str, Any], figures: Figures) -> None:
    with st.container(key="headline"):
        pieces.figure(
            numbers.day(figures.until),
            numbers.count(figures.today),
            topic_figures.usual(figures.band),
        )
        period = numbers.period(figures.since, figures.until)
        pieces.figure(_("期间诉求"), numbers.count(figures.total), period)
        share = numbers.percent(figures.negative, figures.total)
        pieces.figure(_("负面"), numbers.count(figures.negative), _("占 {share}", share=share))
        high = numbers.count(len(figures.high_days))
        pieces.figure(_("超出常态的天数"), high, topic_figures.state(here, row))


def _messages(
    here: Visit, topic: Watched, figures: Figures, days: tuple[date, date] | None
) -> None:
    chosen = Filter(since=figures.since, until=figures.until, topic=topic)
    total = figures.total
    if days:
        chosen = Filter(since=days[0], until=days[1], topic=topic)
        total = here.reader.count(chosen)
        st.caption(_("只列 {period} 的诉求。", period=numbers.period(*days)))
    st.subheader(_("诉求（{n} 件）", n=numbers.count(total)), anchor=False)
    pages = -(-total // _PER_PAGE)
    first = (st.pagination(pages, key="topic_page") - 1) * _PER_PAGE if pages > 1 else 0
    for message in here.reader.messages(chosen, _PER_PAGE, first).iter_rows(named=True):
        cards.card(here, message)


def _end(here: Visit, row: dict[str, Any]) -> None:
    if row["ended_at"]:
        who, at = row["ended_by"], numbers.moment(row["ended_at"])
        st.info(
            pieces.plain(
                _("{who} 于 {at} 结束，理由：{reason}", who=who, at=at, reason=row["end_reason"])
            )
        )
        return
    with st.expander(_("结束关注")), st.form("end_topic", border=False):
        reason = st.text_input(_("理由"), max_chars=200)
        st.caption(_("结束后不再预警，记录保留。"))
        if st.form_submit_button(_("结束关注")):
            deeds.do(
                lambda: desk.end(here.reader.store, here.actor, row["id"], reason or "", here.now),
                _("已结束"),
            )
