"""Shipped profiles: each record kind arrives with its facts, and nothing about its writer."""

import csv
from datetime import UTC, datetime

import pytest

from collectors import tabular
from config import settings, tables
from core.kinds import FACTS, about_a_person
from core.messages import BadRow

NOW = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def profiles():
    return tables.load(settings.load({"MINSHENG_HOME": "/nowhere"})).profiles


@pytest.fixture
def read(tmp_path, profiles):
    def through(name, *rows):
        path = tmp_path / "table.csv"
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, rows[0])
            writer.writeheader()
            writer.writerows(rows)
        return list(tabular.read(path, profiles[name], "s", NOW).records)

    return through


def test_shipped_profiles_map_known_facts_only(profiles):
    for profile in profiles.values():
        assert set(profile.facts) <= set(FACTS[profile.kind]), profile.name
        headers = [header for names in profile.facts.values() for header in names]
        assert not [header for header in headers if about_a_person(header)]


TICKET = {
    "工单编号": "GD20260305001",
    "姓名": "欧阳雪莹",
    "来电号码": "13812345678",
    "来电人标签": "重点关注",
    "是否老户": "是",
    "工单标题": "路灯不亮",
    "主要内容": "云杉路的路灯坏了三天",
    "来电时间": "2026/3/5 8:00",
    "受理时间": "2026/3/5 8:05",
    "分派时间": "2026/3/5 10:00",
    "截止时间": "2026/3/12 17:00",
    "办结时间": "2026/3/9 15:00",
    "处理结果": "已更换灯具",
    "退回次数": "1",
    "回访时间": "2026/3/10 9:00",
    "是否联系市民": "是",
    "是否解决": "已解决",
    "最终满意度": "基本满意",
    "首次满意度": "不满意",
    "重新办理次数": "0",
    "承办单位": "城管局",
    "是否督办": "否",
}


def test_a_ticket_with_its_life_and_call_back(read):
    (record,) = read("hotline_ticket", TICKET)
    assert record.kind == "ticket"
    assert record.facts == {
        "accepted_at": "2026-03-05T08:05:00+08:00",
        "assigned_at": "2026-03-05T10:00:00+08:00",
        "due_at": "2026-03-12T17:00:00+08:00",
        "finished_at": "2026-03-09T15:00:00+08:00",
        "returned": 1,
        "called_back_at": "2026-03-10T09:00:00+08:00",
        "contacted": True,
        "solved": "解决",
        "satisfied": "基本满意",
        "first_satisfied": "不满意",
        "reopened": 0,
        "handled_by": "城管局",
        "supervised": False,
    }
    assert (record.reply, record.submitter) == ("已更换灯具", "13812345678")


def test_the_district_table_has_no_numbers_and_stays_idempotent(read):
    row = {
        "创建时间": "2026/3/5 8:00",
        "办结时间": "2026/3/6 8:00",
        "一级分类": "城乡建设",
        "主要内容": "路灯坏了",
        "处理结果": "已修",
        "是否有效回访": "是",
        "是否解决": "否",
        "是否满意": "不满意",
    }
    first, again = read("hotline_district", row, row | {"是否解决": "是", "是否满意": "满意"})
    assert first.external_id == again.external_id
    assert len(first.external_id) == 32
    assert (first.facts["effective"], first.facts["solved"]) == (True, "未解决")
    assert again.facts["solved"] == "解决"


def test_a_rating_needs_its_stars_and_no_text(read):
    row = {"projNo": "P1", "serviceName": "结婚登记", "satisfaction": "5", "userProp": "自然人",
           "transactionTime": "2026-03-05 09:00:00", "userName": "欧阳雪莹"}  # fmt: skip
    good, bad, empty = read(
        "rating_push", row, row | {"satisfaction": "9"}, row | {"satisfaction": ""}
    )
    assert (good.kind, good.title, good.text) == ("rating", "结婚登记", "")
    assert good.facts["stars"] == 5
    assert good.facts["item"] == "结婚登记"
    assert isinstance(bad, BadRow)
    assert "一至五星" in bad.reason
    assert isinstance(empty, BadRow)
    assert "satisfaction" in empty.reason


def test_a_disclosure_request(read):
    (record,) = read(
        "disclosure",
        {
            "申请编号": "YSQ1",
            "申请人": "欧阳雪莹",
            "申请标题": "征地批文",
            "申请内容": "申请公开征地批文",
            "申请时间": "2026-03-02",
            "收到日期": "2026-03-03",
            "补正日期": "2026-03-09",
            "延期日期": "",
            "答复日期": "2026-03-20",
            "答复结果": "部分公开",
        },  # fmt: skip
    )
    assert record.kind == "disclosure"
    assert record.facts == {
        "received_at": "2026-03-03T00:00:00+08:00",
        "corrected_at": "2026-03-09T00:00:00+08:00",
        "answered_at": "2026-03-20T00:00:00+08:00",
        "outcome": "部分公开",
    }


def test_a_consultation_comment(read):
    (record,) = read(
        "consultation",
        {
            "意见编号": "YJ1",
            "建议人": "欧阳雪莹",
            "标题": "对停车办法的意见",
            "意见内容": "应当分时收费",
            "提交时间": "2026-03-02 10:00",
            "征集编号": "ZJ-1",
            "征集开始日期": "2026-03-01",
            "截止日期": "2026-03-31",
            "是否采纳": "部分采纳",
            "采纳情况说明": "分区实施",
        },  # fmt: skip
    )
    assert record.facts["adopted"] == "部分采纳"
    assert record.facts["closes_on"] == "2026-03-31"


def test_a_news_item_without_a_number(read):
    (record,) = read(
        "news",
        {
            "标题": "路灯修好了",
            "正文": "示例",
            "发布时间": "2026-03-02 10:00",
            "作者": "欧阳雪莹",
            "链接": "https://news.example/1",
            "媒体": "示例日报",
            "栏目": "民生",
        },  # fmt: skip
    )
    assert record.facts["outlet"] == "示例日报"
    assert record.submitter is None
