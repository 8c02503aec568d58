"""Distinct submitters: exact within a month, also after its hashes are gone."""

from datetime import UTC, datetime, timedelta

import polars as pl
import pytest

from core.scope import Actor, Scope
from store import erase, labels, messages, people, submitters
from store.messages import Batch
from tests.store.test_messages import label

ALL = Scope.ALL
OCTOBER, NOVEMBER = datetime(2026, 10, 5, tzinfo=UTC), datetime(2026, 11, 5, tzinfo=UTC)


@pytest.fixture
def spoken(store, now, make_message):
    """Three people in October, two of them and another in November, some of them often."""
    told = [
        make_message(
            f"{at.month}-{name}-{number}", submitter=name, posted_at=at + timedelta(hours=number),
            unit="water" if name == "甲某某" else "roads", region="330106",
        )
        for at, names in ((OCTOBER, "甲乙丙"), (NOVEMBER, "甲乙丁"))
        for name in (f"{family}某某" for family in names)
        for number in range(2)
    ]  # fmt: skip
    messages.add(store, ALL, Batch("board", "test", told), now)
    label(store, now, accused_unit=None)
    return store


def counted(store, now):
    for month in people.due(store, ALL):
        people.count(store, ALL, month, now)


def told(store, subject="all", scope=ALL):
    found = people.submitters(store, scope, (202601, 202612), subject)
    return {(row[0], row[1]): row[2] for row in found.rows()}


def test_a_person_counts_once_a_month(spoken, now):
    assert people.due(spoken, ALL) == [202610, 202611]
    counted(spoken, now)
    assert people.due(spoken, ALL) == []
    assert told(spoken) == {(202610, ""): 3, (202611, ""): 3}
    assert told(spoken, "unit") == {
        (202610, "roads"): 2, (202610, "water"): 1, (202611, "roads"): 2, (202611, "water"): 1,
    }  # fmt: skip
    assert told(spoken, "source") == {(202610, "board"): 3, (202611, "board"): 3}


def test_what_accuses_a_unit_is_in_no_count_of_units(spoken, now):
    with spoken.write() as conn:
        for number in range(1, 13):
            labels.correct(conn, number, {"accused_unit": "water"}, now)
    counted(spoken, now)
    assert told(spoken, "unit") == {}
    assert told(spoken) == {(202610, ""): 3, (202611, ""): 3}


def test_a_reader_is_told_of_the_own_places_only(spoken, now):
    counted(spoken, now)
    ours = Scope(units=frozenset({"water"}))
    assert set(told(spoken, "unit", ours)) == {(202610, "water"), (202611, "water")}
    assert told(spoken, "all", ours) == told(spoken, "area", ours) == {}
    there = Scope(regions=frozenset({"3301"}))
    assert told(spoken, "region", there) == {(202610, "330106"): 3, (202611, "330106"): 3}
    assert told(spoken, "region", Scope(regions=frozenset({"3302"}))) == {}
    assert told(spoken, "unit", there) == {}


def test_an_erased_person_is_not_counted_and_frozen_months_stay(spoken, now):
    for number in range(2):
        erase.erase(spoken, ALL, "board", f"11-丁某某-{number}", Actor("erin"), now)
    counted(spoken, now)
    assert told(spoken) == {(202610, ""): 3, (202611, ""): 2}
    submitters.forget(spoken, ALL, 202610, now)
    assert told(spoken) == {(202610, ""): 3, (202611, ""): 2}
    counted(spoken, now)
    assert told(spoken, "unit")[202610, "roads"] == 2


def test_who_speaks_after_the_hashes_went_is_counted_beside(spoken, now, make_message):
    submitters.forget(spoken, ALL, 202610, now)
    late = make_message("late", submitter="戊某某", posted_at=OCTOBER)
    messages.add(spoken, ALL, Batch("board", "test", [late]), now)
    label(spoken, now, accused_unit=None)
    counted(spoken, now)
    assert told(spoken) == {(202610, ""): 4, (202611, ""): 3}
    assert people.submitters(spoken, ALL, (202610, 202611))["submitters"].sum() == 7


def test_the_frame_has_its_columns_when_it_is_empty(store):
    found = people.submitters(store, ALL, (202601, 202612))
    assert found.schema == pl.Schema(people.PEOPLE)
