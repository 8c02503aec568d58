"""Read frames of an invented fortnight, and the charts made of them."""

from collections.abc import Callable
from datetime import date, timedelta

import polars as pl
import pytest

from core.labels import AREAS, SENTIMENTS
from reports import charts, course_charts
from reports.charts import Drawing

SINCE, UNTIL = date(2026, 11, 1), date(2026, 11, 14)


@pytest.fixture
def days() -> pl.DataFrame:
    """Fourteen days; the areas and sentiments come in turn, each day one more."""
    areas, sentiments = list(AREAS), list(SENTIMENTS)
    rows = [
        {
            "day": SINCE + timedelta(days=number % 14),
            "source": "board",
            "area": areas[number % 9],
            "sentiment": sentiments[number % 3],
            "messages": 1 + number % 14,
            "replied": number % 2,
        }
        for number in range(126)
    ]
    return pl.DataFrame(rows)


@pytest.fixture
def hours() -> pl.DataFrame:
    """Answers after 0, 10, 20 … 990 hours, once each."""
    return pl.DataFrame(
        {
            "day": [SINCE] * 100,
            "area": ["wages"] * 100,
            "hours": [10 * number for number in range(100)],
            "replies": [1] * 100,
        }
    )


@pytest.fixture
def draw(days: pl.DataFrame, hours: pl.DataFrame) -> Callable[[str], Drawing]:
    """Any chart of the registry, or the timeline of an issue."""

    def make(name: str) -> Drawing:
        if name == "issue_timeline":
            posted_on = pl.Series([SINCE + timedelta(days=number % 5) for number in range(12)])
            return course_charts.issue_drawing(posted_on, "云杉小区：电梯停运", "全部信息源")
        frame = hours if charts.CHARTS[name].frame == "hours" else days
        return charts.make(name, frame, SINCE, UNTIL, "网络问政")

    return make
