"""Names with the families of both parents: 何常雨娇, of which the rules for names found 何常雨, or
常雨娇."""

from collections.abc import Iterable, Iterator

from core.masking.announced import IS_HAN, how_closed
from core.masking.cues import ORGANISATION
from core.masking.cues_before import word_before
from core.masking.finds import Find
from core.masking.name_shapes import is_given
from core.masking.unannounced import likeness, pair
from core.masking.words import ANY_GIVEN, COMPOUND, PARENTS, SURNAMES

_FULL, _SHORT = 3, 2
_FIRST = PARENTS | frozenset("水边余方成安史施万包华武叶石易管闻常温")
"""Families that a second one may follow."""
_LIKELY, _OF_GIVEN = -4, 4
"""How much the given characters have to be likely, and how much the second family must not."""
_VERBS = frozenset(
    "一二三四五六七八九十两之家占干盖先能早生发开养买卖做办拿种拆偷抢欠骗借租请问走送带领叫说打骂才强优超"
)
_JOINS = frozenset("、和与及（(")


def whole(text: str, found: Iterable[Find]) -> Iterator[Find]:
    """The finds of names, each with the family name before it or the given one behind it."""
    for item in found:
        size = item.end - item.start
        if item.kind != "姓名" or not _SHORT <= size <= _FULL:
            continue
        start = item.start - _has_another_before(text, item.start, size)
        end = item.end
        if start == item.start and size == _FULL:
            end += _goes_on(text, item.start, item.end)
        if (start, end) != (item.start, item.end):
            yield Find(start, end, "姓名")


def _goes_on(text: str, start: int, end: int) -> bool:
    """许楼桂 and 云 behind it: two families, and the last character of a given name."""
    if text[start] not in SURNAMES or text[start + 1] not in SURNAMES:
        return False
    given = text[end - 1 : end + 1]
    if text[start : start + _SHORT] in COMPOUND or len(given) < _SHORT:
        return False
    if likeness(text[start + 1]) >= _OF_GIVEN or given[1] in _VERBS | ORGANISATION:
        return False
    fits = given[1] in ANY_GIVEN and likeness(given) >= _LIKELY and IS_HAN.fullmatch(given)
    return bool(fits) and not how_closed(text, end) and how_closed(text, end + 1) > 0


def _has_another_before(text: str, start: int, size: int) -> bool:
    """边余静娇, of which 余静娇 was found."""
    first = text[start - 1 : start] if start else ""
    if first not in _FIRST or text[start] not in SURNAMES or pair(first + text[start]):
        return False
    if first + text[start] in COMPOUND or not all(map(is_given, text[start + 1 : start + size])):
        return False
    before = text[start - 2 : start - 1] if start > 1 else ""
    if not how_closed(text, start + size):
        return False
    is_free = not "\u4e00" <= before <= "\u9fff" and before != "〕"
    return is_free or before in _JOINS or bool(word_before(text, start - 1))
