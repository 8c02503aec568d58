"""关注专题: what the county keeps an eye on for a while, and how much of it came today."""

from typing import Any

import polars as pl
import streamlit as st

from core.i18n import gettext as _
from core.watched import Watched
from dashboard import pieces, topic_figures, topic_form
from dashboard.visit import Visit
from reports import numbers, sparks
from store import topics


def show(here: Visit) -> None:
    """Draw the list and the form."""
    about = _("用关键词、领域、地区和期间关注一类问题；只关注问题，不关注人")
    pieces.heading(here, _("关注专题"), about)
    if pieces.nothing_imported(here):
        return
    topic_form.show(here)
    found: pl.DataFrame = here.reader.kept("topics", "listed")
    going = found.filter(pl.col("ended_at").is_null())
    if going.is_empty():
        pieces.empty(_("还没有关注专题"), _("在上面新建一个，可以选用供暖、台风等预设。"))
    for row in going.iter_rows(named=True):
        _topic(here, row, topics.of_row(row))
    _over(here, found.filter(pl.col("ended_at").is_not_null()))


def _topic(here: Visit, row: dict[str, Any], topic: Watched) -> None:
    figures = topic_figures.of(here, topic)
    with pieces.card():
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            pieces.link(here, "topic", topic.name, {"topic": str(row["id"])})
            st.badge(topic_figures.state(here, row), color="gray")
            if figures.is_high:
                st.badge(_("超出常态"), color="orange", icon=":material/trending_up:")
        st.caption(pieces.plain(topic_figures.limits(here, topic)))
        with st.container(horizontal=True, vertical_alignment="center"):
            counts = figures.days["messages"].to_list()[-60:]
            st.image(sparks.spark(counts), width=240, alt=_("每天件数"))
            st.text(_line(figures))


def _line(figures: Any) -> str:
    return _(
        "{day} {today} 件，{usual}；期间共 {total} 件，负面 {negative} 件",
        day=numbers.day(figures.until),
        today=numbers.count(figures.today),
        usual=topic_figures.usual(figures.band),
        total=numbers.count(figures.total),
        negative=numbers.count(figures.negative),
    )


def _over(here: Visit, found: pl.DataFrame) -> None:
    if found.is_empty():
        return
    st.subheader(_("已结束的专题"), anchor=False)
    rows = [
        {
            _("专题"): row["name"],
            _("起止日期"): numbers.period(row["since_on"], row["until_on"]),
            _("结束"): f"{row['ended_by']} {numbers.moment(row['ended_at'])}",
            _("理由"): row["end_reason"],
            _("查看"): f"/topic?topic={row['id']}",
        }
        for row in found.iter_rows(named=True)
    ]
    column = st.column_config.LinkColumn(display_text=_("查看"))
    pieces.grid(pl.DataFrame(rows), column_config={_("查看"): column})
