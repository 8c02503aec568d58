"""The charts that a page shows and the command line exports: name -> how it is made.

A chart is made of one read frame of the store, which the front door hands in: it reads
`Chart.frame` for a period and calls `make`.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import partial

import plotly.graph_objects as go
import polars as pl

from core.errors import InputError
from core.i18n import gettext as _
from core.i18n import mark
from core.labels import AREAS, SENTIMENTS
from reports import chart_tables, figures, figures_flow, figures_time, numbers
from reports.cells import Cells, sum_of
from reports.figures import Caption

BUCKETS: tuple[tuple[int, str], ...] = (
    (0, mark("1 天内")),
    (24, mark("1–3 天")),
    (72, mark("3–5 天")),
    (120, mark("5–10 天")),
    (240, mark("10–15 天")),
    (360, mark("15–30 天")),
    (720, mark("30–60 天")),
    (1440, mark("60 天以上")),
)
"""Response times in natural hours: the first hour of a bucket and its name."""


LONGEST_BY_DAY = 400
"""Periods of more days than this are told by months."""


@dataclass(frozen=True, slots=True)
class Chart:
    """How a chart is made: `tabulate` gives its data, `draw` a figure of data and frame.

    `frame` is `days` (store.counts.counts) or `hours` (answers), cut by `by` at least; where
    `past` says so, its days begin so long before the period, for what is usual.
    """

    title: str
    frame: str
    by: tuple[str, ...]
    tabulate: Callable[[pl.DataFrame, date, date], pl.DataFrame]
    draw: Callable[[pl.DataFrame, pl.DataFrame], go.Figure]
    n: str
    past: timedelta = timedelta(0)


@dataclass(frozen=True, slots=True)
class Drawing:
    """One finished chart: its figure without title, its data, and what it says of itself.

    `table` has columns named for people, in the reader's language.
    """

    name: str
    figure: go.Figure
    table: pl.DataFrame
    caption: Caption
    cells: Cells | None = None


def drawn(name: str, cells: Cells, caption: Caption) -> Drawing:
    """The drawing of what was counted."""
    return Drawing(name, cells.draw(cells.table), cells.named(cells.table), caption, cells)


def with_freshness(drawing: Drawing, said: str) -> Drawing:
    """The drawing with what `reports.freshness.staleness` says of its sources."""
    return replace(drawing, caption=replace(drawing.caption, fresh=said))


def with_filter(drawing: Drawing, said: str) -> Drawing:
    """The drawing with what it leaves out, for its caption."""
    return replace(drawing, caption=replace(drawing.caption, filter=said))


def make(name: str, frame: pl.DataFrame, since: date, until: date, source: str) -> Drawing:
    """Draw a chart of CHARTS over a period, both days included.

    Raises InputError for an unknown name, with the names there are.
    """
    if name not in CHARTS:
        raise InputError(
            "没有图表“{name}”，可用的有：{known}。", name=name, known="、".join(CHARTS)
        )
    chart = CHARTS[name]
    inside = frame.filter(pl.col("day") >= since) if chart.past else frame
    table = chart.tabulate(frame, since, until)
    caption = Caption(
        _(chart.title), numbers.period(since, until), source, int(inside[chart.n].sum())
    )
    parts = tuple(code for code in SENTIMENTS if code in table.columns)
    counts = parts or tuple(name for name in ("messages", "replies") if name in table.columns)
    sums = partial(_daily_sums, since, until) if parts else without_small_bands
    cells = Cells(table, counts, partial(_figure, chart, frame), named, sum_of(chart.n), sums)
    return drawn(name, cells, caption)


def _figure(chart: Chart, frame: pl.DataFrame, table: pl.DataFrame) -> go.Figure:
    return chart.draw(table, frame)


def _daily_sums(since: date, until: date, table: pl.DataFrame) -> pl.DataFrame:
    """A table of days whose sums and means follow from its parts."""
    together = pl.sum_horizontal(*SENTIMENTS).round().cast(pl.Int64)
    whole = table.with_columns(messages=together)
    return whole.with_columns(_mean(since, until).alias("mean"))


def without_small_bands(table: pl.DataFrame) -> pl.DataFrame:
    """What is usual is not told where it is itself a small count."""
    bands = [name for name in ("usual", "low", "high") if name in table.columns]
    return table.with_columns(
        pl.when(pl.col("usual") >= numbers.MIN_N).then(pl.col(name)).alias(name) for name in bands
    )


def daily_table(days: pl.DataFrame, since: date, until: date) -> pl.DataFrame:
    """Every day of the period: day, messages, neg, neu, pos, mean (over the last 7 days).

    A period longer than LONGEST_BY_DAY is told by months, whose `day` is their first and whose
    mean is null.
    """
    calendar, days = cut_days(days, since, until)
    codes = list(SENTIMENTS)
    counts = days.group_by("day").agg(
        pl.col("messages").sum(),
        *(
            pl.col("messages").filter(pl.col("sentiment") == code).sum().alias(code)
            for code in codes
        ),
    )
    return (
        calendar.join(counts, on="day", how="left")
        .with_columns(pl.col("messages", *codes).fill_null(0))
        .sort("day")
        .with_columns(_mean(since, until).alias("mean"))
    )


def _mean(since: date, until: date) -> pl.Expr:
    by_day = (until - since).days <= LONGEST_BY_DAY
    return pl.col("messages").rolling_mean(7) if by_day else pl.lit(None, pl.Float64)


def cut_days(
    days: pl.DataFrame, since: date, until: date, longest: int = LONGEST_BY_DAY
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """All days of the period (or the first days of its months), and the frame cut alike."""
    if (until - since).days <= longest:
        return pl.DataFrame({"day": pl.date_range(since, until, "1d", eager=True)}), days
    months = pl.date_range(since.replace(day=1), until, "1mo", eager=True)
    return pl.DataFrame({"day": months}), days.with_columns(pl.col("day").dt.truncate("1mo"))


def area_table(days: pl.DataFrame, since: date, until: date) -> pl.DataFrame:
    """Each area of the nine: area, messages; areas without a message count nought."""
    every = pl.DataFrame({"area": list(AREAS)})
    counts = days.group_by("area").agg(pl.col("messages").sum())
    return every.join(counts, on="area", how="left").with_columns(pl.col("messages").fill_null(0))


def sentiment_table(days: pl.DataFrame, since: date, until: date) -> pl.DataFrame:
    """Each sentiment: sentiment, messages."""
    every = pl.DataFrame({"sentiment": list(SENTIMENTS)})
    counts = days.group_by("sentiment").agg(pl.col("messages").sum())
    joined = every.join(counts, on="sentiment", how="left", maintain_order="left")
    return joined.with_columns(pl.col("messages").fill_null(0))


def response_table(hours: pl.DataFrame, since: date, until: date) -> pl.DataFrame:
    """Answers by how long they took: bucket, from_hours, replies."""
    starts = [start for start, _name in BUCKETS]
    rows = []
    for place, (start, name) in enumerate(BUCKETS):
        inside = pl.col("hours") >= start
        if place + 1 < len(starts):
            inside &= pl.col("hours") < starts[place + 1]
        rows.append((name, start, int(hours.filter(inside)["replies"].sum())))
    schema = {"bucket": pl.String, "from_hours": pl.Int64, "replies": pl.Int64}
    return pl.DataFrame(rows, schema=schema, orient="row")


_HEADERS: dict[str, str] = {
    "day": mark("日期"),
    "usual": mark("通常"),
    "high": mark("常态上限"),
    "area": mark("领域"),
    "sentiment": mark("情感"),
    "messages": mark("件数"),
    "neg": mark("负面"),
    "neu": mark("中性"),
    "pos": mark("正面"),
    "mean": mark("7 日均值"),
    "bucket": mark("答复时长"),
    "replies": mark("已答复件数"),
    "low": mark("常态下限"),
    "outside": mark("超出常态"),
    "p10": mark("10% 分位（小时）"),
    "p25": mark("25% 分位（小时）"),
    "median": mark("中位（小时）"),
    "p75": mark("75% 分位（小时）"),
    "p90": mark("90% 分位（小时）"),
}


def named(table: pl.DataFrame) -> pl.DataFrame:
    """The table with headers and codes in the reader's language."""
    names = {**AREAS, **SENTIMENTS, **{name: name for _start, name in BUCKETS}}
    coded = [name for name in ("area", "sentiment", "bucket") if name in table.columns]
    spoken = {code: _(name) for code, name in names.items()}
    kept = table.select(name for name in table.columns if name in _HEADERS)
    if "mean" in kept.columns:
        kept = kept.with_columns(pl.col("mean").round(2))
    return kept.with_columns(pl.col(coded).replace(spoken)).rename(
        {name: _(_HEADERS[name]) for name in kept.columns}
    )


