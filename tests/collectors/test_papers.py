"""Policy documents from files: what is read of them, and what is refused with one sentence."""

import io
import tracemalloc
import zipfile
from datetime import date

import pytest
from docx import Document
from pypdf import PdfWriter
from pypdf.generic import DecodedStreamObject, DictionaryObject, NameObject

from collectors.papers import read
from core.errors import InputError

LINES = [
    "示例县人民政府办公室关于印发示例县加装电梯补贴实施办法的通知",
    "示政办发〔2026〕8号",
    "各镇人民政府，县政府各部门：",
    "第一条　为了规范加装电梯补贴，制定本办法。",
    "第二条　每台电梯补贴15万元。",
    "申请人应当于当年12月31日前申报。",
    "第三条　本办法自2026年3月1日起施行，有效期三年。",
    "示例县人民政府办公室",
    "二〇二六年二月十日",
]
HTML = """<html><head><title>补贴实施办法_示例县人民政府</title></head>
<body><nav>首页 导航 搜索</nav>
<article><h1>示例县加装电梯补贴实施办法</h1><p>示政办发〔2026〕8号</p>{body}</article></body></html>"""


def word() -> bytes:
    document = Document()
    for line in LINES[:4]:
        document.add_paragraph(line)
    table = document.add_table(1, 2)
    table.cell(0, 0).text, table.cell(0, 1).text = "楼层", "补贴"
    for line in LINES[4:]:
        document.add_paragraph(line)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def check(found) -> None:
    assert found.title == LINES[0]
    assert found.number == "示政办发〔2026〕8号"
    assert found.issuer == "示例县人民政府办公室"
    assert found.issued_on == date(2026, 2, 10)
    assert found.effective_on == date(2026, 3, 1)
    assert found.until == date(2029, 2, 28)
    labels = [label for label, _text in found.parts]
    assert ("第二条", LINES[5]) in found.parts
    assert labels[0] == ""


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_a_text_file(encoding: str) -> None:
    check(read("办法.txt", "\n".join(LINES).encode(encoding)))


def test_a_word_file_with_a_table() -> None:
    found = read("办法.DOCX", word())
    check(found)
    assert any(text == "楼层 补贴" for _label, text in found.parts)


@pytest.mark.slow
def test_a_web_page_without_its_navigation() -> None:
    body = "".join(f"<p>{line}</p>" for line in LINES[2:])
    found = read("page.html", HTML.format(body=body).encode())
    assert found.number == "示政办发〔2026〕8号"
    assert not any("导航" in text for _label, text in found.parts)
    assert any(label == "第二条" for label, _text in found.parts)


def test_a_pdf_file() -> None:
    """With text in Latin letters: a PDF without an embedded font can hold no other."""
    writer = PdfWriter()
    page = writer.add_blank_page(400, 400)
    font = DictionaryObject({
        NameObject("/Type"): NameObject("/Font"), NameObject("/Subtype"): NameObject("/Type1"),
        NameObject("/BaseFont"): NameObject("/Helvetica"),
    })  # fmt: skip
    fonts = DictionaryObject({NameObject("/F1"): writer._add_object(font)})
    page[NameObject("/Resources")] = DictionaryObject({NameObject("/Font"): fonts})
    stream = DecodedStreamObject()
    stream.set_data(b"BT /F1 12 Tf 40 300 Td (Subsidy of 150000 yuan for each lift.) Tj ET")
    page[NameObject("/Contents")] = writer._add_object(stream)
    out = io.BytesIO()
    writer.write(out)
    found = read("rule.pdf", out.getvalue())
    assert found.parts[0][1] == "Subsidy of 150000 yuan for each lift."


@pytest.mark.parametrize(
    ("name", "body", "sentence"),
    [
        ("a.xlsx", b"x", "只能导入"),
        ("noending", b"x", "只能导入"),
        ("a.txt", b"", "没有文字"),
        ("a.docx", b"not a zip", "完好的 Word"),
        ("a.pdf", b"%PDF-1.4 broken", "完好的 PDF"),
    ],
)
def test_what_cannot_be_read_is_said(name: str, body: bytes, sentence: str) -> None:
    with pytest.raises(InputError, match=sentence):
        read(name, body)


def spoiled(**parts: bytes) -> bytes:
    """The Word file with parts (slashes written as __, dots as ___) put in or replaced."""
    names = {name.replace("___", ".").replace("__", "/"): body for name, body in parts.items()}
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(word())) as good,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made,
    ):
        for part in good.namelist():
            made.writestr(part, names.pop(part) if part in names else good.read(part))
        for part, body in names.items():
            made.writestr(part, body)
    return out.getvalue()


