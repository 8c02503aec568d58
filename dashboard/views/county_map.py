"""地图: the counties (or towns) as tiles, or on an approved map, and the same as a table."""

import polars as pl
import streamlit as st

from core.i18n import gettext as _
from dashboard import chart_ways, filter_bar, headline, pieces, region_counts
from dashboard.filters import Period
from dashboard.visit import Visit
from reports import changes, numbers, work_charts
from reports.charts import Drawing
from reports.region_counts import MEASURES, measured
from reports.work_charts import Told

_FILTERS = ("period", "compare", "area", "more", "unit", "channel", "source")


def show(here: Visit) -> None:
    """Draw the page."""
    period, other = here.period, here.compared
    pieces.heading(here, _("地图"), period.shown)
    if pieces.nothing_imported(here):
        return
    filter_bar.draw(here, _FILTERS)
    here = here.without("region")
    cut = ("region", "source", "sentiment")
    days = here.counts(period, *cut)
    before = here.counts(other, *cut) if other else None
    table = region_counts.counted(here, days, before)
    if table.is_empty():
        pieces.empty(
            _("没有可画的地区"), _("在地区配置里给出 tile（列、行）后，这里会画出瓦片地图。")
        )
        return
    measure = st.segmented_control(
        _("着色依据"), list(MEASURES), format_func=lambda code: _(MEASURES[code]),
        default="messages", key="map_measure",
    )  # fmt: skip
    left, right = st.columns([4, 5], gap="small")
    with left, pieces.card():
        _map(here, period, measured(table, measure or "messages"), measure or "")
    with right, pieces.card():
        _table(here, period, table)
    _outside(here, period, days, int(table["messages"].sum()))


def _map(here: Visit, period: Period, table: pl.DataFrame, measure: str) -> None:
    name = _(MEASURES.get(measure) or MEASURES["messages"])
    drawing = _drawing(here, period, table, _("各地{name}", name=name))
    code = chart_ways.picked(drawing)
    st.caption(_("点击地区，查看该地诉求；没有写明地区的诉求不在图上。"))
    if code:
        target = headline.query(here, period, region=code)
        st.switch_page(here.pages["messages"], query_params=target)


def _drawing(here: Visit, period: Period, table: pl.DataFrame, title: str) -> Drawing:
    source = here.sources.get(here.chosen.source) or _("全部信息源")
    shown = period.shown
    told = Told(shown, here.staleness(list(here.source_rows)), here.filtered)
    return work_charts.tile_map(table, title, source, told, region_counts.drawer(here))


def _table(here: Visit, period: Period, table: pl.DataFrame) -> None:
    st.subheader(_("各地情况"), anchor=False)
    rows = [
        {
            _("地区"): row["name"],
            _("诉求"): pieces.address(
                "messages", headline.query(here, period, region=row["region"])
            ),
            _("受理"): numbers.count(row["messages"]),
            _("较对比期"): (changes.growth(row["messages"], row["before"] or 0) or "—"),
            _("负面"): numbers.share(row["bad"], row["messages"]),
            _("已答复"): numbers.share(row["replied"], row["told"]),
        }
        for row in table.sort("messages", descending=True).iter_rows(named=True)
    ]
    pieces.grid(
        pl.DataFrame(rows),
        column_config={_("诉求"): st.column_config.LinkColumn(display_text=_("查看"))},
    )


def _outside(here: Visit, period: Period, days: pl.DataFrame, placed: int) -> None:
    rest = int(days["messages"].sum()) - placed
    if rest > 0:
        st.caption(_("另有 {n} 件没有写明地区，或在图外。", n=numbers.count(rest)))
