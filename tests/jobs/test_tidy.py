"""The step `tidy`: keys and hashes live no longer than promised."""

from datetime import UTC, datetime, timedelta

import pytest

from core.scope import Scope
from jobs import importing, tidy
from store import submitters

ALL = Scope.ALL


def take(office, make_table, now):
    importing.import_file(
        office, make_table(20), importing.profile_named(office, "message"), "board", now
    )


def test_it_works(office, make_table, now):
    take(office, make_table, now)
    assert office.keys.months() == [202603]
    done = tidy.run(office, "", now)
    assert done == {"runs": 0, "keys": 1, "hashes": 20}
    assert office.keys.months() == []
    assert submitters.months(office.store, ALL) == []
    assert submitters.frozen(office.store, ALL) == {(202603, "board"): 20}


def test_once_a_day(office, now):
    assert tidy.due(office, now) == [""]
    tidy.run(office, "", now)
    assert tidy.due(office, now) == []
    assert tidy.due(office, now + timedelta(days=1)) == [""]


@pytest.mark.parametrize(
    ("day", "kept"),
    [
        (datetime(2026, 5, 9, 15, 59, tzinfo=UTC), True),
        (datetime(2026, 5, 10, 16, 0, tzinfo=UTC), False),
        (datetime(2026, 5, 15, 15, 59, tzinfo=UTC), False),
    ],
)
def test_a_month_is_forgotten_forty_days_after_its_end(office, make_table, day, kept):
    take(office, make_table, datetime(2026, 3, 31, tzinfo=UTC))
    tidy.run(office, "", day)
    assert (office.keys.months() == [202603]) is kept
    assert (submitters.months(office.store, ALL) == [202603]) is kept


def test_the_promise_is_kept_with_days_to_spare():
    assert timedelta(days=45) - tidy.HASHES_KEPT >= timedelta(days=5)


def test_a_destroyed_key_never_comes_back(office, now):
    before = office.keys.key_for(now)
    assert office.keys.destroy(202611)
    assert not office.keys.destroy(202611)
    assert office.keys.key_for(now) != before
