"""The step `tidy`: keys and hashes live no longer than promised."""

import os
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
    assert done == {"runs": 0, "keys": 1, "hashes": 20, "copies": 0}
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


def test_a_copy_made_before_an_upgrade_goes_with_the_hashes_of_its_day(office, now):
    folder = office.settings.home / "backups"
    folder.mkdir(parents=True, exist_ok=True)
    copies = [("before-upgrade-1.db", 41), ("before-upgrade-2.part", 41)]
    copies += [("before-restore-1.db-wal", 41), ("before-restore-2.db", 39)]
    for name, days in copies:
        (folder / name).touch()
        made = (now - timedelta(days=days)).timestamp()
        os.utime(folder / name, (made, made))
    (folder / "minsheng-20200101T000000Z.zip").touch()
    assert tidy.run(office, "", now)["copies"] == 3
    kept = {path.name for path in folder.iterdir()}
    assert kept == {"before-restore-2.db", "minsheng-20200101T000000Z.zip"}


def test_the_promise_is_kept_with_days_to_spare():
    assert timedelta(days=45) - tidy.HASHES_KEPT >= timedelta(days=5)


def test_a_destroyed_key_never_comes_back(office, now):
    before = office.keys.key_for(now)
    assert office.keys.destroy(202611)
    assert not office.keys.destroy(202611)
    assert office.keys.key_for(now) != before


def test_a_clock_that_runs_ahead_for_some_hours_forgets_nothing(office, make_table):
    today = datetime(2026, 4, 20, 4, 0, tzinfo=UTC)
    take(office, make_table, today)
    tidy.run(office, "", today)
    tidy.run(office, "", today + timedelta(days=400))
    tidy.run(office, "", today + timedelta(days=1))
    assert office.keys.months() == [202603]
    assert submitters.months(office.store, ALL) == [202603]
    tidy.run(office, "", today + timedelta(days=60))  # after a long standstill
    tidy.run(office, "", today + timedelta(days=61))
    assert office.keys.months() == submitters.months(office.store, ALL) == []
