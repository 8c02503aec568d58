"""Where a name begins that stands before a title or a form of address: 王女士, 李明局长."""

import re

from core.masking.announced import (
    ENOUGH,
    IS_HAN,
    SHORT,
    SURELY_GIVEN,
    how_closed,
    is_a_word,
    is_none,
)
from core.masking.cues import COMMON_ENDS, NOT_GIVEN, OPEN, ORGANISATION, PERSONAL, ROLES, VERBAL
from core.masking.dotted import DOTTED, sounding
from core.masking.name_shapes import is_given
from core.masking.unannounced import likeness, pair
from core.masking.words import ANY_GIVEN, CLEAR, COMPOUND, SELDOM, SURNAMES, WORDS, words


def start_before(text: str, end: int, title: str) -> int:
    """Where the name begins that ends right before a title; `end` where there is none."""
    if text[end - 1] in CLEAR and (end < 2 or not is_given(text[end - 2])):
        return end - 1
    before = text[max(0, end - 12) : end]
    if not before.isalnum():
        for dotted in DOTTED.finditer(text, max(0, end - 12), end):
            first, last = sounding(text, *dotted.span())
            if first < last == end:
                return first
    for size in (4, 3, 2):
        family = before[-size:][:2] if size <= len(before) else ""
        if family in COMPOUND and all(map(is_given, text[end - size + 2 : end])):
            return end - size
    for size in (3, 2):
        if size <= end and _is_full(text, end - size, end, title):
            return end - size
    return end - 1 if _is_family(text, end - 1, title) else _before_title(text, end, title)


_WORD = 8
"""From here on two characters are a word rather than a name before a title: 卫生部长."""


def _is_full(text: str, start: int, end: int, title: str) -> bool:
    """A family name with a given name? In 司机姚女士 the last character is the family name."""
    if text[start] not in SURNAMES or not all(map(is_given, text[start + 1 : end])):
        return False
    if text[start:end] in ROLES or text[end - 1] in "和与及":
        return False
    if text[end - 1] in ORGANISATION and text[end - 1] not in ANY_GIVEN:
        return False
    opens = _opens(text, start)
    ambiguous = text[end - 1] in CLEAR
    if text[start - 1 : start + 1] in COMMON_ENDS:
        return False
    if text[start : start + 2] in WORDS or pair(text[start : start + 2]) >= _WORD:
        long = end - start > 2 and text[start] in CLEAR
        return opens and not ambiguous and (long or title in PERSONAL)
    if ambiguous or text[start] not in CLEAR:
        return opens and (text[start] in CLEAR or not ambiguous)
    return True


def _is_family(text: str, place: int, title: str) -> bool:
    """Is the character a family name alone, as in 王女士, and not the end of a word? In
    向交警反映 it is a preposition."""
    char = text[place] if place >= 0 else ""
    before = text[max(0, place - 1) : place + 1]
    if before[:-1] in ("小", "老") and char in SURNAMES and char not in _OFFICES:
        return _opens(text, place - 1) or text[place - 2] in "系壁介"
    if char not in _OFFICES and char in _BEFORE_A_TITLE:
        return _is_known(text, place, title) or bool(
            _ANNOUNCES.search(text, max(0, place - _NEAR), place)
        )
    return _is_known(text, place, title)


def _is_known(text: str, place: int, title: str) -> bool:
    """The same by the character and what stands around it alone, whatever announces it."""
    char = text[place] if place >= 0 else ""
    before = text[max(0, place - 1) : place + 1]
    if char in SURNAMES and text[max(0, place - 2) : place] in _FIRMS and char not in _GOES_ON:
        return True
    if char not in SURNAMES or before in COMMON_ENDS:
        return False
    if char in _SELDOM and text[place + 3 : place + 4] not in _CALLED:
        return False
    if char in VERBAL and title not in PERSONAL and not _is_addressed(text, place):
        return False
    if char in VERBAL and pair(before) >= _WORD:
        return False
    is_free = _opens(text, place) or text[max(0, place - 2) : place] in _TIMES
    return char in CLEAR or title in PERSONAL or is_free


