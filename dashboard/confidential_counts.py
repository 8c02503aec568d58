"""Confidential records (保密诉求): what is told of them, in cells large enough."""

import polars as pl
import streamlit as st

from core import people
from core.i18n import gettext as _
from core.labels import AREAS
from dashboard import pieces
from dashboard.visit import Visit


def show(here: Visit) -> None:
    """The counts by month, source, area and intent; nothing where there are none to tell."""
    found = here.reader.confidential() if here.can("figures") else None
    if found is None or found.is_empty():
        return
    st.subheader(_("保密诉求"), anchor=False)
    told = _(
        "标明保密的诉求只计数，不保存内容；不足 {least} 件的不显示。", least=people.SMALLEST_SHOWN
    )
    st.caption(told)
    areas = {code: _(name) for code, name in AREAS.items()}
    pieces.typed(
        found.select(
            pl.col("month").cast(pl.String).alias(_("月份")),
            pl.col("source").replace(dict(here.sources)).alias(_("信息源")),
            pl.col("area").replace(areas).alias(_("领域")),
            pl.col("intent").alias(_("诉求类型")),
            pl.col("messages").alias(_("件数")),
        )
    )
