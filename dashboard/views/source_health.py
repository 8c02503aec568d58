"""信息源: how each source fares, collecting at once, and rows that wait for a person."""

from collections.abc import Sequence

import polars as pl
import streamlit as st

from core.i18n import gettext as _
from dashboard import confidential_counts, pieces, source_cards, source_fares, waiting_list
from dashboard.source_cards import Fares
from dashboard.visit import Visit
from reports import numbers
from reports.freshness import State

_MOST_CARDS = 12
"""With more sources than this the healthy ones stand in a table."""


def show(here: Visit) -> None:
    """Draw the page."""
    pieces.heading(here, _("信息源"), _("数据源运行状态"))
    _outages(here)
    found = source_fares.fares(here)
    _summary(here, found)
    asked = {parameters.get("source") for parameters in here.reader.asked("collect")}
    troubled = [one for one in found if one.state.trouble]
    well = [one for one in found if not one.state.trouble]
    as_cards = troubled + well if len(found) <= _MOST_CARDS else troubled[:_MOST_CARDS]
    for one in as_cards:
        source_cards.card(here, one, waiting=one.code in asked or None in asked)
    if len(as_cards) < len(found):
        _all(here, found, asked)
    _never_read(here)
    confidential_counts.show(here)
    waiting_list.show(here)


def _outages(here: Visit) -> None:
    for outage in here.outages:
        st.warning(
            _(
                "自 {at} 起本机网络不通，{n} 个数据源未能读取；"
                "这不计入它们的失败，网络恢复后自动继续。",
                at=numbers.moment(outage.since),
                n=outage.sources,
            )
        )


def _summary(here: Visit, found: Sequence[Fares]) -> None:
    """How many sources fare how, in one line of badges."""
    counted: dict[State, int] = {}
    for one in found:
        counted[one.state] = counted.get(one.state, 0) + 1
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        for state, number in sorted(counted.items(), key=lambda pair: not pair[0].trouble):
            st.badge(f"{state.word} {numbers.count(number)}", color=state.colour)


def _all(here: Visit, found: Sequence[Fares], asked: set[object]) -> None:
    """All sources in a table with their last days, and one of them in full on demand."""
    table = pl.DataFrame(
        {
            _("状态"): [one.state.word for one in found],
            _("信息源"): [here.sources[one.code] for one in found],
            _("近 14 天"): [list(one.days) for one in found],
            _("今天"): [one.days[-1] for one in found],
            _("往常此时"): [source_cards.band(one.volume) or "—" for one in found],
            _("上次成功"): [numbers.moment(one.row["last_success_at"]) for one in found],
            _("下次"): [numbers.moment(one.row["next_at"]) for one in found],
            _("待核"): [one.row["quarantined"] for one in found],
        }
    )
    bars = st.column_config.BarChartColumn(width="small", y_min=0)
    pieces.typed(table, column_config={_("近 14 天"): bars})
    names = {one.code: f"{one.state.word} · {here.sources[one.code]}" for one in found}
    chosen = st.selectbox(
        _("查看一个数据源"),
        list(names),
        index=None,
        format_func=names.__getitem__,
        placeholder=_("选择数据源"),
    )
    for one in found:
        if one.code == chosen and not one.state.trouble:
            source_cards.card(here, one, waiting=one.code in asked or None in asked)


def _never_read(here: Visit) -> None:
    """Sources that are set up and have brought nothing yet."""
    names = [
        source.name
        for source in here.tables.sources.values()
        if source.enabled and source.id not in here.source_rows
    ]
    if names:
        st.caption(pieces.plain(_("尚未采集：{names}", names="、".join(names))))
