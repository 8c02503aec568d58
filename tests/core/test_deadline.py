"""Deadlines: every case by hand, what is refused, and what is said."""

import csv
from collections import Counter
from dataclasses import replace
from datetime import timedelta

import pytest

from core.calendars import WorkTime, parse_hours
from core.deadline import Event, compute
from core.deadline_standing import in_use, standing, strictest, waiting
from core.deadline_words import explain
from core.errors import InputError
from tests.core.clock_cases import FOLDER, Case, cases, event, moment, rules, work_calendar

WORK = WorkTime(work_calendar())


def found(rule: str, start: str, *events: str, now: str = ""):
    told = [event(text) for text in events]
    return compute(rules()[rule], moment(start), told, WORK, moment(now) if now else None)


@pytest.mark.parametrize("case", cases(), ids=lambda case: case.name)
def test_case(case: Case):
    deadline = compute(case.rule, case.start_at, case.events, case.work)
    assert deadline.due_at == case.due_at
    assert (deadline.state, deadline.provisional) == (case.state, case.provisional)


def test_there_are_enough_cases_of_each_family():
    families = Counter(case.rule.id.split("-")[1] for case in cases())
    assert sum(families.values()) >= 150
    assert all(families[name] >= 10 for name in ("RESP", "HCP", "HOT", "PET", "FOI", "DEC", "WEB"))
    with (FOLDER / "clocks.csv").open(encoding="utf-8", newline="") as file:
        assert all(row["reasoning"] for row in csv.DictReader(file))


def test_every_shipped_clock_has_a_case():
    clocks = {rule.id for rule in rules().values() if rule.kind == "clock"}
    assert clocks <= {case.rule.id for case in cases()}


@pytest.mark.parametrize(
    ("rule", "events", "told"),
    [
        ("R-HOT-5WD", ["resume@2026-11-03"], "resume"),
        ("R-HOT-5WD", ["include@2026-11-03"], "include"),
        ("R-HOT-5WD", ["suspend@2026-11-03", "include@2026-11-04"], "include"),
        ("R-HOT-5WD", ["suspend@2026-11-03", "suspend@2026-11-04"], "suspend"),
        ("R-HOT-5WD", ["reopen@2026-11-03"], "尚未办结"),
        ("R-HOT-5WD", ["stop@2026-11-03", "stop@2026-11-04"], "已经办结"),
        ("R-HOT-5WD", ["stop@2026-11-03", "suspend@2026-11-04"], "已经办结"),
        ("R-HOT-5WD", ["stop@2026-11-03", "correct@2026-11-04"], "已经办结"),
        ("R-HOT-5WD", ["suspend@2026-11-03", "stop@2026-11-04", "resume@2026-11-05"], "已经办结"),
        ("R-HOT-5WD", ["extend@2026-11-03"], "不能延期"),
        ("R-HOT-5WD", ["suspend@2026-11-01"], "早于起算"),
        ("R-FOI-20", ["extend:21@2026-11-03"], "最多"),
        ("R-FOI-20", ["extend:15@2026-11-03", "extend:6@2026-11-04"], "最多"),
        ("R-FOI-20", ["extend@2026-11-03", "extend@2026-11-04"], "没有可延"),
        ("R-DEC-HEAR", ["suspend@2026-11-03"], "倒推"),
        ("T-REOPEN", ["correct@2026-11-03"], "补正"),
        ("R-HOT-5WD", ["suspend@2026-11-03", "resume@2101-01-01"], "范围"),
        ("R-HOT-5WD", ["suspend@2026-11-03", "resume@2100-12-30"], "范围"),
        ("R-WARN-4", [], "不是时限"),
    ],
)
def test_what_cannot_be_is_refused_with_a_sentence(rule, events, told):
    with pytest.raises(InputError, match=told):
        found(rule, "2026-11-02T09:00", *events)


@pytest.mark.parametrize("start", ["1989-12-31", "2101-01-01", "2100-12-30", "9999-12-30"])
def test_a_start_out_of_range_is_refused(start):
    with pytest.raises(InputError, match="范围"):
        found("R-HOT-5WD", start)


def test_events_are_taken_in_order_of_time():
    told = ["resume@2026-11-06T10:00", "suspend@2026-11-04T10:00"]
    assert found("R-HOT-5WD", "2026-11-02", *told).due_at == moment("2026-11-11T17:00")


def test_a_suspended_clock_with_now_answers_as_if_it_went_on_now():
    deadline = found("R-HOT-5WD", "2026-11-02", "suspend@2026-11-04", now="2026-11-06T10:00")
    assert (deadline.due_at, deadline.state) == (moment("2026-11-11T17:00"), "suspended")


def test_the_sentence_names_holidays_make_up_days_and_the_article():
    said = explain(found("R-HOT-5WD", "2026-09-29"), WORK.calendar)
    for part in ("2026-10-12 17:00", "R-HOT-5WD", "2026-09-29", "10-01 至 10-07 放假"):
        assert part in said
    assert "10-10（周六）调休上班计入" in said
    assert "第二十四条" in said


