"""研判认定: a person starts the clocks, once, with a reason; the system only proposes."""

from datetime import timedelta

import pytest

from cases import judging
from core import judgement as words
from core.calendars import WorkTime
from core.errors import InputError
from core.issues import Issue
from core.judgement import Judgement
from core.scope import Actor, Scope
from core.times import local
from store import issues, judgements
from tests.cases.test_desk import lines
from tests.core.clock_cases import rules, work_calendar

ALL = Scope.ALL
LI = Actor("li")
HOUR = timedelta(hours=1)


@pytest.fixture
def number(store, now):
    """An issue that the system proposed two hours ago."""
    found = Issue("m1", "云杉小区：停水", "other", "云杉小区", "停水", 9, now, now, level="I")
    (number,) = issues.save(store, ALL, [found])
    assert judgements.propose(store, ALL, [number, number], now - 2 * HOUR) == 1
    return number


def said(now, who=LI, **changed):
    given = {"type": "interests", "level": "重大", "basis": "涉及三个小区", **changed}
    return Judgement(who, now, given["type"], given["level"], given["basis"])


def test_a_proposal_waits_and_is_made_once(store, now, number):
    assert judgements.propose(store, ALL, [number], now) == 0
    (row,) = judgements.proposals(store, ALL).rows(named=True)
    assert (row["issue"], row["found_at"]) == (number, now - 2 * HOUR)


def test_a_judgement_starts_the_clocks_of_its_level(store, now, number):
    judging.judge(store, said(now), number, now)
    assert judgements.proposals(store, ALL).is_empty()
    (row,) = judgements.judged(store, ALL).rows(named=True)
    assert (row["judged_by"], row["found_at"]) == ("li", now - 2 * HOUR)
    assert lines(store) == [("li", "judge")]
    work = WorkTime(work_calendar())
    due = {one.rule.id: one.due_at for one in words.clocks(said(now), rules().values(), work)}
    assert due == {"R-RESP-5": now + 5 * HOUR, "R-RESP-24": now + 24 * HOUR}
    lesser = words.clocks(said(now, level="一般"), rules().values(), work)
    assert [local(one.due_at) for one in lesser] == [local(now + 48 * HOUR)]


@pytest.mark.parametrize(
    "changed",
    [
        {"who": Actor.step("watch")},
        {"who": Actor(" ")},
        {"type": "gossip"},
        {"level": "巨大"},
        {"basis": " "},
        {"basis": "字" * 501},
    ],
)
def test_what_is_no_judgement_starts_nothing(store, now, number, changed):
    with pytest.raises(InputError):
        judging.judge(store, said(now, **changed), number, now)
    assert judgements.judged(store, ALL).is_empty()
    assert lines(store) == []


def test_the_time_of_a_judgement_lies_between_finding_and_now(store, now, number):
    for at in (now + HOUR, now - 3 * HOUR):
        with pytest.raises(InputError, match="认定时间"):
            judging.judge(store, said(at), number, now)
    with pytest.raises(InputError, match="没有编号"):
        judging.judge(store, said(now), 77, now)
    judging.judge(store, said(now - HOUR), number, now)
    with pytest.raises(InputError, match="已经认定"):
        judging.judge(store, said(now), number, now)


def test_the_first_publication_of_a_kind_stops_its_clock(store, now, number):
    one = judging.judge(store, said(now), number, now)
    later = now + 30 * HOUR
    publish = lambda *what: judging.publish(store, LI, one, what, later)  # noqa: E731
    publish("information", now + 2 * HOUR, "情况通报", "https://example.gov.cn/1")
    publish("conference", now + 26 * HOUR, "新闻发布会", "")
    publish("progress", now + 28 * HOUR, "抢修进展", "")
    told = judgements.published(store, ALL)
    assert told["kind"].to_list() == ["information", "conference", "progress"]
    published = [(row["kind"], row["published_at"]) for row in told.rows(named=True)]
    work = WorkTime(work_calendar())
    found = words.answered(said(now), published, rules().values(), work)
    assert {deadline.rule.id: deadline.stopped_at for deadline in found} == {
        "R-RESP-5": now + 2 * HOUR,
        "R-RESP-24": now + 26 * HOUR,
    }


@pytest.mark.parametrize(
    ("what", "told"),
    [
        (("rumour", 1, "标题", ""), "rumour"),
        (("response", 1, " ", ""), "标题"),
        (("response", -1, "标题", ""), "认定以后"),
        (("response", 9, "标题", ""), "现在以前"),
        (("response", 1, "标题", "javascript:alert(1)"), "http"),
    ],
)
def test_a_publication_that_cannot_be(store, now, number, what, told):
    one = judging.judge(store, said(now), number, now)
    kind, hours, title, link = what
    with pytest.raises(InputError, match=told):
        judging.publish(store, LI, one, (kind, now + hours * HOUR, title, link), now + 5 * HOUR)


def test_declining_and_withdrawing_need_a_reason_and_stay_in_the_history(store, now, number):
    with pytest.raises(InputError, match="理由"):
        judging.decline(store, LI, number, " ", now)
    judging.decline(store, LI, number, "已由上级统一回应", now)
    assert judgements.proposals(store, ALL).is_empty()
    assert judgements.propose(store, ALL, [number], now) == 0
    with pytest.raises(InputError, match="没有待研判"):
        judging.decline(store, LI, number, "再次", now)
    one = judging.judge(store, said(now), number, now)
    judging.withdraw(store, LI, one, "认定有误", now)
    assert judgements.judged(store, ALL).is_empty()
    with pytest.raises(InputError, match="撤回"):
        judging.withdraw(store, LI, one, "再次", now)
    assert [action for _who, action in lines(store)] == ["decline", "judge", "withdraw"]
