"""Cube frames to the tables of calendar, control, small-multiple and spread charts. Pure."""

from datetime import date, timedelta
from statistics import median

import polars as pl

from core.labels import AREAS
from reports import numbers

WEEKS = 8
"""A day is held against the same weekday of so many weeks before it."""

_LEAST = 4
_SPREADS = 3.0
_NORMAL = 1.4826  # makes the median absolute deviation a standard deviation (Rousseeuw 1993)
_LEAST_WIDTH = 2.0
_PERCENTILES = {"p10": 0.1, "p25": 0.25, "median": 0.5, "p75": 0.75, "p90": 0.9}


def calendar_table(days: pl.DataFrame, since: date, until: date) -> pl.DataFrame:
    """Every day of the period: day, messages."""
    calendar = pl.DataFrame({"day": pl.date_range(since, until, "1d", eager=True)})
    counts = days.group_by("day").agg(pl.col("messages").sum())
    joined = calendar.join(counts, on="day", how="left").sort("day")
    return joined.with_columns(pl.col("messages").fill_null(0))


def control_table(days: pl.DataFrame, since: date, until: date) -> pl.DataFrame:
    """Every day: day, messages, usual, low, high, outside (0/1).

    `usual` is the median of the same weekday in the eight weeks before (days of `days` before
    `since` serve too), `low` and `high` three robust standard deviations from it. They are null
    where fewer than four such days are known: nothing is said without a past.
    """
    if days.is_empty():
        return _control(calendar_table(days, since, until), [])
    first = days["day"].min()
    begin = min(first, since) if isinstance(first, date) else since
    every = calendar_table(days, begin, until)
    known = dict(every.iter_rows())
    rows = [_band(known, day) for day in every["day"] if day >= since]
    return _control(every.filter(pl.col("day") >= since), rows)


def _control(table: pl.DataFrame, rows: list[tuple[float, float, float] | None]) -> pl.DataFrame:
    bands = rows or [None] * table.height
    columns = {
        name: [None if row is None else row[place] for row in bands]
        for place, name in enumerate(("usual", "low", "high"))
    }
    added = table.with_columns(pl.Series(n, v, pl.Float64) for n, v in columns.items())
    beyond = (pl.col("messages") > pl.col("high")) | (pl.col("messages") < pl.col("low"))
    return added.with_columns(beyond.fill_null(False).cast(pl.Int64).alias("outside"))


def _band(known: dict[date, int], day: date) -> tuple[float, float, float] | None:
    past = [
        known[at] for at in (day - timedelta(7 * w) for w in range(1, WEEKS + 1)) if at in known
    ]
    if len(past) < _LEAST:
        return None
    middle = median(past)
    width = _NORMAL * median(abs(value - middle) for value in past)
    half = _SPREADS * max(width, _LEAST_WIDTH, middle**0.5)
    return float(middle), max(0.0, middle - half), middle + half


def multiples_table(days: pl.DataFrame, since: date, until: date) -> pl.DataFrame:
    """Every area and week of the period: area, day (the week's Monday), messages."""
    weeks = pl.date_range(since - timedelta(since.weekday()), until, "1w", eager=True)
    every = pl.DataFrame({"area": list(AREAS)}).join(pl.DataFrame({"day": weeks}), how="cross")
    inside = days.with_columns(pl.col("day").dt.truncate("1w"))
    counts = inside.group_by("area", "day").agg(pl.col("messages").sum())
    joined = every.join(counts, on=["area", "day"], how="left", maintain_order="left")
    return joined.with_columns(pl.col("messages").fill_null(0))


def spread_table(hours: pl.DataFrame, since: date, until: date) -> pl.DataFrame:
    """Each area with enough answers: area, replies, p10, p25, median, p75, p90 (natural hours).

    An area with fewer answers than numbers.MIN_N is left out.
    """
    rows = []
    for area in AREAS:
        cells = numbers.cells(hours.filter(pl.col("area") == area))
        n = sum(often for _value, often in cells)
        if n >= numbers.MIN_N:
            found = [numbers.percentile(cells, p) for p in _PERCENTILES.values()]
            rows.append((area, n, *found))
    schema = {"area": pl.String, "replies": pl.Int64} | dict.fromkeys(_PERCENTILES, pl.Int64)
    return pl.DataFrame(rows, schema=schema, orient="row")
