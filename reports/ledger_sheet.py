"""台账: a list of matters with who owes what until when, ready to print on A4 landscape."""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil

import xlsxwriter

from core.i18n import gettext as _
from core.i18n import mark
from core.people import without_few

COLUMNS = (
    mark("序号"),
    mark("事项"),
    mark("责任单位"),
    mark("时限"),
    mark("进展"),
    mark("是否销号"),
)
_WIDTHS = (6, 52, 24, 18, 34, 10)
_A4 = 9
_LINE = 18
"""Points of a row for each line of text in it: not every program makes rows fit."""


@dataclass(frozen=True, slots=True)
class Matter:
    """One line; `done` says that it is off the list (销号): solved and verified, not finished."""

    title: str
    unit: str
    due: str
    progress: str
    done: bool = False


def write(title: str, about: str, matters: Sequence[Matter]) -> bytes:
    """The list as XLSX: A4 landscape, one page wide, its head on every page, pages numbered.

    Every cell is text, so that nothing in it is ever run; one to four people are <5.
    """
    buffer = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(buffer, options) as book:
        sheet = book.add_worksheet(_("台账"))
        sheet.set_landscape()
        sheet.set_paper(_A4)
        sheet.fit_to_pages(1, 0)
        sheet.set_margins(left=0.6, right=0.6, top=0.7, bottom=0.7)
        sheet.repeat_rows(2)
        sheet.set_footer(_("&C第 &P 页，共 &N 页"))
        headline = {"bold": True, "font_size": 16, "align": "center"}
        sheet.merge_range(0, 0, 0, len(COLUMNS) - 1, title, book.add_format(headline))
        sheet.merge_range(1, 0, 1, len(COLUMNS) - 1, about, book.add_format({"align": "right"}))
        sheet.center_horizontally()
        sheet.set_row(0, 26)
        boxed = {"border": 1, "text_wrap": True, "valign": "vcenter"}
        head = book.add_format({**boxed, "bold": True, "align": "center", "bg_color": "#E8ECF1"})
        wide = book.add_format({**boxed, "indent": 1})
        narrow = book.add_format({**boxed, "align": "center"})
        for place, (name, width) in enumerate(zip(COLUMNS, _WIDTHS, strict=True)):
            sheet.set_column(place, place, width)
            sheet.write_string(2, place, _(name), head)
        for number, one in enumerate(matters, 1):
            off = _("是") if one.done else _("否")
            told = (str(number), one.title, one.unit, one.due, one.progress, off)
            cells = [without_few(text) for text in told]
            sheet.set_row(number + 2, _LINE * max(map(_lines, cells, _WIDTHS)))
            for place, text in enumerate(cells):
                sheet.write_string(number + 2, place, text, wide if place in (1, 4) else narrow)
        if not matters:
            sheet.merge_range(3, 0, 3, len(COLUMNS) - 1, _("没有可列的事项"), narrow)
        sheet.freeze_panes(3, 0)
    return buffer.getvalue()


def _lines(text: str, width: int) -> int:
    """Over how many lines a cell of that width breaks: a Chinese character takes two places."""
    return max(1, ceil((sum(2 if ord(sign) > 0x2E7F else 1 for sign in text) + 2) / width))