def document(text: str, doctype: str = "", encoding: str = "utf-8") -> bytes:
    """The main part of a Word file with one paragraph, or with a table of its own."""
    space = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    inner = text if text.startswith("<") else f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>"
    whole = f"<w:document xmlns:w='{space}'><w:body>{inner}</w:body></w:document>"
    return f"<?xml version='1.0' encoding='{encoding}'?>{doctype}{whole}".encode(encoding)


def refused(body: bytes, sentence: str) -> int:
    """Bytes of memory that it took, at most, to refuse a Word file."""
    tracemalloc.start()
    try:
        with pytest.raises(InputError, match=sentence):
            read("a.docx", body)
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


BOMB = b"<a>" + b" " * 60_000_000 + b"</a>"


@pytest.mark.parametrize("part", ["word__document___xml", "word__media__picture___png"])
def test_a_word_file_that_unpacks_to_too_much_is_refused_before_it_is_unpacked(part: str) -> None:
    body = spoiled(**{part: BOMB})
    assert len(body) < 500_000
    assert refused(body, "异常巨大") < 10_000_000


def test_a_word_file_that_says_less_than_it_unpacks_to_is_refused() -> None:
    body = spoiled(word__document___xml=BOMB)
    lying = body.replace(len(BOMB).to_bytes(4, "little"), (1_000).to_bytes(4, "little"))
    assert lying != body
    assert refused(lying, "完好的 Word") < 10_000_000


def test_a_word_file_of_very_many_parts_is_refused() -> None:
    with pytest.raises(InputError, match="异常巨大"):
        read("a.docx", spoiled(**{f"word__media__{n}___png": b"x" for n in range(2_001)}))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
@pytest.mark.parametrize("kind", ["outside", "laughs", "attribute"])
def test_a_word_file_with_entities_is_refused_and_nothing_is_fetched(
    tmp_path, kind: str, encoding: str
) -> None:
    secret = tmp_path / "secret"
    secret.write_text("不该读到的内容，不该读到的内容，不该读到的内容")
    many = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 10))
    told = {
        "outside": (f'<!ENTITY x SYSTEM "{secret.as_uri()}">', "正文" * 20 + "&x;"),
        "laughs": (f'<!ENTITY e0 "哈哈">{many}', "&e9;"),
        "attribute": (f'<!ENTITY e0 "哈哈">{many}', "<w:p w:rsidR='&e9;'/>"),
    }
    entities, text = told[kind]
    main = document(text, f"<!DOCTYPE w:document [{entities}]>", encoding)
    with pytest.raises(InputError, match="不该有的外部定义"):
        read("a.docx", spoiled(word__document___xml=main))


@pytest.mark.parametrize(
    "main",
    [
        b"<w:document",
        b"",
        "<a/>".encode("utf-16"),
        document(
            "<w:tbl><w:tr><w:tc><w:tcPr><w:gridSpan w:val='x'/></w:tcPr></w:tc></w:tr></w:tbl>"
        ),
        document("<w:p>" * 5_000 + "</w:p>" * 5_000),
    ],
)
def test_a_word_file_with_a_damaged_part_is_refused(main: bytes) -> None:
    with pytest.raises(InputError, match=r"完好的 Word|没有文字"):
        read("a.docx", spoiled(word__document___xml=main))


def test_merged_cells_are_read_once_a_row_however_wide_they_say_they_are() -> None:
    def cell(text: str, more: str) -> str:
        said = f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>"
        return f"<w:tc><w:tcPr>{more}</w:tcPr>{said}</w:tc>"

    wide = "<w:gridSpan w:val='2000000000'/>"
    first, next_ = "<w:vMerge w:val='restart'/>", "<w:vMerge/>"
    rows = f"<w:tr>{cell('电梯补贴', first)}{cell('十五万元', wide)}</w:tr>"
    rows += f"<w:tr>{cell('', next_)}{cell('只补贴一次，不重复', '')}</w:tr>" * 1_000
    main = document(f"<w:tbl>{rows}</w:tbl>")
    texts = [text for _label, text in read("a.docx", spoiled(word__document___xml=main)).parts]
    assert texts[0] == "电梯补贴 十五万元"
    assert texts[1:] == ["电梯补贴 只补贴一次，不重复"] * 1_000
