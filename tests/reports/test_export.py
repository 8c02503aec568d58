"""Every exported file is opened again; in pictures every mark is counted."""

import csv
import io
import re
from collections.abc import Callable
from datetime import date
from itertools import pairwise
from xml.etree import ElementTree

import polars as pl
import pytest
from openpyxl import load_workbook
from PIL import Image
from pypdf import PdfReader

from core.errors import InputError
from reports import course_charts, export, small_cells, theme
from reports.charts import CHARTS, Drawing

Draw = Callable[[str], Drawing]
EVERY = [*CHARTS, "issue_timeline"]
OTHERS = ("overview_calendar", "overview_control", "area_multiples", "area_spread")
"""Charts without bars: test_figures looks at their marks."""
SVG = "{http://www.w3.org/2000/svg}"


def marks(drawing: Drawing) -> tuple[int, int]:
    """Bars with a height and lines in an exported SVG."""
    tree = ElementTree.fromstring(export.export(drawing, "svg"))
    points = [item for item in tree.iter(f"{SVG}g") if item.get("class") == "point"]
    bars = [
        item for item in points if (path := item.find(f"{SVG}path")) is not None and _area(path)
    ]
    layers = [item for item in tree.iter(f"{SVG}g") if "scatterlayer" in item.get("class", "")]
    lines = [item for layer in layers for item in layer.iter() if item.get("class") == "js-line"]
    return len(bars), len(lines)


def _area(path: ElementTree.Element) -> bool:
    numbers = [float(text) for text in re.findall(r"-?\d+(?:\.\d+)?", path.get("d", ""))]
    return len(numbers) >= 4 and numbers != [0.0] * len(numbers)


@pytest.mark.parametrize("name", [name for name in EVERY if name not in OTHERS])
def test_the_picture_has_a_mark_for_every_value(draw: Draw, name: str) -> None:
    drawing = draw(name)
    wanted = sum(
        sum(1 for value in (trace.x if trace.orientation == "h" else trace.y) if value)
        for trace in drawing.figure.data
        if trace.type == "bar"
    )
    lines = sum(1 for trace in drawing.figure.data if trace.type == "scatter")
    assert wanted
    assert marks(drawing) == (wanted, lines)


@pytest.mark.parametrize("name", EVERY)
def test_the_picture_says_what_it_shows(draw: Draw, name: str) -> None:
    drawing = small_cells.hidden(draw(name))
    tree = ElementTree.fromstring(export.export(drawing, "svg"))
    said = "".join("".join(item.itertext()) for item in tree.iter(f"{SVG}text"))
    caption = drawing.caption
    assert caption.title in said
    assert caption.period in said
    assert caption.source in said
    about = "约 " if "<5" in said else ""
    assert f"样本量：{about}{caption.n:,} 件" in said
    assert not re.search(r"[A-Za-z]{3,}", said)


@pytest.mark.parametrize("name", EVERY)
def test_the_png_opens_twice_as_large_and_is_not_blank(draw: Draw, name: str) -> None:
    with Image.open(io.BytesIO(export.export(draw(name), "png"))) as picture:
        assert picture.size == (theme.WIDTH * 2, theme.HEIGHT * 2)
        colours = picture.convert("RGB").getcolors(1_000_000)
        assert colours is not None
        assert len(colours) > 20
        title = picture.convert("L").crop((0, 0, 1000, 120))
        assert title.getextrema()[0] < 100  # glyphs were painted where the title stands


def test_chinese_is_painted_and_not_boxes(draw: Draw) -> None:
    """Two titles of the same length must differ: boxes would all look alike."""
    first, second = (
        Image.open(io.BytesIO(export.export(draw(name), "png"))).crop((0, 0, 700, 80))
        for name in ("overview_areas", "overview_sentiment")
    )
    assert first.tobytes() != second.tobytes()


def test_csv_has_a_mark_for_spreadsheets_and_the_data(draw: Draw) -> None:
    drawing = draw("overview_daily")
    written = export.export(drawing, "csv")
    assert written.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(written.decode("utf-8-sig"))))
    assert rows[0] == drawing.table.columns
    assert len(rows) == 1 + drawing.table.height
    assert rows[1][0] == "2026-11-01"


@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "\t", "\r", "\n", "＝", "＠"])
def test_text_is_never_a_formula(sign: str) -> None:
    table = pl.DataFrame({"甲": [f"{sign}cmd|' /C calc'!A0", "平常", None], "乙": [-1, 2, 3]})
    written = export.table_csv(table).decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(written, newline="")))
    assert rows[1] == [f"'{sign}cmd|' /C calc'!A0", "-1"]
    assert rows[2] == ["平常", "2"]


def test_the_workbook_opens_with_its_caption_and_data(draw: Draw) -> None:
    drawing = small_cells.hidden(draw("overview_daily"))
    book = load_workbook(io.BytesIO(export.export(drawing, "xlsx")))
    sheet = book.worksheets[0]
    assert sheet["A1"].value == drawing.caption.title
    assert drawing.caption.period in str(sheet["A2"].value)
    assert [cell.value for cell in sheet[6]] == drawing.table.columns
    assert sheet["A7"].value.date() == date(2026, 11, 1)
    assert sheet["B7"].value == drawing.table["件数"][0]
    assert sheet.max_row == 6 + drawing.table.height


def test_the_page_opens_without_a_network(draw: Draw) -> None:
    page = export.export(draw("overview_daily"), "html").decode("utf-8")
    assert "<title>诉求受理量变化</title>" in page
    assert not re.search(r"<(?:script|link|img)[^>]+(?:src|href)=", page)


@pytest.mark.parametrize("name", ["overview_areas", "overview_calendar"])
def test_a_pdf_is_drawn_and_its_text_can_be_searched(draw: Draw, name: str) -> None:
    drawing = small_cells.hidden(draw(name))
    (page,) = PdfReader(io.BytesIO(export.export(drawing, "pdf"))).pages
    said = "".join(page.extract_text().split())
    caption = drawing.caption
    assert not page.images
    assert caption.title in said
    assert f"样本量：{caption.n:,}件" in said


def test_an_unknown_format_names_those_there_are(draw: Draw) -> None:
    with pytest.raises(InputError, match="png"):
        export.export(draw("overview_areas"), "gif")


def test_titles_are_not_read_as_markup() -> None:
    title = "<b>甲</b>&<a href='http://x.cn'>乙</a>"
    drawing = course_charts.issue_drawing(pl.Series([date(2026, 11, 1)]), title, "")
    tree = ElementTree.fromstring(export.export(drawing, "svg"))
    assert not list(tree.iter(f"{SVG}a"))
    assert title in ["".join(item.itertext()) for item in tree.iter(f"{SVG}tspan")]


def test_the_lines_below_a_title_do_not_touch_it(draw: Draw) -> None:
    tree = ElementTree.fromstring(export.export(draw("overview_areas"), "svg"))
    (title,) = [one for one in tree.iter(f"{SVG}text") if one.get("class") == "gtitle"]
    lines = [one for one in title.iter(f"{SVG}tspan") if one.get("class") == "line"]
    steps = [float(str(one.get("dy")).removesuffix("em")) for one in lines]
    assert len(lines) >= 2
    assert all(later - earlier >= 1.2 for earlier, later in pairwise(steps))
