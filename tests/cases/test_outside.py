"""Nobody acts on what lies outside the own scope, whatever number a request names."""

import io
from dataclasses import replace
from datetime import timedelta

import pytest
from PIL import Image

from cases import alerting, judging, proof, returning
from cases.handling import Matter, open_case
from core.errors import InputError
from core.judgement import Judgement
from core.scope import Actor, Scope
from store import alarms, frames, handbacks, judgements
from tests.cases.desk_place import desk
from tests.store.test_scopes import INSIDE, come_in

ALL = Scope.ALL
AWAY = Actor("li", role="lead", scope=Scope(regions=frozenset({"3302"})))
HERE = replace(AWAY, scope=Scope(regions=frozenset({"3301"})))
DAY = timedelta(days=1)


@pytest.fixture
def place(store, make_message, now):
    """A store with an issue, a case, an alarm of 330106, each number 1."""
    come_in(store, make_message, now, "甲", INSIDE)
    return store


def states(store):
    return alarms.listed(store, ALL)["state"].to_list()


def test_alarms_of_elsewhere_are_neither_signed_nor_returned_nor_silenced(place, now):
    (number,) = alarms.listed(place, ALL)["id"]
    assert alerting.acknowledge(place, AWAY, [number], now) == []
    alerting.refuse(place, AWAY, [number], "不归我们", now)
    assert states(place) == ["firing"]
    with pytest.raises(InputError, match="没有编号"):
        alerting.silence(place, AWAY, number, now + DAY, "x", now)
    silence = alerting.silence(place, HERE, number, now + DAY, "在修", now)
    with pytest.raises(InputError, match="没有编号"):
        alerting.end_silence(place, AWAY, silence, now)
    alerting.end_silence(place, HERE, silence, now)
    assert alerting.acknowledge(place, HERE, [number], now) == [number]
    assert states(place) == ["acknowledged"]


def test_issues_of_elsewhere_are_not_judged(place, now):
    (number,) = frames.hot_issues(place, ALL)["id"]
    said = Judgement(AWAY, now, "interests", "较大", "示例依据")
    with pytest.raises(InputError, match="没有编号"):
        judging.judge(place, said, number, now)
    made = judging.judge(place, replace(said, who=HERE), number, now)
    notice = ("response", now, "通报", "")
    with pytest.raises(InputError, match="没有编号"):
        judging.publish(place, AWAY, made, notice, now)
    assert judgements.published(place, ALL).is_empty()
    judging.publish(place, HERE, made, notice, now)


def test_no_case_is_opened_on_what_lies_elsewhere(place, now):
    (issue,) = frames.hot_issues(place, ALL)["id"]
    for subject, number in (("message", 2), ("issue", issue)):
        wanted = {"subject": subject, "subject_id": number, "flow": "ticket"}
        matter = Matter(title="路灯", first_at=now, **wanted)
        with pytest.raises(InputError, match="自己管辖"):
            open_case(desk(place), replace(AWAY, role="dispatch"), matter, now)
        assert open_case(desk(place), replace(HERE, role="dispatch"), matter, now)


def test_cases_of_elsewhere_get_no_pictures_and_are_not_handed_back(place, now):
    picture = io.BytesIO()
    Image.new("RGB", (8, 8)).save(picture, "PNG")
    with pytest.raises(InputError, match="没有编号"):
        proof.add(desk(place), AWAY, 1, "before", "", picture.getvalue(), now)
    assert proof.add(desk(place), HERE, 1, "before", "", picture.getvalue(), now)
    handbacks.enter(place, ALL, (1, "board", "k"), {}, now)
    handing = handbacks.claim(place, ALL, now)
    handbacks.failed(place, ALL, handing.id, "拒收", None)
    with pytest.raises(InputError, match="没有编号"):
        returning.again(place, AWAY, 1, now)
    returning.again(place, HERE, 1, now)
