"""What could bury a matter: not by the unit it is about, and open one level up with its reason."""

from dataclasses import replace
from datetime import timedelta

import pytest

from cases import alerting, desk, judging
from core.alarms import Alarm, Contact, Signal
from core.errors import InputError
from core.judgement import Judgement
from core.ladder import parents_of, scope_of
from core.scope import Actor, Scope
from store import alarms, aside, contacts, frames, history, judgements
from tests.cases.desk_place import UNITS
from tests.store.test_recusal import accusing  # noqa: F401 - a fixture

ALL = Scope.ALL
PARENTS = parents_of(UNITS)
OFFICE = Actor("高", unit="office", role="lead")
OWN = [Actor("周", unit="housing", role=role) for role in ("handle", "lead", "verify")]


@pytest.mark.parametrize("actor", OWN)
def test_no_unit_sets_aside_what_is_about_itself(store, now, accusing, actor):  # noqa: F811
    for deed in (
        lambda: desk.dismiss_issue(store, actor, accusing, "不实", now),
        lambda: judging.decline(store, actor, accusing, "不必回应", now),
    ):
        with pytest.raises(InputError, match="本单位"):
            deed()
    assert frames.issue(store, ALL, accusing)["dismissed_at"] is None
    assert judgements.proposals(store, ALL).height == 1
    assert aside.deeds(store, ALL, now - timedelta(days=1)) == []


def test_what_is_judged_is_not_withdrawn_by_its_own_unit(store, now, accusing):  # noqa: F811
    said = Judgement(OFFICE, now, "interests", "重大", "涉及三个小区")
    number = judging.judge(store, said, accusing, now)
    with pytest.raises(InputError, match="本单位"):
        judging.withdraw(store, OWN[0], number, "不必", now)
    judging.withdraw(store, OFFICE, number, "重复认定", now)


def test_the_level_above_may_and_everybody_above_reads_why(store, now, accusing):  # noqa: F811
    desk.dismiss_issue(store, OFFICE, accusing, "重复反映", now)
    for scope in (ALL, scope_of(PARENTS, "office")):
        (row,) = aside.deeds(store, scope, now - timedelta(days=1))
        assert (row["action"], row["actor"], row["reason"]) == ("dismiss", "高", "重复反映")
    assert aside.deeds(store, scope_of(PARENTS, "housing"), now - timedelta(days=1)) == []


def test_what_was_set_aside_is_taken_up_again_and_it_is_remembered(store, now, accusing):  # noqa: F811
    desk.dismiss_issue(store, OFFICE, accusing, "重复反映", now)
    with pytest.raises(InputError, match="本单位"):
        desk.take_up_issue(store, OWN[0], accusing, now)
    desk.take_up_issue(store, OFFICE, accusing, now)
    assert frames.issue(store, ALL, accusing)["dismissed_at"] is None
    (row,) = history.deeds(store, ALL, "issue", accusing, "take_up")
    assert row["actor"] == "高"
    with pytest.raises(InputError, match="没有搁置"):
        desk.take_up_issue(store, OFFICE, accusing, now)


def test_the_last_contact_of_a_unit_can_be_taken_out_and_put_back(store, now):
    one = Contact(0, "water", "A", "李", "mail", "a@example.gov.cn")
    alerting.put_contacts(store, OFFICE, [one], now)
    alerting.put_contacts(store, OFFICE, [], now, emptied=("water",))
    assert contacts.listed(store, ALL) == []
    for bad in (replace(one, address=" "), replace(one, address="李"),
                replace(one, from_at=now, to_at=now)):  # fmt: skip
        with pytest.raises(InputError):
            alerting.put_contacts(store, OFFICE, [bad], now)
    alerting.put_contacts(store, OFFICE, [one], now)
    assert [found.address for found in contacts.listed(store, ALL)] == ["a@example.gov.cn"]


def test_a_silence_is_told_one_level_up_and_never_to_the_accused(store, now):
    people = [
        Contact(0, code, "A", "", "mail", f"{code or 'centre'}@example.gov.cn")
        for code in ("", "office", "housing", "water")
    ]
    alerting.put_contacts(store, OFFICE, people, now)
    signals = [
        Signal("late", "record:x", "水管：已超期", "超期", unit="water"),
        Signal("late", "record:y", "水管：已超期", "超期", unit="water", accused=("housing",)),
    ]
    alarms.save(store, ALL, [(Alarm(signal, now, now), ()) for signal in signals], now)
    plain, accusing_housing = sorted(alarms.listed(store, ALL)["id"])
    for number in (plain, accusing_housing):
        until = now + timedelta(days=1)
        alerting.silence(store, Actor("li"), number, until, "在修", now, parents=PARENTS)
    heard = {told.alarm: set() for told in alarms.waiting(store, ALL)}
    for told in alarms.waiting(store, ALL):
        heard[told.alarm].add(told.address.split("@")[0])
    assert heard == {plain: {"housing", "centre"}, accusing_housing: {"centre"}}
    with pytest.raises(InputError, match="自己"):
        alerting.silence(store, OWN[0], accusing_housing, now + timedelta(days=1), "x", now)
    found = aside.deeds(store, scope_of(PARENTS, "housing"), now - timedelta(days=1))
    assert [row["subject_id"] for row in found] == [plain]
