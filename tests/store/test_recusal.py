"""回避: what accuses a unit is shown to it neither as text nor as a number, by any reader."""

from datetime import UTC, date, datetime, timedelta

import polars as pl
import pytest

from cases import wording
from core.issues import Issue
from core.ladder import fair, parents_of, scope_of
from core.scope import Scope
from core.wording import Reach, Statement
from store import (
    case_lists,
    counts,
    courses,
    frames,
    issues,
    judgements,
    labels,
    messages,
    rates,
    recusal,
    statements,
    volumes,
)
from store.frames import Filter
from store.messages import Batch
from tests.cases.desk_place import LEAD, UNITS, desk, ticket

ALL = Scope.ALL
PARENTS = parents_of(UNITS)
MARK = "暗号甲乙丙"
DAYS = (date(2026, 11, 1), date(2026, 11, 30))
MOMENTS = (datetime(2026, 11, 1, tzinfo=UTC), datetime(2026, 12, 1, tzinfo=UTC))


@pytest.fixture
def accusing(store, now, make_message):
    """Three tickets of the housing office, one of which accuses it, in one issue with a case."""
    facts = {"assigned_at": "2026-11-20T09:00:00+08:00", "excluded": "x", "stars": 1}
    made = [
        make_message(
            str(number), kind="ticket", unit="housing", facts=facts, reply=f"答复{number}",
            replied_at=now + timedelta(days=1), posted_at=now - timedelta(hours=number),
            title=MARK if number == 3 else f"路灯{number}",
        )
        for number in (1, 2, 3)
    ]  # fmt: skip
    messages.add(store, ALL, Batch("board", "test", made, []), now)
    pending = labels.pending(store, ALL).with_columns(
        area=pl.lit("other"), sentiment=pl.lit("neg"), intent=pl.lit("投诉"), place=pl.lit("路"),
        problem=pl.lit("灯"), keywords=pl.lit(""), area_score=pl.lit(0.9), area_unsure=pl.lit(0),
        sentiment_score=pl.lit(0.0), urgency=pl.lit(0),
        accused_unit=pl.when(pl.col("title") == MARK).then(pl.lit("housing")),
    )  # fmt: skip
    labels.save(store, ALL, pending, "test", now)
    keyed = issues.unjoined(store, ALL).with_columns(key=pl.lit("m1"))
    issues.enter(store, ALL, keyed.select("id", "month", "posted_at", "key"))
    made = Issue("m1", MARK, "other", "路", "灯", 3, now, now, 80.0, now, "I", MARK)
    (number,) = issues.save(store, ALL, [made])
    judgements.propose(store, ALL, [number], now)
    ticket(desk(store), subject_id=3, title=MARK, accused="housing")
    return number


def readings(store, scope, number):
    """All that a page or an export can read, by name."""
    spans = ("ticket", "assigned_at", "finished_at")
    return {
        "days": frames.days(store, scope, *DAYS),
        "hours": frames.hours(store, scope, *DAYS),
        "hot_issues": frames.hot_issues(store, scope),
        "issue": frames.issue(store, scope, number),
        "messages": frames.messages_page(store, scope, Filter()),
        "searched": frames.messages_page(store, scope, Filter(words=MARK)),
        "count": frames.count_messages(store, scope, Filter()),
        "members": frames.messages_page(store, scope, Filter(issue=number)),
        "quarantined": frames.quarantined(store, scope),
        "call_backs": rates.call_backs(store, scope, *MOMENTS, "unit"),
        "rate_hours": courses.hours(store, scope, *MOMENTS, "unit"),
        "spans": rates.spans(store, scope, MOMENTS, spans),
        "excluded": rates.excluded(store, scope, *MOMENTS),
        "proposals": judgements.proposals(store, scope),
        "judged": judgements.judged(store, scope),
        "cases": case_lists.open_cases(store, scope),
        "closed": case_lists.closed_cases(store, scope),
        "case": case_lists.file(store, scope, 1),
        "burying": case_lists.burying(store, scope, MOMENTS[0]),
        "case_counts": case_lists.counts(store, scope),
    }


def shown(found):
    if isinstance(found, pl.DataFrame):
        return str(found.rows())
    return str(found)


def test_the_accused_unit_and_those_below_read_nothing_of_it(store, accusing):
    for unit in ("housing", "property"):
        for name, found in readings(store, scope_of(PARENTS, unit), accusing).items():
            assert MARK not in shown(found), name


def test_no_number_tells_of_it_either(store, accusing):
    found = readings(store, scope_of(PARENTS, "housing"), accusing)
    assert found["days"]["messages"].sum() == 2
    assert found["hours"]["replies"].sum() == 2
    assert found["count"] == 2
    assert found["call_backs"]["tickets"].sum() == 2
    assert found["spans"].height == found["excluded"].height == found["rate_hours"].height == 2
    assert found["case_counts"] == {}


def test_whoever_stands_above_and_the_centre_read_all(store, accusing):
    for scope in (scope_of(PARENTS, "office"), ALL):
        found = readings(store, scope, accusing)
        assert found["count"] == 3
        assert MARK in shown(found["messages"])
        assert MARK in shown(found["hot_issues"])
    assert found["days"]["messages"].sum() == 3


def test_a_person_s_word_counts_for_whom_it_names(store, now, accusing):
    with store.write() as conn:
        labels.correct(conn, 3, {"accused_unit": "water"}, now)
    assert frames.count_messages(store, scope_of(PARENTS, "housing"), Filter()) == 3
    assert recusal.accused_by(store, ALL, [accusing]) == {accusing: {"water"}}


def test_what_nobody_has_labelled_is_not_shown_to_a_unit(store, now, make_message):
    fresh = make_message("9", unit="housing")
    messages.add(store, ALL, Batch("board", "test", [fresh], []), now)
    assert frames.count_messages(store, scope_of(PARENTS, "housing"), Filter()) == 0
    assert frames.count_messages(store, ALL, Filter()) == 1


def test_no_draft_about_what_accuses_a_unit_is_shown_to_it(store, now, accusing):
    about = Statement("巡查", "正在核实。", Reach(issues=(accusing,)), contact="办公室")
    number = wording.draft(store, LEAD, about, now)
    assert statements.listed(store, fair(PARENTS, "housing")) == []
    for scope in (ALL, fair(PARENTS, "hotline")):
        assert [row["id"] for row in statements.listed(store, scope)] == [number]
    wording.send_round(store, LEAD, number, ["housing"], now.date(), now)
    assert len(statements.listed(store, scope_of(PARENTS, "housing"))) == 1  # it was asked to sign


def test_whole_sources_are_told_in_tens_to_whoever_must_not_see_some_of_it(store, now, accusing):
    """Else what came, less what the accused unit can count, is what accuses it."""
    own, since = fair(PARENTS, "housing"), now - timedelta(days=1)
    assert counts.totals(store, own, Filter(source="board"))["messages"] == 2
    for scope, told in ((ALL, 3), (own, 0), (scope_of(PARENTS, "housing"), 0)):
        assert frames.sources(store, scope)["accepted"].to_list() == [told]
        assert volumes.daily(store, scope, since)["accepted"].sum() == told
        assert volumes.hours(store, scope, since)["accepted"].sum() == told
    with store.write() as conn:
        volumes.add(conn, "board", {"accepted": 4}, now)
    assert volumes.daily(store, own, since)["accepted"].to_list() == [10]
