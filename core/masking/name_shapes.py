"""Where a name begins and ends.

A name is a family name and one or two characters more. Characters alone do not tell where
it ends; what stands around it does.
"""

import re

from core.masking.cues import (
    BRANDS,
    FOLLOWS,
    NOT_GIVEN,
    NOT_NAMES,
    ORGANISATION,
    PERSONAL,
    ROLES,
    THINGS,
    TITLES,
    TRADES,
    VERBAL,
)
from core.masking.dotted import DOTS, DOTTED, sounding
from core.masking.unannounced import begins_a_verb, begins_a_word, closes, is_verb, likeness, pair
from core.masking.words import ANY_GIVEN, CLEAR, COMPOUND, SELDOM, SURNAMES, WORDS

CERTAIN, LIKELY, POSSIBLE = 2, 1, 0
"""How sure the words before a place make a name there."""

_ALSO_WORDS = frozenset(("东方", "西门", "百里", "第五", "长孙", "南宫", "太叔"))
"""Family names of two characters that begin the names of places and firms."""

FIRST = SURNAMES | {family[0] for family in COMPOUND}
"""What a name begins with."""

_HAN = "[\u4e00-\u9fff]"
_ALONE = re.compile("[\u4e00-\u9fff]{2,4}(?![\u4e00-\u9fff])")
_BLANK = "[ \u3000]{1,4}"
_LINE = "(?:[ \u3000]{1,4}|[ \u3000]?\n[ \u3000]{0,2})"
_SPACED = re.compile(
    f"{_HAN}(?:{_BLANK}{_HAN}){{1,3}}(?![ \u3000]?{_HAN})|{_HAN}{{1,2}}{_LINE}{_HAN}{{1,2}}(?!{_HAN})"
)
_APART = re.compile(f"{_HAN}(?:{_BLANK}{_HAN}){{1,3}}(?={_HAN})")
"""Characters with blanks between them, and what follows has none: 王 小 明反映."""
_FOLLOWS = re.compile(FOLLOWS)
_NUMBERED = re.compile(r"\s?[0-9一二三四五六七八九十]{1,4}\s?(?:[栋幢号期组座#排区-]|单元)")
"""A number of a building right behind it makes it the name of an estate."""


def length(text: str, start: int, trust: int) -> int:
    """How many characters the name has that begins at `start`; 0 where none begins."""
    if not text[start : start + 9].isalnum():
        dotted = DOTTED.match(text, start)
        if dotted:
            return _dotted_length(text, start, dotted.end())
    family = 2 if text[start : start + 2] in COMPOUND else int(text[start : start + 1] in SURNAMES)
    begins = text[start : start + 2]
    is_word = family == 1 and (begins in WORDS or (trust == POSSIBLE and _is_long_known(begins)))
    if not family or (is_word and not _is_sure(text, start, trust)):
        return 0
    one = start + family + 1
    if family > 1 and text[start : one - 1] in _ALSO_WORDS and not _ends_soon(text, one):
        return 0
    if trust < CERTAIN and (text[start : start + 2] in BRANDS or text[start : start + 3] in BRANDS):
        return 0
    if text[one - 1 : one + 1] in TITLES:
        return family if text[one - 1 : one + 1] in PERSONAL or trust else 0
    if not is_given(text[one - 1 : one]):
        return 0
    if _is_word_of_a_name(text, start, family, trust):
        return family + 2
    goes_on = len((_FOLLOWS.match(text, one - 1) or [""])[0]) > 1
    if goes_on and (trust < CERTAIN or pair(text[one - 1 : one + 1])):
        return 0
    found = _given_length(text, start, family, trust)
    return (
        found
        if trust == CERTAIN or not found or _is_plain(text, start, start + found, family, trust)
        else 0
    )


_WORD = 8


def _is_long_known(begins: str) -> bool:
    """高烧: a word, and its second character is not one of given names."""
    return begins[1:] not in ANY_GIVEN and pair(begins) >= _WORD


def _ends_soon(text: str, one: int) -> bool:
    """Does it surely end behind one or two given characters?"""
    return _surely_ends(text, one) or _surely_ends(text, one + 1)


