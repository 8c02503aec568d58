"""What stands in the place of a name is one, whatever its characters are.

Behind 联系人： the place says more than the characters do:党建江 and 张文化 are names there. How
much the characters have to add depends on the words before the place and on what closes it.
"""

import re

from core.masking import peoples
from core.masking.cues import (
    BRANDS,
    COMMON_ENDS,
    FOLLOWS,
    LABELS,
    NOT_GIVEN,
    NOT_NAMES,
    ORGANISATION,
    ROLES,
    THINGS,
    TITLES,
    TRADES,
    VERBAL,
)
from core.masking.dotted import DOTS, SOUNDS, run_of_sounds
from core.masking.unannounced import (
    begins_a_verb,
    begins_a_word,
    closes,
    is_made_as_a_name,
    is_verb,
    likeness,
    pair,
)
from core.masking.words import ANY_GIVEN, CLEAR, COMPOUND, GIVEN, PARENTS, SELDOM, SURNAMES, WORDS

_HAN = "[\u4e00-\u9fff]"
NEXT = re.compile(
    "性别|电话|手机|联系|身份|住址|地址|年龄|职[务业]|诉求|反映|反应|投诉|举报|单位|民族|户籍|籍贯|现住|家住|被告|"
    "被申|被投|被举|时间|日期|微信|邮箱|号码|出生|签[名字]|确认|代[签表]|单元|年月|等[人两三四五六七八九十0-9]"
)
"""What a form asks for next closes the field before it."""
_FIELD = re.compile(f"{_HAN}{{2,7}}")
_FIRM = re.compile(
    f"{_HAN}{{1,20}}(?:公司|集团|中心|银行|超市|酒店|学校|[大中小]学|物业|政府|办事处|派出所|大队|支队|协会|商会|"
    f"合作社|地产|[厂店园院馆局署厅所站社校部处行铺坊场庄])(?!{_HAN}|[·•])"
)
_NEVER = frozenset("的了吗呢吧您你我他她它们这那哪谁什么怎没把让请很不无未")
_FOLLOWS = re.compile(FOLLOWS)
_PLACE_END = frozenset("冲坝坪塘岭湾沟庄村桥河坡坳垸屯堡岗台店洼")
_KINDS = frozenset("生族课级类式性型化学法品面天员者工户")
"""毕业生: of what kind somebody or something is."""
SHORT, _FULL, _LONG = 2, 3, 4
_WORD, _A_WORD = 6, 8
"""What two characters weigh at least that are a word, and a common one."""
_OF_NAMES, _SELDOM_GIVEN, _OF_NONE = 4, 2, -12  # given names have it, seldom, or not
ENOUGH = {"clear": -8, "plain": -2, "seldom": 4, "any": 12}
"""How much the given characters have to weigh, by how much of a family name the first one is."""


def is_firm(text: str, start: int) -> bool:
    """Is the whole field the name of a firm or an office, as in 法人：蓝天幼儿园?"""
    found = _FIRM.match(text, start)
    return found is not None and len(found[0]) > _FULL


def field(text: str, start: int) -> int:
    """The length of what fills the field behind a label, if it can be a name."""
    end = _field_end(text, start)
    word = text[start:end]
    if not SHORT <= len(word) <= _FULL * 2 or is_none(word) or text[end : end + 1] in DOTS:
        return 0
    if len(word) >= _FULL and peoples.length(text, start) == len(word):
        return len(word)
    family = 2 if word[:2] in COMPOUND and len(word) > SHORT else 1
    given = word[family:]
    if len(given) > SHORT:
        return doubled(text, start) or foreign(text, start)
    if family > 1 or is_a_word(given):
        is_one = family > 1 or (word[0] in SURNAMES | SELDOM and not _is_said(given))
        if family > 1 and min(map(likeness, given)) < _LEAST_GIVEN:
            return 0
        return len(word) if is_one else 0
    of_family = _class(word)
    enough = ENOUGH[of_family] - _FILLED.get(of_family, 0) * (len(word) > SHORT)
    return len(word) if likeness(given) >= enough and _has_family(word) else 0


def doubled(text: str, start: int) -> int:
    """The length of a name of four with the families of both parents: 王梁子丽."""
    name = text[start : start + _LONG]
    if not PARENTS.issuperset(name[:2]) or len(set(name)) < _LONG or name[:2] in COMPOUND:
        return 0
    given, end = name[2:], start + _LONG
    if not all(char in ANY_GIVEN for char in given) or pair(name[:2]):
        return 0
    is_sure = how_closed(text, end) == _AT_THE_END and likeness(given) >= _OF_NAMES
    if is_a_word(given) and not is_sure:
        return 0
    return _LONG if how_closed(text, end) and not how_closed(text, end - 1) else 0


