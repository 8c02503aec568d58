"""A pattern of words is spelled out."""

import re

import pytest

from analysis import accused, grievances, offices, wordlists


@pytest.mark.parametrize(
    ("pattern", "found"),
    [
        ("停水|停电", ["停水", "停电"]),
        ("村委会?", ["村委会", "村委"]),
        ("信访[局办]", ["信访局", "信访办"]),
        ("(?:乡|镇)(?:人民)?政府", ["乡人民政府", "乡政府", "镇人民政府", "镇政府"]),
        ("都?(?:不管|没有?人)", ["都不管", "都没有人", "都没人", "不管", "没有人", "没人"]),
    ],
)
def test_all_words_of_a_pattern(pattern, found):
    assert wordlists.words(pattern) == found
    assert all(re.fullmatch(pattern, word) for word in found)


def test_a_word_that_contains_another_is_not_needed():
    assert wordlists.shortest("村委会?|村委会主任|社区") == ["村委", "社区"]


@pytest.mark.parametrize(
    "pattern", ["停.", "[^水]", "[一-龥]局", "停{0,3}", "(停)", "停)", "(?:停", r"\d"]
)
def test_other_patterns_are_refused(pattern):
    with pytest.raises(ValueError, match="not a pattern of words"):
        wordlists.words(pattern)


def test_a_pattern_that_needs_no_word_is_refused():
    with pytest.raises(ValueError, match="without a word"):
        wordlists.shortest("停?")


def test_the_offices_are_spelled_out():
    assert {"派出所", "局"} <= set(accused.NAMES)
    assert "村委会" not in accused.NAMES  # 村委 finds it


@pytest.mark.parametrize(
    ("pattern", "first"),
    [
        (f"{offices.OFFICES}|{offices.STAFF}", offices.FIRST),
        (grievances._WHO, grievances._FIRST),
    ],
)
def test_the_rules_look_wherever_a_name_can_begin(pattern, first):
    """A name that begins otherwise would never be found: add its first letter."""
    plain = re.sub(r"\(\?<?[=!][^)]*\)", "", pattern)
    assert {word[0] for word in wordlists.words(plain)} <= set(first)
