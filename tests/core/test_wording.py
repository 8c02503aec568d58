"""统一口径: what departs from it, where, and what does not."""

from dataclasses import replace
from datetime import date

import pytest

from core.citations import Document, not_in_force
from core.draft_check import House, WordRule, cleaned, examine, spans
from core.errors import InputError
from core.wording import KeyFact, Point, Reach, Statement, check, check_all, check_sound, excerpt

DAY = date(2026, 11, 23)
SUBSIDY = Statement(
    topic="加装电梯补贴",
    text="加装电梯补贴标准为每台15万元，12月31日前申报，20个工作日内审核。",
    reach=Reach(words=("加装电梯补贴",)),
    facts=(
        KeyFact("补贴标准", "amount", "15万元", ("每台",)),
        KeyFact("申报截止", "date", "12月31日", ("申报",)),
        KeyFact("审核时限", "number", "20个工作日", ("审核",)),
        KeyFact("依据", "document", "示政办发〔2026〕8号", ("根据",)),
    ),
    points=(Point(("补贴标准", "每台")), Point(("截止", "申报"))),
    valid_from=date(2026, 10, 1),
    valid_until=date(2027, 3, 31),
    id=7,
    state="agreed",
)


def departs(text: str) -> list[tuple[str, str, str]]:
    found = check(SUBSIDY, text)
    return [(finding.kind, finding.fact, finding.found) for finding in found]


@pytest.mark.parametrize(
    "text",
    [
        "根据示政办发〔2026〕8号，加装电梯补贴每台150000元，申报截止2026年12月31日。",
        "加装电梯补贴标准由原来的10万元提高到15万元。",
        "补贴标准不是网传的20万元，而是每台15万元；申报截止日为12月31日。",
        "审核在二十个工作日内完成，每台15万元。",
        "加装电梯补贴每台15万元。电梯井道施工约3个月，用电由业主分摊，请于11月20日到现场看样。",
    ],
)
def test_a_right_reply_raises_nothing(text: str) -> None:
    assert departs(text) == []


@pytest.mark.parametrize(
    ("text", "fact", "found"),
    [
        ("加装电梯补贴标准为每台10万元。", "补贴标准", "10万元"),
        ("每台15万元，申报截止11月30日。", "申报截止", "11月30日"),
        ("每台15万元，20日内完成审核。", "审核时限", "20日"),
        ("根据示政办发〔2021〕12号，每台15万元。", "依据", "示政办发〔2021〕12号"),
        ("您好，补贴标准是十万元，欢迎申报。", "补贴标准", "十万元"),
    ],
)
def test_another_value_is_found_with_its_place(text: str, fact: str, found: str) -> None:
    (finding,) = check(SUBSIDY, text)
    assert (finding.kind, finding.fact) == ("contradicts", fact)
    assert found.endswith(text[finding.start : finding.end][-3:])
    assert text[finding.start : finding.end] in excerpt(text, finding)


def test_none_of_the_points_is_lacking_and_one_is_enough() -> None:
    assert departs("您的来信收悉，正在研究。") == [("lacks", "", "")]
    assert departs("请到街道申报。") == []


def test_only_what_is_in_force_and_covers_the_text() -> None:
    wrong = "加装电梯补贴标准为每台10万元。"
    assert len(check_all([SUBSIDY], wrong, DAY)) == 1
    assert check_all([SUBSIDY], "补贴标准为每台10万元。", DAY) == []
    assert check_all([SUBSIDY], wrong, date(2026, 9, 30)) == []
    assert check_all([SUBSIDY], wrong, date(2027, 4, 1)) == []
    assert check_all([replace(SUBSIDY, state="signing")], wrong, DAY) == []
    by_issue = replace(SUBSIDY, reach=Reach(issues=(3,)))
    assert len(check_all([by_issue], "每台10万元。", DAY, issue=3)) == 1
    assert check_all([by_issue], "每台10万元。", DAY, issue=4) == []
    narrowed = replace(SUBSIDY, reach=Reach(words=("加装电梯补贴",), areas=("safety",)))
    assert check_all([narrowed], wrong, DAY, area="wages") == []


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"text": "每台10万元"}, "不一致"),
        ({"reach": Reach()}, "适用范围"),
        ({"kind": "correction"}, "错在哪里"),
        ({"points": (Point(("电梯",)),)}, "更具体"),
        ({"facts": (KeyFact("标准", "amount", "很多"),)}, "连单位一起写"),
        ({"facts": (KeyFact("标准", "size", "15万元"),)}, "连单位一起写"),
        ({"valid_until": date(2026, 1, 1)}, "早于"),
    ],
)
def test_what_cannot_be_checked_is_not_signed(changed: dict, sentence: str) -> None:
    with pytest.raises(InputError, match=sentence):
        check_sound(replace(SUBSIDY, **changed))