def _plain(
    title: str,
    frame: str,
    by: tuple[str, ...],
    tabulate: Callable[[pl.DataFrame, date, date], pl.DataFrame],
    draw: Callable[[pl.DataFrame], go.Figure],
) -> Chart:
    """A chart whose figure needs its table alone."""
    n = "replies" if frame == "hours" else "messages"
    return Chart(title, frame, by, tabulate, lambda table, _frame: draw(table), n)


CHARTS: dict[str, Chart] = {
    "overview_daily": Chart(
        mark("诉求受理量变化"),
        "days",
        ("day", "source", "sentiment"),
        daily_table,
        lambda table, _frame: figures.daily(table),
        "messages",
    ),
    "overview_areas": Chart(
        mark("诉求领域分布"),
        "days",
        ("source", "area"),
        area_table,
        lambda table, _frame: figures.areas(table),
        "messages",
    ),
    "overview_sentiment": Chart(
        mark("诉求情感分布"),
        "days",
        ("source", "sentiment"),
        sentiment_table,
        lambda table, _frame: figures.sentiments(table),
        "messages",
    ),
    "overview_response": Chart(
        mark("答复时长分布"),
        "hours",
        ("source",),
        response_table,
        lambda table, frame: figures.response(table, numbers.response_times(frame)),
        "replies",
    ),
    "overview_calendar": _plain(
        mark("诉求日历"),
        "days",
        ("day", "source"),
        chart_tables.calendar_table,
        figures_time.calendar,
    ),
    "overview_control": replace(
        _plain(
            mark("诉求量与往常范围"),
            "days",
            ("day", "source"),
            chart_tables.control_table,
            figures_time.control,
        ),
        past=timedelta(weeks=chart_tables.WEEKS),
    ),
    "area_multiples": _plain(
        mark("各领域每周诉求量"),
        "days",
        ("day", "source", "area"),
        chart_tables.multiples_table,
        figures_time.multiples,
    ),
    "area_spread": _plain(
        mark("各领域答复时长"),
        "hours",
        ("source", "area"),
        chart_tables.spread_table,
        figures_flow.spread,
    ),
}
"""name -> chart."""
