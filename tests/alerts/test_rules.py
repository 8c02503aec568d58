"""From what the store knows to signals: levels, deadlines, sources, and what they say."""

from dataclasses import replace
from datetime import timedelta

import pytest

from alerts import rules
from alerts.rules import Due, Names
from core.alarm_rules import AlertRule
from core.calendars import WorkTime
from core.deadline import compute
from tests.alerts.conftest import ORANGE
from tests.core.clock_cases import moment, work_calendar
from tests.core.clock_cases import rules as laws

NAMES = Names({"water": "水务局"}, {"board": "留言板"})
WORK = WorkTime(work_calendar())


@pytest.mark.parametrize(
    ("level", "wanted", "fires"),
    [
        ("I", "II", True),
        ("II", "II", True),
        ("III", "II", False),
        ("IV", "II", False),
        ("", "II", False),
        ("", "IV", False),
        ("IV", "IV", True),
        ("II", "I", False),
    ],
)
def test_a_level_and_all_above_it_fire(make_issue, level, wanted, fires):
    rule = AlertRule("r", level=wanted)
    assert bool(list(rules.hot_issues([make_issue(level=level)], rule))) is fires


def test_a_signal_says_what_is_known_in_chinese(make_issue):
    (signal,) = rules.hot_issues([make_issue()], ORANGE)
    assert signal.title == "云杉小区：噪声扰民：达到橙色热度（参照）"
    assert signal.why == "近 7 天 31 件诉求，24 人次"
    assert (signal.subject, signal.unit, signal.size) == ("issue:7", "water", 37)
    assert dict(signal.facts) == {
        "领域": "生态环境",
        "累计诉求": "37 件",
        "最早": "2026-11-14 12:00",
        "最近": "2026-11-23 10:00",
        "热度": "71",
    }


@pytest.mark.parametrize(
    ("law", "hours"),
    [
        ("R-RESP-5", "always"),
        ("R-HOT-BJ-2H", "always"),
        ("R-HCP-CALL", "day"),
        ("R-HOT-5WD", "working"),
        ("T-WH-8", "working"),
    ],
)
def test_hours_follow_the_law(law, hours):
    assert rules.hours_of(laws()[law], AlertRule("r", hours="working")) == hours


def test_a_deadline_is_told_with_its_citation(now):
    deadline = compute(laws()["R-HOT-5WD"], moment("2026-11-02T09:00"), [], WORK)
    due = Due("record:ab:R-HOT-5WD", "水管漏水", "water", deadline, "messages?ref=ab")
    rule = AlertRule("deadline_passed", "deadline_passed")
    (signal,) = rules.deadlines([due], rule, late=True, now=moment("2026-11-10T09:00"))
    assert signal.title == "水管漏水：已超期"
    assert signal.cited == "2026-11-09 17:00，济南条例第二十四条；潍坊条例第二十条"
    assert (signal.hours, signal.old) == ("working", False)
    (old,) = rules.deadlines([due], rule, late=True, now=moment("2026-12-10T09:00"))
    assert old.old


def test_possible_danger_names_the_ticket_and_nothing_of_its_text(now):
    row = {
        "id": 5, "ref": "ab", "source": "board", "external_id": "A-77", "area": "safety",
        "region": "", "unit": "", "posted_at": now,
    }  # fmt: skip
    (signal,) = rules.dangers([row], AlertRule("danger", "danger"), NAMES)
    assert signal.title == f"留言板 {rules.shown(now)} 受理的工单：可能危及生命安全"
    assert ("工单编号", "A-77") in signal.facts
    assert "A-77" not in repr(replace(signal, facts=()))
    assert signal.urgent
    assert signal.hours == "always"
    assert signal.subject == "danger:board:ab"


def test_a_unit_falls_behind_with_enough_records_only():
    rule = AlertRule("behind", "falls_behind", share=80, at_least=10, rule="R-HOT-5WD")
    shares = {"water": (7, 10), "fire": (1, 9), "": (0, 50), "heat": (8, 10)}
    (signal,) = rules.behind(shares, rule, NAMES)
    assert (signal.title, signal.subject) == ("水务局：按时率 70.0%", "unit:water")


def test_failing_and_quiet_sources(now):
    row = {"source": "board", "failures": 3, "error": "连不上", "last_success_at": now}
    gone = {**row, "source": "gone"}
    failing = AlertRule("f", "source_failing", at_least=3)
    found = list(rules.sources([row, gone], failing, NAMES, None, now))
    assert [signal.title for signal in found] == ["留言板：采集失败"]
    still = timedelta(days=2)
    assert not list(rules.sources([row], failing, NAMES, still, now + timedelta(days=1)))
    (quiet,) = rules.sources([row], failing, NAMES, still, now + still)
    assert quiet.title == "留言板：没有新数据"


def test_a_duty_nobody_can_be_reached_for(now):
    duties = [("water", "A"), ("water", "A"), ("", "office")]
    found = list(rules.unreachable(duties, AlertRule("u", "unreachable"), NAMES))
    assert [(signal.title, signal.size) for signal in found] == [
        ("水务局：没有可达的联系人（A 角）", 2),
        ("平台管理单位：没有可达的联系人（平台管理单位）", 1),
    ]
