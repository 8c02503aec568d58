"""Names of people: after cue words, before and after titles, in signatures.

A family name before a title (王女士, 李局长) is masked; the title stays.
"""

import re
from collections.abc import Iterable, Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from core.masking import announced, listed, signatures, unannounced
from core.masking.cues import (
    BRANDS,
    COMMON_ENDS,
    LABELS,
    NOT_GIVEN,
    NOT_NAMES,
    OFFICERS,
    PLACE_AFTER,
    ROLES,
    TITLES,
    VERBAL,
)
from core.masking.dotted import DOTS
from core.masking.finds import Find, Rule
from core.masking.name_shapes import (
    CERTAIN,
    FIRST,
    LIKELY,
    ONLY_FAMILIES,
    POSSIBLE,
    length,
    spaced,
    start_before,
    stranger,
)
from core.masking.places import REACH, Codes, Look, Places, Spots, are_in, by_char
from core.masking.words import CLEAR, COMPOUND, GIVEN, SELDOM, SURNAMES, WORDS, words


def _class(chars: Iterable[str]) -> str:
    return "".join(sorted(set(chars)))


_FOREIGN = frozenset("提孜依扎吾甫拉丁特尔热米克汗木")
_BY_ENDING: dict[str, list[str]] = {}
for _word in sorted(LABELS | ROLES, key=lambda word: (-len(word), word)):
    _BY_ENDING.setdefault(_word[-2:], []).append(_word)
_COLON = re.compile("[:：=】][\\s“\"'【(（]{0,4}(?=[\u4e00-\u9fff])")
_GAPS = frozenset("是为叫姓名 （(“")
_ENDS_A_CUE, _IS_WORD = are_in(_BY_ENDING.keys(), -1), are_in(WORDS - COMPOUND, 1)
_MAY_BE_GIVEN, _IS_GAP, _IS_DOT = (
    by_char((char, 1) for char in chars).astype(np.bool_) for chars in (GIVEN, _GAPS, DOTS)
)


def _may_be_cues(codes: Codes, spots: Spots) -> NDArray[np.bool_]:
    """Which of these characters end a cue word, and are not followed by a common word that no
    name begins with? The same as `length` answers there, for many places at once."""
    fits = _ENDS_A_CUE(codes, spots)
    likely = spots[fits]
    refused = _IS_WORD(codes, likely) & ~_MAY_BE_GIVEN[codes[likely + 3]]
    refused &= ~_IS_GAP[codes[likely + 1]]
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
        {word[0] for word in _BY_ENDING},
        {word[1] for word in _BY_ENDING},
        FIRST | SELDOM | _GAPS,
        _may_be_cues,
    ),
    Look({*(word[-1] for word in LABELS | ROLES), *")） "}, ":：=】", None),
    unannounced.LOOK,
)
"""A title behind what a name may end with, the end of a cue word with a family name behind it, the
colon behind a cue word, and a family name before a given one."""

_SAYS = re.compile("叫做?|名字是|姓名是|名为|我[，,]|(?:代表|人)(?:[现已]{1,2})?(?:变更|更换|改)为")
_SURELY = ("我", "俺", "咱", "名", "名字", "姓名", "我名", "大名")
_MAYBE = tuple("个位男女夫妻子儿亲友员民主者爸妈哥弟姐妹公婆爷奶人就方孩方孩")
_MEMBERS = re.compile(
    "[\u4e00-\u9fff]{0,4}(?:员工|职工|工作人员|公司|集团|住户|业主|居民|村民|学生|用户|客户|老师|医院)"
)
"""投诉人为方圆员工: whose one is, not who."""
_GAP = re.compile("(?:姓名|名字|[是为叫 （(“])?")
_CHIEF = re.compile(
    f"[{_class(CLEAR)}]总(?![是会能经量数共部体局监结之则归裁书统理务工算长面造重高投价计装值图站])"
)
_FAMILY = re.compile("[我人贵敝俺名个位名个位]姓")
_PLACE_AFTER = re.compile(PLACE_AFTER)
_PLACE_END = frozenset("桥路街巷村镇乡县市湖苑园弄城郡府湾")
_NO_END = frozenset("村店厂局镇乡县区路巷屯校所司")
_SURE_PLACE = re.compile(
    "村(?![主民长支委书干])|社区(?![主书居])|物业(?![主经人])|公司(?![经员职老法负])|小区|集团|"
    "[\u4e00-\u9fff]{0,2}(?:超市|专卖店|养老院|幼儿园|派出所|法庭|家园|工厂|电子厂|加工厂)"
)


def _titled(text: str, place: int) -> Iterator[Find]:
    title = text[place : place + 2]
    if (
        title in TITLES
        and _is_title(text, place + 2, title)
        and text[place - 1 : place + 1] != "超市"
    ):
        start = start_before(text, place, title)
        if text[start:place] in BRANDS or (
            text[start : place + 2] == "康师傅" and not _is_man(text, place)
        ):
            return
        if start < place:
            yield Find(start, place, "姓名")


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


_LONG = re.compile("期(?![待望盼间末])|久(?![未拖不等])|途|远")
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
    word = _word_before(text, end)
    if not word:
        return ()
    gap = _GAP.match(text, end) if text[end] in _GAPS and word != "本人" else None
    start = gap.end() if gap else end
    across = text[start - 1 : start + 1]
    if across in _ACROSS or (start > end and across in COMMON_ENDS):  # 居民楼, 军人为何
        return ()
    is_likely = word in LABELS or word in OFFICERS or text[start : start + 1] in ONLY_FAMILIES
    whose = text[end - len(word) - 1 : end - len(word)] in ("我", "其") or word[0] in "我其"
    strong = word in LABELS or word in _STRONG or whose
    found = _names(text, start, LIKELY if is_likely else POSSIBLE, strong=strong)
    return [] if start > end and found and _MEMBERS.match(text, found[0].end) else found


