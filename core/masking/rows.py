"""Names behind a cue: the one that begins there, and those in a row with it."""

import re

from core.masking import announced, unannounced
from core.masking.cues import NOT_GIVEN, NOT_NAMES, ROLES, VERBAL
from core.masking.dotted import DOTTED
from core.masking.finds import Find
from core.masking.name_shapes import (
    CERTAIN,
    LIKELY,
    ONLY_FAMILIES,
    POSSIBLE,
    length,
    spaced,
    stranger,
)
from core.masking.words import ANY_GIVEN, COMPOUND, PARENTS, SELDOM, SURNAMES, WORDS

_PLACE_END = frozenset("桥路街巷村镇乡县市湖苑园弄城郡府湾")
_NO_END = frozenset("村店厂局镇乡县区路巷屯校所司")
_SURE_PLACE = re.compile(
    "村(?![主民长支委书干])|社区(?![主书居])|物业(?![主经人])|公司(?![经员职老法负])|小区|集团|"
    "[\u4e00-\u9fff]{0,2}(?:超市|专卖店|养老院|幼儿园|派出所|法庭|家园|工厂|电子厂|加工厂)"
)

_OPENS_A_FIELD = frozenset(":：=】“\"'【(（ \u3000\t‘「『《〈[\n")
_SPLITS = frozenset(":：=】【(（ \u3000\t")
_MAY_BE_FROM = ("我是", "人是", "我为", "我系")
"""Behind these stands as often where somebody lives."""
_ANNOUNCED = {CERTAIN: -6, LIKELY: -2, POSSIBLE: 0}
"""How much has to speak for a name behind a cue."""


def names(
    text: str, start: int, trust: int, strangers: bool = False, strong: int = 0
) -> list[Find]:
    """A name that begins here, and those joined to it, as in 张三、李四.

    `strangers` are names of any characters that stand alone; `strong` is as in
    `announced.open_length`.
    """
    found: list[Find] = []
    fills = text[start - 1 : start] in (_OPENS_A_FIELD if trust else _SPLITS)
    if text.startswith("长孙", start) and text[max(0, start - 2) : start + 1] in ROLES:
        return found
    if trust == CERTAIN and announced.is_somebody(text, start):
        return found
    if (fills and announced.is_firm(text, start)) or not (fills or strong or _begins(text, start)):
        return found
    while True:
        size = _size(text, start, trust, strong, fills)
        if not size and strangers and not found:
            size = stranger(text, start)
        if not size or text[start : start + size] in NOT_NAMES or _is_a_family(text, start, size):
            return found
        size = _with_what_is_left(text, start, size, trust, strong)
        found.append(Find(start, start + size, "姓名"))
        start += size
        if text[start : start + 1] not in ("、", "/", "和", "与", "及"):
            return found
        start += 1


def _size(text: str, start: int, trust: int, strong: int, fills: bool) -> int:
    """The length of one name as `names` tells it; 0 where none begins. `fills`: behind a colon."""
    size = announced.field(text, start) if fills else 0
    size = size or (announced.foreign(text, start) if strong else 0)
    if not size and text[start + 1 : start + 2] in PARENTS:
        size = announced.doubled(text, start)
    size = size or _usual(text, start, trust)
    if not size and not text.endswith(_MAY_BE_FROM, 0, start):
        size = announced.open_length(text, start, strong)
    if size > 1 and (
        _is_place(text, start + size, trust) or (fills and _is_other(text, start, size))
    ):
        return 0
    if not size and (fills or trust or strong > 0) and not text[start : start + 4].isalnum():
        size = spaced(text, start, fills)
    if not size and trust == CERTAIN and fills:
        size = announced.hidden(text, start)
    return size or announced.listed(text, start)


def _is_a_family(text: str, start: int, size: int) -> bool:
    """王家 of 王家塆, and 赵各庄: whose place it is."""
    return text[start + 1 : start + size] in ("家", "各庄")


def _is_other(text: str, start: int, size: int) -> bool:
    """What fills a field, and is a split place or a word?"""
    return _is_split_place(text, start, start + size) or announced.is_a_word_there(
        text, start, size
    )


