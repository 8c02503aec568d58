"""Named periods: half-open, cut in Shanghai."""

from datetime import date, timedelta

import pytest

from core import periods
from core.errors import InputError
from core.times import local


def shown(found: periods.Period) -> tuple[str, str]:
    return tuple(local(at).strftime("%Y-%m-%d %H") for at in (found.start, found.end))


@pytest.mark.parametrize(
    ("name", "day", "start", "end"),
    [
        ("day", "2026-11-23", "2026-11-23 00", "2026-11-24 00"),
        ("noon", "2026-11-23", "2026-11-22 12", "2026-11-23 12"),
        ("week", "2026-11-23", "2026-11-23 00", "2026-11-30 00"),
        ("week", "2026-11-22", "2026-11-16 00", "2026-11-23 00"),
        ("month", "2026-02-28", "2026-02-01 00", "2026-03-01 00"),
        ("month", "2026-12-31", "2026-12-01 00", "2027-01-01 00"),
        ("assessment", "2026-11-23", "2026-11-19 00", "2026-12-19 00"),
        ("assessment", "2026-11-18", "2026-10-19 00", "2026-11-19 00"),
        ("assessment", "2026-01-05", "2025-12-19 00", "2026-01-19 00"),
        ("assessment", "2026-12-31", "2026-12-19 00", "2027-01-19 00"),
        ("year", "2026-11-23", "2026-01-01 00", "2027-01-01 00"),
    ],
)
def test_bounds(name, day, start, end):
    assert shown(periods.period(name, date.fromisoformat(day))) == (start, end)


@pytest.mark.parametrize("name", periods.NAMES)
def test_the_period_before_touches_and_has_the_same_name(name):
    day = date(2023, 12, 25)
    while day < date(2026, 4, 1):
        found = periods.period(name, day)
        earlier = periods.before(found)
        assert (earlier.end, earlier.name) == (found.start, name)
        day += timedelta(3)


def test_two_days_and_what_came_before():
    found = periods.between(date(2026, 11, 1), date(2026, 11, 10))
    assert shown(found) == ("2026-11-01 00", "2026-11-11 00")
    assert shown(periods.before(found)) == ("2026-10-22 00", "2026-11-01 00")


def test_an_unknown_period_is_refused():
    with pytest.raises(InputError, match="decade"):
        periods.period("decade", date(2026, 11, 23))


@pytest.mark.parametrize(
    ("found", "lunar", "start", "end"),
    [
        (periods.period("month", date(2026, 2, 3)), False, "2025-02-01 00", "2025-03-01 00"),
        (periods.period("year", date(2026, 2, 3)), False, "2025-01-01 00", "2026-01-01 00"),
        (periods.period("month", date(2024, 3, 3)), False, "2023-03-01 00", "2023-04-01 00"),
        (periods.period("week", date(2026, 11, 23)), False, "2025-11-24 00", "2025-12-01 00"),
        (periods.period("noon", date(2026, 11, 23)), False, "2025-11-22 12", "2025-11-23 12"),
        # 正月初一 2026-02-17 and 2025-01-29; 中秋 2026-09-25 and 2025-10-06 (leap sixth month)
        (
            periods.between(date(2026, 2, 17), date(2026, 2, 23)),
            True,
            "2025-01-29 00",
            "2025-02-05 00",
        ),
        (periods.period("day", date(2026, 9, 25)), True, "2025-10-06 00", "2025-10-07 00"),
        # 闰六月初一 2025-07-25: 2024 has no leap month, its sixth month began 2024-07-06
        (periods.period("day", date(2025, 7, 25)), True, "2024-07-06 00", "2024-07-07 00"),
    ],
)
def test_a_year_earlier_by_the_sun_and_by_the_moon(found, lunar, start, end):
    assert shown(periods.year_before(found, lunar)) == (start, end)


def test_the_lunar_calendar_has_an_end():
    with pytest.raises(InputError, match="农历"):
        periods.year_before(periods.between(date(1899, 1, 1), date(1899, 1, 2)), lunar=True)