def foreign(text: str, start: int) -> int:
    """The length of a name of another people, written by its sounds without a dot: 阿依努尔."""
    known = peoples.length(text, start)
    if known and how_closed(text, start + known):
        return known
    size = run_of_sounds(text, start) if text[start + 2 : start + 3] in SOUNDS else 0
    if not _FULL <= size <= _LONG * 2 or text[start : start + 2] in COMPOUND:
        return 0
    closed = how_closed(text, start + size)
    if size == _FULL and (closed < _AT_THE_END or text[start] in SURNAMES):
        return 0
    return size if closed and (size > _LONG or not pair(text[start : start + 2])) else 0


def hidden(text: str, start: int) -> int:
    """The length of a family name behind a label whose given name the writer hid: 容**."""
    found = _HIDDEN.match(text, start)
    return len(found[0]) if found else 0


def listed(text: str, start: int) -> int:
    """The length of what stands in a row behind a cue, the next of which is surely a name."""
    found = _ROW.match(text, start) if "、" in text[start + 2 : start + 4] else None
    if not found or is_none(found[1]) or found[1][0] not in SURNAMES | SELDOM:
        return 0
    for following in _ROW.finditer(text, start, start + _REACH):
        if is_made_as_a_name(text, following.end(), following.end() + SHORT):
            return len(found[1])
    return 0


_HIDDEN = re.compile(
    f"(?:{'|'.join(sorted(COMPOUND))}|{_HAN})(?:某{{1,3}}|[*＊×Xx○]{{1,3}})(?![A-Za-z0-9]|{_HAN}{{2}}[路村])"
)
_REACH = 60
"""So far from a cue a row of names is looked at."""
_ROW = re.compile(f"({_HAN}{{2,3}})、")


def _has_family(word: str) -> bool:
    """Not a word whose first character is a family name too: 方便面, 白天班."""
    return pair(word[:2]) < _WORD or (len(word) > SHORT and word[0] in SURNAMES)


def _class(word: str) -> str:
    first = word[0]
    if first in CLEAR:
        return "clear"
    if first in SURNAMES:
        return "plain"
    return "seldom" if first in SELDOM else "any"


def _field_end(text: str, start: int) -> int:
    found = _FIELD.match(text, start)
    end = found.end() if found else start
    closed = NEXT.search(text, start + SHORT, end + 2)
    return min(end, closed.start()) if closed else end


def is_somebody(text: str, start: int) -> bool:
    """The role of somebody who comes next, as in 尊敬的书记：房东王某, and no name?"""
    two = text[start : start + SHORT]
    return two in ROLES or two in LABELS or text[start : start + _FULL] in LABELS


def is_a_word_there(text: str, start: int, size: int) -> bool:
    """Does what was taken for a name in a field begin with a word of which no name is made, as
    段落, or with one that goes on, as in 方便时请回电?"""
    given, weight = text[start + 1 : start + SHORT], pair(text[start : start + SHORT])
    if size == _FULL:
        last, behind = text[start + SHORT], text[start + 1 : start + _FULL]
        if weight >= _A_WORD:
            return min(likeness(given), likeness(last)) <= _OF_NONE // 2
        return pair(behind) >= _A_WORD and likeness(given) <= _OF_NONE
    if size != SHORT:
        return False
    if weight >= _A_WORD and likeness(given) <= _SELDOM_GIVEN:
        return True
    return IS_HAN.match(text, start + SHORT) is not None and (
        (weight >= _WORD and likeness(given) < _OF_NAMES) or likeness(given) <= _OF_NONE
    )


def is_a_word(given: str) -> bool:
    """Are the characters of a given name a word?"""
    return len(given) == SHORT and (pair(given) > 0 or given in WORDS)


def is_none(word: str) -> bool:
    """What stands in such fields and names nobody: 不详, 村主任, 业主, 石桥村."""
    if word in NOT_NAMES or word[:2] in NOT_NAMES or word[-2:] in NOT_NAMES or word in BRANDS:
        return True
    if word[2:].endswith("办") or word[-2:] in THINGS:
        return True
    if word in TRADES and word[0] not in SURNAMES:
        return True
    if word in ROLES or word[-2:] in ROLES or word[-2:] in TITLES or word[1:3] in TITLES:
        return True
    if pair(word[:2]) >= _WORD and word[-1] in _KINDS:
        return True
    if not _NEVER.isdisjoint(word):
        return True
    if word[-1] in _PLACE_END and (word[1] == "家" or word[0] not in SURNAMES):
        return True
    return word[-1] in ORGANISATION and (word[-1] not in GIVEN or word[0] not in SURNAMES | SELDOM)


