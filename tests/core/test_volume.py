"""Quiet and flood, told from a source's own past."""

import random
from datetime import UTC, datetime, timedelta

import pytest

from core.times import local
from core.volume import WEEKS, daily, judge

NOW = datetime(2026, 11, 23, 7, 30, tzinfo=UTC)  # a Monday, 15:30 in Shanghai
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def past(per_hour, days=WEEKS * 7, until=NOW, seed=1):
    """Arrivals hour by hour; `per_hour` says how many (up to 8) are usual at a local time."""
    chance = random.Random(seed)
    found = {}
    hour = until.replace(minute=0) - days * DAY
    found[hour] = 5_000  # the import of what was there before
    while (hour := hour + HOUR) <= until:
        expected = per_hour(local(hour))
        count = sum(chance.random() < expected / 8 for _ in range(8))
        if count:
            found[hour] = count
    return found


def office_hours(at):
    return 6 if 8 <= at.hour < 18 and at.weekday() < 5 else 0.4


def weekly(at):
    return 1 if (at.weekday(), at.hour) == (0, 9) else 0


def test_an_ordinary_afternoon():
    found = judge(past(office_hours), NOW)
    assert found.state == "usual"
    assert found.band.low < found.today < found.band.high
    assert 20 < found.band.usual < 70


@pytest.mark.parametrize("seed", range(4))
def test_chance_alone_raises_no_alarm(seed):
    for back in range(5):
        at = NOW - back * DAY + 3 * HOUR
        assert judge(past(office_hours, until=at, seed=seed), at).state == "usual"


def test_a_busy_source_that_stops_is_quiet_within_hours_of_a_working_day():
    at = NOW - 6 * HOUR  # nine in the morning
    known = past(office_hours, until=at)
    assert judge(known, at).state == "usual"
    assert judge(known, at + 5 * HOUR).state == "quiet"


def test_the_night_and_the_weekend_are_not_silence():
    friday = datetime(2026, 11, 20, 10, 0, tzinfo=UTC)  # 18:00 in Shanghai
    known = past(office_hours, until=friday)
    assert judge(known, friday + 11 * HOUR).state == "usual"


def test_a_source_of_few_is_judged_by_its_gaps():
    assert judge(past(lambda at: 8 * weekly(at)), NOW).state == "unknown"
    known = past(lambda at: 8 * weekly(at), days=100)
    for days, state in ((0, "usual"), (6, "usual"), (15, "usual"), (25, "quiet")):
        assert judge(known, NOW + days * DAY).state == state


def test_a_flood_is_far_above_the_busiest_hours():
    known = past(office_hours)
    here = NOW.replace(minute=0)
    assert judge(known | {here: 18}, NOW).state == "usual"
    assert judge(known | {here: 400}, NOW).state == "flood"


def test_a_source_that_comes_in_files_floods_at_nothing_usual():
    files = {NOW.replace(minute=0) - number * 2 * DAY: 900 for number in range(30)}
    assert judge(files, NOW).state == "usual"


def test_without_enough_past_nothing_is_said():
    assert judge({}, NOW).state == "unknown"
    assert judge(past(office_hours, days=10), NOW).state == "unknown"
    assert judge(past(lambda at: 0.002, days=40), NOW).state == "unknown"


def test_one_import_does_not_shift_what_is_usual():
    known = past(office_hours)
    band = judge(known, NOW).band
    imported = known | {NOW.replace(minute=0) - 7 * DAY: 9_000}
    assert judge(imported, NOW).band.usual <= band.usual * 1.3


def test_the_last_days():
    found = daily({NOW: 2, NOW - DAY: 3, NOW - 20 * DAY: 9}, NOW, 3)
    assert found == [0, 3, 2]
