"""Names in the middle of a sentence, with no word before them that says so.

What could be a name is weighed against being anything else: how often its characters are
family names and given names, how often they stand in texts, and whether the characters that
touch each other are a word. All weights are logarithms of ratios (core/masking/weights.py);
their sum has to be large, less so where the neighbours look as if a name stood there.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from core.masking.cues import BRANDS, FOLLOWS, NOT_GIVEN, NOT_NAMES, OPEN, SAYS_MORE, TITLES, TOWNS
from core.masking.finds import Find
from core.masking.place_words import PLACE, RIGHT_AFTER
from core.masking.places import Codes, Look, Pairs, Spots, are_in, by_char
from core.masking.weights import FAMILY, GIVEN, IDIOMS, NO_NAMES, PAIRS, VERBS
from core.masking.words import RARE, WORDS


def _by_piece(table: dict[int, str], size: int) -> dict[str, int]:
    return {
        pieces[place : place + size]: weight
        for weight, pieces in table.items()
        for place in range(0, len(pieces), size)
    }


_OF_RARE = 6
_FAMILY, _GIVEN, _PAIRS = _by_piece(FAMILY, 1), _by_piece(GIVEN, 1), _by_piece(PAIRS, 2)
_GIVEN |= dict.fromkeys(RARE - {char for pair in _PAIRS for char in pair} - _GIVEN.keys(), _OF_RARE)
_GIVEN |= dict.fromkeys("纨璧", _OF_RARE)
_NO_NAMES, _IDIOMS = _by_piece(NO_NAMES, 3), _by_piece(IDIOMS, 4)
_VERBS = frozenset(_by_piece(VERBS, 2))
_CLEAR_FAMILY = 5
_FIRST_GIVEN, _NEVER = -3, -99
_SURE_FAMILY, _SURE_FIRST = 8, 3
_SHORT, _LONG = -12, -10
"""A name among all words, and its share of names with one and with two characters more."""

ENOUGH = 8
_HAN_END, _WORD_END, _OPENED, _OPEN_END = 2, 3, 1, -6
_LEAST = ENOUGH - max(_HAN_END, _WORD_END) - _OPENED
"""Neighbours can make enough of it."""
CLEAR_FAMILIES = "".join(char for char, weight in _FAMILY.items() if weight >= _CLEAR_FAMILY)
GIVEN_CHARS = "".join(char for char, weight in _GIVEN.items() if weight >= _FIRST_GIVEN)
_FOLLOWS = re.compile(FOLLOWS)
_PLACE_END = frozenset("路街巷村镇乡县市桥河山湖区郡苑园城寨屯堡湾岭坪冲塘洲岛坝弄")
_PEAKS = frozenset("山河江")
"""Places end so, and given names do."""
_NUMERALS = frozenset("壹贰叁肆伍陆柒捌玖零佰仟拾元圆整")
_NO_SECOND = frozenset("家无之共养做卖买办收拿种拆占偷抢欠骗借租请问答走跑送带领叫称说打骂")
"""Given names have it, but behind one character it is mostly another word: 李平家的房子."""
_SAYS_MORE = re.compile(SAYS_MORE)
_AND = frozenset("和与及")
_OFFICE = frozenset("主担责前现时历新上离接委")  # 村主任黎婷
_SELDOM_ALONE = frozenset("年北南西东财斗")
_SHORTEST, _A_WORD = 2, 6
"""Characters of the shortest name, and what two characters weigh at least that are a word."""


class Candidate(NamedTuple):
    """Where a name may stand, and how much speaks for it."""

    start: int
    end: int
    weight: int


class _Starts(dict[str, int]):
    """What a family name and the first given character weigh; almost nothing where they are a
    word. Filled as texts are read, because most pairs never come."""

    def __missing__(self, pair: str) -> int:
        is_word = pair in _PAIRS or pair in WORDS
        weight = _NEVER if is_word else _FAMILY[pair[0]] + _GIVEN[pair[1]]
        self[pair] = weight
        return weight


_STARTS = _Starts()
_FAMILY_OF, _GIVEN_OF = by_char(_FAMILY.items()), by_char(_GIVEN.items())
_SECOND = {char: max(_SHORT, _LONG + weight) for char, weight in _GIVEN.items()}
"""The most that the character behind the two can add."""
_SECOND_OF = by_char(_SECOND.items(), _SHORT)
_TOUCH, _IS_WORD = Pairs(_PAIRS), are_in(_PAIRS.keys() | WORDS)


def _may_be_enough(codes: Codes, spots: Spots) -> NDArray[np.bool_]:
    """Could `_weigh` find enough here? A bound for many places at once."""
    family, given = _FAMILY_OF[codes[spots]], _GIVEN_OF[codes[spots + 1]]
    most = family + given + _SECOND_OF[codes[spots + 2]]
    enough = (most >= _LEAST) & ((family >= _SURE_FAMILY) | (given >= _SURE_FIRST))
    likely, most = spots[enough], most[enough]
    most -= _TOUCH.weigh(codes, likely, -1) + _TOUCH.weigh(codes, likely, 1)
    enough[enough] = (most >= _LEAST) & ~_IS_WORD(codes, likely)
    return enough


_SURE_FAMILIES = "".join(char for char, weight in _FAMILY.items() if weight >= _SURE_FAMILY)
_SURE_GIVEN = "".join(char for char, weight in _GIVEN.items() if weight >= _SURE_FIRST)
_IS_SURE = f"(?:(?=[{_SURE_GIVEN}])|(?<=[{_SURE_FAMILIES}]))"
LOOK = Look(None, CLEAR_FAMILIES, GIVEN_CHARS, _may_be_enough, _IS_SURE)
"""One of the two has to be much more a name than anything else: the rest would cost time."""


def _weigh(text: str, start: int, weight: int) -> Candidate:
    if start:
        weight -= _PAIRS.get(text[start - 1 : start + 1], 0)
    two = text[start + 2 : start + 3]
    weight -= _PAIRS.get(text[start + 1 : start + 3], 0)
    if two not in _GIVEN or _goes_on(text, start + 2):
        return Candidate(start, start + 2, weight + _SHORT)
    touch = _PAIRS.get(text[start + 2 : start + 4], 0)
    more = _LONG + _GIVEN[two] - (0 if touch and _closes_surely(text, start + 3) else touch)
    if more < _SHORT:
        return Candidate(start, start + 2, weight + _SHORT)
    return Candidate(start, start + 3, weight + more)


def _closes_surely(text: str, place: int) -> bool:
    """Does a word of two or more begin here that follows names?"""
    follows = _FOLLOWS.match(text, place)
    return bool(follows and len(follows[0]) > 1)


def _goes_on(text: str, place: int) -> bool:
    """Does the sentence go on with this character, although given names have it too?"""
    char = text[place]
    if char in NOT_GIVEN or char in _NO_SECOND or _SAYS_MORE.match(text, place):
        return True
    if char in _AND and "\u4e00" <= text[place + 1 : place + 2] <= "\u9fff":
        return not _FOLLOWS.match(text, place + 1)
    follows = _FOLLOWS.match(text, place)
    return bool(follows and (len(follows[0]) > 1 or _GIVEN[char] < 0))


def _neighbours(text: str, found: Candidate) -> int:
    weight = 0
    after = text[found.end : found.end + 1]
    if not "\u4e00" <= after <= "\u9fff":
        weight += _HAN_END
    elif _FOLLOWS.match(text, found.end) or text[found.end : found.end + 2] in _VERBS:
        weight += _WORD_END
    elif found.end - found.start == 2:
        weight += _OPEN_END
    return weight + _OPENED * opens(text, found.start) + _in_a_group(text, found.start)


def _in_a_group(text: str, start: int) -> int:
    """Behind the number of a group of villagers, as in 十二组, mostly stands who lives there."""
    is_one = text[start - 1 : start] == "组" and text[start - 2 : start - 1] in _NUMBERS
    return _GROUPED if is_one else 0


_NUMBERS = frozenset("0123456789一二三四五六七八九十")
_GROUPED = 3
_MOST_AROUND = max(_HAN_END, _WORD_END) + _OPENED + _GROUPED


def search(texts: Sequence[str], places: Iterable[tuple[int, int]]) -> Iterator[tuple[int, Find]]:
    """Names without a cue, with the number of the text; of two that overlap the first one."""
    number, last = -1, 0
    for of_text, start in places:
        if of_text != number:
            number, last = of_text, 0
        if start < last:
            continue
        text = texts[number]
        weight = _STARTS[text[start : start + 2]]
        if weight + _SECOND.get(text[start + 2 : start + 3], _SHORT) < _LEAST:
            continue
        found = _weigh(text, start, weight)
        if found.weight < _LEAST:
            continue
        last = found.end
        if found.weight + _neighbours(text, found) >= ENOUGH and not _is_other(text, found):
            yield number, Find(start, found.end, "姓名")


def _is_other(text: str, found: Candidate, ends_like_a_place: frozenset[str] = _PLACE_END) -> bool:
    """Part of the name of a place, a firm or a thing, or a word."""
    name = text[found.start : found.end]
    if (
        name in NOT_NAMES
        or name in BRANDS
        or name in TOWNS
        or (name[0] == name[1] and len(name) > _SHORTEST)
        or text[found.start + 1 : found.start + 3] in TITLES
        or text[found.start : found.start + 3] in _NO_NAMES
    ):
        return True
    if name[0] == "任" and text[found.start - 1 : found.start] in _OFFICE:
        return True
    if text[found.start : found.start + 4] in _IDIOMS:
        return True
    if found.start and text[found.start - 1 : found.start + 3] in _IDIOMS:
        return True
    around = text[max(0, found.start - 1) : found.end + 1]
    if name[-1] in ends_like_a_place or sum(map(_NUMERALS.__contains__, around)) > 1:
        return True
    return bool(PLACE.match(text, found.end))


def length(text: str, start: int, least: int) -> int:
    """How many characters a name has that begins at `start`, where a word before it lets one
    expect it; 0 where less than `least` speaks for one."""
    pair = text[start : start + 2]
    if pair[:1] not in _FAMILY or pair[1:] not in _GIVEN:
        return 0
    weight = _STARTS[pair]
    if weight + _SECOND.get(text[start + 2 : start + 3], _SHORT) + _MOST_AROUND < least:
        return 0
    found = _weigh(text, start, weight)
    if found.end - start > _SHORTEST and begins_a_word(text, start + _SHORTEST):
        found = Candidate(start, start + _SHORTEST, weight + _SHORT)
    elif found.end - start == _SHORTEST and _is_left_over(text, found.end):
        found = Candidate(start, found.end + 1, found.weight)
    around = _neighbours(text, found)
    if found.end - start == _SHORTEST and around < 0:
        around -= _OPEN_END if closes(text, found.end) else 0
    ends_like_a_place = _PLACE_END - _PEAKS
    if found.weight + around < least or _is_other(text, found, ends_like_a_place):
        return 0
    return found.end - start


def _is_left_over(text: str, place: int) -> bool:
    """A character that seldom is a word by itself, and none with its neighbours: 王铭年承诺过."""
    if text[place : place + 1] not in _SELDOM_ALONE or pair(text[place - 1 : place + 1]):
        return False
    return not pair(text[place : place + 2]) and closes(text, place + 1)


def begins_a_word(text: str, place: int) -> bool:
    """Are the next two characters a word, and the ones around the place none?"""
    return pair(text[place : place + 2]) >= _A_WORD and not pair(text[place - 1 : place + 1])


def is_verb(characters: str) -> bool:
    """Are these two characters a verb?"""
    return characters in _VERBS


def begins_a_verb(text: str, place: int) -> bool:
    """Are the next two characters a verb, and the ones around the place no word?"""
    return text[place : place + 2] in _VERBS and not pair(text[place - 1 : place + 1])


def closes(text: str, place: int) -> bool:
    """Does what stands here surely not go on with a name? Neither a word nor a given name."""
    char = text[place : place + 1]
    if not "\u4e00" <= char <= "\u9fff" or begins_a_word(text, place):
        return True
    if char in _SELDOM_ALONE:
        return False
    return _GIVEN.get(char, _SHORT) <= _FIRST_GIVEN and not pair(text[place - 1 : place + 1])


def given_length(text: str, start: int) -> int:
    """How many characters of a given name stand here, behind a family name of two."""
    one, two = text[start : start + 1], text[start + 1 : start + 2]
    if one not in _GIVEN or _goes_on(text, start) or PLACE.match(text, start):
        return 0
    both = two in _GIVEN and not _goes_on(text, start + 1)
    more = both and _GIVEN[two] > _PAIRS.get(text[start + 1 : start + 3], 0)
    more = more or (_is_a_given_word(one + two) and closes(text, start + 2))
    size = 2 if more else 1
    return 0 if PLACE.match(text, start + size) else size


def _is_a_given_word(characters: str) -> bool:
    """A word that given names are made of as well, as 文化, and no verb."""
    is_word = characters in _PAIRS and characters not in _VERBS and characters not in NOT_NAMES
    return is_word and all(_GIVEN.get(char, _SHORT) >= _FIRST_GIVEN for char in characters)


def pair(characters: str) -> int:
    """How much two characters are a word, in half nats; 0 where they are none."""
    return _PAIRS.get(characters, 0)


def likeness(given: str) -> int:
    """How much these characters are what given names are made of, in half nats."""
    return sum(_GIVEN.get(char, _SHORT) for char in given)


def opens(text: str, start: int) -> bool:
    """Does what stands before this place let a name begin here?"""
    before = text[start - 1 : start] if start else ""
    return before in OPEN or not "\u4e00" <= before <= "\u9fff"


def is_made_as_a_name(text: str, start: int, end: int) -> bool:
    """A family name and given ones, of which no two are a word?"""
    if text[start : start + 1] not in _FAMILY or text[start : start + 2] in _PAIRS:
        return False
    return all(char in _GIVEN and char not in NOT_GIVEN for char in text[start + 1 : end])


def is_place_after(text: str, end: int) -> bool:
    """Does what follows make the name of a place, a firm or a thing of it?"""
    return bool(RIGHT_AFTER.match(text, end))


def belongs_to_a_place(text: str, end: int) -> bool:
    """Does what ends here rather name a place or a household, or begin the name of a firm?"""
    last = text[end - 1]
    return last in _NO_SECOND or last in _PLACE_END or bool(PLACE.match(text, end))
