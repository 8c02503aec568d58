"""What the calendar, control, small-multiple, spread, flow, funnel and rank figures show."""

from collections.abc import Callable
from datetime import date, timedelta
from xml.etree import ElementTree

import polars as pl
import pytest

from reports import (
    chart_tables,
    export,
    figures_flow,
    figures_map,
    figures_time,
    looks,
    screen_art,
)
from reports.charts import Drawing

MONDAY = date(2026, 6, 1)


def days_of(counts: list[int], area: str = "wages", since: date = MONDAY) -> pl.DataFrame:
    days = [since + timedelta(place) for place in range(len(counts))]
    return pl.DataFrame({"day": days, "area": area, "messages": counts})


def test_the_calendar_puts_each_day_on_its_weekday() -> None:
    since = date(2026, 6, 3)  # a Wednesday
    table = chart_tables.calendar_table(
        days_of([5, 6, 7, 8, 9], since=since), since, since + timedelta(6)
    )
    (fields,) = figures_time.calendar(table).data
    at = {
        (week, round(-base - fields.width / 2)): said
        for week, base, said in zip(fields.x, fields.base, fields.hovertext, strict=True)
    }
    assert at[0, 2] == "2026-06-03：5 件"  # Wednesday of the first week
    assert at[0, 6] == "2026-06-07：9 件"  # Sunday
    assert (0, 0) not in at  # the Monday before is not of the period
    assert at[1, 0] == "2026-06-08：0 件"  # the next Monday had none
    assert fields.marker.color[4] != fields.marker.color[5]


def test_a_day_outside_its_band_is_marked_and_one_inside_is_not() -> None:
    counts = [20] * 70
    counts[-1] = 60
    table = chart_tables.control_table(
        days_of(counts), MONDAY + timedelta(56), MONDAY + timedelta(69)
    )
    assert table["outside"].to_list() == [0] * 13 + [1]
    assert table["usual"].to_list() == [20.0] * 14
    figure = figures_time.control(table)
    assert list(figure.data[-1].y) == [60]


def test_without_a_past_nothing_is_called_unusual() -> None:
    table = chart_tables.control_table(days_of([1, 90, 1]), MONDAY, MONDAY + timedelta(2))
    assert table["usual"].null_count() == 3
    assert table["outside"].sum() == 0


def test_small_multiples_share_one_scale_and_count_every_message() -> None:
    frame = pl.concat([days_of([3] * 14), days_of([1] * 14, "safety")])
    table = chart_tables.multiples_table(frame, MONDAY, MONDAY + timedelta(13))
    assert table["messages"].sum() == frame["messages"].sum()
    figure = figures_time.multiples(table)
    assert len(figure.data) == 9
    assert {axis.range[1] for axis in figure.select_yaxes()} == {21 * 1.1}


def test_an_area_with_too_few_answers_has_no_box() -> None:
    hours = pl.DataFrame(
        {
            "area": ["wages"] * 10 + ["safety"] * 4,
            "hours": [*range(24, 264, 24), 1, 2, 3, 4],
            "replies": [1] * 14,
        }
    )
    table = chart_tables.spread_table(hours, MONDAY, MONDAY)
    assert table["area"].to_list() == ["wages"]
    box = figures_flow.spread(table).data[0]
    assert (box.median[0], box.q1[0], box.upperfence[0]) == (5, 3, 9)


def test_a_group_without_a_rank_leaves_a_gap() -> None:
    rows = [("甲", "5月", 1, 90.0, 40), ("甲", "7月", 2, 80.0, 30), ("乙", "7月", 1, 85.0, 31)]
    table = pl.DataFrame(rows, schema=["group", "period", "rank", "value", "n"], orient="row")
    figure = figures_flow.bump(table, ["5月", "6月", "7月"])
    assert figure.data[0].y == (1, None, 2)
    assert figure.data[0].connectgaps is False
    assert figure.layout.yaxis.range[0] > figure.layout.yaxis.range[1]  # the first place on top


def test_the_sankey_and_the_funnel_keep_every_case() -> None:
    flow = pl.DataFrame(
        [
            ("工单", "办理中", 7),
            ("工单", "已办结", 3),
            ("已办结", "已解决", 2),
            ("已办结", "未解决", 1),
        ],
        schema=["source", "target", "cases"],
        orient="row",
    )
    trace = figures_flow.sankey(flow).data[0]
    assert trace.node.label[0] == "工单 10"
    assert sum(trace.link.value) == 13
    assert trace.node.align == "left"  # states in one column, outcomes in the next
    steps = pl.DataFrame({"stage": ["受理", "解决"], "records": [10, 4]})
    assert figures_flow.funnel(steps).data[0].text[1] == "4 · 40.0%"


