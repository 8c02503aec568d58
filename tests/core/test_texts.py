"""Tidying leaves the words alone."""

import pytest

from core.errors import InputError
from core.i18n import gettext, use
from core.texts import one_line, ranges, tidy


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("\n\t\t\t\n\t\t停水三天了\n\t\t\n", "停水三天了"),
        ("第一段\r\n\r\n\u3000\u3000第二段", "第一段\n第二段"),
        ("答复_x000D_\n完毕", "答复\n完毕"),
        ("一\xa0\xa0二", "一 二"),
        ("", ""),
    ],
)
def test_tidy(text, expected):
    assert tidy(text) == expected


def test_titles_are_one_line():
    assert one_line(" 停水\n三天 ") == "停水 三天"


def test_errors_speak_the_readers_language():
    class English:
        def gettext(self, sentence):
            return {"没有“{name}”。": "There is no “{name}”."}.get(sentence, sentence)

    error = InputError("没有“{name}”。", name="甲")
    assert str(error) == "没有“甲”。"
    use(English())
    try:
        assert str(error) == "There is no “甲”."
        assert gettext("别的") == "别的"
    finally:
        use(None)


def test_numbers_are_told_in_ranges():
    assert ranges([1, 3, 4, 5, 9]) == "1、3–5、9"
    assert ranges([]) == ""