def _labelled(text: str, place: int) -> Iterator[Find]:
    colon = _COLON.match(text, place)
    return _after_colon(text, place, colon.end()) if colon else iter(())


def _word_before(text: str, end: int) -> str:
    """The longest cue word that ends here."""
    for word in _BY_ENDING.get(text[end - 2 : end], ()):
        if text.startswith(word, max(0, end - len(word)), end):
            return word
    return ""


def _after_colon(text: str, colon: int, start: int) -> Iterator[Find]:
    before = text[max(0, colon - 10) : colon].translate(_NO_SPACE)
    word = _word_before(before, len(before))
    if word:
        yield from _names(text, start, CERTAIN, strangers=word in LABELS, strong=True)
    elif before.endswith(_WHO) and len(before) > 1:
        yield from _names(text, start, LIKELY, strong=True)


_OPENS_A_FIELD, _SPLITS = frozenset(":：=】“\"'【(（ "), frozenset(":：=】【(（ ")
_ACROSS = frozenset(("民楼", "属楼", "工程", "官方"))
_STRONG = words(
    "本人 邻居 房东 租客 租户 房客 同事 丈夫 妻子 老公 老婆 爱人 儿子 女儿 父亲 母亲 弟弟 哥哥 姐姐 妹妹 "
    "爷爷 奶奶 外公 外婆"
)
_MAY_BE_FROM = ("我是", "人是", "我为", "我系")
"""Behind these stands as often where somebody lives."""

_ANNOUNCED = {CERTAIN: -6, LIKELY: -2, POSSIBLE: 0}
"""How much has to speak for a name behind a cue."""

_WHO = tuple("人者员长方师主民友工户生")
"""Whoever it is, as in 复核人：, a name is likely behind the colon."""

_NO_SPACE = dict.fromkeys(map(ord, " \t\u3000()（）"))


def _names(
    text: str, start: int, trust: int, strangers: bool = False, strong: bool = False
) -> list[Find]:
    """A name that begins here, and those joined to it, as in 张三、李四."""
    found: list[Find] = []
    fills = text[start - 1 : start] in (_OPENS_A_FIELD if trust else _SPLITS)
    somewhere = text.endswith(_MAY_BE_FROM, 0, start)
    if fills and announced.is_firm(text, start):
        return found
    while True:
        weighed = unannounced.length(text, start, _ANNOUNCED[trust])
        size = weighed or length(text, start, trust)
        size = (strong and announced.foreign(text, start)) or _with_its_word(text, start, size)
        if fills:
            size = announced.field(text, start) or size
        size = size or (0 if somewhere else announced.open_length(text, start, strong))
        if size > 1 and _is_place(text, start + size, trust):
            return found
        if trust == CERTAIN:
            size = size or spaced(text, start) or (stranger(text, start) if strangers else 0)
            size = size or announced.hidden(text, start) * fills
        size = size or announced.listed(text, start)
        if not size or text[start : start + size] in NOT_NAMES:
            return found
        found.append(Find(start, start + size, "姓名"))
        start += size
        if text[start : start + 1] not in ("、", "/", "和", "与", "及"):
            return found
        start, strangers = start + 1, False


def _with_its_word(text: str, start: int, size: int) -> int:
    """张文化: what was taken for a name of two goes on where its given name is a word."""
    end = start + size + 1
    if size != _SHORT or not unannounced.pair(text[end - 2 : end]):
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
    of_a_place = text[end - 1] in _PLACE_END and text[end : end + 1] == "的"
    return of_a_place or unannounced.is_place_after(text, end)


def _said(text: str) -> Iterator[Find]:
    for match in _SAYS.finditer(text):
        start = match.start()
        sure = match[0] in ("叫做", "名字是", "姓名是") or text.endswith(_SURELY, 0, start)
        if match[0][0] == "我":
            yield from _names(text, match.end(), POSSIBLE)
        elif sure or match[0][-1] == "为" or text.endswith(_MAYBE, 0, start):
            yield from _names(
                text, match.end(), CERTAIN if sure else LIKELY, strangers=sure, strong=True
            )


def _chiefs(text: str) -> Iterator[Find]:
    for match in _CHIEF.finditer(text):
        yield Find(match.start(), match.start() + 1, "姓名")


def _families(text: str) -> Iterator[Find]:
    for match in _FAMILY.finditer(text):
        yield from _family_name(text, match.end())


def _family_name(text: str, place: int) -> Iterator[Find]:
    size = 2 if text[place : place + 2] in COMPOUND else int(text[place : place + 1] in SURNAMES)
    if size:
        yield Find(place, place + size, "姓名")


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
    titles, cues, colons, starts = places
    for search, of_look in ((_titled, titles), (_cued, cues), (_labelled, colons)):
        for number, place in of_look:
            found[number] += search(texts[number], place)
    for number, find in unannounced.search(texts, starts):
        found[number].append(find)
    return found


def beside(text: str, found: Iterable[Find]) -> Iterator[Find]:
    """Names listed beside those that were found."""
    return listed.joined(text, [item for item in found if item.kind == "姓名"])


RULES: tuple[Rule, ...] = (
    ("叫|名字是|姓名是|名为|我[，,]|[更换改]为", _said),
    (f"[{_class(CLEAR)}]总", _chiefs),
    ("[我人贵敝俺名个位名个位]姓", _families),
)
