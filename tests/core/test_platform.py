"""What the source platform says of a record, and what follows for its case."""

from datetime import UTC, datetime, timedelta

import pytest

from core import platform
from core.cases import Case

NOW = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)
POSTED = NOW - timedelta(days=6)
DAY = timedelta(days=1)


def facts(**days):
    """Facts with their times so many days after posting."""
    return {
        name: (POSTED + value * DAY).isoformat() if name.endswith("_at") else value
        for name, value in days.items()
    }


def told(kind="ticket", unit="housing", replied_at=None, **days):
    return platform.told(kind, facts(**days), POSTED, unit, replied_at)


def case(state="handling", **more):
    given = {"flow": "ticket", "subject": "message", "subject_id": 1, "title": "漏水", **more}
    return Case(id=1, state=state, first_at=POSTED, opened_at=POSTED, handler="housing", **given)


@pytest.mark.parametrize(
    ("kind", "days", "state"),
    [
        ("ticket", {}, "accepted"),
        ("ticket", {"assigned_at": 1}, "assigned"),
        ("ticket", {"assigned_at": 1, "finished_at": 2}, "finished"),
        ("ticket", {"finished_at": 2, "called_back_at": 3}, "called_back"),
        ("ticket", {"finished_at": 2, "called_back_at": 3, "satisfied": "满意"}, "rated"),
        ("ticket", {"finished_at": 2, "reopened_at": 4}, "assigned"),
        ("ticket", {"finished_at": "昨天"}, "accepted"),
        ("rating", {"stars": 1}, "assigned"),
        ("rating", {"called_back_at": 1, "verified": False}, "finished"),
        ("rating", {"rectified_at": 4, "stars_again": 5}, "rated"),
    ],
)
def test_what_the_platform_says(kind, days, state):
    days = {k: v for k, v in days.items() if v != "昨天"}
    assert told(kind, **days).state == state


def test_a_letter_is_finished_with_its_reply():
    assert told("letter", replied_at=POSTED + DAY).state == "finished"
    assert told("letter").state == "accepted"


@pytest.mark.parametrize(
    ("kind", "days", "owed"),
    [
        ("ticket", {"assigned_at": 1}, True),
        ("ticket", {"finished_at": 1}, False),
        ("ticket", {"excluded": "110"}, False),
        ("rating", {"stars": 2}, True),
        ("rating", {"stars": 3}, False),
        ("rating", {}, False),
    ],
)
def test_what_still_needs_an_owner(kind, days, owed):
    assert platform.is_owed(kind, facts(**days), told(kind, **days)) is owed


def test_the_platform_s_finish_wins_at_its_own_time():
    after = platform.follow(case(), told(assigned_at=1, finished_at=2), NOW)
    assert (after.state, after.platform) == ("finished", "finished")
    assert after.finished_at == POSTED + 2 * DAY


def test_what_is_registered_here_waits_for_the_platform():
    ours = case("finished", finished_at=NOW, finished_by="周", platform="assigned")
    assert platform.differs(ours)
    after = platform.follow(ours, told(assigned_at=1), NOW)
    assert (after.state, after.platform, after.finished_at) == ("finished", "assigned", NOW)
    caught_up = platform.follow(after, told(assigned_at=1, finished_at=6), NOW)
    assert not platform.differs(caught_up)
    assert caught_up.finished_at == NOW


def test_a_reopening_by_the_platform_undoes_the_finish():
    ours = case("finished", finished_at=POSTED + 2 * DAY, verified_at=NOW, solved="yes")
    after = platform.follow(ours, told(finished_at=2, reopened_at=4), NOW)
    assert (after.state, after.finished_at, after.solved) == ("handling", None, "")
    assert after.reopened == 1


def test_the_same_word_again_changes_nothing():
    said = told(assigned_at=1)
    after = platform.follow(case("signed"), said, NOW)
    assert platform.follow(after, said, NOW) is None


def test_a_closed_case_stays_closed():
    after = platform.follow(case("merged", merged_into=2, closed_at=NOW), told(finished_at=2), NOW)
    assert after.state == "merged"