def _with_what_is_left(text: str, start: int, size: int, trust: int, strong: int) -> int:
    """The length with a character that no rule took for a given one, or without 总 (李明总)."""
    size += bool(trust or strong) and _is_left(text, start, start + size, strong)
    if size == _SHORT and trust == CERTAIN and _is_on_the_next_line(text, start + size):
        size += 2
    return size - (size > 1 and text[start + size - 1] == "总")


def _is_left(text: str, start: int, end: int, strong: int) -> bool:
    """司机苏鹏以，: a character that no rule took for a given one, and behind it the end."""
    if end - start != _SHORT + (text[start : start + _SHORT] in COMPOUND):
        return False
    char = text[end : end + 1]
    if char not in _MAY_BE_LEFT and not (strong > 1 and char == "时"):
        return False
    closed = announced.how_closed(text, end + 1)
    return closed > _SHORT or (closed == _SHORT and char not in "会以")


def _is_on_the_next_line(text: str, end: int) -> bool:
    """签名：王小 and 明 alone below it."""
    if text[end : end + 1] != "\n" or text[end - 1] not in ANY_GIVEN:
        return False
    return text[end + 1 : end + 2] in ANY_GIVEN and not announced.IS_HAN.match(text, end + 2)


_MAY_BE_LEFT = (ANY_GIVEN | frozenset("苑会致纨以真")) - frozenset(
    "时家先来在等人和于为前问同通自可对"
)
_SPLIT_PLACE = re.compile(
    "[ \u3000\t]{1,4}(?:社区|街道|小区|居委|村委|派出所|物业|公司|集团|中心|广场|大厦|超市|酒店|医院|[小中大]学|幼儿园|"
    "项目部|办事处|管委会|开发区|[村镇乡县区市局科所站办])(?:[\u4e00-\u9fff]{0,7}[委会处部室站办所司心局院校])?"
    "(?![\u4e00-\u9fff:：]|[ \u3000\t]+[\u4e00-\u9fff])"
)


def _is_split_place(text: str, start: int, end: int) -> bool:
    """高新 社区: a place or an office that blanks cut in two, but not 王芳 社区, the next field."""
    name = text[start:end]
    if text[start] in ONLY_FAMILIES and not unannounced.pair(name) and name not in WORDS:
        return False
    return bool(_SPLIT_PLACE.match(text, end))


def _usual(text: str, start: int, trust: int) -> int:
    """The length of a name by its characters, whatever its place."""
    is_dotted = not text[start : start + 9].isalnum() and DOTTED.match(text, start)
    weighed = 0 if is_dotted else unannounced.length(text, start, _ANNOUNCED[trust])
    return _with_its_word(text, start, weighed or length(text, start, trust))


def _begins(text: str, start: int) -> bool:
    """Could a name begin here, by its family name or a dot inside?"""
    if text[start : start + 1] in _FAMILIES or text[start : start + 2] in COMPOUND:
        return True
    return not text[start : start + 9].isalnum()


_FAMILIES = SURNAMES | SELDOM


def _with_its_word(text: str, start: int, size: int) -> int:
    """张文化: what was taken for a name of two goes on where its given name is a word."""
    end = start + size + 1
    if size != _SHORT or not unannounced.pair(text[end - 2 : end]):
        return size
    if announced.NEXT.match(text, start + size):
        return size
    if text[start] in VERBAL or text[start] in "方高" or text[end - 1] in _NEVER_GIVEN:
        return size
    if unannounced.is_verb(text[end - 2 : end]):
        return size
    goes_on = unannounced.begins_a_verb(text, end) or unannounced.closes(text, end)
    return size + 1 if goes_on and not unannounced.pair(text[end - 1 : end + 1]) else size


_SHORT, _NEVER_GIVEN = 2, NOT_GIVEN | {"于"}


def _is_place(text: str, end: int, trust: int) -> bool:
    """李家村, and 丁桥 in 我是丁桥的…; whatever stands before it, 负责人：石马村物业."""
    if trust == CERTAIN:
        return text[end - 1] in _NO_END or bool(_SURE_PLACE.match(text, end))
    if text[end - 1] == "村":
        return True
    of_a_place = text[end - 1] in _PLACE_END and text[end : end + 1] == "的"
    return of_a_place or unannounced.is_place_after(text, end)
