"""The figures of a watched topic, as page, alarm and briefing tell them."""

from datetime import UTC, date, datetime, timedelta

import polars as pl

from core.watched import Watched
from reports import watched
from store.topics import MATCHING

TODAY = date(2026, 11, 20)
FIRST = date(2026, 1, 1)


def came(counts):
    """MATCHING of so many messages on each of the last days, today last."""
    rows = []
    for back, count in enumerate(reversed(counts)):
        at = datetime(2026, 11, 20, 2, tzinfo=UTC) - timedelta(days=back)
        rows += [
            (len(rows) + n, at, "other" if n else "safety", "330106", "电话", "neg" if n else "pos",
             "housing" if back else "water", 7 if n else None)
            for n in range(count)
        ]  # fmt: skip
    return pl.DataFrame(rows, schema=MATCHING, orient="row")


def figures(counts, days=28):
    since = TODAY - timedelta(days=days - 1)
    return watched.figures(came(counts), (since, TODAY), FIRST, watched.Calendar())


def test_a_day_above_its_band_is_told_and_the_past_does_not_count():
    found = figures([2] * 90 + [12])
    assert (found.today, found.band.usual, found.is_high) == (12, 2, True)
    assert found.high_days == [TODAY]
    assert found.total == 2 * 27 + 12
    assert found.days.height == 28


def test_what_is_usual_raises_nothing():
    found = figures([9, 12, 10, 8, 11] * 20)
    assert not found.is_high
    assert found.high_days == []


def test_shares_and_issues_are_counted():
    found = figures([3] * 40)
    assert found.areas == [("other", 56), ("safety", 28)]
    assert found.issues == {7: 56}
    assert (found.negative, found.channels) == (56, [("电话", 84)])
    assert found.accused == ("water",)


def test_an_empty_topic_has_days_of_nought():
    found = figures([])
    assert found.days["messages"].to_list() == [0] * 28
    assert (found.total, found.is_high, found.areas) == (0, False, [])


def test_the_days_that_are_told_are_those_of_the_topic_up_to_today():
    def span(since, until):
        return watched.span(Watched("供暖", ("供暖",), since, until), TODAY)

    assert span(date(2026, 11, 1), date(2027, 3, 1)) == (date(2026, 11, 1), TODAY)
    assert span(date(2026, 2, 1), date(2026, 12, 1)) == (date(2026, 7, 24), TODAY)
    assert span(date(2026, 1, 1), date(2026, 1, 31)) == (date(2026, 1, 1), date(2026, 1, 31))
    assert span(date(2027, 6, 1), date(2027, 7, 1)) == (date(2026, 10, 24), TODAY)
