"""依申请公开, 信访 and 意见征集 on the clock engine: what is due when, by whom, after what."""

from dataclasses import replace
from datetime import datetime, timedelta

import polars as pl
import pytest

from cases import proceeding
from cases.handling import Desk
from core.calendars import WorkTime
from core.errors import InputError
from core.procedures import Given, Procedure, is_ours, repeated, standings
from core.scope import Actor, Scope
from core.times import SHANGHAI, as_utc, local
from store import erase, history, labels, messages, procedures
from tests.cases.desk_place import CHECKER, CLERK, HOUSING, LEAD, UNITS, WATER
from tests.core.clock_cases import rules, work_calendar

ALL = Scope.ALL
WORK = WorkTime(work_calendar())


def at(day: int, hour: int = 10, month: int = 3) -> datetime:
    """A moment in March 2026: the 2nd is a Monday, no holidays until April."""
    return as_utc(datetime(2026, month, day, hour, tzinfo=SHANGHAI))


LATER = at(30, month=9)
LABELS = {
    "area": pl.lit("other"), "sentiment": pl.lit("neu"), "intent": pl.lit("咨询"),
    "place": pl.lit(""), "problem": pl.lit(""), "keywords": pl.lit(""),
    "area_score": pl.lit(0.9), "area_unsure": pl.lit(0), "sentiment_score": pl.lit(0.0),
    "urgency": pl.lit(0), "topic1": pl.lit(""), "topic2": pl.lit(""),
}  # fmt: skip


@pytest.fixture
def desk(store):
    return Desk(store, WORK, tuple(rules().values()), UNITS)


@pytest.fixture
def request_(desk):
    """A request for information that came in on Monday, 2 March."""
    wanted = Procedure(
        "disclosure", "申请公开供水管网改造预算", "申请人王五，电话13812345678，需要纸质件。",
        "housing", at(2),
    )  # fmt: skip
    return proceeding.register(desk, CLERK, wanted, LATER)


def due(desk, number, duty):
    """(day, standing) of the newest clock of a duty, as of the end of its story."""
    found = procedures.running(desk.store, ALL) or procedures.listed(
        desk.store, ALL, "disclosure", True
    )
    mine = next(one for one in found if one.id == number)
    told = [row for row in standings(mine, WORK, at(30)) if row[0].rule.duty == duty][-1]
    return local(told[1].due_at).strftime("%m-%d"), told[2]


def step(desk, number, actor, name, day, **given):
    return proceeding.act(desk, actor, number, name, Given(**given), day, LATER)


def test_twenty_working_days_and_no_name_is_kept(desk, request_):
    assert due(desk, request_, "reply") == ("03-30", "soon")
    assert due(desk, request_, "ask_correction") == ("03-11", "overdue")
    (found,) = procedures.listed(desk.store, ALL, "disclosure")
    assert "王五" not in found.text
    assert "13812345678" not in found.text


def test_a_correction_restarts_and_a_third_party_is_not_counted(desk, request_):
    step(desk, request_, HOUSING, "ask_correction", at(4), text="请写明年份")
    assert due(desk, request_, "ask_correction") == ("03-11", "in_time")
    step(desk, request_, HOUSING, "correct", at(9), text="2025年度")
    assert due(desk, request_, "reply")[0] == "04-07"
    step(desk, request_, HOUSING, "ask_third", at(11), text="涉及施工单位报价")
    assert due(desk, request_, "give_opinion")[0] == "04-01"
    step(desk, request_, HOUSING, "third_answered", at(18), choice="silent")
    assert due(desk, request_, "reply")[0] == "04-14"
    with pytest.raises(InputError, match="只能办理一次"):
        step(desk, request_, HOUSING, "ask_correction", at(19), text="再补")
    after = step(desk, request_, LEAD, "extend", at(20), text="情况复杂，已告知申请人")
    assert after.state == "received"
    assert due(desk, request_, "reply")[0] > "05-06"
    with pytest.raises(InputError, match="只能办理一次"):
        step(desk, request_, LEAD, "extend", at(21), text="再延")


