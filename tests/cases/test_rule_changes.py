"""A rule that was edited touches running clocks only when a second person approves."""

from dataclasses import replace

import pytest
from sqlalchemy import select

from cases import rule_changes
from core.errors import InputError
from core.scope import Scope
from store import case_lists
from store import rule_changes as changed
from store.schema import history
from tests.cases.desk_place import CHECKER, CLERK, FIVE, HOUSING, WORK, desk, ticket, walk

ALL = Scope.ALL
LONGER = replace(FIVE, amount=30)


@pytest.fixture
def running(store, now):
    number = ticket(desk(store))
    walk(desk(store), number, (CLERK, "assign", {"unit": "housing"}))
    return number


def due(store, number):
    return case_lists.file(store, ALL, number).clocks[0].deadline(WORK).due_at.date().isoformat()


def test_an_edited_rule_waits_for_a_second_person(store, now, running):
    edited = desk(store, (LONGER,))
    assert due(store, running) == "2026-11-30"
    assert changed.differing(store, ALL, {"R-5": LONGER}) == {"R-5": 1}
    wish = rule_changes.ask(edited, CLERK, "R-5", "新条例施行", now)
    assert due(store, running) == "2026-11-30"
    with pytest.raises(InputError, match="以外的人"):
        rule_changes.decide(edited, replace(CLERK, role="lead"), wish, True, now)
    assert rule_changes.decide(edited, CHECKER, wish, True, now) == 1
    assert due(store, running) == "2027-01-04"
    assert changed.differing(store, ALL, {"R-5": LONGER}) == {}
    (row,) = changed.changes(store, ALL)
    assert (row["outcome"], row["asked_by"], row["decided_by"]) == ("approved", "陈", "梁")
    with store.read() as conn:
        deeds = conn.execute(select(history.c.action)).scalars().all()
    assert deeds[-2:] == ["ask_rule", "decide_rule"]


def test_a_refused_change_touches_nothing(store, now, running):
    edited = desk(store, (LONGER,))
    wish = rule_changes.ask(edited, CLERK, "R-5", "新条例施行", now)
    assert rule_changes.decide(edited, CHECKER, wish, False, now) == 0
    assert due(store, running) == "2026-11-30"
    with pytest.raises(InputError, match="待批规则变更"):
        rule_changes.decide(edited, CHECKER, wish, True, now)


@pytest.mark.parametrize(
    ("actor", "rule", "reason", "sentence"),
    [
        (CLERK, "R-5", " ", "理由"),
        (CLERK, "R-9", "x", "没有编号"),
        (HOUSING, "R-5", "想长一些", "本单位有在办件"),
    ],
)
def test_what_cannot_be_asked(store, now, running, actor, rule, reason, sentence):
    with pytest.raises(InputError, match=sentence):
        rule_changes.ask(desk(store, (LONGER,)), actor, rule, reason, now)


def test_new_clocks_go_by_the_new_rule_at_once(store, now, running):
    other = ticket(desk(store), subject_id=2)
    walk(desk(store, (LONGER,)), other, (CLERK, "assign", {"unit": "housing"}))
    assert due(store, other) == "2027-01-04"