_NEAR = 5
_BEFORE_A_TITLE = SURNAMES | SELDOM
_ANNOUNCES = re.compile(
    "(?:人|者|姓名|户名|户主|车主|我是|联系|找|投诉|举报|感谢|谢谢|表扬|找了|问了|见到|遇到|尊敬的|贵局)[:：是为]?$"
)
_OFFICES = frozenset("代原老总副党车房单公法检司农商中区时计家路店宗班保师和官母院等")
"""小区主任, 联系车队长: no family name there."""


def _is_addressed(text: str, place: int) -> bool:
    """尊敬的向书记 and 司机常师傅, but not 我们向书记反映."""
    if text[max(0, place - 2) : place] in ROLES:
        return text[place] not in _OF_WHOM or text[place + 3 : place + 4] in _CALLED
    if text[place] not in _SELDOM_HEADS and text[place - 1 : place] in _STOPS:
        return not _WHILE.match(text, place + 3)
    if text[max(0, place - 2) : place] in _TIMES and text[place] not in _SELDOM_HEADS:
        return True
    return text[place - 1 : place] == "的" or text[place + 3 : place + 4] in _CALLED


_TIMES = words("上周 本周 昨天 今天 前天 当天 昨日 今日 后来 随后 上月 本月 早上 晚上 上午 下午")
_CALLED = frozenset(":：,，您你、")
_STOPS = frozenset(("", *"\n。！!？?；;，,：: \u3000“（("))
_OF_WHOM = frozenset("向从由于")
_SELDOM_HEADS = frozenset("向从由来应解查计容连包管边占候操修战税母宣步费都单常路车房水项党代")
_WHILE = re.compile("如何|怎|再|期间|时期|而言|以来|一职|之[后前]|的?时候|[时后前]")
"""任主任期间, 于老师而言: where a sentence begins they are mostly a family name, but not there."""
_FIRMS = frozenset(("物业", "公司", "社区", "主治", "居委", "村委", "学校", "医院", "中介", "售楼"))
_GOES_ON = frozenset("向于从任连应解查计容包管施来步费全都边占储代候操修战展伏车房项路方总党")
"""物业常经理, but not 物业向经理说明."""
_SELDOM = frozenset("代师占母来党资")
"""Before a form of address they are mostly another word: 代老师上课."""


def _opens(text: str, start: int) -> bool:
    before = text[start - 1 : start] if start else ""
    return before in OPEN or not ("\u4e00" <= before <= "\u9fff" or before == "〕")


def _before_title(text: str, end: int, title: str) -> int:
    """Where a name begins that fills all between a stop and a title: 昌女士, 韦建设书记."""
    if not _stands_apart(text, end):
        return end
    if title not in _SPOKEN_TO and not how_closed(text, end + len(title)):
        return end
    for size in (1, 2, 3):
        start = end - size
        if start < 0 or not IS_HAN.fullmatch(text, start, end):
            break
        if IS_HAN.fullmatch(text[start - 1 : start]) and (size > 1 or text[start - 1] != "的"):
            continue
        if _speaks_before(text[start:end], title):
            return start
    return end


def _stands_apart(text: str, end: int) -> bool:
    """Is there a stop, or 的, at most three characters before a title?"""
    for place in (end - 2, end - 3, end - 4):
        if place < 0 or not "\u4e00" <= text[place] <= "\u9fff":
            return True
    return text[end - 2] == "的"


def _speaks_before(name: str, title: str) -> bool:
    is_known = name[0] in SURNAMES or (name[0] in SELDOM and name[0] not in _PREPOSITIONS)
    if len(name) == 1:
        return is_known and title in PERSONAL
    if not is_known or is_none(name) or not NOT_GIVEN.isdisjoint(name[1:]):
        return False
    if name[0] not in CLEAR | SELDOM or name[-1] in _PREPOSITIONS:
        return False
    if len(name) == SHORT:
        return not pair(name) and name not in WORDS and likeness(name[1]) >= SURELY_GIVEN
    if is_a_word(name[1:]):
        return name[0] in CLEAR and not pair(name[:2])
    return not pair(name[:2]) and likeness(name[1:]) >= ENOUGH["seldom"]


_SPOKEN_TO = PERSONAL | {"师傅", "老师", "医生", "同学", "同志", "大夫"}
_PREPOSITIONS = frozenset("经由和从向于随同")