def test_an_answer_needs_the_legal_review_of_somebody_else(desk, request_):
    with pytest.raises(InputError, match="现在的状态"):
        step(desk, request_, HOUSING, "answer", at(5), choice="open", text="予以公开")
    verify = Actor("周", unit="office", role="verify")
    step(desk, request_, HOUSING, "ask_review", at(5), text="拟部分公开")
    with pytest.raises(InputError, match="另外的人"):
        step(desk, request_, verify, "review", at(6), choice="pass", text="同意")
    step(desk, request_, CHECKER, "review", at(6), choice="object", text="理由不足")
    step(desk, request_, HOUSING, "ask_review", at(7), text="补充理由")
    step(desk, request_, CHECKER, "review", at(9), choice="pass", text="同意")
    with pytest.raises(InputError, match="不是本单位"):
        step(desk, request_, WATER, "answer", at(10), choice="part", text="见附件")
    after = step(desk, request_, HOUSING, "answer", at(10), choice="part", text="见附件")
    assert (after.state, after.outcome) == ("answered", "part")
    assert due(desk, request_, "reply")[1] == "in_time"
    assert due(desk, request_, "ask_correction")[1] == "ended"
    step(desk, request_, CLERK, "contested", at(20), choice="review", result="upheld")
    with pytest.raises(InputError, match="还没有决定"):
        step(desk, request_, HOUSING, "publish", at(21), text="网站")
    step(desk, request_, LEAD, "decide_publish", at(20, 11), text="多人申请")
    assert due(desk, request_, "publish")[0] == "04-20"
    step(desk, request_, HOUSING, "publish", at(24), text="政务网信息公开栏")
    after = step(desk, request_, HOUSING, "close", at(25))
    assert after.closed_at == at(25)
    assert after.facts["review"] == "upheld"
    done = history.deeds(desk.store, ALL, "procedure", request_, "step")
    assert len(done) == 9


@pytest.mark.parametrize(
    ("actor", "name", "day", "given", "sentence"),
    [
        (HOUSING, "ask_correction", at(4), {}, "请写明内容"),
        (HOUSING, "ask_correction", at(1), {"text": "x"}, "早于"),
        (HOUSING, "ask_correction", LATER + timedelta(days=1), {"text": "x"}, "晚于现在"),
        (HOUSING, "unknown", at(4), {}, "没有"),
        (CHECKER, "ask_third", at(4), {"text": "x"}, "其他角色"),
    ],
)
def test_what_cannot_be_is_said_and_nothing_changes(
    desk, request_, actor, name, day, given, sentence
):
    with pytest.raises(InputError, match=sentence):
        step(desk, request_, actor, name, day, **given)
    (found,) = procedures.listed(desk.store, ALL, "disclosure")
    assert found.revision == 1


def test_who_does_not_correct_gives_up_and_nobody_is_late(desk, request_):
    step(desk, request_, HOUSING, "ask_correction", at(4), text="请写明年份")
    step(desk, request_, HOUSING, "lapse", at(26), text="逾期未补正")
    assert due(desk, request_, "reply")[1] == "ended"


def test_a_petition_has_its_clocks_and_its_reviews(desk):
    wanted = Procedure("petition", "反映物业管理所收费", "反映收费。", "housing", at(2),
                       accused="property")  # fmt: skip
    number = proceeding.register(desk, CLERK, wanted, LATER)
    assert due(desk, number, "accept")[0] == "03-17"
    with pytest.raises(InputError, match="被反映的单位"):
        step(desk, number, CLERK, "transfer", at(3), unit="property", text="转送")
    step(desk, number, CLERK, "transfer", at(3), unit="water", text="转送")
    assert due(desk, number, "object")[0] == "03-10"
    assert due(desk, number, "accept") == ("03-18", "overdue")  # whom it was sent to tells
    step(desk, number, WATER, "object", at(5), text="不属管辖")
    assert due(desk, number, "accept")[1] == "ended"
    step(desk, number, CLERK, "accept", at(12))
    assert due(desk, number, "finish")[0] == "05-11"
    step(desk, number, LEAD, "extend", at(13), text="情况复杂")
    assert due(desk, number, "finish")[0] == "06-10"
    step(desk, number, CLERK, "finish", at(20), text="已责令退还")
    step(desk, number, CLERK, "ask_check", at(24))
    assert due(desk, number, "reply")[0] == "04-23"
    step(desk, number, CHECKER, "check", at(27), choice="upheld", text="维持")
    (found,) = procedures.listed(desk.store, ALL, "petition")
    theirs = [clock.rule.id for clock in found.clocks if not is_ours(clock)]
    assert theirs == ["R-PET-5OBJ", "R-PET-REV-ASK", "R-PET-REV-ASK"]
    hidden = Scope(units=frozenset({"property", "water"}), barred=frozenset({"property"}))
    assert procedures.listed(desk.store, hidden, "petition") == []


def test_a_petition_is_not_passed_to_who_is_below_the_accused(desk):
    wanted = Procedure("petition", "反映住建局", "", "office", at(2), accused="housing")
    number = proceeding.register(desk, CLERK, wanted, LATER)
    with pytest.raises(InputError, match="下属单位"):
        step(desk, number, CLERK, "transfer", at(3), unit="water", text="转送")
    step(desk, number, CLERK, "transfer", at(3), unit="hotline", text="转送")


