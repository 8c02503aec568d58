"""Names of people: after cue words, before and after titles, in signatures.

A family name before a title (王女士, 李局长) is masked; the title stays.
"""

import re
from collections.abc import Iterable, Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from core.masking import announced, fields, listed, rows, signatures, unannounced
from core.masking.before_titles import start_before
from core.masking.cues import (
    BRANDS,
    COMMON_ENDS,
    DEEDS,
    LABELS,
    NOT_GIVEN,
    OFFICERS,
    PLACE_AFTER,
    ROLES,
    TITLES,
    VERBAL,
)
from core.masking.cues_before import BY_ENDING, word_before
from core.masking.dotted import DOTS
from core.masking.finds import Find
from core.masking.name_shapes import (
    CERTAIN,
    FIRST,
    LIKELY,
    ONLY_FAMILIES,
    POSSIBLE,
)
from core.masking.places import REACH, Codes, Look, Places, Spots, are_in, by_char
from core.masking.words import CLEAR, COMPOUND, GIVEN, SELDOM, SURNAMES, WORDS, words

_SOUNDS = frozenset("迪努玛依茹吐阿热帕扎次克")
_FOREIGN = frozenset("提孜依扎吾甫拉丁特尔热米克汗木")
_COLON = re.compile("[:：=】|｜/—\t\\]-][—>]?[\\s“”‘’\"'「『《〈【\\[(（]{0,4}(?=[\u4e00-\u9fff])")
_GAPS = frozenset("是为叫姓名 \u3000\t（(“‘\"'「『《〈【[")
_ENDS_A_CUE, _IS_WORD = are_in(BY_ENDING.keys(), -1), are_in(WORDS - COMPOUND, 1)
_MAY_BE_GIVEN, _IS_GAP, _IS_DOT, _IS_SELDOM, _MAY_FOLLOW = (
    by_char((char, 1) for char in chars).astype(np.bool_)
    for chars in (GIVEN, _GAPS, DOTS, SELDOM - FIRST, GIVEN - NOT_GIVEN)
)


def _may_be_cues(codes: Codes, spots: Spots) -> NDArray[np.bool_]:
    """Which of these characters end a cue word, and are not followed by a common word that no
    name begins with? The same as `length` answers there, for many places at once."""
    fits = _ENDS_A_CUE(codes, spots)
    likely = spots[fits]
    refused = _IS_WORD(codes, likely) & ~_MAY_BE_GIVEN[codes[likely + 3]]
    refused &= ~_IS_GAP[codes[likely + 1]]
    refused |= _IS_SELDOM[codes[likely + 1]] & ~_MAY_FOLLOW[codes[likely + 2]]
    for offset in range(3, REACH):
        refused &= ~_IS_DOT[codes[likely + offset]]
    fits[fits] = ~refused
    return fits


LOOKS = (
    Look(
        SURNAMES | SELDOM | GIVEN | _FOREIGN,
        {word[0] for word in TITLES},
        {word[1] for word in TITLES},
        are_in(TITLES),
    ),
    Look(
        {word[0] for word in BY_ENDING},
        {word[1] for word in BY_ENDING},
        FIRST | SELDOM | _GAPS | _SOUNDS,
        _may_be_cues,
    ),
    Look({*(word[-1] for word in LABELS | ROLES), *")） 象"}, ":：=】|｜/—\t]-", None),
    unannounced.LOOK,
    fields.LOOK,
)
"""A title behind what a name may end with, the end of a cue word with a family name behind it, the
colon behind a cue word, and a family name before a given one."""

_MEMBERS = re.compile(
    "[\u4e00-\u9fff]{0,4}(?:员工|职工|工作人员|公司|集团|住户|业主|居民|村民|学生|用户|客户|老师|医院)"
)
"""投诉人为方圆员工: whose one is, not who."""
_GAP = re.compile("(?:姓名|名字|[是为叫（(“‘\"'「『《〈【\\[]|[ \u3000\t]{1,4})?")
_PLACE_AFTER = re.compile(PLACE_AFTER)


def _titled(text: str, place: int) -> Iterator[Find]:
    title = text[place : place + 2]
    if (
        title in TITLES
        and _is_title(text, place + 2, title)
        and text[place - 1 : place + 1] != "超市"
        and text[place - 1 : place] not in _NO_LAST
    ):
        start = start_before(text, place, title)
        if (
            text[start:place] in BRANDS
            or (text[start : place + 2] == "康师傅" and not _is_man(text, place))
            or (title == "师傅" and _is_trade(text[start:place]))
        ):
            return
        if start < place:
            yield Find(start, place, "姓名")


def _is_trade(word: str) -> bool:
    """安检师傅 and 全能师傅: what a master does, not what he is called."""
    return len(word) == _SHORT and word[0] in VERBAL and unannounced.likeness(word[1]) < 0


_SHORT = 2
_NO_LAST = frozenset("由经令")
"""严令校长, 由组长: no name ends so."""


def _is_man(text: str, place: int) -> bool:
    """康师傅 is a brand, where nobody is spoken to or of."""
    return text[place + 2 : place + 3] in _SPOKEN or text[place - 3 : place - 1] in ROLES


