"""Facts of a briefing: how they are told, and that no figure gets past them."""

from datetime import UTC, datetime

import pytest

from core.rates import Ratio
from reports.briefs import differ
from reports.briefs.ledger import Ledger, plain, say
from reports.briefs.word import bookmark


def shown(book: Ledger, line: list) -> str:
    facts = {name: {"shown": fact.shown} for name, fact in book.facts.items()}
    return plain(line, facts)


def test_a_sentence_is_words_and_facts() -> None:
    book = Ledger()
    line = say("共 {n} 件，{share}。", n=book.count("n", "件数", 12345),
               share=book.share("s", "占比", 3, 12))  # fmt: skip
    assert shown(book, line) == "共 12,345 件，25.0%（3/12）。"
    assert [piece["fact"] for piece in line if isinstance(piece, dict)] == ["n", "s"]


@pytest.mark.parametrize("sentence", ["共 5 件", "{n} 件，见第３页", "12345"])
def test_a_figure_that_is_no_fact_is_refused(sentence: str) -> None:
    book = Ledger()
    with pytest.raises(ValueError, match="no fact"):
        say(sentence, n=book.count("n", "件数", 1))


def test_one_id_means_one_thing() -> None:
    book = Ledger()
    book.count("n", "件数", 1)
    book.count("n", "件数", 1)
    with pytest.raises(ValueError, match="two facts"):
        book.count("n", "件数", 2)


def test_few_people_are_told_as_few_to_machines_too() -> None:
    fact = Ledger().people("p", "诉求人", 3)
    assert (fact.value, fact.shown) == (None, "<5")


def test_a_rate_of_too_few_shows_what_it_is_of() -> None:
    book = Ledger()
    assert book.ratio("a", "解决率", Ratio(2, 3), 5).shown == "样本不足（2/3）"
    assert book.ratio("b", "解决率", Ratio(0, 0), 5).shown == "无数据"
    assert book.ratio("c", "满意率", Ratio(4.8, 6), 5).shown == "80.0%（4.8/6）"
    assert book.ratio("a2", "解决率", Ratio(2, 3), 5).value is None


@pytest.mark.parametrize(
    ("now", "before", "said"),
    [
        (10, 10, "持平"),
        (7, 3, "增加 4 件"),
        (0, 4, "减少 4 件"),
        (150, 100, "增长 50.0%"),
        (90, 100, "下降 10.0%"),
    ],
)
def test_a_change_of_few_is_told_in_pieces(now: int, before: int, said: str) -> None:
    assert Ledger().growth("g", "变化", now, before).shown == said


def test_points_say_when_nothing_can_be_compared() -> None:
    book = Ledger()
    assert book.points("a", "变化", None, 80.0).shown == "无法比较（样本不足）"
    assert book.points("b", "变化", 81.25, 80.0).shown == "提高 1.2 个百分点"


def test_times_are_those_of_shanghai() -> None:
    fact = Ledger().moment("m", "时间", datetime(2026, 11, 22, 16, 30, tzinfo=UTC))
    assert (fact.value, fact.shown) == ("2026-11-23T00:30+08:00", "2026年11月23日00:30")


def test_a_bookmark_is_a_name_that_word_takes() -> None:
    name = bookmark("issue.12.“很长的”" + "x" * 60, 7)
    assert name[0].isalpha()
    assert len(name) <= 40
    assert name.replace("_", "").isalnum()


def test_changes_name_the_facts_that_came_went_or_moved() -> None:
    def content(**facts: int) -> dict:
        kept = {name: {"label": name, "value": n, "shown": str(n)} for name, n in facts.items()}
        return {"facts": kept | {"data_at": {"label": "", "value": str(facts), "shown": ""}}}

    found = differ.changed(content(a=1, b=2, gone=3), content(a=1, b=5, new=4))
    assert [(row["id"], row["before"], row["after"]) for row in found] == [
        ("b", "2", "5"),
        ("new", "—", "4"),
        ("gone", "3", "—"),
    ]


def test_a_changed_figure_says_what_it_is_of() -> None:
    facts = {
        "area.wages": {"label": "工资拖欠", "shown": "3"},
        "area.wages.share": {"label": "占比", "shown": "10%"},
        "word.停水.name": {"label": "关键词", "shown": "停水"},
        "word.停水.change": {"label": "变化", "shown": "持平"},
        "received.change": {"label": "受理诉求变化", "shown": "持平"},
        "received": {"label": "受理诉求", "shown": "9"},
    }
    told = [differ.spoken(name, facts) for name in facts]
    assert told == [
        "工资拖欠", "工资拖欠：占比", "关键词", "停水：变化", "受理诉求变化", "受理诉求",
    ]  # fmt: skip
