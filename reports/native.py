"""A chart as Excel draws it, so that an office can restyle it: beside the data it is made of.

Bars, stacked bars and lines become Excel charts; a heat map becomes a coloured table. What
Excel has no chart for (flows, maps) stays a table, and the sheet says so.
"""

from collections.abc import Sequence
from typing import Any

import polars as pl
from xlsxwriter import Workbook
from xlsxwriter.utility import xl_rowcol_to_cell

from core.i18n import gettext as _
from reports import theme
from reports.charts import Drawing

_MOST_SERIES = 9
_WIDTH, _HEIGHT = 760, 400
_NONE = frozenset({"sankey", "choropleth", "choroplethmap"})
_LONG = frozenset({"unit_ranks", "area_spread"})
"""Drawings, by name, of which Excel would draw nonsense: ranks month by month, boxes."""

_GROUPED = frozenset({"area_multiples"})
"""Drawings, by name, whose first column parts the rows into lines of their own."""

_SCALE = {"type": "2_color_scale", "min_color": theme.SOFT, "max_color": theme.RAMP[3]}
_HEAT = frozenset({"overview_calendar"})
"""Drawings, by name, whose numbers become a coloured table."""


_BAND: dict[str, tuple[dict[str, str], ...]] = {
    "overview_control": (
        {"color": theme.MAIN},
        {"color": theme.MUTED, "dash_type": "dash"},
        {"color": theme.RAMP[2]},
        {"color": theme.RAMP[2]},
    )
}
"""Drawings, by name, with a band: how the count, the usual, the lower and upper limit look."""


def draw(book: Workbook, sheet: Any, drawing: Drawing, first: int) -> None:
    """Put the chart beside its data, whose heads stand in row `first` - 1."""
    table, kinds = drawing.table, {trace.type for trace in drawing.figure.data}
    place = xl_rowcol_to_cell(first, len(table.columns) + 1)  # heads are printed on every page
    numbers = [name for name in table.columns if table[name].dtype.is_numeric()]
    if not table.height or not numbers or kinds & _NONE or drawing.name in _LONG:
        sheet.write_string(place, _("Excel 没有与这张图对应的图表，只附数据。"))
        return
    if drawing.name in _HEAT:
        last = first + table.height - 1
        for name in numbers:
            column = table.columns.index(name)
            sheet.conditional_format(first, column, last, column, _SCALE)
        return
    if drawing.name in _GROUPED:
        _finish(sheet, place, drawing, _grouped(book, sheet, drawing, first), many=True)
        return
    bars, lines = _series(drawing, numbers)
    chart = _chart(book, sheet, drawing, bars, first)
    if lines:
        drawn = _chart(book, sheet, drawing, lines, first, line=True)
        chart = drawn if chart is None else _combined(chart, drawn)
    if chart is not None:
        _finish(sheet, place, drawing, chart, many=len(bars) + len(lines) > 1)


def _finish(sheet: Any, place: str, drawing: Drawing, chart: Any, *, many: bool) -> None:
    chart.set_title({"name": drawing.caption.title, "name_font": {"size": 12}})
    grid = {"major_gridlines": {"visible": True, "line": {"color": theme.LINE}}}
    (chart.set_x_axis if _kind(drawing)["type"] == "bar" else chart.set_y_axis)(grid)
    chart.set_size({"width": _WIDTH, "height": _HEIGHT})
    chart.set_legend({"position": "bottom"} if many else {"none": True})
    sheet.insert_chart(place, chart)


def _grouped(book: Workbook, sheet: Any, drawing: Drawing, first: int) -> Any:
    """One line for each group of the first column; its rows stand together."""
    chart = book.add_chart({"type": "line"})
    table, start = drawing.table, first
    named = table.columns[0]
    for (group,), part in table.group_by([named], maintain_order=True):
        last = start + part.height - 1
        chart.add_series({
            "name": str(group),
            "categories": [sheet.name, start, 1, last, 1],
            "values": [sheet.name, start, 2, last, 2],
        })  # fmt: skip
        start = last + 1
    chart.set_x_axis({"date_axis": True, "num_format": "mm-dd"})
    return chart


def _colour(drawing: Drawing, name: str, only: bool) -> str:
    """The colour that a column has in the picture; empty where Excel may choose."""
    for trace in drawing.figure.data:
        drawn = trace.marker if trace.type == "bar" else getattr(trace, "line", None)
        mark: Any = getattr(drawn, "color", None)
        if trace.name == name and isinstance(mark, str):
            return mark
    return theme.MAIN if only else ""


def _series(drawing: Drawing, numbers: Sequence[str]) -> tuple[list[str], list[str]]:
    """Columns drawn as bars and as lines: those the figure has traces of, else all."""
    named = {trace.name: trace.type for trace in drawing.figure.data if trace.name in numbers}
    bars = [name for name in numbers if named.get(name) == "bar"]
    lines = [name for name in numbers if named.get(name) == "scatter"]
    if bars or lines:
        return bars, lines
    only_lines = all(trace.type == "scatter" for trace in drawing.figure.data)
    kept = list(numbers[: len(_BAND.get(drawing.name, ())) or _MOST_SERIES])
    return ([], kept) if only_lines else (kept, [])


def _chart(
    book: Workbook,
    sheet: Any,
    drawing: Drawing,
    names: Sequence[str],
    first: int,
    line: bool = False,
) -> Any:
    if not names:
        return None
    chart = book.add_chart({"type": "line"} if line else _kind(drawing))
    table, last = drawing.table, first + drawing.table.height - 1
    labels = next((name for name in table.columns if not table[name].dtype.is_numeric()), None)
    looks = iter(_BAND.get(drawing.name, ()))
    for name in names:
        column = table.columns.index(name)
        series: dict[str, Any] = {
            "name": [sheet.name, first - 1, column],
            "values": [sheet.name, first, column, last, column],
        }
        if colour := _colour(drawing, name, len(names) == 1 and not line):
            series["line" if line else "fill"] = {"color": colour}
        if look := next(looks, None):
            series["line"] = {"width": 1.5, **look}
        if labels is not None:
            place = table.columns.index(labels)
            series["categories"] = [sheet.name, first, place, last, place]
        chart.add_series(series)
    if labels is not None and table[labels].dtype == pl.Date:
        chart.set_x_axis({"date_axis": True, "num_format": "mm-dd"})
    return chart


def _kind(drawing: Drawing) -> dict[str, str]:
    layout = drawing.figure.layout
    flat = any(getattr(trace, "orientation", None) == "h" for trace in drawing.figure.data)
    kind = {"type": "bar" if flat else "column"}
    return kind | {"subtype": "stacked"} if layout.barmode == "stack" and not flat else kind


def _combined(bars: Any, lines: Any) -> Any:
    bars.combine(lines)
    return bars
