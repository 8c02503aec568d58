"""How often a feed is looked at."""

from datetime import timedelta

import pytest

from core.rhythm import Pace, interval, learned
from tests.conftest import NOW

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


def every(gap: timedelta, entries: int = 20):
    return [NOW - gap * number for number in range(entries)]


@pytest.mark.parametrize(
    ("gap", "minutes"),
    [(MINUTE * 4, 5), (MINUTE * 30, 15), (HOUR * 6, 180), (HOUR * 24 * 30, 1_440)],
)
def test_half_the_usual_gap_within_bounds(gap, minutes):
    assert interval(learned(Pace(), every(gap)), NOW) == minutes * MINUTE


def test_entries_that_came_out_together_count_once():
    batches = [NOW - 10 * HOUR * number for number in range(4)]
    burst = [at - timedelta(seconds=item) for at in batches for item in range(5)]
    assert interval(learned(Pace(), burst), NOW) == timedelta(hours=5) - timedelta(seconds=2)


def test_a_night_slows_it_a_little_and_weeks_down_to_once_a_day():
    pace = learned(Pace(), every(MINUTE * 12))
    assert interval(pace, NOW + 12 * HOUR) == 30 * MINUTE
    assert interval(pace, NOW + timedelta(days=40)) == 24 * HOUR


def test_a_look_without_news_forgets_nothing():
    pace = learned(Pace(), every(MINUTE * 30))
    assert learned(pace, []) == pace
    assert learned(pace, [NOW - 9 * HOUR]) == pace


def test_nothing_is_known_of_a_new_source():
    assert interval(Pace(), NOW) is None
