"""A finished chart, or a table, as a file.

Pictures need no browser: plotly-mirage runs plotly's own code, resvg paints with the font of a
wheel, typst prints the same drawing. Mirage leaves map charts (choropleths) empty without an
error, so every kind of chart we draw is counted mark by mark in the tests.
"""

import html
import io
import threading
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import polars as pl
import resvg_py
import xlsxwriter
from mirage import core as mirage
from mirage import fonts as mirage_fonts
from plotly.io import to_html
from pylopdf_fonts_zh_cn import sans_path

from core.errors import InputError
from core.i18n import gettext as _
from core.people import SMALLEST_SHOWN
from reports import figures, native, numbers, small_cells, theme
from reports.charts import Drawing

_SCALE = 2
_POINTS = 0.75
"""Points of print for one pixel of a screen."""

_DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
one_at_a_time = threading.Lock()
"""Held while a picture is drawn: the engine and its fonts are shared by the whole process."""


def export(drawing: Drawing, format_: str) -> bytes:
    """The chart as a file of one of FORMATS, counts of one to four hidden.

    Raises InputError for another format.
    """
    if format_ not in FORMATS:
        raise InputError(
            "不能导出为“{format}”，可用的格式：{known}。", format=format_, known="、".join(FORMATS)
        )
    return FORMATS[format_](small_cells.hidden(drawing))


def table_csv(table: pl.DataFrame) -> bytes:
    """A table as CSV that a spreadsheet opens: UTF-8 with BOM, and no text that is a formula."""
    return b"\xef\xbb\xbf" + _harmless(table).write_csv().encode("utf-8")


def _harmless(table: pl.DataFrame) -> pl.DataFrame:
    """Text that a spreadsheet would run gets an apostrophe before it (OWASP, CSV injection)."""
    texts = [name for name, kind in table.schema.items() if kind == pl.String]
    return table.with_columns(
        pl.when(pl.any_horizontal(pl.col(name).str.starts_with(sign) for sign in _DANGEROUS))
        .then(pl.lit("'") + pl.col(name))
        .otherwise(pl.col(name))
        .alias(name)
        for name in texts
    )


Size = tuple[int, int]
_USUAL: Size = (theme.WIDTH, theme.HEIGHT)


def picture(drawing: Drawing, size: Size) -> bytes:
    """The chart as a PNG of another size (width and height before doubling), for a page."""
    return _png(drawing, size=size)


def _svg(drawing: Drawing, size: Size = _USUAL) -> str:
    """The one place where a figure becomes a picture."""
    shown = figures.captioned(drawing.figure, drawing.caption, size)
    with one_at_a_time:  # its engine and its fonts are shared by the whole process
        mirage_fonts.get_default_font_manager()._default_system_font_path = str(sans_path())
        drawn: str = mirage.to_svg(shown, width=size[0], height=size[1])
        return drawn


def _png(drawing: Drawing, scale: int = _SCALE, size: Size = _USUAL) -> bytes:
    painted: bytes = resvg_py.svg_to_bytes(
        svg_string=_svg(drawing, size),
        background=theme.PAPER,
        zoom=scale,
        skip_system_fonts=True,
        font_files=[str(sans_path())],
        font_family="Noto Sans SC",
        sans_serif_family="Noto Sans SC",
    )
    return bytes(painted)


def _pdf(drawing: Drawing) -> bytes:
    """One page as large as the picture, drawn in lines: its text can be selected and searched."""
    width, height = (side * _POINTS for side in _USUAL)
    page = (
        f"#set page(width: {width}pt, height: {height}pt, margin: 0pt)\n"
        "#set document(title: sys.inputs.title)\n"
        "#image(bytes(sys.inputs.drawing), width: 100%)"
    )
    fonts: Any = [str(Path(sans_path()).parent)]
    import typst  # 7 MB that only a printed chart needs

    printed: bytes = typst.compile(
        page.encode("utf-8"),
        font_paths=fonts,
        ignore_system_fonts=True,
        sys_inputs={"title": drawing.caption.title, "drawing": _svg(drawing)},
    )
    return printed


