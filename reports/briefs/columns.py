"""How wide the columns of a briefing's tables are: a template cannot know what stands in them."""

from collections.abc import Sequence
from typing import Any

from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Pt

_NARROWEST, _WIDEST = 4.6, 22.0
"""Of a column, in characters, when widths are shared out."""

_FIRM, _SIGN = 9.0, Pt(9)
"""Columns up to so many characters are not made narrower; the size of a character."""


_MANY, _EDGE, _TIGHT = 8, Pt(5.4), Pt(2)
"""From so many columns on cells have less room at their sides."""


def fit(table: Any, section: Any) -> None:
    """Columns as wide as their longest cell wants; all but the first are centred."""
    rows = [row.cells for row in table.rows]
    if not rows or len({len(row) for row in rows}) != 1:
        return
    columns = range(len(rows[0]))
    told = [max(_width(row[place].text) for row in rows[1:] or rows) for place in columns]
    heads = [_width(cell.text) for cell in rows[0]]
    wants = [
        max(
            told[place], heads[place] / 2 + 1 if place else heads[0]
        )  # a head may stand in two lines
        for place in columns
    ]
    room = section.page_width - section.left_margin - section.right_margin
    widths = _shared([min(max(want, _NARROWEST), _WIDEST) for want in wants], room)
    table.autofit = False
    for place, column in enumerate(table._tbl.tblGrid.gridCol_lst):
        column.w = widths[place]
    edge = _TIGHT if len(columns) > _MANY else _EDGE
    if edge == _TIGHT:
        _tighten(table)
    for place, cell in enumerate(rows[0]):
        _halve(cell, (widths[place] - 2 * edge) / _SIGN)
    for row in rows:
        for place, cell in enumerate(row):
            cell.width = widths[place]
            if place and _width(cell.text) < _WIDEST:
                cell.paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.CENTER


def _tighten(table: Any) -> None:
    """Less room at the sides of all cells."""
    margins = OxmlElement("w:tblCellMar")
    for side in ("left", "right"):
        edge = OxmlElement(f"w:{side}")
        edge.set(qn("w:w"), str(int(_TIGHT.pt * 20)))
        edge.set(qn("w:type"), "dxa")
        margins.append(edge)
    table._tbl.tblPr.insert_element_before(margins, "w:tblLook", "w:tblCaption")


def _halve(cell: Any, room: float) -> None:
    """A head that does not fit in one line stands in two of the same length: 有效 over 回访."""
    text, paragraph = cell.text, cell.paragraphs[0]
    if "\n" in text or not room < len(text) <= 2 * int(room) or not paragraph.runs:
        return
    half = (len(text) + 1) // 2
    if min(map(ord, text)) > 0x2E7F:
        paragraph.runs[0].text = f"{text[:half]}\n{text[half:]}"
        for run in paragraph.runs[1:]:
            run.text = ""


def _shared(wants: Sequence[float], room: int) -> list[int]:
    """The room of a line shared out by what columns want (in characters).

    Where they want more than there is, narrow columns get what they want and wide ones the rest.
    """
    firm = [want for want in wants if want <= _FIRM]
    rest = room - int(sum(firm) * _SIGN)
    if sum(wants) * _SIGN <= room or len(firm) == len(wants) or rest < room / 3:
        return [int(room * want / sum(wants)) for want in wants]
    wide = sum(wants) - sum(firm)
    return [int(want * _SIGN if want <= _FIRM else rest * want / wide) for want in wants]


def _width(text: str) -> float:
    """How wide a text is, in Chinese characters."""
    latin = 0.62 if text.isascii() else 0.55  # a number of a record must not break
    return sum(1.0 if ord(sign) > 0x2E7F else latin for sign in text) + 1.5
