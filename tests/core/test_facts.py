"""Facts of the record kinds: every spelling becomes what rates and clocks count, or is refused."""

import pytest

from core.facts import LONGEST, NotAFact, typed
from core.kinds import FACTS, about_a_person, traces_a_person
from core.messages import KINDS


@pytest.mark.parametrize(
    ("kind", "name", "text", "expected"),
    [
        ("ticket", "finished_at", "2026/3/5 8:30:00", "2026-03-05T08:30:00+08:00"),
        ("ticket", "finished_at", "2026-03-05T00:30:00Z", "2026-03-05T08:30:00+08:00"),
        ("ticket", "finished_at", "46086.5", "2026-03-05T12:00:00+08:00"),
        ("ticket", "solved", "已解决", "解决"),
        ("ticket", "solved", "否", "未解决"),
        ("ticket", "solved", " 部分解决 ", "部分解决"),
        ("ticket", "satisfied", "非常满意", "满意"),
        ("ticket", "satisfied", "未评价", None),
        ("ticket", "satisfied", "", None),
        ("ticket", "contacted", "未联系", False),
        ("ticket", "contacted", "1.0", True),
        ("ticket", "effective", "有效", True),
        ("ticket", "returned", "2次", 2),
        ("ticket", "limit", "5个工作日", 5),
        ("ticket", "excluded", "重复件", "repeated"),
        ("ticket", "excluded", "其他说不清的原因", "其他说不清的原因"),
        ("ticket", "type", "意见建议", "建议"),
        ("ticket", "type", "办事服务", "办事服务"),
        ("rating", "stars", "非常满意", 5),
        ("rating", "stars", "不满意", 2),
        ("rating", "stars", "４", 4),
        ("rating", "stars", "三星级", 3),
        ("rating", "stars_again", "5星", 5),
        ("disclosure", "outcome", "予以公开", "公开"),
        ("disclosure", "extended_at", "2026年3月5日", "2026-03-05T00:00:00+08:00"),
        ("comment", "closes_on", "2026/3/5", "2026-03-05"),
        ("comment", "adopted", "未采纳", "不采纳"),
        ("letter", "public", "不公开", False),
        ("letter", "a_fact_of_our_own", "随便写", "随便写"),
    ],
)
def test_words_of_the_source_become_ours(kind, name, text, expected):
    found = typed(kind, name, text)
    assert (found, type(found)) == (expected, type(expected))


@pytest.mark.parametrize(
    ("kind", "name", "text"),
    [
        ("ticket", "finished_at", "上周五"),
        ("ticket", "solved", "王小明"),
        ("ticket", "contacted", "也许"),
        ("ticket", "returned", "很多次"),
        ("ticket", "returned", "-1"),
        ("ticket", "returned", "nan"),
        ("rating", "stars", "6"),
        ("rating", "stars", "0"),
        ("rating", "stars", "一般般"),
        ("disclosure", "outcome", "不知道"),
        ("comment", "opens_on", "13月1日"),
        ("ticket", "result", "长" * (LONGEST + 1)),
    ],
)
def test_a_guess_would_be_a_wrong_rate(kind, name, text):
    with pytest.raises(NotAFact):
        typed(kind, name, text)


def test_an_installation_adds_its_own_words():
    with pytest.raises(NotAFact):
        typed("ticket", "solved", "办妥")
    assert typed("ticket", "solved", "办妥", {"办妥": "解决"}) == "解决"


def test_every_kind_has_its_facts():
    assert set(FACTS) == set(KINDS)


def test_columns_about_people_are_known():
    for header in ("姓名", "来电号码", "联系方式", "来电人标签", "是否老户", "申请人身份证号"):
        assert about_a_person(header)
    for header in ("来电人标签", "是否老户", "旧工单编号"):
        assert traces_a_person(header)
    for header in ("来电时间", "标签", "承办单位", "县长信箱", "事项名称"):
        assert not about_a_person(header)
