"""Make the Word templates of briefings again: python tools/brief_templates.py

They are ordinary .docx files with docxtpl marks; an operator copies one to
$MINSHENG_HOME/config/templates/KIND.docx and edits it in Word. Measures as in GB/T 9704-2012:
天头 37 mm, 订口 28 mm, 版心 156 x 225 mm, title 小标宋 size two, body 仿宋 size three.
"""

from pathlib import Path
from typing import Any

from docx import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING, WD_TAB_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

FOLDER = Path(__file__).resolve().parents[1] / "reports" / "briefs" / "templates"
FIGURES = "Times New Roman"
"""Digits and Latin letters, as most offices set them."""

TITLE, BODY, HEAD, ASIDE = "方正小标宋简体", "仿宋", "黑体", "楷体"
RED = RGBColor(0xC0, 0x00, 0x00)
CENTRE = WD_ALIGN_PARAGRAPH.CENTER

STYLES: dict[str, tuple[str, float, float, dict[str, Any]]] = {
    "版头": (TITLE, 40, 52, {"align": CENTRE, "red": True}),
    "期号": (BODY, 16, 28, {"align": CENTRE}),
    "编发": (BODY, 14, 26, {"rule": True}),
    "公文标题": (TITLE, 22, 34, {"align": CENTRE, "after": 6, "before": 10}),
    "状态": (ASIDE, 12, 20, {"align": CENTRE, "after": 8}),
    "一级标题": (HEAD, 16, 29, {"indent": 32, "keep": True, "before": 4, "level": 0}),
    "公文正文": (BODY, 16, 29, {"indent": 32}),
    "图表题": (HEAD, 11, 18, {"align": CENTRE, "keep": True, "before": 6}),
    "图": (BODY, 10, 0, {"align": CENTRE, "before": 6, "after": 4}),
    "表头": (HEAD, 9, 13, {"align": CENTRE}),
    "表文": (BODY, 9, 13, {}),
    "附注": (ASIDE, 10.5, 16, {}),
    "版记": (BODY, 14, 24, {}),
}
"""Style -> face, size, line (points; 0: single), and the rest of its look."""

PAGE: dict[str, tuple[float, float]] = {
    "版头": (24, 32), "期号": (10.5, 15), "编发": (10.5, 16), "公文标题": (16, 22),
    "状态": (10, 13), "一级标题": (11.5, 17), "公文正文": (10.5, 16), "图表题": (9, 13),
    "附注": (8.5, 12), "版记": (10, 14),
}  # fmt: skip
"""Sizes of the one-page sheet."""


def main() -> None:
    """Write both templates."""
    FOLDER.mkdir(exist_ok=True)
    briefing().save(FOLDER / "briefing.docx")
    page().save(FOLDER / "page.docx")


def briefing() -> Any:
    """The template of all briefings but the one-page sheet."""
    document = _blank((37, 35, 28, 26), {})
    _head(document)
    _body(document)
    _foot(document)
    return document


def page() -> Any:
    """The template of 一事一页: everything smaller, one sheet of A4."""
    document = _blank((18, 16, 20, 20), PAGE)
    _head(document)
    _body(document)
    _foot(document)
    return document


def _blank(margins: tuple[int, int, int, int], sizes: dict[str, tuple[float, float]]) -> Any:
    document = Document()
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(margins[0]), Mm(margins[1])
    section.left_margin, section.right_margin = Mm(margins[2]), Mm(margins[3])
    section.header_distance, section.footer_distance = Mm(10), Mm(10 if sizes else 22)
    for language in document.styles.element.iter(qn("w:lang")):
        language.set(qn("w:eastAsia"), "zh-CN")
        language.set(qn("w:val"), "en-US")  # zh-CN here lets LibreOffice break a number in two
    _face(document.styles["Normal"], BODY, 16)
    for name, (face, size, line, more) in STYLES.items():
        _style(document, name, face, sizes.get(name, (size, line)), more)
    header = section.header.paragraphs[0]
    header.text = "{{ secrecy }}\t{{ state_line }}"
    header.style = document.styles["附注"]
    header.paragraph_format.tab_stops.add_tab_stop(
        _width(document), alignment=WD_TAB_ALIGNMENT.RIGHT
    )
    _number(section, document)
    return document


def _style(
    document: Any, name: str, face: str, size: tuple[float, float], more: dict[str, Any]
) -> None:
    style = document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
    style.base_style = document.styles["Normal"]
    _face(style, face, size[0])
    layout = style.paragraph_format
    if size[1] and name != "图":
        layout.line_spacing_rule, layout.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(size[1])
    layout.space_before, layout.space_after = Pt(more.get("before", 0)), Pt(more.get("after", 0))
    layout.keep_with_next = bool(more.get("keep"))
    if "align" in more:
        layout.alignment = more["align"]
    if "indent" in more:
        layout.first_line_indent = Pt(size[0] * 2)
    if more.get("red"):
        style.font.color.rgb = RED
    if more.get("rule"):
        _red_rule(style)
    if "level" in more:  # so that Word's navigation lists it
        outline = OxmlElement("w:outlineLvl")
        outline.set(qn("w:val"), str(more["level"]))
        style.element.get_or_add_pPr().append(outline)


