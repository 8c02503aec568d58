"""回填表: what was registered here and the platform does not know yet, as a spreadsheet for it."""

import io
from collections.abc import Sequence

import xlsxwriter

from core.i18n import gettext as _
from core.i18n import mark

COLUMNS = (
    mark("工单编号"),
    mark("交办件编号"),
    mark("承办单位"),
    mark("办理状态"),
    mark("办结时间"),
    mark("答复内容"),
    mark("是否解决"),
    mark("是否公开"),
)
_WIDTHS = (24, 12, 26, 12, 18, 60, 12, 10)


def write(rows: Sequence[Sequence[str]]) -> bytes:
    """The table as XLSX; every cell is text, so that nothing in it is ever run."""
    buffer = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(buffer, options) as book:
        sheet = book.add_worksheet(_("回填表"))
        head = book.add_format({"bold": True, "text_wrap": True})
        wrapped = book.add_format({"text_wrap": True, "valign": "top"})
        for place, (name, width) in enumerate(zip(COLUMNS, _WIDTHS, strict=True)):
            sheet.set_column(place, place, width)
            sheet.write_string(0, place, _(name), head)
        for number, row in enumerate(rows, 1):
            for place, value in enumerate(row):
                sheet.write_string(number, place, value, wrapped)
        sheet.freeze_panes(1, 0)
    return buffer.getvalue()