def _html(drawing: Drawing) -> bytes:
    """One file that opens without any network: plotly.js is inside."""
    shown = figures.captioned(drawing.figure, drawing.caption)
    body = to_html(
        shown,
        full_html=False,
        include_plotlyjs=True,
        include_mathjax=False,
        config={"displayModeBar": False, "displaylogo": False},
    )
    title = html.escape(drawing.caption.title)
    page = (
        f'<!DOCTYPE html>\n<html lang="zh-CN"><head><meta charset="utf-8">'
        f"<title>{title}</title></head><body>{body}</body></html>\n"
    )
    return page.encode("utf-8")


def _xlsx(drawing: Drawing) -> bytes:
    """A workbook with its caption above the data and Excel's own chart beside it.

    Texts are never formulas.
    """
    buffer = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(buffer, options) as book:
        sheet = book.add_worksheet(_("数据"))
        bold = book.add_format({"bold": True})
        head = {"bold": True, "bottom": 1, "bg_color": theme.SOFT}
        headed, counted = book.add_format(head), book.add_format(head | {"align": "right"})
        formats = {
            pl.Date: book.add_format({"num_format": "yyyy-mm-dd", "align": "left"}),
            pl.Float64: book.add_format({"num_format": "#,##0.0"}),
            pl.Int64: book.add_format({"num_format": "#,##0"}),
        }
        caption = drawing.caption
        hidden = None
        if caption.note:
            hidden = book.add_format({"num_format": f'"<{SMALLEST_SHOWN}"', "align": "right"})
        sheet.write_string(0, 0, caption.title, bold)
        sheet.write_string(1, 0, _("统计期间：{period}", period=caption.period))
        sheet.write_string(2, 0, _("来源：{source}", source=caption.source))
        said = _("样本量：{n}", n=caption.sample)
        filtered = _("筛选：{filter}", filter=caption.filter) if caption.filter else ""
        sheet.write_string(3, 0, "　".join(filter(None, (said, filtered))))
        sheet.write_string(4, 0, "　".join(filter(None, (caption.fresh, caption.note))))
        for column, name in enumerate(drawing.table.columns):
            values = drawing.table[name]
            sheet.write_string(5, column, name, counted if values.dtype.is_numeric() else headed)
            _write_column(sheet, column, values, formats, hidden)
            sheet.set_column(column, column, _breadth([name, *values]))
        sheet.set_column(len(drawing.table.columns), len(drawing.table.columns), 4)
        _for_print(sheet)
        native.draw(book, sheet, drawing, 6)
    return buffer.getvalue()


_NARROWEST, _WIDEST = 9, 40


def _breadth(cells: Sequence[Any]) -> float:
    """A width for a column, in digits: a Chinese character takes two."""
    told = (numbers.count(round(one)) + ".0" if isinstance(one, float) else str(one or "")
            for one in cells)  # fmt: skip
    wants = max(sum(2 if ord(sign) > 0x2E7F else 1 for sign in text) for text in told) + 2
    return min(max(wants, _NARROWEST), _WIDEST)


def _for_print(sheet: Any) -> None:
    """A4 landscape, one page wide, its heads on every page; they stay in sight on the screen."""
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(5)
    sheet.freeze_panes(6, 0)


def _write_column(
    sheet: Any, column: int, values: pl.Series, formats: Mapping[Any, Any], hidden: Any
) -> None:
    told = formats.get(values.dtype)
    counts = values.dtype == pl.Float64 and all(
        one == numbers.HIDDEN or one == int(one) for one in values.drop_nulls()
    )
    if hidden and counts:
        told = formats[pl.Int64]  # some of them are hidden
    for row, value in enumerate(values, start=6):
        if values.dtype == pl.Date:
            sheet.write_datetime(row, column, value, told)
        elif values.dtype == pl.String:
            sheet.write_string(row, column, value or "")
        elif hidden and counts and value == numbers.HIDDEN:
            sheet.write_number(row, column, value, hidden)
        elif value is not None:
            sheet.write_number(row, column, value, told)


FORMATS: dict[str, Callable[[Drawing], bytes]] = {
    "png": _png,
    "svg": lambda drawing: _svg(drawing).encode("utf-8"),
    "csv": lambda drawing: table_csv(small_cells.texts(drawing)),
    "html": _html,
    "xlsx": _xlsx,
    "pdf": _pdf,
}
"""Suffix -> how a chart becomes a file."""
