"""Exported files tell no count of one to four: two that differ in nothing else are the same.

Each file is read again by somebody else's reader, as whoever gets it would.
"""

import csv
import html
import io
import json
import re
from datetime import date, timedelta
from typing import Any

import polars as pl
import pytest
from _pytest.mark import ParameterSet
from openpyxl import load_workbook
from PIL import Image
from pypdf import PdfReader

from core.rates import Tally
from reports import charts, course_charts, export, ledger_sheet, region_counts, work_charts
from reports.charts import Drawing
from reports.ledger_sheet import Matter
from reports.work_charts import Told

SINCE, UNTIL = date(2026, 11, 1), date(2026, 11, 10)
COUNTED = [name for name in charts.CHARTS if name != "area_spread"]
OTHERS = ("issue_timeline", "topic_daily", "case_flow", "ticket_way", "county_map")
FORMATS = ("png", "svg", "pdf", "html", "xlsx", "csv")


def made(name: str, small: int) -> Drawing:
    """A drawing in which each small count is `small`, and every other the same."""
    if name in charts.CHARTS:
        if charts.CHARTS[name].frame == "hours":
            hours = pl.DataFrame({"day": SINCE, "area": "wages", "source": "board",
                                  "hours": [5, 30, 80], "replies": [40, small, 12]})  # fmt: skip
            return charts.make(name, hours, SINCE, UNTIL, "网络问政")
        by_day = name in ("overview_calendar", "overview_control")
        rows = [
            {"day": SINCE + timedelta(day), "source": "board", "area": area, "sentiment": mood,
             "messages": n, "replied": 0}
            for day in range(10)
            for area, mood, n in (("wages", "neg", 30), ("safety", "neu", 20),
                                  ("hardship", "pos", small))
            if (day == 4) == (area == "hardship") or not by_day and area != "hardship"
        ]  # fmt: skip
        return charts.make(name, pl.DataFrame(rows), SINCE, UNTIL, "网络问政")
    told = Told("2026-11-01 至 2026-11-10")
    if name == "issue_timeline":
        days = [SINCE] * 7 + [SINCE + timedelta(1)] * small + [SINCE + timedelta(2)] * 9
        return course_charts.issue_drawing(pl.Series(days), "云杉小区：停电", "网络问政")
    if name == "topic_daily":
        table = pl.DataFrame(
            {
                "day": [SINCE, SINCE + timedelta(1)],
                "messages": [small, 30],
                "usual": [float(small), 12.0],
                "high": [small + 6.0, 25.0],
            }
        )
        return course_charts.topic_drawing(table, "供暖", "网络问政")
    if name == "case_flow":
        found = pl.DataFrame(
            [("ticket", "accepted", "", 40), ("ticket", "returned", "", small)],
            schema=["flow", "state", "solved", "cases"], orient="row",
        )  # fmt: skip
        return work_charts.flow(found, told)
    if name == "ticket_way":
        return work_charts.way(Tally(60, 40, 30, small, 0), told)
    table = pl.DataFrame(
        {"region": ["1", "2"], "name": ["甲镇", "乙镇"], "column": [0, 1], "row": [0, 0],
         "messages": [33, small], "before": [0, 0], "bad": [0, 0], "replied": [0, 0],
         "told": [0, 0]}
    )  # fmt: skip
    return work_charts.tile_map(region_counts.measured(table, "messages"), "各地", "网络问政", told)


def read(data: bytes, suffix: str) -> Any:
    """What a reader of the file finds in it."""
    if suffix == "png":
        return Image.open(io.BytesIO(data)).tobytes()
    if suffix == "pdf":
        return PdfReader(io.BytesIO(data)).pages[0].extract_text()
    if suffix == "xlsx":
        sheet = load_workbook(io.BytesIO(data)).worksheets[0]
        return [[(cell.value, cell.number_format) for cell in row] for row in sheet.iter_rows()]
    text = data.decode("utf-8-sig")
    if suffix == "html":
        return json.loads(re.findall(r"Plotly\.newPlot\([^\[]*(\[.*?\])\s*,\s*\{", text, re.S)[-1])
    if suffix == "csv":
        return list(csv.reader(io.StringIO(text)))
    drawn = re.search(r'id="defs-(\w+)"', text)
    assert drawn is not None
    return html.unescape(re.sub(r"trace[0-9a-f]{6}", "trace", text.replace(drawn[1], "")))


