"""Drawings of work say their period, filter and n, and count what they draw."""

from datetime import date

import polars as pl

from core.places import Region
from core.rates import Policy, Tally
from reports import export, region_counts, work_charts
from reports.work_charts import Told

TOLD = Told("2026-11-01 至 2026-11-30", "数据截至 2026-12-01 08:00", "单位 水务局")
PLACES = (("330106", "西湖区", [3, 3]), ("330108", "滨江区", [4, 3]))
STANDING = pl.DataFrame(
    [("ticket", "assigned", "", 7), ("ticket", "finished", "yes", 6)],
    schema=["flow", "state", "solved", "cases"],
    orient="row",
)


def said(drawing):
    return export.export(drawing, "svg").decode("utf-8")


def test_the_flow_of_cases_tells_its_filter_and_its_n():
    drawing = work_charts.flow(STANDING, TOLD)
    picture = said(drawing)
    for part in (TOLD.period, TOLD.fresh, "筛选：单位 水务局", "样本量：13 件", "待签收 7"):
        assert part in picture
    assert drawing.table["件数"].sum() == 7 + 6 + 6  # what is finished passes two links


def test_the_way_of_tickets_counts_down():
    drawing = work_charts.way(Tally(100, 60, 50, 30, 20, 5), TOLD)
    assert drawing.table["件数"].to_list()[:2] == [100, 60]
    assert drawing.caption.n == 100


def test_units_without_enough_cases_have_no_place():
    frame = pl.DataFrame(
        schema=dict.fromkeys(("group", "effective", "contacted", "solved"), pl.String)
        | {"satisfied": pl.String, "excluded": pl.String, "tickets": pl.Int64}
    )
    drawn = work_charts.ranks(lambda _a, _b: frame, date(2026, 11, 20), Policy(), {}, "")
    assert drawn is None
    assert work_charts.last_months(date(2026, 2, 20))[0] == date(2025, 9, 1)


def test_the_map_leaves_nothing_of_its_regions_out():
    regions = [Region(code, name, "county", tile=tile) for code, name, tile in PLACES]
    days = pl.DataFrame(
        {
            "region": ["330106", "330106001", "330108", ""],
            "source": ["a"] * 4,
            "sentiment": ["neg", "pos", "neg", "neg"],
            "messages": [5, 6, 7, 8],
            "replied": [1, 2, 3, 4],
        }
    )
    table = region_counts.counted(regions, ["a"], days, None)
    assert table["messages"].to_list() == [11, 7]
    drawing = work_charts.tile_map(
        region_counts.measured(table, "messages"), "各地受理量", "全部信息源", TOLD
    )
    assert drawing.caption.n == 18
    assert "示意图，不作为划界依据" in said(drawing)
