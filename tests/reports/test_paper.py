"""Official papers: a Word file that opens, with Chinese types, language, margins and facts."""

import io
import zipfile

from docx import Document
from docx.oxml.ns import qn
from docx.shared import Mm
from openpyxl import load_workbook

from reports import paper, return_table

PAPER = paper.Paper(
    "督办通知单", "编号：交办件 7", "示例县住房和城乡建设局：",
    [("事项", "水管漏水"), ("办理期限", "2026-11-30 17:00")],
    [("一、督办原因", "第一段。\n第二段。")], ["承办单位签收"], "县政府办公室", "2026-11-27",
)  # fmt: skip


def test_a_paper_holds_what_it_is_given():
    document = Document(io.BytesIO(paper.write(PAPER)))
    shown = [paragraph.text for paragraph in document.paragraphs]
    assert shown[:3] == ["督办通知单", "编号：交办件 7", "示例县住房和城乡建设局："]
    assert {"第一段。", "第二段。", "县政府办公室", "2026-11-27"} <= set(shown)
    assert document.tables[0].cell(1, 1).text == "2026-11-30 17:00"
    section = document.sections[0]
    assert abs(section.top_margin - Mm(37)) < Mm(0.1)


def test_every_run_is_simplified_chinese():
    document = Document(io.BytesIO(paper.write(PAPER)))
    languages = [mark.get(qn("w:eastAsia")) for mark in document.styles.element.iter(qn("w:lang"))]
    assert languages
    assert set(languages) == {"zh-CN"}
    for paragraph in document.paragraphs:
        for run in paragraph.runs:
            assert run._element.rPr.rFonts.get(qn("w:eastAsia")) in (
                paper.TITLE, paper.BODY, paper.HEAD, paper.ASIDE,
            )  # fmt: skip
    with zipfile.ZipFile(io.BytesIO(paper.write(PAPER))) as file:
        assert "PAGE" in file.read("word/footer1.xml").decode()


def test_the_return_table_is_text_alone():
    row = ["GD-1", "7", "住建局", "已办结", "2026-11-27", '=HYPERLINK("http://x")', "已解决", "是"]
    sheet = load_workbook(io.BytesIO(return_table.write([row]))).active
    assert [cell.value for cell in sheet[1]] == list(return_table.COLUMNS)
    assert [cell.value for cell in sheet[2]] == row
    assert sheet["F2"].data_type == "s"
