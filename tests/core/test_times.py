"""Times as people write them, read as Shanghai time."""

from datetime import UTC, date, datetime, timedelta

import pytest

from core import times


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("2019/2/28 11:25:05", "2019-02-28T03:25:05+00:00"),
        ("2019-04-08 08:37:20", "2019-04-08T00:37:20+00:00"),
        ("2019/7/19 8:05", "2019-07-19T00:05:00+00:00"),
        ("2026年11月23日 08:00", "2026-11-23T00:00:00+00:00"),
        ("2026年11月23日8时5分", "2026-11-23T00:05:00+00:00"),
        ("２０２６－１１－２３　０８：００", "2026-11-23T00:00:00+00:00"),
        ("2026-11-23T08:00:00+08:00", "2026-11-23T00:00:00+00:00"),
        ("2026-11-23T08:00:00Z", "2026-11-23T08:00:00+00:00"),
        ("2026-11-23 08:00:00.123 +0800", "2026-11-23T00:00:00+00:00"),
        ("20261123080000", "2026-11-23T00:00:00+00:00"),
        ("43524.5", "2019-02-28T04:00:00+00:00"),
        (" 2019/2/28 11:25:05\t", "2019-02-28T03:25:05+00:00"),
    ],
)
def test_moments(written, expected):
    found = times.parse_moment(written)
    assert found.at.isoformat() == expected
    assert not found.day_only


@pytest.mark.parametrize("written", ["2018/4/24", "2018年4月24日", "2018.4.24", "20180424"])
def test_days_without_a_time(written):
    found = times.parse_moment(written)
    assert found.day_only
    assert times.day_of(found.at) == date(2018, 4, 24)


@pytest.mark.parametrize("written", [None, "", "  "])
def test_nothing_given(written):
    assert times.parse_moment(written) is None


@pytest.mark.parametrize(
    "written",
    ["昨天", "2019/13/1", "2019/2/30 10:00", "11月23日 08:00", "3", "nan", "inf", "1e9", "99"],
)
def test_what_is_no_date_is_refused(written):
    with pytest.raises((ValueError, OverflowError)):
        times.parse_moment(written)


def test_naive_times_are_shanghai_times_wherever_we_run():
    assert times.as_utc(datetime(2026, 11, 23, 0, 30)) == datetime(2026, 11, 22, 16, 30, tzinfo=UTC)


def test_days_and_months_are_cut_in_shanghai():
    last_moment = datetime(2026, 11, 30, 15, 59, 59, tzinfo=UTC)
    assert times.month_of(last_moment) == 202611
    assert times.month_of(last_moment + timedelta(seconds=1)) == 202612
    assert times.day_start(date(2026, 12, 1)) == last_moment + timedelta(seconds=1)
