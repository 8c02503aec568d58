"""统一口径, releases, documents and knowledge at the desk: who may, in what order, with history."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from cases import documents, knowing, releasing, wording
from cases.documents import Paper, Status
from cases.knowing import Entry
from cases.releasing import Draft
from core.draft_check import House
from core.errors import InputError
from core.scope import Actor, Scope
from store import (
    documents as papers,
)
from store import (
    history,
    knowledge,
    releases,
    reply_checks,
    sign_offs,
    statements,
)
from tests.core.test_wording import SUBSIDY

ALL = Scope.ALL
LEAD = Actor("高", unit="office", role="lead")
HOUSING = Actor("周", unit="housing", role="handle")
WATER = Actor("吴", unit="water", role="handle")
DUE = date(2026, 11, 25)
WANTED = replace(SUBSIDY, contact="改造科 0571-88880000", id=0)


@pytest.fixture
def round_(store, now):
    """A statement that two units are asked to sign."""
    number = wording.draft(store, LEAD, WANTED, now)
    wording.send_round(store, LEAD, number, ["housing", "water"], DUE, now)
    return number


def row(store, number, scope=ALL):
    return next(found for found in statements.listed(store, scope) if found["id"] == number)


def test_all_who_were_asked_sign_before_it_is_agreed(store, now, round_):
    wording.sign(store, HOUSING, round_, ("agree", "", ""), now)
    with pytest.raises(InputError, match="还有单位没有会签"):
        wording.agree(store, LEAD, round_, "", now)
    wording.sign(store, WATER, round_, ("agree", "", ""), now)
    wording.agree(store, LEAD, round_, "", now)
    (agreed,) = statements.agreed(store, ALL)
    assert agreed == replace(WANTED, id=round_, lead="office")
    assert [line["actor"] for line in history.deeds(store, ALL, "statement", round_, "sign")] == [
        "吴",
        "周",
    ]
    assert sign_offs.open_for(store, ALL) == []


def test_dissent_needs_facts_and_stays_visible(store, now, round_):
    wording.sign(store, HOUSING, round_, ("agree", "", ""), now)
    with pytest.raises(InputError, match="事实"):
        wording.sign(store, WATER, round_, ("dissent", "不同意", ""), now)
    wording.sign(store, WATER, round_, ("dissent", "金额有误", "文件第三条写的是12万元"), now)
    with pytest.raises(InputError, match="不同意见"):
        wording.agree(store, LEAD, round_, "", now)
    wording.agree(store, LEAD, round_, "第三条已于上月修改", now)
    found = row(store, round_)
    assert found["reason"] == "第三条已于上月修改"
    assert [sign["facts"] for sign in found["signs"] if sign["answer"] == "dissent"] == [
        "文件第三条写的是12万元"
    ]


@pytest.mark.parametrize(
    ("deed", "sentence"),
    [
        (lambda s, n, now: wording.draft(s, HOUSING, WANTED, now), "牵头协调"),
        (lambda s, n, now: wording.agree(s, HOUSING, n, "", now), "牵头协调"),
        (lambda s, n, now: wording.sign(s, LEAD, n, ("agree", "", ""), now), "不在会签范围"),
        (lambda s, n, now: wording.sign(s, WATER, n, ("maybe", "", ""), now), "请选择"),
        (lambda s, n, now: wording.sign(s, WATER, 99, ("agree", "", ""), now), "99"),
        (lambda s, n, now: wording.send_round(s, LEAD, n, [], DUE, now), "请选择会签"),
        (lambda s, n, now: wording.withdraw(s, LEAD, n, " ", now), "理由"),
        (lambda s, n, now: wording.draft(s, LEAD, replace(WANTED, contact=""), now), "联系"),
    ],
)
def test_what_may_not_be_done_is_said(store, now, round_, deed, sentence):
    with pytest.raises(InputError, match=sentence):
        deed(store, round_, now)


def test_a_new_version_takes_the_place_of_the_old(store, now, round_):
    for actor in (HOUSING, WATER):
        wording.sign(store, actor, round_, ("agree", "", ""), now)
    wording.agree(store, LEAD, round_, "", now)
    fresh = wording.draft(store, LEAD, replace(WANTED, topic="新补贴"), now, renews=round_)
    assert [one.id for one in statements.agreed(store, ALL)] == [round_]
    wording.send_round(store, LEAD, fresh, ["housing"], DUE, now)
    wording.sign(store, HOUSING, fresh, ("agree", "", ""), now)
    wording.agree(store, LEAD, fresh, "", now)
    assert [(one.id, one.version) for one in statements.agreed(store, ALL)] == [(fresh, 2)]
    assert row(store, round_)["state"] == "replaced"


def test_a_unit_sees_what_is_agreed_or_asks_it(store, now, round_):
    water, fire = (Scope(units=frozenset({unit})) for unit in ("water", "fire"))
    assert [found["id"] for found in statements.listed(store, water)] == [round_]
    assert statements.listed(store, fire) == []
    for actor in (HOUSING, WATER):
        wording.sign(store, actor, round_, ("agree", "", ""), now)
    wording.agree(store, LEAD, round_, "", now)
    assert [found["id"] for found in statements.listed(store, fire)] == [round_]


def test_lines_become_facts_and_points():
    facts = wording.facts_from("补贴标准|金额|15万元|每台、补贴\n\n截止｜日期｜12月31日")
    assert [(fact.name, fact.kind, fact.cues) for fact in facts] == [
        ("补贴标准", "amount", ("每台", "补贴")),
        ("截止", "date", ()),
    ]
    assert [point.words for point in wording.points_from("申报、截止\n每台")] == [
        ("申报", "截止"),
        ("每台",),
    ]
    with pytest.raises(InputError, match="每行写"):
        wording.facts_from("补贴标准 15万元")


HELD = House((), (), (), ())
DRAFT = Draft("停水公告", "因管网改造停水，王五 13812345678。", "housing", sensitive=True)


def test_a_sensitive_draft_goes_round_before_it_is_cleared(store, now):
    number = releasing.enter(store, HOUSING, DRAFT, HELD, now)
    (kept,) = releases.listed(store, ALL)
    assert "13812345678" not in kept["text"]
    assert "已遮盖" in kept["remarks"][0]["sentence"]
    with pytest.raises(InputError, match="先征求"):
        releasing.clear(store, LEAD, number, "", HELD, now)
    releasing.consult(store, HOUSING, number, ["water"], DUE, now)
    with pytest.raises(InputError, match="还有单位"):
        releasing.clear(store, LEAD, number, "", HELD, now)
    releasing.give_opinion(store, WATER, number, ("dissent", "", "改造已推迟"), now)
    with pytest.raises(InputError, match="不同意见"):
        releasing.clear(store, LEAD, number, "", HELD, now)
    with pytest.raises(InputError, match="核准"):
        releasing.clear(store, HOUSING, number, "x", HELD, now)
    releasing.rewrite(store, HOUSING, number, replace(DRAFT, text="因管网改造停水。"), HELD, now)
    (kept,) = releases.listed(store, ALL)
    assert [sign["answer"] for sign in kept["signs"]] == [""]
    releasing.give_opinion(store, WATER, number, ("agree", "", ""), now)
    releasing.clear(store, LEAD, number, "", HELD, now)
    with pytest.raises(InputError, match="https"):
        releasing.published(store, HOUSING, number, "example", now)
    releasing.published(store, HOUSING, number, "https://example.org/1", now)
    (kept,) = releases.listed(store, ALL)
    assert (kept["state"], kept["link"]) == ("published", "https://example.org/1")
    assert releases.listed(store, Scope(units=frozenset({"fire"}))) == []


def test_a_grave_remark_needs_a_reason(store, now):
    held = House((replace(SUBSIDY, id=1),), (), (), ())
    text = "加装电梯补贴标准为每台10万元，12月31日前申报。"
    number = releasing.enter(store, HOUSING, Draft("提示", text, "housing"), held, now)
    with pytest.raises(InputError, match="15万元"):
        releasing.clear(store, LEAD, number, "", held, now)
    releasing.clear(store, LEAD, number, "引用的是旧标准的历史说明", held, now)
    with pytest.raises(InputError, match="可以发布"):
        releasing.consult(store, HOUSING, number, ["water"], DUE, now)
    releasing.drop(store, HOUSING, number, "不再需要", now)


PAPER = Paper(
    "关于印发示例县加装电梯补贴办法的通知",
    (("第一条", "为了规范补贴，制定本办法。"), ("第二条", "每台补贴15万元，年底前申报。")),
    "示政办发〔2026〕8号", unit="housing", review_on=date(2026, 11, 1),
)  # fmt: skip


def test_documents_are_found_by_any_words_and_their_status_is_kept(store, now):
    number = documents.enter(store, LEAD, PAPER, now)
    with pytest.raises(InputError, match="已经在库"):
        documents.enter(store, LEAD, replace(PAPER, title="另一个"), now)
    (hit,) = papers.search(store, ALL, "补贴 15万")
    assert (hit["document"], hit["label"], hit["hits"]) == (number, "第二条", 2)
    assert papers.search(store, ALL, "补贴 没有") == []
    assert papers.search(store, ALL, "%") == []
    assert papers.known(store, ALL)[0].aliases == ("示例县加装电梯补贴办法",)
    assert [row["id"] for row in papers.to_review(store, ALL, DUE)] == [number]
    with pytest.raises(InputError, match="哪一天"):
        documents.set_status(store, LEAD, number, Status("repealed", None, "清理决定"), now)
    said = Status("repealed", date(2026, 11, 1), "清理决定", "示政办发〔2026〕9号")
    documents.set_status(store, LEAD, number, said, now)
    assert papers.search(store, ALL, "补贴", False) == []
    assert papers.known(store, ALL)[0].status_at(DUE) == "repealed"
    assert papers.to_review(store, ALL, DUE) == []


def test_an_entry_is_approved_by_somebody_else_and_not_on_a_dead_document(store, now):
    paper = documents.enter(store, LEAD, PAPER, now)
    entry = Entry("补贴多少？", "每台15万元。", "补贴办法第二条", "housing", "电梯", paper,
                  None, DUE)  # fmt: skip
    number = knowing.draft(store, HOUSING, entry, now)
    with pytest.raises(InputError, match="不能审核自己"):
        knowing.approve(store, HOUSING, number, now)
    said = Status("repealed", date(2026, 11, 1), "清理决定")
    documents.set_status(store, LEAD, paper, said, now)
    with pytest.raises(InputError, match="废止"):
        knowing.approve(store, LEAD, number, now)
    documents.set_status(store, LEAD, paper, Status("valid", None, "更正"), now)
    knowing.approve(store, LEAD, number, now)
    assert [row["id"] for row in knowledge.listed(store, ALL, "每台15")] == [number]
    assert knowledge.expired(store, ALL, DUE) == []
    assert [row["id"] for row in knowledge.expired(store, ALL, DUE + timedelta(days=1))] == [number]
    renewed = knowing.draft(store, HOUSING, replace(entry, valid_until=None), now, renews=number)
    knowing.approve(store, LEAD, renewed, now)
    assert knowledge.expired(store, ALL, DUE + timedelta(days=1)) == []
    knowing.withdraw(store, LEAD, renewed, "重复", now)
    with pytest.raises(InputError, match="已经撤下"):
        knowing.withdraw(store, LEAD, renewed, "重复", now)


def test_a_finding_is_settled_by_its_own_unit_with_the_facts(store, now):
    reply = reply_checks.Reply("case", 1, 1, "题", "文", "", None, "housing", now, "1")
    found = {
        "sort": "contradicts", "source_id": 1, "fact": "标准", "expected": "15万元",
        "found": "10万元", "start": 0, "end": 1, "excerpt": "文",
    }  # fmt: skip
    assert reply_checks.keep(store, ALL, [(reply, [found])], now) == 1
    (kept,) = reply_checks.findings(store, ALL)
    assert reply_checks.contradictions(store, ALL, now) == [
        {name: kept[name] for name in kept if name != "ref"}
    ]
    with pytest.raises(InputError, match="本单位"):
        wording.settle(store, WATER, kept["id"], "mended", "已改", now)
    with pytest.raises(InputError, match="理由"):
        wording.settle(store, HOUSING, kept["id"], "mended", "", now)
    wording.settle(store, HOUSING, kept["id"], "aside", "按旧标准受理的老件", now)
    reply_checks.keep(store, ALL, [(reply, [found])], now)
    assert reply_checks.findings(store, ALL) == []
    reply_checks.keep(store, ALL, [(reply, [{**found, "found": "9万元"}])], now)
    assert len(reply_checks.findings(store, ALL)) == 1
