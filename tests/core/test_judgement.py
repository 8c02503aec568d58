"""Public response clocks start by a person's judgement and by nothing else."""

from dataclasses import replace
from datetime import timedelta

import pytest

from core import judgement
from core.calendars import WorkTime
from core.errors import InputError
from core.judgement import Judgement, Proposal
from core.scope import Actor
from tests.core.clock_cases import moment, rules, work_calendar

WORK = WorkTime(work_calendar())
AT = moment("2026-11-20T16:30")
SOUND = Judgement(Actor("zhang"), AT, "interests", "较大", "当日三家媒体报道，诉求 40 件")


def started(found: Judgement | None) -> dict[str, str]:
    clocks = judgement.clocks(found, rules().values(), WORK)
    return {clock.rule.id: str(clock.due_at - AT) for clock in clocks}


def test_the_level_says_which_clocks_run():
    assert started(SOUND) == {"R-RESP-48": "2 days, 0:00:00"}
    assert started(replace(SOUND, level="重大")) == {
        "R-RESP-5": "5:00:00",
        "R-RESP-24": "1 day, 0:00:00",
    }


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"who": Actor.step("watch")}, "由人"),
        ({"who": Actor(" ")}, "由人"),
        ({"type": "rumour"}, "rumour"),
        ({"level": "红色"}, "红色"),
        ({"basis": "  "}, "依据"),
    ],
)
def test_an_unsound_judgement_starts_nothing(change, told):
    with pytest.raises(InputError, match=told):
        started(replace(SOUND, **change))


def test_without_a_judgement_nothing_starts():
    with pytest.raises(InputError, match="研判认定"):
        started(None)


def test_hours_since_found_and_since_judged_stand_side_by_side():
    found = Proposal(1, AT - timedelta(hours=6), SOUND)
    now = AT + timedelta(hours=2)
    assert judgement.ages(found, now) == judgement.Ages(timedelta(hours=8), timedelta(hours=2))
    assert judgement.ages(replace(found, judgement=None), now).since_judged is None


def test_proposals_nobody_judged_are_listed_oldest_first():
    old, new = Proposal(2, AT - timedelta(1)), Proposal(1, AT)
    assert judgement.unjudged([new, Proposal(3, AT, SOUND), old]) == [old, new]
