"""What is usual by weekday and hour."""

from datetime import UTC, date, datetime, timedelta

import pytest

from core.tide import Tide, learned
from core.times import day_start

FIRST = date(2026, 3, 2)
"""A Monday."""
HOUR = timedelta(hours=1)


def weeks(count, by_day=(10, 10, 10, 10, 10, 3, 3)):
    """From FIRST: as many as that at 9, 10 and 15 on each day of a week."""
    for number in range(7 * count):
        day = FIRST + timedelta(days=number)
        for hour in (9, 10, 15):
            yield day, hour, by_day[day.weekday()]


def at(day, hour):
    return day_start(day) + hour * HOUR


def test_without_enough_past_every_hour_is_alike():
    known = learned(weeks(3))
    assert known.days(at(FIRST, 0), at(FIRST, 6)) == pytest.approx(0.25)
    assert Tide().days(at(FIRST, 3), at(FIRST, 9)) == pytest.approx(0.25)


def test_a_night_holds_less_than_a_morning_and_a_sunday_less_than_a_monday():
    known = learned(weeks(8))
    day = FIRST + timedelta(weeks=8)
    night = known.days(at(day, 0), at(day, 6))
    assert known.days(at(day, 8), at(day, 11)) > 10 * night > 0
    sunday = day + timedelta(days=6)
    assert known.days(at(sunday, 8), at(sunday, 16)) < known.days(at(day, 8), at(day, 16)) / 3


def test_a_week_is_seven_days_whenever_it_begins():
    known = learned(weeks(8))
    for hour in (0, 5, 9, 23):
        begun = at(FIRST + timedelta(days=30), hour)
        assert known.days(begun, begun + timedelta(days=7)) == pytest.approx(7, abs=0.01)
    assert known.days(at(FIRST, 9), at(FIRST, 9)) == 0
    begun = datetime(1990, 1, 1, tzinfo=UTC)
    assert known.days(begun, begun + timedelta(days=7)) == pytest.approx(7)


def test_a_holiday_is_free_and_a_make_up_workday_is_worked():
    holiday, worked = FIRST + timedelta(weeks=9), FIRST + timedelta(weeks=9, days=5)
    known = learned(weeks(8), off={holiday}, worked={worked})
    next_week = timedelta(weeks=1)

    def whole(day):
        return known.days(at(day, 0), at(day, 24))

    assert whole(holiday) < whole(holiday + next_week) / 2
    assert whole(worked) == pytest.approx(whole(FIRST))


def test_one_flood_does_not_shift_what_is_usual():
    calm = learned(weeks(8))
    flood = [(FIRST + timedelta(days=1), 3, 5_000), *weeks(8)]
    day = FIRST + timedelta(weeks=8, days=1)
    stirred = learned(flood)
    usual = calm.days(at(day, 9), at(day, 11))
    assert stirred.days(at(day, 9), at(day, 11)) == pytest.approx(usual, rel=0.15)


def test_the_order_of_the_counts_is_nothing():
    assert learned(reversed(list(weeks(6)))) == learned(weeks(6))
