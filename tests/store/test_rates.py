"""Call-backs, ratings and spans, counted in both stores and within a reader's scope."""

from datetime import UTC, date, datetime

import polars as pl
import pytest
from sqlalchemy import update

from core.scope import Scope
from core.times import parse_moment
from store import courses, messages, rates
from store.schema import messages as message_table

SINCE, UNTIL = datetime(2026, 11, 1, tzinfo=UTC), datetime(2026, 12, 1, tzinfo=UTC)


def at(day: int, hour: int = 9) -> datetime:
    return datetime(2026, 11, day, hour, tzinfo=UTC)


@pytest.fixture
def filled(store, make_message, now):
    asked = {"called_back_at": "2026-11-10T10:00:00+08:00"}
    facts = {
        "solved": asked | {"contacted": True, "solved": "解决", "satisfied": "满意"},
        "same": asked | {"contacted": True, "solved": "解决", "satisfied": "满意"},
        "unmet": asked | {"contacted": False},
        "unasked": {"reopened": 0},
        "void": asked | {"effective": False, "contacted": True},
        "out": asked | {"contacted": True, "solved": "未解决", "excluded": "repeated"},
    }
    found = [
        make_message(
            name, kind="ticket", unit="water", region="330106", posted_at=at(5), facts=given
        )
        for name, given in facts.items()
    ]
    ticket = {"kind": "ticket", "unit": "roads", "region": "330200"}
    span = {
        "assigned_at": "2026-11-02T09:00:00+08:00",
        "finished_at": "2026-11-05T15:00:00+08:00",
        "reopened_at": "2026-11-12T09:00:00+08:00",
    }
    found += [
        make_message("span", posted_at=at(2), facts=span, **ticket),
        make_message("odd", posted_at=at(3), facts={"assigned_at": "gestern"}, **ticket),
        make_message("old", posted_at=datetime(2026, 1, 1, tzinfo=UTC), **ticket),
        make_message("star", kind="rating", unit="water", posted_at=at(5), facts={"stars": 5}),
        make_message("letter", posted_at=at(4), reply="已处理。", replied_at=at(6)),
    ]
    messages.add(store, Scope.ALL, messages.Batch("board", "test", found), now)
    return store


def test_call_backs_are_counted_by_result(filled):
    found = rates.call_backs(filled, Scope.ALL, SINCE, UNTIL, "unit")
    water = found.filter(group="water")
    assert water["tickets"].sum() == 6
    assert water.filter(effective=True)["tickets"].sum() == 4
    assert water.filter(solved="解决", contacted=True)["tickets"].to_list() == [2]
    assert water.filter(excluded="repeated")["tickets"].to_list() == [1]
    assert found.filter(group="roads")["tickets"].sum() == 2


@pytest.mark.parametrize(
    ("by", "groups"),
    [
        ("region", {"330106", "330200"}),
        ("area", {"other"}),
        ("channel", {""}),
        ("month", {"202611"}),
    ],
)
def test_other_groups(filled, by, groups):
    assert set(rates.call_backs(filled, Scope.ALL, SINCE, UNTIL, by)["group"]) == groups


def test_finished_tickets_are_another_question(filled):
    found = rates.call_backs(filled, Scope.ALL, SINCE, UNTIL, "unit", on="finished_at")
    assert found["group"].to_list() == ["roads"]
    later = rates.call_backs(filled, Scope.ALL, at(6), UNTIL, "unit", on="finished_at")
    assert later.is_empty()


def test_a_reader_sees_the_own_region_and_units_only(filled):
    there = Scope(regions=frozenset({"3302"}))
    assert set(rates.call_backs(filled, there, SINCE, UNTIL, "unit")["group"]) == {"roads"}
    ours = Scope(units=frozenset({"water"}))
    assert rates.call_backs(filled, ours, SINCE, UNTIL, "unit").is_empty(), "not read yet"
    with filled.write() as conn:
        conn.execute(update(message_table).values(state="labelled"))
    assert set(rates.call_backs(filled, ours, SINCE, UNTIL, "unit")["group"]) == {"water"}
    nobody = Scope(units=frozenset())
    assert rates.excluded(filled, nobody, SINCE, UNTIL).is_empty()
    assert rates.stars(filled, nobody, SINCE, UNTIL, "unit").is_empty()


def test_stars_and_hours(filled):
    assert rates.stars(filled, Scope.ALL, SINCE, UNTIL, "unit").rows() == [("water", 5, 1)]
    assert courses.hours(filled, Scope.ALL, SINCE, UNTIL, "unit")["hours"].to_list() == [48.0]


def test_only_bad_ratings_have_clocks(filled, make_message, now):
    bad = make_message("bad", kind="rating", unit="roads", posted_at=at(5), facts={"stars": 2})
    messages.add(filled, Scope.ALL, messages.Batch("board", "test", [bad]), now)
    asked = ((SINCE, UNTIL), ("rating", "posted_at", "called_back_at"))
    assert rates.spans(filled, Scope.ALL, *asked)["group"].to_list() == ["roads"]
    parts = pl.concat(courses.parts(filled, Scope.ALL, *asked))
    assert parts["group"].to_list() == ["roads"]


def test_spans_hold_the_times_of_a_clock(filled):
    clock = ("ticket", "assigned_at", "finished_at")
    found = rates.spans(filled, Scope.ALL, (SINCE, UNTIL), clock)
    (row,) = found.filter(group="roads").drop_nulls("start_at").iter_rows(named=True)
    expected = [parse_moment(text).at for text in ("2026-11-02T09:00", "2026-11-05T15:00")]
    assert [row["start_at"], row["end_at"]] == expected
    assert row["reopened_at"] == parse_moment("2026-11-12T09:00").at
    assert found.height == 8
    letters = rates.spans(filled, Scope.ALL, (SINCE, UNTIL), ("letter", "posted_at", "replied_at"))
    assert letters.select("start_at", "end_at").rows() == [(at(4), at(6))]


def test_excluded_tickets_are_listed_with_their_reason(filled):
    found = rates.excluded(filled, Scope.ALL, SINCE, UNTIL)
    assert found["excluded"].to_list() == ["repeated"]


def test_the_span_holds_what_is_not_analysed_yet(filled):
    assert rates.span(filled, Scope.ALL) == (date(2026, 1, 1), date(2026, 11, 5))
    assert rates.span(filled, Scope(units=frozenset({"roads"}))) is None


def test_an_empty_store_has_nothing_to_count(store):
    assert rates.call_backs(store, Scope.ALL, SINCE, UNTIL, "unit").is_empty()
    assert rates.span(store, Scope.ALL) is None
    clock = ("ticket", "assigned_at", "finished_at")
    assert rates.spans(store, Scope.ALL, (SINCE, UNTIL), clock).is_empty()
