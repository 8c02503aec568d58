"""Counts of one to four in what leaves the house: told as <5, in pictures, sheets and text alike.

A hidden count is drawn, and summed, as SMALL, the mean of what it may be. Sums are made anew from
what is told, so that none gives away what was hidden by subtraction.
"""

from dataclasses import replace
from typing import Any, TypeVar

import plotly.graph_objects as go
import polars as pl

from core.i18n import gettext as _
from core.people import SMALLEST_SHOWN
from reports import numbers
from reports.charts import Drawing

SMALL = numbers.HIDDEN
Column = TypeVar("Column", pl.Series, pl.Expr)


def hidden(drawing: Drawing) -> Drawing:
    """The drawing without any count of one to four; the same where it has none."""
    cells = drawing.cells
    if cells is None or not any(_small(cells.table[name]).any() for name in cells.counts):
        return drawing
    table = cells.table.with_columns(
        pl.when(_small(pl.col(name))).then(SMALL).otherwise(pl.col(name)).alias(name)
        for name in cells.counts
        if _small(cells.table[name]).any()
    )
    if cells.sums is not None:
        table = cells.sums(table)
    said = _("小于 {n} 的数不列出，记作“<{n}”，图上、合计和样本量中按 {small} 计，"
             "因此与其他图略有出入。", n=SMALLEST_SHOWN, small=SMALL)  # fmt: skip
    caption = replace(drawing.caption, n=round(cells.n(table)), note=said, rough=True)
    figure = _unsaid(cells.draw(table))
    return replace(drawing, figure=figure, table=cells.named(table), caption=caption)


def texts(drawing: Drawing) -> pl.DataFrame:
    """The table as text holds it: a hidden count is <5, and a sum with one in it is whole. Where
    nothing was hidden, 2.5 is a value like any other."""
    table = drawing.table
    if not drawing.caption.note:
        return table
    return table.with_columns(
        _told(table[name])
        for name in table.columns
        if table[name].dtype == pl.Float64 and (table[name] == SMALL).any()
    )


def _told(column: pl.Series) -> pl.Series:
    told = [None if value is None else numbers.told(value) for value in column]
    return pl.Series(column.name, told, pl.String)


def _small(column: Column) -> Column:
    return (column > 0) & (column < SMALLEST_SHOWN)


def _unsaid(figure: go.Figure) -> go.Figure:
    """What appears over a mark says <5 too."""
    for trace in figure.data:
        along = "x" if getattr(trace, "orientation", None) == "h" else "y"
        values: Any = getattr(trace, along, None)
        template: Any = getattr(trace, "hovertemplate", None)
        if values is None or not isinstance(template, str):
            continue
        least = f"&lt;{SMALLEST_SHOWN}"
        trace.hovertemplate = [
            template.replace(f"%{{{along}}}", least) if value == SMALL else template
            for value in values
        ]
    return figure
