"""Charts as Excel draws them, and the 台账: opened again with another library."""

import io
import re
import zipfile
from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise

import pytest
from openpyxl import load_workbook

from reports import charts, export, ledger_sheet
from reports.charts import Drawing
from reports.ledger_sheet import Matter

Draw = Callable[[str], Drawing]


def opened(drawing: Drawing):
    return load_workbook(io.BytesIO(export.export(drawing, "xlsx"))).worksheets[0]


def references(chart) -> set[str]:
    return {series.val.numRef.f for series in chart.series}


def test_stacked_days_are_stacked_columns_with_the_mean_as_a_line(draw: Draw) -> None:
    drawing = draw("overview_daily")
    (chart,) = opened(drawing)._charts
    assert chart.tagname == "barChart"
    assert chart.grouping == "stacked"
    last = 6 + drawing.table.height
    letters = "ABCDEFGH"
    columns = [letters[drawing.table.columns.index(name)] for name in ("负面", "中性", "正面")]
    assert {ref.split("!")[1] for ref in references(chart)} == {
        f"${letter}$7:${letter}${last}" for letter in columns
    }
    with zipfile.ZipFile(io.BytesIO(export.export(drawing, "xlsx"))) as file:
        drawn = file.read("xl/charts/chart1.xml").decode("utf-8")
    assert "<c:lineChart>" in drawn
    assert f"${letters[drawing.table.columns.index('7 日均值')]}$7" in drawn


def test_areas_are_lying_bars(draw: Draw) -> None:
    (chart,) = opened(draw("overview_areas"))._charts
    assert (chart.tagname, chart.barDir) == ("barChart", "bar")


def test_the_picture_and_the_sheet_say_what_was_left_out(draw: Draw) -> None:
    drawing = charts.with_filter(draw("overview_areas"), "地区 示例县")
    assert "筛选：地区 示例县" in export.export(drawing, "svg").decode("utf-8")
    assert "筛选：地区 示例县" in str(opened(drawing)["A4"].value)


def test_what_excel_cannot_draw_is_said(draw: Draw) -> None:
    import plotly.graph_objects as go

    flow = go.Figure(go.Sankey(node={"label": ["甲", "乙"]}, link={"source": [0], "target": [1],
                                                                    "value": [3]}))  # fmt: skip
    drawing = replace(draw("overview_areas"), figure=flow)
    sheet = opened(drawing)
    assert not sheet._charts
    assert any("只附数据" in str(cell.value) for row in sheet.iter_rows() for cell in row)


def test_a_ledger_prints_on_a4_landscape_with_its_head_on_each_page() -> None:
    matters = [
        Matter("=SUM(1)云杉小区停水", "供水公司", "2026-11-30 17:00", "办理中；超期"),
        Matter("青石镇夜间施工", "执法局", "—", "已归档；已解决", done=True),
    ]
    book = load_workbook(io.BytesIO(ledger_sheet.write("交办件台账", "共 2 项", matters)))
    sheet = book.worksheets[0]
    assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)
    assert sheet.page_setup.fitToHeight == 0
    assert sheet.print_title_rows == "$3:$3"
    heads = [cell.value for cell in sheet[3]]
    assert heads == ["序号", "事项", "责任单位", "时限", "进展", "是否销号"]
    assert [cell.value for cell in sheet[4]] == [
        "1", "=SUM(1)云杉小区停水", "供水公司", "2026-11-30 17:00", "办理中；超期", "否",
    ]  # fmt: skip
    assert sheet["B4"].data_type == "s"
    assert sheet["F5"].value == "是"


def test_an_empty_list_says_so() -> None:
    sheet = load_workbook(io.BytesIO(ledger_sheet.write("台账", "共 0 项", []))).worksheets[0]
    assert sheet["A4"].value == "没有可列的事项"


def test_a_row_is_as_high_as_its_text() -> None:
    matters = [
        Matter("停水", "供水公司", "—", "办理中"),
        Matter("停水" * 40, "供水公司", "—", "办理中"),
    ]
    sheet = load_workbook(io.BytesIO(ledger_sheet.write("台账", "共 2 项", matters))).worksheets[0]
    assert sheet.row_dimensions[5].height >= 3 * sheet.row_dimensions[4].height


@pytest.mark.slow
@pytest.mark.parametrize("format_", sorted(export.FORMATS))
def test_every_format_is_opened_by_another_program(draw: Draw, format_: str, tmp_path) -> None:
    from PIL import Image
    from pypdf import PdfReader

    made = export.export(draw("overview_daily"), format_)
    if format_ in ("png",):
        with Image.open(io.BytesIO(made)) as picture:
            picture.verify()
    elif format_ == "pdf":
        page = PdfReader(io.BytesIO(made)).pages[0]
        assert page.mediabox.width > page.mediabox.height
        assert not page.images
        assert draw("overview_daily").caption.title in page.extract_text()
    elif format_ == "svg":
        assert made.lstrip().startswith(b"<svg")
    elif format_ == "xlsx":
        assert load_workbook(io.BytesIO(made)).worksheets[0].max_row > 10
    elif format_ == "csv":
        assert made.decode("utf-8-sig").count("\n") > 10
    else:
        assert b"Plotly.newPlot" in made


def test_each_area_is_a_line_over_its_own_weeks(draw: Draw) -> None:
    drawing = draw("area_multiples")
    (chart,) = opened(drawing)._charts
    areas = drawing.table[drawing.table.columns[0]].unique(maintain_order=True).to_list()
    assert [series.tx.v for series in chart.series] == areas
    rows = [tuple(map(int, re.findall(r"\$(\d+)", ref.replace("$C", "$C$").replace("$$", "$"))))
            for ref in (series.val.numRef.f for series in chart.series)]  # fmt: skip
    assert rows[0][0] == 7
    assert rows[-1][-1] == 6 + drawing.table.height
    assert all(before[-1] + 1 == after[0] for before, after in pairwise(rows))


def test_a_chart_stands_below_the_caption(draw: Draw) -> None:
    (chart,) = opened(draw("overview_areas"))._charts
    assert chart.anchor._from.row >= 6  # the heads in row 5 are printed on every page


def test_a_band_is_drawn_without_its_flags(draw: Draw) -> None:
    (chart,) = opened(draw("overview_control"))._charts
    assert len(chart.series) == 4


def test_counts_with_hidden_ones_among_them_show_no_decimals(draw: Draw) -> None:
    drawing = draw("overview_daily")
    sheet = opened(drawing)
    place = drawing.table.columns.index("负面") + 1
    shown = {sheet.cell(row, place).number_format for row in range(7, 7 + drawing.table.height)}
    assert shown <= {"#,##0", '"<5"'}
    mean = drawing.table.columns.index("7 日均值") + 1
    assert sheet.cell(6 + drawing.table.height, mean).number_format == "#,##0.0"