def drawn_slowly(suffix: str) -> ParameterSet:
    """Pictures take a second each: they belong to the slow tests."""
    return pytest.param(suffix, marks=[pytest.mark.slow] if suffix in ("png", "pdf") else [])


@pytest.mark.parametrize("name", [*COUNTED, *OTHERS])
@pytest.mark.parametrize("suffix", [*map(drawn_slowly, FORMATS)])
def test_nobody_learns_a_small_count_from_a_file(name: str, suffix: str) -> None:
    one, other = (read(export.export(made(name, small), suffix), suffix) for small in (2, 4))
    assert one == other
    large = read(export.export(made(name, 25), suffix), suffix)
    assert large != one


def test_a_hidden_count_says_so() -> None:
    drawing = made("overview_areas", 3)
    rows = read(export.export(drawing, "csv"), "csv")
    assert ["困难群众生活", "<5"] in rows
    sheet = read(export.export(drawing, "xlsx"), "xlsx")
    shown = [cell for row in sheet for cell in row if cell[1] == '"<5"']
    assert shown == [(2.5, '"<5"')]
    assert any("小于 5 的数不列出" in str(cell[0]) for row in sheet for cell in row)
    for suffix in ("svg", "pdf"):
        text = str(read(export.export(drawing, suffix), suffix))
        assert "<5" in text.split("小于")[0] + text.split("样本量中")[-1]
        assert "样本量：约" in text
        assert "小于 5 的数不列出" in text


def test_without_small_counts_a_file_tells_all() -> None:
    drawing = made("overview_areas", 25)
    assert ["困难群众生活", "25"] in read(export.export(drawing, "csv"), "csv")
    assert "小于" not in str(read(export.export(drawing, "svg"), "svg"))


def test_a_value_that_looks_like_a_hidden_count_stays_where_nothing_is_hidden() -> None:
    """Ordinary days have five and none in turn, so that 2.5 is usual."""
    rows = [
        {"day": SINCE - timedelta(30 - day), "source": "board", "area": "wages",
         "sentiment": "neu", "messages": 5 * (day // 7 % 2), "replied": 0}
        for day in range(28)
    ] + [
        {"day": SINCE, "source": "board", "area": "wages", "sentiment": "neu", "messages": 6,
         "replied": 0}
    ]  # fmt: skip
    drawing = charts.make("overview_control", pl.DataFrame(rows), SINCE, SINCE, "网络问政")
    assert 2.5 in drawing.table.to_series(2).to_list()
    assert ["2026-11-01", "6", "2.5"] in [
        row[:3] for row in read(export.export(drawing, "csv"), "csv")
    ]
    cells = [cell for row in read(export.export(drawing, "xlsx"), "xlsx") for cell in row]
    assert '"<5"' not in {shape for _value, shape in cells}
    assert {shape for value, shape in cells if value == 2.5} == {"#,##0.0"}, "not shown as 3"


def test_a_ledger_tells_no_small_number_of_people() -> None:
    matters = [
        Matter("停水（3 人反映）", "甲局", "—", "已有 12 人次，其中 4人次 未答复，共 2 项"),
    ]
    sheet = load_workbook(io.BytesIO(ledger_sheet.write("台账", "共 1 项", matters))).worksheets[0]
    row = [cell.value for cell in sheet[4]]
    assert row[1] == "停水（<5 人反映）"
    assert row[4] == "已有 12 人次，其中 <5 人次 未答复，共 2 项"