DOCUMENTS = (
    Document(1, "示例县加装电梯补贴办法", "示政办发〔2021〕12号", status="repealed",
             status_on=date(2026, 5, 1), replaced_by="示政办发〔2026〕8号"),
    Document(2, "示例县加装电梯补贴实施办法", "示政办发〔2026〕8号"),
    Document(3, "过渡费发放办法", "示政发〔2021〕5号", until=date(2026, 10, 31)),
)  # fmt: skip


def test_citations_of_what_no_longer_holds() -> None:
    cited = not_in_force(
        "根据《示例县加装电梯补贴办法（试行）》（示政办发[2021]12号）办理。", DOCUMENTS, DAY
    )
    assert [(one.document, one.status) for one in cited] == [(1, "repealed")]
    assert cited[0].replaced_by == "示政办发〔2026〕8号"
    assert [one.status for one in not_in_force("按示政发〔2021〕5号发放。", DOCUMENTS, DAY)] == [
        "lapsed"
    ]
    assert not_in_force("按示政发〔2021〕5号发放。", DOCUMENTS, date(2026, 10, 31)) == []
    assert not_in_force("根据示政办发〔2021〕12号办理。", DOCUMENTS, date(2026, 4, 30)) == []
    assert not_in_force("根据示政办发〔2026〕8号办理。", DOCUMENTS, DAY) == []
    assert not_in_force("示政办发〔2021〕12号已废止，现按新办法执行。", DOCUMENTS, DAY) == []


HOUSE = House((SUBSIDY,), DOCUMENTS, (WordRule("vague", ["尽快办理"], "写明日期"),), ("县住建局",))
GOOD = "县住建局提示：加装电梯补贴每台15万元，请于12月31日前申报。咨询电话0999-2100301。"


def test_a_good_draft_has_nothing_to_mend() -> None:
    assert examine(GOOD, DAY, HOUSE) == []


def test_a_bad_draft_is_told_everything_the_gravest_first() -> None:
    bad = (
        "张三同志（电话13812345678）反映的问题，根据示政办发〔2021〕12号，"
        "加装电梯补贴标准为每台10万元，将尽快办理。"
    )
    found = examine(bad, DAY, HOUSE)
    sorts = [remark.sort for remark in found]
    assert sorts == ["personal", "personal", "citation", "contradicts", "contradicts", "contact",
                     "date", "unit", "word"]  # fmt: skip
    assert [remark.blocks for remark in found] == [True] * 5 + [False] * 4
    places = [bad[remark.start : remark.end] for remark in found]
    assert places[:3] == ["张三", "13812345678", "示政办发〔2021〕12号"]
    assert [r.sort for r in examine(bad, DAY, HOUSE, needs=())].count("contact") == 0


def test_personal_data_has_its_place_and_an_office_keeps_its_telephone() -> None:
    text = "李四，身份证11010119900307123X，电话：13812345678，咨询电话0999-2100301。"
    assert [text[start:end] for start, end, _kind in spans(text)][-1] == "0999-2100301"
    tidy = cleaned(text)
    assert "0999-2100301" in tidy
    assert "13812345678" not in tidy
    assert cleaned(tidy) == tidy