@pytest.mark.parametrize(
    ("rule", "events", "said"),
    [
        ("R-HOT-ZS-3", [], "未启用"),
        ("R-HOT-ZS-3", [], "参照"),
        ("R-PET-60-2005", [], "不在本规则的施行期内"),
        ("R-FOI-20", ["extend@2026-11-03"], "政府信息公开工作机构负责人批准延长20个工作日"),
        ("R-FOI-20", ["extend@2026-12-31"], "延期无效"),
        ("R-FOI-20", ["correct@2026-11-03"], "补正材料收到后重新起算"),
        ("R-FOI-20", ["exclude@2026-11-03", "include@2026-11-05"], "2个工作日"),
        ("R-HOT-BOX", ["suspend@2026-11-02T10:00", "resume@2026-11-02T11:30"], "1小时30分"),
        ("R-HOT-5WD", ["stop@2026-11-03"], "未超期"),
        ("R-HOT-5WD", ["stop@2026-11-13"], "，超期"),
        ("R-HOT-5WD", ["suspend@2026-11-13", "resume@2026-11-14"], "不改变到期时间"),
        ("R-HOT-5WD", ["suspend@2026-11-03", "stop@2026-11-13"], "不计（8个工作日）"),
        ("R-HOT-5WD", ["suspend@2026-11-03"], "最早"),
        ("T-7D-ROLL", ["suspend@2026-11-03", "resume@2026-11-08"], "顺延"),
        ("R-RESP-48", [], "研判认定"),
        ("R-DEC-30", [], "不得早于"),
        ("R-DEC-HEAR", [], "倒推"),
        ("R-HOT-5WD", ["stop@2026-11-03", "reopen@2026-11-04"], "重新办理后重新起算"),
        ("R-HOT-5WD", ["stop@2026-11-13", "reopen@2026-11-16"], "已有 1 次超期办结"),
    ],
)
def test_the_sentence_says_what_happened(rule, events, said):
    assert said in explain(found(rule, "2026-11-02T09:00", *events), WORK.calendar)


def test_a_provisional_sentence_names_the_year():
    deadline = found("R-HOT-5WD", "2026-12-28")
    assert "2027 年放假安排尚未公布" in explain(deadline, WORK.calendar)


def test_the_strictest_running_clock_comes_first():
    clocks = [
        found("R-FOI-20", "2026-11-02"),
        found("R-FOI-7", "2026-11-02", "stop@2026-11-03"),
        found("R-FOI-15", "2026-11-02"),
        found("R-HOT-5WD", "2026-11-02", "suspend@2026-11-03"),
    ]
    shown = [deadline.rule.id for deadline in strictest(clocks)]
    assert shown == ["R-FOI-15", "R-FOI-20", "R-HOT-5WD", "R-FOI-7"]


@pytest.mark.parametrize(
    ("events", "now", "expected"),
    [
        ([], "2026-11-05", "normal"),
        ([], "2026-11-09T09:00", "soon"),
        ([], "2026-11-09T17:00:01", "overdue"),
        (["suspend@2026-11-04"], "2026-12-01", "suspended"),
        (["suspend@2026-11-10"], "2026-12-01", "overdue"),
        (["stop@2026-11-09T17:00"], "2026-12-01", "in_time"),
        (["stop@2026-11-09T17:01"], "2026-12-01", "late"),
        (["stop@2026-11-05", "reopen@2026-11-12"], "2026-11-20", "overdue"),
        (["suspend@2026-11-04", "stop@2026-11-25T18:00"], "2026-12-01", "in_time"),
        (["suspend@2026-11-10", "stop@2026-11-25"], "2026-12-01", "late"),
    ],
)
def test_standing(events, now, expected):
    assert standing(found("R-HOT-5WD", "2026-11-02", *events), moment(now)) == expected


def test_people_wait_through_suspension_return_and_reopening():
    first, now = moment("2026-11-02T09:00"), moment("2026-11-22T09:00")
    told = ["suspend@2026-11-03", "resume@2026-11-06", "stop@2026-11-07T09:00"]
    events = [event(text) for text in told]
    assert waiting(first, events, now) == timedelta(days=5)
    again = [*events, event("reopen@2026-11-10")]
    assert waiting(first, again, now) == timedelta(days=20)
    assert waiting(first, [Event("stop", first - timedelta(1))], now) == timedelta(0)


def test_clocks_in_use_follow_the_day_of_the_start():
    ids = [rule.id for rule in in_use(rules().values(), "ticket", moment("2026-11-02").date())]
    assert ids == ["R-HOT-5WD"]


def test_a_changed_rule_leaves_no_stale_deadline():
    """Nothing is stored: the same start under the changed rule is simply another deadline."""
    longer = replace(rules()["R-HOT-5WD"], amount=7)
    late = found("R-HOT-5WD", "2026-11-02")
    fine = compute(longer, moment("2026-11-02"), [], WORK)
    now = moment("2026-11-11")
    assert (standing(late, now), standing(fine, now)) == ("overdue", "soon")


@pytest.mark.parametrize(
    "text", ["", "9-12", "12:00-09:00", "09:00-12:00,11:00-13:00", "09:00-25:00", "09:60-10:00"]
)
def test_bad_office_hours_are_refused(text):
    with pytest.raises(InputError, match="办公时间"):
        parse_hours(text)
