"""Which issues are heard of: levels, freshness, and what keeps an alert from firing twice."""

from datetime import timedelta

import pytest

from alerts.rules import FRESH, Rule, judge

ORANGE = Rule("hot_issue", "II", ("wang@example.gov.cn", "li@example.gov.cn"))


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
def test_a_level_and_all_above_it_fire(make_issue, now, level, wanted, fires):
    found = judge([(7, make_issue(level=level))], [Rule("r", wanted, ("a@b.cn",))], now)
    assert bool(found) is fires


def test_an_issue_that_came_in_with_an_old_file_fires_nothing(make_issue, now):
    on_the_edge = make_issue(last_at=now - FRESH)
    too_old = make_issue(last_at=now - FRESH - timedelta(seconds=1))
    assert len(judge([(7, on_the_edge), (8, too_old)], [ORANGE], now)) == 1


def test_each_rule_fires_for_itself_and_tells_its_own_people(make_issue, now):
    other = Rule("desk", "IV", ("desk@example.gov.cn",))
    fired = judge([(7, make_issue())], [ORANGE, other], now)
    assert [(item.alert.rule, item.to) for item in fired] == [
        ("hot_issue", ORANGE.to),
        ("desk", other.to),
    ]


def test_the_key_stays_for_the_month_and_changes_with_issue_and_level(make_issue, now):
    def key(number, at, **fields):
        issue = make_issue(last_at=at, **fields)
        return judge([(number, issue)], [ORANGE], at)[0].alert.dedupe_key

    first = key(7, now)
    assert key(7, now + timedelta(days=5), heat=79.0, messages=90) == first
    assert len({first, key(8, now), key(7, now, level="I"), key(7, now + timedelta(days=30))}) == 4


def test_the_month_of_a_key_turns_at_midnight_in_shanghai(make_issue, now):
    before = now.replace(day=30, hour=15, minute=59)
    keys = [
        judge([(7, make_issue(last_at=at))], [ORANGE], at)[0].alert.dedupe_key
        for at in (before, before + timedelta(minutes=1))
    ]
    assert [key.rsplit("/")[-1] for key in keys] == ["202611", "202612"]


def test_an_alert_says_what_is_known_in_chinese(make_issue, now):
    alert = judge([(7, make_issue())], [ORANGE], now)[0].alert
    assert alert.title == "云杉小区：噪声扰民：达到橙色热度（参照）"
    assert alert.why == "近 7 天 31 件诉求，24 人次"
    assert dict(alert.facts) == {
        "领域": "生态环境",
        "累计诉求": "37 件",
        "最早": "2026-11-14 12:00",
        "最近": "2026-11-23 10:00",
        "热度": "71",
    }
