"""What a reader searched for is shown where it stands."""

import pytest

from core.finding import excerpt, spots


@pytest.mark.parametrize(
    ("text", "words", "expected"),
    [
        ("停水三天了", "停水", ["停水"]),
        ("停水，三天了", "停水三天", ["停水，三天"]),
        ("ＥＴＣ卡和etc", "etc", ["ＥＴＣ", "etc"]),
        ("一二三四", "一二 二三", ["一二三"]),
        ("一二一二", "一二", ["一二一二"]),
        ("没有", "停水", []),
        ("没有", "，", []),
        ("", "停水", []),
    ],
)
def test_spots_are_the_words_as_written(text, words, expected):
    assert [text[start:end] for start, end in spots(text, words)] == expected


def test_an_excerpt_shows_the_word_in_its_surroundings():
    text = "前" * 100 + "停水" + "后" * 100
    shown = excerpt(text, "停水")
    assert [piece for piece, hit in shown if hit] == ["停水"]
    assert "".join(piece for piece, _hit in shown) == "…" + "前" * 30 + "停水" + "后" * 60 + "…"


def test_an_excerpt_of_a_short_text_is_the_text():
    assert excerpt("停水\n三天", "三天") == [("停水 ", False), ("三天", True)]


def test_nothing_is_shown_where_nothing_was_found():
    assert excerpt("停水三天", "路灯") == []