def _is_word_of_a_name(text: str, start: int, family: int, trust: int) -> bool:
    """A given name that is a word, as in 王建设: only where it plainly ends, behind a family name
    that is nothing else."""
    given, end = text[start + family : start + family + 2], start + family + 2
    if not pair(given) or (family == 1 and pair(text[start : start + 2])):
        return False
    if text[start] in ONLY_FAMILIES and not _goes_on(text, start + 1):
        return True
    if not all(char in ANY_GIVEN for char in given) or (family == 1 and text[start] not in CLEAR):
        return False
    if trust == POSSIBLE:
        return _is_end(text, end) or begins_a_verb(text, end)
    return _surely_ends(text, end) or begins_a_word(text, end)


def _goes_on(text: str, given: int) -> bool:
    """Is the word behind a family name a verb, or one that the next character belongs to?"""
    word, end = text[given : given + 2], given + 2
    if pair(text[end - 1 : end + 1]) > 0:
        return True
    if is_verb(word) or _FOLLOWS.match(text, given) or not all(map(is_given, word)):
        return not all(char in ANY_GIVEN for char in word)
    return word[1] in ORGANISATION and word[1] not in ANY_GIVEN


ONLY_FAMILIES = frozenset(
    "王李张刘陈杨赵吴徐孙朱胡郭罗郑谢宋韩冯邓曹彭肖萧董潘袁蔡蒋魏吕卢姚沈姜崔谭陆廖韦贾邹孟邱侯薛闫阎贺"
    "龚邵覃戴樊葛邢聂翟詹俞柯裴靳柴鲍祁穆褚窦岑骆傅佟晏荆隋虞"
)
"""Characters that by themselves are hardly anything but a family name."""


def _is_sure(text: str, start: int, trust: int) -> bool:
    """A name that begins like a word, as 高明 or 黄海波, shows by its end that it is one."""
    if trust == CERTAIN and _is_end(text, start + 2):
        return True
    third = text[start + 2 : start + 3]
    if third not in ANY_GIVEN or third in "生人员民" and trust < CERTAIN:
        return False
    ends = _surely_ends(text, start + 3) or (trust > POSSIBLE and closes(text, start + 3))
    return ends and (trust > POSSIBLE or text[start] in CLEAR)


def _given_length(text: str, start: int, family: int, trust: int) -> int:
    one, two = start + family + 1, start + family + 2
    second = text[one : one + 1]
    if not is_given(second) or _FOLLOWS.match(text, one):
        return family + 1 if _ends(text, one, trust) else 0
    if _is_end(text, two):
        return family + 2 if trust == CERTAIN or not _is_suffix(second) else 0
    if follows := _FOLLOWS.match(text, two):
        return family + 2 if second in ANY_GIVEN or len(follows[0]) > 1 else family + 1
    return _by_likeness(text, start, family, trust)


def _by_likeness(text: str, start: int, family: int, trust: int) -> int:
    """Nothing behind the name tells where it ends: go by the characters names are made of."""
    one = start + family + 1
    first, second = text[one - 1], text[one]
    if trust == CERTAIN:
        return family + 2 if second in ANY_GIVEN else family + 1
    if trust == LIKELY and first in ANY_GIVEN and text[start] not in VERBAL:
        if closes(text, one):
            return family + 1
        is_clear = not pair(text[one - 2 : one]) and not _is_suffix(second)
        if is_clear and closes(text, one + 1):
            return family + 2
    likely = first in ANY_GIVEN and (family == 2 or text[start] in CLEAR)
    if likely and trust == POSSIBLE and not pair(text[one - 2 : one]):
        if second in ANY_GIVEN and begins_a_verb(text, one + 1):
            return family + 2
        return family + 1 if begins_a_verb(text, one) else 0
    return family + 2 if trust == LIKELY and likely and second in ANY_GIVEN else 0


def _is_plain(text: str, start: int, end: int, family: int, trust: int) -> bool:
    """Without a certain cue, a family name that is also another word needs more to be one."""
    if _NUMBERED.match(text, end):
        return False
    if family == 2 or text[start] in CLEAR or (trust == LIKELY and text[start] not in VERBAL):
        return True
    likely = all(char in ANY_GIVEN for char in text[start + 1 : end])
    return likely and (text[start] not in VERBAL or _surely_ends(text, end))


def _ends(text: str, end: int, trust: int) -> bool:
    if trust < CERTAIN and _is_suffix(text[end - 1]):
        return False
    return trust == CERTAIN or _is_end(text, end) or bool(_FOLLOWS.match(text, end))


