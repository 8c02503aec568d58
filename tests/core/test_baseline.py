"""What is usual on a day: by weekday, aware of holidays, not moved by one odd day."""

from datetime import date, timedelta

from core import baseline

MONDAY = date(2026, 9, 21)
FIRST = MONDAY - timedelta(days=100)


def counts(workdays, weekends):
    days = [FIRST + timedelta(days=step) for step in range(160)]
    return {day: weekends if day.weekday() >= 5 else workdays for day in days}


def test_a_monday_is_compared_with_mondays_and_a_sunday_with_sundays():
    found = counts(20, 4)
    assert baseline.band(found, MONDAY, FIRST).usual == 20
    assert baseline.band(found, MONDAY - timedelta(days=1), FIRST).usual == 4


def test_one_flood_does_not_shift_what_is_usual():
    found = counts(20, 4)
    calm = baseline.band(found, MONDAY, FIRST)
    found[MONDAY - timedelta(weeks=2)] = 500
    assert baseline.band(found, MONDAY, FIRST) == calm


def test_a_holiday_is_compared_with_free_days_and_a_made_up_workday_with_worked_ones():
    holiday = {MONDAY}
    assert baseline.band(counts(20, 4), MONDAY, FIRST, off=holiday).usual == 4
    saturday = MONDAY - timedelta(days=2)
    assert baseline.band(counts(20, 4), saturday, FIRST, worked={saturday}).usual == 20


def test_past_holidays_do_not_make_a_quiet_monday_usual():
    found = counts(20, 4)
    mondays = {MONDAY - timedelta(weeks=back) for back in (1, 2, 3, 4, 5)}
    for day in mondays:
        found[day] = 2
    assert baseline.band(found, MONDAY, FIRST, off=mondays).usual == 20


def test_nothing_is_usual_without_a_week_of_past():
    assert baseline.band({}, FIRST + timedelta(days=6), FIRST) is None
    assert baseline.band({}, FIRST + timedelta(days=7), FIRST).usual == 0


def test_the_band_is_never_narrower_than_chance():
    found = baseline.band(counts(16, 16), MONDAY, FIRST)
    assert found.low == 16 - 3 * 4
    assert found.high == 16 + 3 * 4