def test_a_consultation_is_whole_before_it_opens_and_answered_within_a_month(desk):
    days = {"opens_at": at(2).isoformat(), "closes_at": at(20).isoformat()}
    wanted = Procedure("consultation", "停车管理办法", "", "housing", at(1), facts=days)
    number = proceeding.register(desk, CLERK, wanted, LATER)
    with pytest.raises(InputError, match="起草说明.*意见的方式.*18 天"):
        step(desk, number, CLERK, "start", at(2))
    whole = {**days, "draft": "https://example.org/1", "notes": "见附件", "way": "网站留言",
             "short_reason": "防汛急需"}  # fmt: skip
    wanted = Procedure("consultation", "防汛通告", "", "housing", at(1), facts=whole)
    number = proceeding.register(desk, CLERK, wanted, LATER)
    step(desk, number, CLERK, "start", at(2))
    with pytest.raises(InputError, match="还没有到截止"):
        step(desk, number, CLERK, "end", at(19))
    step(desk, number, CLERK, "end", at(26))
    assert due(desk, number, "publish_adoption")[0] == "04-20"
    after = step(desk, number, CLERK, "publish", at(28), text="采纳2条，未采纳1条，理由见附表")
    assert after.state == "published"


def seeing(actor, **limits):
    return replace(actor, scope=Scope(**limits))


def test_a_procedure_has_a_place_and_nobody_acts_on_one_that_is_not_theirs(desk, request_):
    wanted = Procedure("petition", "反映村道未修", "", "housing", at(2), region="330106")
    here = proceeding.register(desk, CLERK, wanted, LATER)
    city, other = (frozenset({code}) for code in ("3301", "3302"))
    for regions, shown in ((city, [here]), (other, []), (None, [here])):
        found = procedures.listed(desk.store, Scope(regions=regions), "petition")
        assert [one.id for one in found] == shown
    assert procedures.listed(desk.store, Scope(regions=city), "disclosure") == []
    whole = Scope(units=frozenset({"housing"}), regions=other)
    assert len(procedures.listed(desk.store, whole, "petition")) == 1
    for actor in (seeing(CLERK, regions=other), seeing(CLERK, units=frozenset({"water"}))):
        with pytest.raises(InputError, match="没有编号"):
            step(desk, here, actor, "accept", at(3))
        with pytest.raises(InputError, match="自己管辖"):
            proceeding.register(desk, actor, wanted, LATER)
    assert len(procedures.running(desk.store, ALL)) == 2
    step(desk, here, seeing(CLERK, regions=city), "accept", at(3))


def test_a_record_gives_its_procedure_the_place_and_is_registered_by_who_sees_it(
    desk, make_message, now
):
    record = make_message("9", kind="disclosure", source="board", region="330203")
    messages.add(desk.store, ALL, messages.Batch("board", "t", [record]), now)
    labelled = labels.pending(desk.store, ALL)
    number = int(labelled["id"][0])
    wanted = Procedure("disclosure", "申请公开预算", "", "housing", at(2), message=number)
    labels.save(desk.store, ALL, labelled.with_columns(
        region=pl.lit("330203"), accused_unit=pl.lit(None, pl.String), **LABELS), "test", now
    )  # fmt: skip
    away = seeing(CLERK, regions=frozenset({"3301"}))
    with pytest.raises(InputError, match="没有这件来件"):
        proceeding.register(desk, away, wanted, LATER)
    proceeding.register(desk, seeing(CLERK, regions=frozenset({"3302"})), wanted, LATER)
    (found,) = procedures.running(desk.store, ALL)
    assert (found.message, found.region) == (number, "330203")


def test_an_erased_record_takes_its_words_out_of_the_procedure(desk, make_message, now):
    record = make_message("9", kind="disclosure", source="board")
    messages.add(desk.store, ALL, messages.Batch("board", "t", [record]), now)
    with desk.store.read() as conn:
        number = conn.exec_driver_sql("SELECT id FROM messages").scalar_one()
    wanted = Procedure("disclosure", "申请公开预算", "某某", "housing", at(2), message=number)
    made = proceeding.register(desk, CLERK, wanted, LATER)
    with pytest.raises(InputError, match="已经登记"):
        proceeding.register(desk, CLERK, wanted, LATER)
    erase.erase(desk.store, ALL, "board", "9", CLERK, now)
    (found,) = procedures.listed(desk.store, ALL, "disclosure")
    assert (found.id, found.title, found.text) == (made, "", "")


def test_requests_for_the_same_information_are_grouped_by_what_is_asked():
    titles = [
        (1, "申请公开青石村征地补偿款分配明细"),
        (2, "关于青石村征地补偿款分配明细的信息"),
        (3, "白桥村征地补偿款分配明细"),
        (4, "申请公开2025年青石村征地补偿款分配明细"),
        (6, "2024年青石村征地补偿款分配明细与2023年"),
        (5, "云杉路拓宽工程预算和合同"),
    ]
    assert repeated(titles, 3) == [[1, 2, 4]]
    assert repeated(titles, 4) == []
