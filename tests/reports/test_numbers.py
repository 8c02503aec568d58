"""Numbers as people read them; percentiles against values worked out by hand."""

import math
import random
from datetime import UTC, date, datetime, timedelta

import polars as pl
import pytest

from reports import numbers
from reports.numbers import ResponseTimes

NOW = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("hours", "said"),
    [
        (None, "—"),
        (0, "不足 1 小时"),
        (0.99, "不足 1 小时"),
        (1, "1 小时"),
        (47.9, "47 小时"),
        (48, "2.0 天"),
        (269, "11.2 天"),
        (59_832, "2,493.0 天"),
    ],
)
def test_durations(hours: float | None, said: str) -> None:
    assert numbers.duration(hours) == said


def test_counts_and_shares() -> None:
    assert numbers.count(12_345) == "12,345"
    assert numbers.compact(99_999) == "99,999"
    assert numbers.compact(5_488_300) == "548.8 万"
    assert numbers.percent(1, 3) == "33.3%"
    assert numbers.percent(0, 0) == "—"
    assert numbers.share(1_923, 2_816) == "68.3%（1,923/2,816）"
    assert numbers.share(4, 4) == "样本不足（4/4）"
    assert numbers.share(0, 0) == "—"


def test_times_are_those_of_shanghai() -> None:
    assert numbers.moment(datetime(2026, 11, 22, 16, 30, tzinfo=UTC)) == "2026-11-23 00:30"
    assert numbers.moment(None) == "—"
    assert numbers.period(date(2026, 1, 1), date(2026, 1, 1)) == "2026-01-01"
    assert numbers.period(date(2026, 1, 1), date(2026, 1, 31)) == "2026-01-01 至 2026-01-31"


@pytest.mark.parametrize(
    ("minutes", "said"),
    [(0, "刚刚"), (1, "1 分钟前"), (60, "1 小时前"), (47 * 60, "47 小时前"), (2_880, "2 天前")],
)
def test_how_long_ago(minutes: int, said: str) -> None:
    assert numbers.ago(NOW - timedelta(minutes=minutes), NOW) == said


@pytest.mark.parametrize(
    ("values", "median", "p90"),
    [
        ([7], 7, 7),
        ([1, 2], 1, 2),
        ([1, 2, 3], 2, 3),
        ([1, 2, 3, 4], 2, 4),
        ([5, 5, 5, 100], 5, 100),
        (list(range(1, 11)), 5, 9),
        (list(range(1, 12)), 6, 10),
        ([0] * 90 + [50] * 10, 0, 0),
        ([0] * 89 + [50] * 11, 0, 50),
    ],
)
def test_percentiles_are_the_nearest_rank(values: list[int], median: int, p90: int) -> None:
    frame = pl.DataFrame({"hours": values, "replies": [1] * len(values)})
    assert numbers.response_times(frame) == ResponseTimes(len(values), median, p90)


def test_percentiles_of_a_histogram_are_those_of_its_values() -> None:
    chance = random.Random(3)
    for _round in range(200):
        values = sorted(chance.randrange(50) for _ in range(chance.randrange(1, 60)))
        frame = pl.DataFrame({"hours": values}).group_by("hours").agg(replies=pl.len())
        found = numbers.response_times(frame)
        assert found.n == len(values)
        assert found.median == values[math.ceil(len(values) / 2) - 1]
        assert found.p90 == values[math.ceil(len(values) * 9 / 10) - 1]


def test_without_answers_there_is_no_percentile() -> None:
    empty = pl.DataFrame(schema={"hours": pl.Int64, "replies": pl.Int64})
    assert numbers.response_times(empty) == ResponseTimes(0, None, None)