def _surely_ends(text: str, end: int) -> bool:
    """No character of a word behind it, or a word of more than one."""
    follows = _FOLLOWS.match(text, end)
    is_word = (follows and len(follows[0]) > 1) or begins_a_verb(text, end)
    return _is_end(text, end) or bool(is_word)


def _is_suffix(char: str) -> bool:
    return char in ORGANISATION and char not in ANY_GIVEN


def _is_end(text: str, place: int) -> bool:
    return not "\u4e00" <= text[place : place + 1] <= "\u9fff"


def may_end_a_name(text: str, end: int) -> bool:
    """Could a name end here? Then a mask right behind it shows that it does."""
    if end < 2 or text[end - 1] not in ANY_GIVEN:
        return False
    return text[end - 2] in SURNAMES or (end > 2 and text[end - 3] in SURNAMES)


def is_given(char: str) -> bool:
    """Could a given name have this character?"""
    return "\u4e00" <= char <= "\u9fff" and char not in NOT_GIVEN


def _dotted_length(text: str, start: int, last: int) -> int:
    """A name with a dot ends where its sounds do, or before a word that goes on, as in
    买买提·艾力反映."""
    first, end = sounding(text, start, last)
    if first < end:
        return end - start if first == start else 0
    dot = next(place for place in range(start, last) if text[place] in DOTS)
    for place in range(dot + 3, last):
        if _FOLLOWS.match(text, place):
            return place - start
    return 0 if text[last - 1] in _OF_LAND else last - start


_OF_LAND = frozenset("县市区镇乡村路府城苑湾")


def stranger(text: str, start: int) -> int:
    """The length of two or three characters that stand alone and are no common word."""
    found = _ALONE.match(text, start)
    if not found or len(found[0]) > 3 or not all(map(is_given, found[0])):
        return 0
    word = found[0]
    common = word in NOT_NAMES or word[:2] in NOT_NAMES or word[:2] in WORDS or word[:2] in TITLES
    common = common or word[-1] == "办" or word[-2:] in THINGS or word in TRADES
    return 0 if common or word[-1] in ORGANISATION or word[-2:] in TITLES else len(word)


_FULL = 3


def spaced(text: str, start: int, fills: bool = True) -> int:
    """The length of a name with blanks in it, as spreadsheets align names: 王 小 明.

    Where it does not fill a field, its family name has to be hardly anything else.
    """
    found = _SPACED.match(text, start)
    if not found:
        return _apart(text, start)
    pieces = found[0].split()
    chars = "".join(pieces)
    is_double = chars[:2] in COMPOUND
    if len(chars) > _FULL and not is_double:
        return 0
    if max(map(len, pieces)) > 1 and not _is_split(pieces):
        return 0
    is_one = is_double or chars[0] in (SURNAMES | SELDOM if fills else CLEAR)
    if len(pieces) == len(chars) and not is_double and _are_words(chars):
        return 0
    if len(chars) == 2 and (pair(chars) or chars in WORDS) and likeness(chars[1]) < _OF_NAMES:
        return 0
    return len(found[0]) if is_one and chars not in NOT_NAMES else 0


def _apart(text: str, start: int) -> int:
    """王 小 明反映: single characters, and behind them a word that follows names."""
    found = _APART.match(text, start)
    if not found or not _surely_ends(text, found.end()):
        return 0
    chars = found[0].replace(" ", "").replace("\u3000", "")
    is_double = chars[:2] in COMPOUND
    fits = len(chars) == _FULL + is_double and (is_double or chars[0] in CLEAR)
    return len(found[0]) if fits and min(map(likeness, chars[1:])) >= _SPLIT else 0


_OF_NAMES = 7
"""路 灯, 高 新: a word, unless many given names are made of its second character."""
_SPLIT = -3
"""So likely each given character has to be where nothing else tells of a name."""


def _are_words(chars: str) -> bool:
    """水 电 气, 时 间 长: the first one is mostly another word, and of the rest no name is made."""
    return chars[0] not in CLEAR and min(map(likeness, chars[1:])) < 0


def _is_split(pieces: list[str]) -> bool:
    """张 福昊: a family name, and a given name that is no word and no title?"""
    family, given = pieces[0], pieces[-1]
    if len(pieces) > 2 or (family not in SURNAMES and family not in COMPOUND):
        return False
    if given in TITLES or given in ROLES or given in NOT_NAMES or not all(map(is_given, given)):
        return False
    return likeness(given) >= -len(given)
