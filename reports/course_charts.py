"""The course of one issue, and of a watched topic, by day."""

from collections.abc import Callable

import plotly.graph_objects as go
import polars as pl

from reports import figures, numbers
from reports.cells import Cells, sum_of
from reports.charts import Drawing, cut_days, drawn, named, without_small_bands
from reports.figures import Caption

_LONGEST_ISSUE_BY_DAY = 120


def issue_table(posted_on: pl.Series) -> pl.DataFrame:
    """One issue's messages from the first day to the last: day, messages (see daily_table)."""
    days = posted_on.alias("day").sort().to_frame()
    calendar, days = cut_days(days, days["day"][0], days["day"][-1], _LONGEST_ISSUE_BY_DAY)
    counts = days.group_by("day").agg(pl.len().alias("messages"))
    joined = calendar.join(counts, on="day", how="left").sort("day")
    return joined.with_columns(pl.col("messages").fill_null(0).cast(pl.Int64))


def issue_drawing(posted_on: pl.Series, title: str, source: str) -> Drawing:
    """The timeline of one issue, from the Shanghai days its messages were posted on."""
    table, days = issue_table(posted_on), posted_on.sort()
    period = numbers.period(days[0], days[-1])
    caption = Caption(title, period, source, len(posted_on))
    return _counting("issue_timeline", figures.timeline, table, caption)


def topic_drawing(table: pl.DataFrame, title: str, source: str) -> Drawing:
    """A watched topic's messages by day against what is usual (reports.watched.DAYS)."""
    period = numbers.period(table["day"][0], table["day"][-1])
    caption = Caption(title, period, source, int(table["messages"].sum()))
    return _counting("topic_daily", figures.against_usual, table, caption)


def _counting(
    name: str, draw: Callable[[pl.DataFrame], go.Figure], table: pl.DataFrame, caption: Caption
) -> Drawing:
    """A drawing of a table whose column `messages` counts."""
    cells = Cells(table, ("messages",), draw, named, sum_of("messages"), without_small_bands)
    return drawn(name, cells, caption)