def _face(style: Any, face: str, size: float) -> None:
    style.font.name, style.font.size = face, Pt(size)
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    fonts.set(qn("w:eastAsia"), face)
    for kind in ("ascii", "hAnsi", "cs"):
        fonts.set(qn(f"w:{kind}"), FIGURES)


def _red_rule(style: Any) -> None:
    """版头下的红线."""
    borders = OxmlElement("w:pBdr")
    bottom = OxmlElement("w:bottom")
    for name, value in (("val", "single"), ("sz", "18"), ("space", "4"), ("color", "C00000")):
        bottom.set(qn(f"w:{name}"), value)
    borders.append(bottom)
    properties = style.element.get_or_add_pPr()
    properties.insert_element_before(
        borders, "w:shd", "w:tabs", "w:suppressAutoHyphens", "w:kinsoku", "w:spacing", "w:ind",
        "w:jc", "w:outlineLvl",
    )  # fmt: skip


def _number(section: Any, document: Any) -> None:
    """— 1 — at the foot of each page."""
    paragraph = section.footer.paragraphs[0]
    paragraph.style, paragraph.alignment = document.styles["版记"], CENTRE
    paragraph.add_run("— ")
    run = paragraph.add_run()
    for kind, text in (("begin", ""), ("", "PAGE"), ("end", "")):
        piece = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            piece.set(qn("w:fldCharType"), kind)
        piece.text = text or None
        run._element.append(piece)
    paragraph.add_run(" —")


def _head(document: Any) -> None:
    for text, style in (
        ("{{ title }}", "版头"),
        ("{{ number }}", "期号"),
    ):
        document.add_paragraph(text, style=style)
    line = document.add_paragraph("{{ office }}\t{{ day }}", style="编发")
    line.paragraph_format.tab_stops.add_tab_stop(_width(document), alignment=WD_TAB_ALIGNMENT.RIGHT)
    document.add_paragraph("{{ headline }}", style="公文标题")
    document.add_paragraph("{%p if subject %}")
    document.add_paragraph("{{ period }}", style="期号")
    document.add_paragraph("{%p endif %}")
    document.add_paragraph("{{ state_line }}", style="状态")


def _width(document: Any) -> Any:
    section = document.sections[0]
    return section.page_width - section.left_margin - section.right_margin


def _body(document: Any) -> None:
    add = document.add_paragraph
    add("{%p for section in sections %}")
    add("{{ section.heading }}", style="一级标题")
    add("{%p for line in section.lines %}")
    add("{{r line }}", style="公文正文")
    add("{%p endfor %}")
    add("{%p for table in section.tables %}")
    add("{{r table.title }}", style="图表题")
    _grid(document)
    add("{%p endfor %}")
    add("{%p for picture in section.pictures %}")
    add("{{ picture.image }}", style="图")
    add("{%p endfor %}")
    add("{%p endfor %}")


def _grid(document: Any) -> None:
    """A table with as many columns as it is given; its head returns on every page."""
    table = document.add_table(rows=4, cols=3)
    table.style = "Table Grid"
    texts = (
        ("{%tc for name in table.columns %}", "{{ name }}", "{%tc endfor %}"),
        ("{%tr for row in table.rows %}", "", ""),
        ("{%tc for cell in row %}", "{{r cell }}", "{%tc endfor %}"),
        ("{%tr endfor %}", "", ""),
    )
    for row, said in zip(table.rows, texts, strict=True):
        head = row is table.rows[0] or said is texts[0]
        properties = row._tr.get_or_add_trPr()
        properties.append(OxmlElement("w:cantSplit"))
        if head:
            properties.append(OxmlElement("w:tblHeader"))
        for cell, text in zip(row.cells, said, strict=True):
            cell.paragraphs[0].text = text
            cell.paragraphs[0].style = document.styles["表头" if head else "表文"]


def _foot(document: Any) -> None:
    add = document.add_paragraph
    add("附注：", style="附注").paragraph_format.keep_with_next = True
    add("{%p for note in notes %}")
    add("{{r note }}", style="附注")
    add("{%p endfor %}")
    add("{%p if report_to %}")
    add("报送：{{ report_to }}", style="版记")
    add("{%p endif %}")
    add("{%p if copy_to %}")
    add("抄送：{{ copy_to }}", style="版记")
    add("{%p endif %}")


if __name__ == "__main__":
    main()
