"""八大领域: each of the eight areas, how it moved, how it was answered, what is hot in it."""

from datetime import timedelta
from typing import Any

import polars as pl
import streamlit as st

from core.i18n import gettext as _
from core.labels import AREAS
from dashboard import chart_ways, filter_bar, headline, pieces
from dashboard.filters import Period
from dashboard.visit import Visit
from reports import numbers, sparks

_HOTTEST = 3


def show(here: Visit) -> None:
    """Draw the page from the day cube and the kept issues."""
    period = here.period
    pieces.heading(here, _("八大领域"), _("浙政办发〔2021〕28号列明的八个领域，另列其他"))
    if pieces.nothing_imported(here):
        return
    filter_bar.draw(here, ("period", "compare", "region", "more", "unit", "channel", "source"))
    here = here.without("area")
    other, cut = here.compared, ("source", "area", "sentiment")
    days = here.counts(period, "day", *cut)
    before = here.counts(other, *cut) if other else days.clear()
    hot = here.reader.hot_issues(period.moments[0])
    _charts(here, period)
    columns = st.columns(2)
    for place, area in enumerate(AREAS):
        with columns[place % 2], pieces.card():
            _area(here, period, area, (_of(days, area), _of(before, area), _of(hot, area)))


def _charts(here: Visit, period: Period) -> None:
    left, right = st.columns(2, gap="small")
    with left:
        chart_ways.framed(
            here, period, "area_multiples", here.counts(period, "day", "source", "area")
        )
    with right:
        answers = here.answers(period, "source", "area")
        drawing = chart_ways.draw(here, period, "area_spread", answers)
        with pieces.card():
            if drawing.table.is_empty():
                st.subheader(_("各领域答复时长"), anchor=False)
                said = _("这段时间各领域有答复时间的都不足 {n} 件，不画分布。", n=numbers.MIN_N)
                st.caption(pieces.plain(said))
            else:
                chart_ways.leading(here, period, drawing)


def _of(frame: pl.DataFrame, area: str) -> pl.DataFrame:
    return frame.filter(frame["area"] == area)


def _area(
    here: Visit, period: Period, area: str, frames: tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame]
) -> None:
    days, before, hot = frames
    total, earlier = int(days["messages"].sum()), int(before["messages"].sum())
    st.subheader(_(AREAS[area]), anchor=False)
    st.caption(pieces.plain(_line(here, days, total, earlier)))
    if total:
        st.image(sparks.spark(_curve(days, period)), width=240, alt=_("每天件数"))
        pieces.link(here, "messages", _("查看诉求"), headline.query(here, period, area=area))
    for issue in hot[:_HOTTEST].iter_rows(named=True):
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            pieces.level(issue["level"])
            pieces.link(here, "issue", issue["name"], {"issue": str(issue["id"])})


def _line(here: Visit, days: pl.DataFrame, total: int, earlier: int) -> str:
    negative = int(days.filter(days["sentiment"] == "neg")["messages"].sum())
    counted = days.filter(pl.col("source").is_in(here.replying))
    told, replied = int(counted["messages"].sum()), int(counted["replied"].sum())
    parts = [
        _("{n} 件，上期 {before} 件", n=numbers.count(total), before=numbers.count(earlier)),
        _("负面 {n} 件", n=numbers.count(negative)),
    ]
    if told:
        parts.append(_("已答复 {n} / {all} 件", n=numbers.count(replied), all=numbers.count(told)))
    return " · ".join(parts)


def _curve(days: pl.DataFrame, period: Period) -> list[Any]:
    counted = dict(days.group_by("day").agg(pl.col("messages").sum()).iter_rows())
    span = (period.until - period.since).days + 1
    return [counted.get(period.since + timedelta(days=step), 0) for step in range(span)]