def test_what_happened_stands_over_its_day() -> None:
    table = chart_tables.calendar_table(days_of([1, 2]), MONDAY, MONDAY + timedelta(1))
    plain = figures_time.control(chart_tables.control_table(table, MONDAY, MONDAY + timedelta(1)))
    shown = figures_time.annotated(plain, [(MONDAY, "首次答复"), (MONDAY, "首次发布")])
    assert [note.text for note in shown.layout.annotations] == ["首次答复、首次发布"]
    long = [(MONDAY, "形成：七天内四人以上反映"), (MONDAY, "首次答复，至今共答复 24 件")]
    (note,) = figures_time.annotated(plain, long).layout.annotations
    assert note.text.split("<br>") == [said for _day, said in long]
    assert not plain.layout.annotations


def test_no_cell_under_five_reaches_a_screen() -> None:
    shown = screen_art.large(pl.DataFrame({"messages": [0, 1, 4, 5, 60]}))
    assert shown["messages"].to_list() == [0, 5, 5, 5, 60]


def test_tiles_tell_their_region_and_that_they_are_no_boundary() -> None:
    table = pl.DataFrame(
        {
            "region": ["330106", "330108"],
            "name": ["西湖区", "滨江区"],
            "column": [3, 4],
            "row": [3, 3],
            "value": [10, None],
            "shown": ["10", "样本不足"],
        }
    )
    figure = figures_map.tiles(table)
    assert list(figure.data[0].customdata) == ["330106", "330108"]
    assert figure.layout.annotations[0].text == "示意图，不作为划界依据"
    svg = screen_art.picture(figure, screen_art.Size(600, 300))
    assert svg.count('class="point"') == 2  # the exporter draws every tile
    assert "西湖区" in svg


def test_an_approved_map_can_be_chosen_and_names_what_it_lacks() -> None:
    table = pl.DataFrame(
        {
            "region": ["330106", "330108"],
            "name": ["西湖区", "滨江区"],
            "value": [10, None],
            "shown": ["10", "样本不足"],
        }
    )
    fine = [(120.0 + step / 100_000, 30.0) for step in range(10_000)]
    ring = [*fine, (120.1, 30.1), (120.0, 30.1), (120.0, 30.0)]
    figure = figures_map.polygons(table, {"330106": [ring]}, "浙S（2026）1号")
    points = figure.data[-1]
    assert list(points.customdata) == ["330106"]
    assert (round(points.x[0], 2), round(points.y[0], 2)) == (120.05, 30.05)
    assert len(figure.data[0].x) < 3_000  # what no screen shows is not sent to it
    told = " ".join(note.text for note in figure.layout.annotations)
    assert "示意图，不作为划界依据" in told
    assert "审图号：浙S（2026）1号" in told
    assert "滨江区" in told


@pytest.mark.parametrize("look", ["dark", "contrast"])
def test_another_look_changes_colours_and_nothing_else(look: str) -> None:
    frame = days_of([3] * 14)
    figure = figures_time.control(chart_tables.control_table(frame, MONDAY, MONDAY + timedelta(13)))
    shown = looks.recoloured(figure, look)
    assert list(shown.data[3].y) == list(figure.data[3].y)
    assert shown.data[3].line.color == looks.PALETTES[look].main
    assert shown.layout.template.layout.paper_bgcolor == looks.PALETTES[look].paper
    assert looks.recoloured(figure, "light") is figure


def test_the_text_of_every_look_is_readable_on_its_paper() -> None:
    for found in looks.PALETTES.values():
        for colour in (found.ink, found.muted, found.main, found.accent, found.good):
            for ground in (found.paper, found.ground):
                assert contrast(colour, ground) >= 4.5, (colour, ground)


def contrast(one: str, other: str) -> float:
    """The contrast ratio of WCAG 2.2."""
    lights = sorted((_light(one), _light(other)))
    return (lights[1] + 0.05) / (lights[0] + 0.05)


def _light(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize(
    ("name", "mark", "many"),
    [
        ("overview_control", "js-line", 4),
        ("area_multiples", "js-line", 9),
        ("area_spread", "box", 1),
        ("overview_calendar", "point", 14),
    ],
)
def test_the_exported_picture_holds_the_marks(
    draw: Callable[[str], Drawing], name: str, mark: str, many: int
) -> None:
    tree = ElementTree.fromstring(export.export(draw(name), "svg"))
    found = [item for item in tree.iter() if mark in (item.get("class") or "").split()]
    assert len(found) == many
