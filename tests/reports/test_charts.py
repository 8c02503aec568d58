"""What a figure shows is what the frame holds."""

from collections.abc import Callable
from datetime import date, timedelta

import polars as pl
import pytest

from core.errors import InputError
from core.labels import AREAS, SENTIMENTS
from reports import charts
from reports.charts import CHARTS, Drawing
from tests.reports.conftest import SINCE, UNTIL

Draw = Callable[[str], Drawing]


def test_daily_bars_are_the_days_of_the_frame(draw: Draw, days: pl.DataFrame) -> None:
    bars = [trace for trace in draw("overview_daily").figure.data if trace.type == "bar"]
    assert [trace.name for trace in bars] == list(SENTIMENTS.values())
    for trace, code in zip(bars, SENTIMENTS, strict=True):
        for day, value in zip(trace.x, trace.y, strict=True):
            wanted = days.filter(
                pl.col("day") == date.fromisoformat(day), pl.col("sentiment") == code
            )
            assert value == wanted["messages"].sum()


def test_the_mean_is_that_of_seven_days(draw: Draw) -> None:
    table, figure = draw("overview_daily").table, draw("overview_daily").figure
    mean = next(trace for trace in figure.data if trace.type == "scatter")
    counts = table["件数"].to_list()
    assert list(mean.y[:6]) == [None] * 6
    for place in range(6, 14):
        assert mean.y[place] == pytest.approx(sum(counts[place - 6 : place + 1]) / 7)


def test_days_without_messages_are_noughts(days: pl.DataFrame) -> None:
    gap = days.filter(pl.col("day") != SINCE + timedelta(days=3))
    table = charts.daily_table(gap, SINCE, UNTIL)
    assert table.height == 14
    assert table["messages"][3] == 0


def test_long_periods_are_told_by_months(days: pl.DataFrame) -> None:
    table = charts.daily_table(days, date(2024, 3, 15), UNTIL)
    assert table["day"][0] == date(2024, 3, 1)
    assert table.height == 33
    assert table["messages"].sum() == days["messages"].sum()
    assert table["mean"].count() == 0


def test_areas_are_all_nine_the_largest_on_top_and_the_rest_below(
    draw: Draw, days: pl.DataFrame
) -> None:
    trace = draw("overview_areas").figure.data[0]
    assert list(trace.x[1:]) == sorted(trace.x[1:])
    assert trace.customdata[0] == "other"
    assert set(trace.y) == set(AREAS.values())
    for code, value in zip(trace.customdata, trace.x, strict=True):
        assert value == days.filter(pl.col("area") == code)["messages"].sum()


def test_sentiments_share_the_total(draw: Draw, days: pl.DataFrame) -> None:
    figure = draw("overview_sentiment").figure
    assert sum(trace.x[0] for trace in figure.data) == days["messages"].sum()
    assert figure.data[0].name.startswith("负面 ")


def test_response_buckets_hold_every_answer_once(draw: Draw, hours: pl.DataFrame) -> None:
    figure = draw("overview_response").figure
    assert sum(figure.data[0].y) == hours["replies"].sum()
    # 0, 10, 20 < 24; 30 … 70 < 72; 80 … 110 < 120; 120 … 230; 240 … 350; 360 … 710; 720 … 990
    assert list(figure.data[0].y) == [3, 5, 4, 12, 12, 36, 28, 0]
    marks = [(mark.text, mark.x) for mark in figure.layout.annotations]
    assert marks == [("中位 20.4 天", 5), ("九成不超过 37.1 天", 6)]


def test_marks_in_one_bucket_do_not_overlap() -> None:
    hours = pl.DataFrame({"hours": [100, 101], "replies": [50, 50]})
    figure = charts.make("overview_response", hours, SINCE, UNTIL, "").figure
    first, second = figure.layout.annotations
    assert first.x == second.x
    assert (first.ay - second.ay) / figure.layout.yaxis.range[1] > 0.1


def test_the_timeline_counts_messages(draw: Draw) -> None:
    drawing = draw("issue_timeline")
    assert list(drawing.figure.data[0].y) == [3, 3, 2, 2, 2]
    assert drawing.caption.n == 12


@pytest.mark.parametrize("name", CHARTS)
def test_empty_frames_draw_an_empty_chart(
    name: str, days: pl.DataFrame, hours: pl.DataFrame
) -> None:
    frame = (hours if CHARTS[name].frame == "hours" else days).clear()
    drawing = charts.make(name, frame, SINCE, UNTIL, "")
    assert drawing.caption.n == 0


@pytest.mark.parametrize("name", [*CHARTS, "issue_timeline"])
def test_headers_and_codes_are_in_words(draw: Draw, name: str) -> None:
    table = draw(name).table
    texts = (
        table.select(pl.col(pl.String)).to_series(0).to_list() if pl.String in table.dtypes else []
    )
    for word in [*table.columns, *texts]:
        assert not any("a" <= char <= "z" for char in word)


def test_an_unknown_chart_names_those_there_are(days: pl.DataFrame) -> None:
    with pytest.raises(InputError, match="overview_daily"):
        charts.make("map", days, SINCE, UNTIL, "")
