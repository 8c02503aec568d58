"""Where an issue is told from: its messages by region, on the tiles or the approved map."""

from typing import Any

import polars as pl
import streamlit as st

from core.i18n import gettext as _
from core.times import day_of
from dashboard import chart_frame, pieces, region_counts
from dashboard.visit import Visit
from reports import numbers, work_charts
from reports.charts import Drawing
from reports.figures import Caption
from reports.region_counts import measured


def show(here: Visit, issue: dict[str, Any], members: pl.DataFrame) -> None:
    """Draw the map; what names no place is counted beside it. Nothing where none names one."""
    days = members.select(
        pl.col("region").fill_null(""),
        "source",
        pl.col("sentiment").fill_null(""),
        pl.lit(1).alias("messages"),
        pl.col("reply").is_not_null().cast(pl.Int64).alias("replied"),
    )
    table = region_counts.counted(here, days, None)
    placed = int(table["messages"].sum()) if table.height else 0
    if not placed:
        return
    with pieces.card():
        chart_frame.chart(_drawing(here, issue, members, table))
        if placed < members.height:
            n = numbers.count(members.height - placed)
            st.caption(_("另有 {n} 件没有写明地区，不在图上。", n=n))


def _drawing(
    here: Visit, issue: dict[str, Any], members: pl.DataFrame, table: pl.DataFrame
) -> Drawing:
    shown = measured(table, "messages").with_columns(
        pl.when(pl.col("messages") > 0).then("value").alias("value"),
        pl.when(pl.col("messages") > 0).then("shown").otherwise(pl.lit("")).alias("shown"),
    )
    days = [day_of(at) for at in members["posted_at"]]
    sources = {here.sources.get(code, code) for code in members["source"].unique()}
    caption = Caption(
        _("{name}：地区分布", name=issue["name"]),
        numbers.period(min(days), max(days)),
        numbers.few(sources),
        int(table["messages"].sum()),
        here.staleness(members["source"].unique().to_list()),
    )
    return work_charts.placed("issue_map", region_counts.drawer(here), shown, caption)
