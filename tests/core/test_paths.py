"""Expressions as operators write them."""

import pytest

from core import paths

TICKET = {"承办": {"单位": "示例城管局"}, "items": [{"名称": "路灯"}], "回访(次数)": 2, "ok": "好"}


@pytest.mark.parametrize(
    ("expression", "found"),
    [
        ("承办.单位", "示例城管局"),
        ('"承办"."单位"', "示例城管局"),
        ("items[0].名称", "路灯"),
        ("items[?名称=='路灯'] | length(@)", 1),
        ('"回访(次数)"', 2),
        ("ok == '好'", True),
        ("没有.这个", None),
        ("length(没有)", None),
        ("items[", None),
    ],
)
def test_what_an_expression_finds(expression, found):
    assert paths.ask(expression, TICKET) == found


def test_an_expression_that_cannot_be_read_is_known():
    assert paths.is_valid("承办.单位")
    assert not paths.is_valid("承办..单位")
