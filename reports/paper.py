"""Official papers in Word: A4 with the margins and types of GB/T 9704-2012.

Types are named, not embedded (方正小标宋简体, 仿宋_GB2312, 黑体, 楷体_GB2312): an office has them,
and a machine without them substitutes. Every run says that it is zh-CN, else punctuation is drawn
as in Taiwan or Japan.
"""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

TITLE, BODY, HEAD, ASIDE = "方正小标宋简体", "仿宋_GB2312", "黑体", "楷体_GB2312"
_TWO, _THREE, _FOUR = Pt(22), Pt(16), Pt(14)
_WIDTHS = (Mm(36), Mm(120))
_LINE = Pt(29)
"""225 mm of 22 lines."""


@dataclass(frozen=True, slots=True)
class Paper:
    """One sheet: its title and number, whom it is for, a table of facts, paragraphs, blanks.

    `facts` and `blanks` are label and value; a blank leaves room to write and to sign.
    """

    title: str
    number: str
    addressee: str
    facts: Sequence[tuple[str, str]]
    paragraphs: Sequence[tuple[str, str]]
    blanks: Sequence[str]
    issuer: str
    day: str


def write(paper: Paper) -> bytes:
    """The sheet as a Word file."""
    document = Document()
    _prepare(document)
    _line(document, paper.title, TITLE, _TWO, centred=True)
    _line(document, paper.number, ASIDE, _FOUR, centred=True)
    if paper.addressee:
        _line(document, paper.addressee, BODY, _THREE)
    _table(document, paper.facts)
    for heading, text in paper.paragraphs:
        _line(document, heading, HEAD, _THREE, indent=True)
        for part in text.splitlines() or [""]:
            _line(document, part, BODY, _THREE, indent=True)
    for text in filter(None, (paper.issuer, paper.day)):
        _line(document, text, BODY, _THREE, right=True)
    if paper.blanks:
        _table(document, [(label, "\n") for label in paper.blanks])
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def _prepare(document: Any) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(37), Mm(35)
    section.left_margin, section.right_margin = Mm(28), Mm(26)
    document.core_properties.language = "zh-CN"
    for language in document.styles.element.iter(qn("w:lang")):
        language.set(qn("w:eastAsia"), "zh-CN")
        language.set(qn("w:val"), "zh-CN")
    _typed(document.styles["Normal"], BODY, _THREE)
    _number_pages(section)


def _line(
    document: Any,
    text: str,
    face: str,
    size: Any,
    *,
    centred: bool = False,
    right: bool = False,
    indent: bool = False,
) -> None:
    paragraph = document.add_paragraph()
    run = paragraph.add_run(text)
    _typed(run, face, size)
    layout = paragraph.paragraph_format
    layout.line_spacing_rule, layout.line_spacing = WD_LINE_SPACING.EXACTLY, _LINE
    layout.space_after = layout.space_before = Pt(0)
    if centred or right:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER if centred else WD_ALIGN_PARAGRAPH.RIGHT
    elif indent:
        layout.first_line_indent = size * 2


def _typed(styled: Any, face: str, size: Any) -> None:
    styled.font.name, styled.font.size = face, size
    properties = styled.element.get_or_add_rPr()
    fonts = properties.get_or_add_rFonts()
    for kind in ("ascii", "hAnsi", "eastAsia"):
        fonts.set(qn(f"w:{kind}"), face)
    if properties.find(qn("w:lang")) is None:
        language = OxmlElement("w:lang")
        language.set(qn("w:eastAsia"), "zh-CN")
        properties.append(language)


def _table(document: Any, rows: Sequence[tuple[str, str]]) -> None:
    table = document.add_table(rows=0, cols=2)
    table.style = "Table Grid"
    table.autofit = False
    for column, width in zip(table.columns, _WIDTHS, strict=True):
        column.width = width
    for label, value in rows:
        added = table.add_row()
        added._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
        cells = added.cells
        for cell, text, face in ((cells[0], label, HEAD), (cells[1], value, BODY)):
            _typed(cell.paragraphs[0].add_run(text), face, _FOUR)


def _number_pages(section: Any) -> None:
    """— 1 — at the foot of each page."""
    paragraph = section.footer.paragraphs[0]
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    _typed(paragraph.add_run("— "), BODY, _FOUR)
    number = paragraph.add_run()
    for kind, text in (("begin", ""), ("", "PAGE"), ("end", "")):
        if kind:
            mark = OxmlElement("w:fldChar")
            mark.set(qn("w:fldCharType"), kind)
        else:
            mark = OxmlElement("w:instrText")
            mark.text = text
        number._element.append(mark)
    _typed(number, BODY, _FOUR)
    _typed(paragraph.add_run(" —"), BODY, _FOUR)
