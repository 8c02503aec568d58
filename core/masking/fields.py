"""Names in the fields of forms: behind a cue and a sign that seldom is a colon (举报人→, 户主、,
收款人《), and between two labels. What stands there is closed on both sides.
"""

import re
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from core.masking import announced, peoples
from core.masking.cues import LABELS, NOT_GIVEN, ROLES
from core.masking.cues_before import BY_ENDING, word_before
from core.masking.finds import Find, at
from core.masking.name_shapes import ONLY_FAMILIES
from core.masking.places import Codes, Look, Spots, are_in, by_char
from core.masking.unannounced import likeness, pair
from core.masking.words import COMPOUND, SELDOM, SURNAMES, WORDS

FAMILIES = SURNAMES | SELDOM
FIRSTS = "".join(sorted({*FAMILIES, *(family[0] for family in COMPOUND), *peoples.FIRSTS}))
LASTS = "".join(sorted({word[-1] for word in LABELS | ROLES}))
BLANK = "[ \u3000\t]"
SIGN = (
    rf"{BLANK}{{0,2}}(?:[-=]?>|[→⇒➔➜►▶»]|—{{1,2}}|-{{1,2}}|[|/,，、;；\n<《〈\[【(（“\"])"
    rf"{BLANK}{{0,2}}"
)
HAN = "\u4e00-\u9fff"
_NAME_HERE = f"[{FIRSTS}](?:[{HAN}]{{1,5}}|{BLANK}{{1,3}}[{HAN}]{{1,3}}(?:{BLANK}{{0,3}}[{HAN}])?)"
NAME = rf"[{FIRSTS}](?:\p{{Han}}{{1,5}}|{BLANK}{{1,3}}\p{{Han}}(?:{BLANK}{{0,3}}\p{{Han}})?)"
_FILLED = re.compile(rf"({_NAME_HERE})(?![{HAN}·•]|\s?[（(〔\[]\s?(?:19|20)[0-9]{{2}})")
"""What stands behind a sign, up to the next one."""
_STOPS = frozenset(",，、;；。.-是为叫")
"""Signs that also stand between two words of a sentence: there the characters have to be those of
a name."""
_LIKELY, _WORD, SHORT, FULL, LONG = 0, 6, 2, 3, 4


NO_BLANKS = dict.fromkeys(map(ord, " \u3000\t"))


def signed(text: str, place: int) -> Iterator[Find]:
    """A name behind a cue and a sign (or a blank) that ends at `place`."""
    found = _FILLED.match(text, place + 1)
    sign = _SIGN_BEFORE.search(text, max(0, place - REACH), place + 1)
    cue = word_before(text, sign.start()) if found and sign else ""
    if not found or not sign or not cue or (cue not in LABELS and _QUOTES.search(sign[0])):
        return
    name = found[1].translate(NO_BLANKS)
    is_broken = len(name) < len(found[1]) and cue not in LABELS
    is_open = is_broken or not _STOPS.isdisjoint(sign[0])
    if is_one(name) and (not is_open or is_likely(name)):
        yield at(found.span(1), "姓名")
    elif cue in LABELS and (
        _is_between_brackets(text, place, found.end()) or is_closed_by_a_label(text, found.end())
    ):
        yield from _even_a_word(text, found.span(1), name)


def _is_between_brackets(text: str, place: int, end: int) -> bool:
    return text[place : place + 1] + text[end : end + 1] in _BRACKETS


_BRACKETS = frozenset(("<>", "《》", "〈〉", "[]", "【】", "()", "（）"))
_QUOTES = re.compile('[《〈“"]')
"""Behind a role they rather hold the name of a thing: 教师《…》."""
REACH = 8
_SIGN_BEFORE = re.compile(
    f'{BLANK}{{0,2}}(?:[-=]?>|[→⇒➔➜►▶»]|[—-]{{1,2}}|[|/,，、;；\n<《〈\\[【(（“"]|(?:写的|填的|登记的)?[是为叫]){BLANK}{{0,2}}$'
)


def _closes_soon(codes: Codes, spots: Spots) -> NDArray[np.bool_]:
    """Does what stands behind the place end within some characters, and a cue before it?"""
    ends = _ENDS_A_CUE(codes, spots) | _IS_SIGN[codes[spots - 1]]
    likely = spots[ends]
    closed = np.zeros(len(likely), np.bool_)
    for offset in range(3, 7):
        closed |= ~_IS_HAN[codes[likely + offset]]
    ends[ends] = closed
    return ends


_ENDS_A_CUE = are_in(BY_ENDING.keys(), -2)
_LAST_SIGNS = '>→⇒➔➜►▶»—-|/,，、;；\n<《〈[【(（“" \u3000\t'
_IS_SIGN = by_char((char, 1) for char in _LAST_SIGNS + "是为叫").astype(np.bool_)
_IS_HAN = by_char((chr(code), 1) for code in range(0x4E00, 0xA000)).astype(np.bool_)
LOOK = Look({*LASTS, *_LAST_SIGNS, "的"}, {*_LAST_SIGNS, *"是为叫"}, set(FIRSTS), _closes_soon)
"""A sign between what may end a cue and what a name may begin with."""


def is_one(name: str) -> bool:
    """Is the field a name?"""
    return not announced.is_somebody(name, 0) and announced.field(name, 0) == len(name)


def is_likely(name: str) -> bool:
    """Are its characters those of a name, and no word?"""
    if peoples.length(name, 0) == len(name):
        return True
    family = 2 if name[:2] in COMPOUND else 1
    given = name[family:]
    if family == 1 and (pair(name[:2]) >= _WORD or name[:2] in WORDS or name in WORDS):
        return False
    if announced.is_a_word(given) and name[0] not in ONLY_FAMILIES:
        return False
    return likeness(given) >= (_LIKELY if len(given) > 1 or name[0] in SURNAMES else _WORD)


_NEXT = (
    "(?:联系|手机|移动|固定)?(?:电话|手机|号码)|身份证|证件|性别|[男女](?![\u4e00-\u9fff])|年龄|住址|地址|"
    "家庭住址|车牌|诉求|反映|投诉|举报|民族|微信|邮箱|银行|账号|帐号|卡号|[\u4e00-\u9fff]{2,6}[:：]"
)
_LABEL_NEXT = re.compile(f"[;；,，|/→\t\n \u3000]{{1,3}}(?:{_NEXT})")
_OF_ONE = LABELS | {"本人", "业主", "学生", "患儿", "家长", "村民", "居民", "市民"}


def is_closed_by_a_label(text: str, end: int) -> bool:
    """来电人：马上；电话： is this field followed by the next label of a form?"""
    return _LABEL_NEXT.match(text, end) is not None


def between_labels(text: str, start: int, cue: str) -> Iterator[Find]:
    """A field between two labels, even where it is a word."""
    found = _FILLED.match(text, start) if cue in _OF_ONE else None
    if found and is_closed_by_a_label(text, found.end()):
        yield from _even_a_word(text, found.span(1), found[1])


def _even_a_word(text: str, span: tuple[int, int], name: str) -> Iterator[Find]:
    if len(name) <= FULL and not announced.is_none(name) and NOT_GIVEN.isdisjoint(name[1:]):
        yield at(span, "姓名")