def open_length(text: str, start: int, strong: int) -> int:
    """The length of a name behind a cue that no colon follows, where the usual ways found none.

    What follows has to close it; `strong` is a cue that hardly anything but a name follows.
    """
    two = text[start : start + 2]
    family = 2 if two in COMPOUND else 1
    if text[start + family : start + family + 1] in NOT_GIVEN:
        return 0
    if family == 1 and (
        (two[:1] not in SURNAMES and two[:1] not in SELDOM)
        or text[start - 1 : start + 1] in COMMON_ENDS
        or (two[:1] in _JOINS_WORDS and not _is_no_joint(text, start, strong))
    ):
        return 0
    is_word = family == 1 and (pair(two) or two in WORDS)
    best, size = -1, 0
    for given in (2,) if is_word else (2, 1):
        end = start + family + given
        if is_word and not (strong and _is_past_a_word(text, start, end)):
            continue
        speaks = _speaks(text, start, start + family, end, strong)
        if speaks > best:
            best, size = speaks, family + given
    return size


def _is_past_a_word(text: str, start: int, end: int) -> bool:
    """党建江 and 农学怡: a word, but what follows is a given name and surely closed."""
    given = text[start + 1 : end]
    sure = min(map(likeness, given), default=-1) >= 1 and likeness(given) >= _PAST_A_WORD
    return sure and text[start] in SURNAMES and how_closed(text, end) >= _CLOSED


def _is_no_joint(text: str, start: int, strong: int) -> bool:
    """实名举报人和进海， and 邻居常宝山养鸡: a given name behind it fills the place."""
    given = text[start + 1 : start + 3]
    if text[start] == "常":
        return strong < 0 or likeness(given) >= SURELY_GIVEN
    if strong <= 1 or given[:1] in SURNAMES or how_closed(text, start + 3) < _AT_THE_END:
        return False
    return text[start] == "和" and likeness(given) >= _PAST_A_WORD


_PAST_A_WORD = 10
_JOINS_WORDS = frozenset("楼程和曾常")
"""居民楼, 施工程序, 业主和家人, 业主曾提出, 房东常换锁."""


def _speaks(text: str, start: int, given: int, end: int, strong: int) -> int:
    """How much more than enough speaks for a name here; negative: too little."""
    word, name = text[given:end], text[start:end]
    of_family = "clear" if given - start > 1 else _class(name)
    if text[start] in VERBAL and of_family != "clear":
        of_family = "seldom"
    is_word, likely = is_a_word(word), likeness(word)
    enough = ENOUGH[of_family] + _WEAK * (1 - max(strong, 0))
    if (likely < enough and not is_word) or not NOT_GIVEN.isdisjoint(word):
        return -1
    if not IS_HAN.fullmatch(word) or len(word) < end - given or is_none(name):
        return -1
    closed = how_closed(text, end)
    if not closed or _is_said(word):
        return -1
    if is_word:
        least = _LEAST_CLOSED[of_family] + (strong < 0) + 2 * (strong == 0)
        return 0 if closed >= least else -1
    if not _may_be_short(word, of_family, likely, closed, strong):
        return -1
    one_family = given - start == 1
    if strong <= 0 and closed < _CLOSED - (strong == 0 and of_family == "clear" and one_family):
        return -1
    return likely - pair(text[end - 1 : end + 1]) - enough - _MORE[closed]


def _may_be_short(word: str, of_family: str, likely: int, closed: int, strong: int) -> bool:
    """A given name of one character: behind a family name that is not clear it has to be likely."""
    if len(word) > 1 or of_family == "clear":
        return True
    if of_family == "seldom":
        return likely >= SURELY_GIVEN - 2 * (strong > 1)
    return closed >= _CLOSED and likely >= 0


_FILLED = {"clear": 30, "plain": 8}
"""So much less where a family name and two characters fill a field."""
_CLOSED, _AT_THE_END = 2, 3
SURELY_GIVEN, _LEAST_GIVEN, _WEAK = 8, -5, 5
_MORE = {1: 5, 2: 2, 3: 0}
"""So much more where only a word, or one character, closes the name."""
_LEAST_CLOSED = {"clear": 1, "plain": 2, "seldom": 9}
"""How surely a given name that is a word has to be closed."""
IS_HAN = re.compile(f"{_HAN}+")


def _is_said(word: str) -> bool:
    """Does the sentence rather go on with this word?"""
    follows = _FOLLOWS.match(word)
    return is_verb(word) or bool(follows and len(follows[0]) > 1)


def how_closed(text: str, end: int) -> int:
    """How surely does what stands here close a name? 3 by the end of the words, 2 by a word of two
    that follows names, 1 by one character, 0 not."""
    char = text[end : end + 1]
    if not "\u4e00" <= char <= "\u9fff":
        return 0 if char.isalnum() else 3
    follows = _FOLLOWS.match(text, end)
    if (follows and len(follows[0]) > 1) or begins_a_verb(text, end):
        return 2
    return 1 if follows or begins_a_word(text, end) or closes(text, end) else 0