_SPOKEN = frozenset("您你说修来家的，,：:")


def _is_title(text: str, end: int, word: str) -> bool:
    """工程师 is a title and 工程 is none; 康师傅公司 is a company."""
    after = text[end : end + 2]
    return (
        after[:1] in _LAST.get(word, (after[:1],))
        and after not in _COMPANIES
        and after[:1] != "兵"
        and not (word == "政委" and after[:1] == "员")
        and not (word[1] == "长" and _LONG.match(text, end))
    )


_LONG = re.compile("期(?![待望盼间末])|久(?![未拖不等])|途|远|城(?![管区])")
"""What goes on with the last character of a title: 宾馆长期, 超市长久."""
_LAST = {
    "总书": ("记",),
    "工程": ("师",),
    "大队": ("长",),
    "中队": ("长",),
    "检察": ("官", "长", "员"),
}
_COMPANIES = frozenset(("公司", "集团", "食品", "方便", "专卖", "牌"))


def _cued(text: str, place: int) -> Iterable[Find]:
    end = place + 1
    word = word_before(text, end)
    if not word:
        return ()
    if word in DEEDS:
        return _done_to(text, end)
    gap = _GAP.match(text, end) if text[end] in _GAPS else None
    start = gap.end() if gap else end
    across = text[start - 1 : start + 1]
    if across in _ACROSS or (start > end and across in COMMON_ENDS):  # 居民楼, 军人为何
        return ()
    is_likely = word in LABELS or word in OFFICERS or text[start : start + 1] in ONLY_FAMILIES
    whose = text[end - len(word) - 1 : end - len(word)] in ("我", "其") or word[0] in "我其"
    strong = 2 if word in LABELS else int(word in _STRONG or whose)
    found = rows.names(text, start, LIKELY if is_likely else POSSIBLE, strong=strong)
    if not found and word in LABELS:
        return fields.between_labels(text, start, word)
    return [] if start > end and found and _MEMBERS.match(text, found[0].end) else found


def _done_to(text: str, start: int) -> Iterator[Find]:
    """举报张三贪污: whom, where what follows surely closes a name."""
    size = announced.open_length(text, start, -1)
    if size and not unannounced.belongs_to_a_place(text, start + size):
        yield Find(start, start + size, "姓名")


def _labelled(text: str, place: int) -> Iterator[Find]:
    colon = _COLON.match(text, place)
    return _after_colon(text, place, colon.end()) if colon else iter(())


def _after_colon(text: str, colon: int, start: int) -> Iterator[Find]:
    before = text[max(0, colon - 10) : colon].translate(_NO_SPACE)
    word = word_before(before, len(before))
    if text[colon] in _SELDOM_COLONS:
        fits = SURNAMES if word in LABELS else _CLEAR_FAMILIES if word in ROLES else ()
        if text[start] in fits and announced.field(text, start):
            yield from rows.names(text, start, LIKELY, strong=2)
    elif word and word not in DEEDS:
        found = rows.names(text, start, CERTAIN, strangers=word in LABELS, strong=2)
        yield from found or fields.between_labels(text, start, word)
    elif before.endswith(_WHO) and len(before) > 1:
        yield from rows.names(text, start, LIKELY, strong=2)


_ACROSS = frozenset(("民楼", "壁楼", "属楼", "工程", "官方", "儿童"))
_STRONG = words(
    "本人 邻居 房东 租客 租户 房客 同事 丈夫 妻子 老公 老婆 爱人 儿子 女儿 父亲 母亲 弟弟 哥哥 姐姐 妹妹 "
    "爷爷 奶奶 外公 外婆"
)
_CLEAR_FAMILIES = CLEAR | frozenset("方石武史于龙金江文")
_SELDOM_COLONS = frozenset("|｜/—\t]-")
_WHO = tuple("人者员长方师主民友工户生象女偶")
"""Whoever it is, as in 复核人：, a name is likely behind the colon."""

_NO_SPACE = dict.fromkeys(map(ord, " \t\u3000()（）"))


def returns(text: str, name: str) -> Iterator[Find]:
    """Every place of a known name, but not inside the name of a place or a company."""
    place = text.find(name)
    while place >= 0:
        end = place + len(name)
        if not _PLACE_AFTER.match(text, end):
            yield Find(place, end, "姓名")
        place = text.find(name, end)


def often(texts: Sequence[str], places: Sequence[Places]) -> list[list[Find]]:
    """What has no gate: these words are in so many texts that looking twice costs more. `places`
    are those of each of LOOKS."""
    found = [signatures.find(text) for text in texts]
    titles, cues, colons, starts, signs = places
    for search, of_look in (
        (_titled, titles), (_cued, cues), (_labelled, colons), (fields.signed, signs),
    ):  # fmt: skip
        for number, place in of_look:
            found[number] += search(texts[number], place)
    for number, find in unannounced.search(texts, starts):
        found[number].append(find)
    return found


def beside(text: str, found: Iterable[Find]) -> Iterator[Find]:
    """Names listed beside those that were found."""
    return listed.joined(text, [item for item in found if item.kind == "姓名"])
