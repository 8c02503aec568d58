"""Names of people: after cue words, before and after titles, in signatures.

A family name before a title (王女士, 李局长) is masked; the title stays.
"""

import re
from collections.abc import Iterable, Iterator

import re2

from core.masking.cues import LABELS, NOT_NAMES, OFFICERS, PERSONAL, PLACE_AFTER, ROLES, TITLES
from core.masking.finds import Find, Rule, at
from core.masking.name_shapes import (
    CERTAIN,
    LIKELY,
    POSSIBLE,
    length,
    spaced,
    start_before,
    stranger,
)
from core.masking.words import CLEAR, COMPOUND, GIVEN, SURNAMES, WORDS


def _class(chars: Iterable[str]) -> str:
    return "".join(sorted(set(chars)))


_FOREIGN = frozenset("提孜依扎吾甫拉丁特尔热米克汗木")
_TITLE = re.compile(
    f"[{_class(word[0] for word in TITLES)}]"
    f"(?<=[{_class(SURNAMES | GIVEN | _FOREIGN)}].)(?=[{_class(word[1] for word in TITLES)}])"
)
"""Two characters that may begin a title, after one that a name may end with."""

_FIRST = SURNAMES | {family[0] for family in COMPOUND}
_BY_ENDING: dict[str, list[str]] = {}
for _word in sorted(LABELS | ROLES, key=lambda word: (-len(word), word)):
    _BY_ENDING.setdefault(_word[-2:], []).append(_word)
_CUE = re.compile(
    f"[{_class(word[1] for word in _BY_ENDING)}](?=[{_class(_FIRST)}是为叫姓名 （(“])"
    f"(?<=[{_class(word[0] for word in _BY_ENDING)}].)"
)
"""The end of a cue word with a family name behind it."""

_BEFORE_COLON = _class(word[-1] for word in LABELS | ROLES)
_COLON = re.compile(f"[:：=](?<=[{_BEFORE_COLON})） ].)[\\s“\"'【(（]{{0,4}}(?=[\u4e00-\u9fff])")
_SAYS = re.compile("叫做?|名字是|姓名是|名为|我[，,]")
_SURELY = ("我", "俺", "咱", "名", "名字", "姓名", "我名", "大名")
_MAYBE = tuple("男女夫妻子儿亲友员民主者爸妈哥弟姐妹公婆爷奶人就")
_GAP = re.compile("(?:姓名|名字|[是为叫 （(“])?")
_DESCRIPTION = (
    r"[（(,，、\s]{0,3}(?:身份证|[男女][,，、；;)）]|性别|[汉满回壮苗彝土侗]族|现年|今年[0-9]|"
    r"[0-9]{1,3}岁|手机号|联系电话|电话[:：0-9])"
)
_DESCRIBED = re2.compile(rf"[{_class(CLEAR)}]([{_class(GIVEN)}]{{1,2}}){_DESCRIPTION}")
"""A name with what is only said of people behind it."""

_CHIEF = re.compile(f"[{_class(CLEAR)}]总(?![是会能经量数共部体局监结之则归裁书统理务工算])")
_FAMILY = re.compile("[我人贵敝俺]姓")
_NICKNAME = re2.compile(
    r"网友[“\"「『]([^”\"」』\n]{1,20})[”\"」』]"
    r"|[“\"「『]([^”\"」』\n]{1,20})[”\"」』]\s?网友"
    r"|(?:^|\n)[^\p{Han}“\"「『\n]{0,9}(?:尊敬的)?[“\"「『]([^”\"」』\n]{1,20})[”\"」』]\s?[:：,，]?\s*[您你]好"
)
_LISTED = re2.compile(
    rf"(?:^|[^\p{{Han}}]|[是有和与及被为叫的])((?:[{_class(CLEAR)}][{_class(GIVEN)}]{{1,2}}[、/])+"
    rf"[{_class(CLEAR)}][{_class(GIVEN)}]{{1,2}})(?:[^\p{{Han}}]|[等和与及]|$)"
)
"""Two and more names in a row, with nothing else between them."""

_SIGNATURE = re2.compile(
    r"(?:[\n。！!？?；;…~]|[，, ：:]?(?:谢谢|感谢|此致|敬礼|敬上|拜谢|盼复|跪谢|为盼)[！!。，, ]*)"
    r"[\s—\-–]*([\p{Han}·]{2,9})\s*(?:敬上|谨上|上|拜上|叩首|呈|启|敬启|留|泣书|手书)?[\s，,。]*"
    r"(?:(?:[0-9]{4}|二[〇零○0O]..)\s?[-./年]\s?[0-9〇零一二三四五六七八九十]{1,3}"
    r"(?:\s?[-./月]\s?[0-9一二三四五六七八九十]{1,3})?\s?[日号]?[\s0-9:：]*)?"
    r"(?:〔电话〕|联系?电?话?[:： ]*[0-9+\-]*|[0-9+\-]*)[\s。.]*$"
)
_TAIL = 80
_SIGNED_LENGTH = 12
_BOUNDARY = re.compile("[\n。！!？?；;…~谢礼盼敬]")
_NO_NAME = frozenset("谢礼复敬望决！!？?~；;…")
_FAREWELL = re.compile("[0-9〇谢礼盼敬]")
_PLACE_AFTER = re.compile(PLACE_AFTER)


def _titled(text: str) -> Iterator[Find]:
    for match in _TITLE.finditer(text):
        place = match.start()
        title = text[place : place + 2]
        if title in TITLES and _is_title(text, place + 2, title):
            start = start_before(text, place, title)
            if start < place:
                yield Find(start, place, "姓名")


def _is_title(text: str, end: int, word: str) -> bool:
    """工程师 is a title and 工程 is none; 康师傅公司 is a company."""
    after = text[end : end + 2]
    return after[:1] == _LAST.get(word, after[:1]) and after not in _COMPANIES


_LAST = {"工程": "师", "大队": "长", "中队": "长"}
_COMPANIES = frozenset(("公司", "集团", "食品", "方便", "专卖", "牌"))


def _cued(text: str) -> Iterator[Find]:
    for match in _CUE.finditer(text):
        if text[match.start() - 1 : match.end()] in _BY_ENDING:
            yield from _after_word(text, match.end())


def _labelled(text: str) -> Iterator[Find]:
    for match in _COLON.finditer(text):
        yield from _after_colon(text, match.start(), match.end())


def _word_before(text: str, end: int) -> str:
    """The longest cue word that ends here."""
    for word in _BY_ENDING.get(text[end - 2 : end], ()):
        if text.startswith(word, max(0, end - len(word)), end):
            return word
    return ""


def _after_word(text: str, end: int) -> Iterator[Find]:
    word = _word_before(text, end)
    if not word:
        return
    gap = _GAP.match(text, end)
    start = gap.end() if gap and word != "本人" else end
    yield from _names(text, start, LIKELY if word in LABELS or word in OFFICERS else POSSIBLE)


def _after_colon(text: str, colon: int, start: int) -> Iterator[Find]:
    before = text[max(0, colon - 10) : colon].translate(_NO_SPACE)
    word = _word_before(before, len(before))
    if word:
        yield from _names(text, start, CERTAIN, strangers=word in LABELS)


_NO_SPACE = dict.fromkeys(map(ord, " \t\u3000()（）"))


def _names(text: str, start: int, trust: int, strangers: bool = False) -> Iterator[Find]:
    """A name that begins here, and those joined to it, as in 张三、李四."""
    while True:
        size = length(text, start, trust)
        if trust < CERTAIN and size > 1 and _PLACE_AFTER.match(text, start + size):
            return
        if trust == CERTAIN:
            size = size or spaced(text, start) or (stranger(text, start) if strangers else 0)
        if not size or text[start : start + size] in NOT_NAMES:
            return
        yield Find(start, start + size, "姓名")
        start += size
        if text[start : start + 1] not in ("、", "/", "和", "与", "及"):
            return
        start, strangers = start + 1, False


def _said(text: str) -> Iterator[Find]:
    for match in _SAYS.finditer(text):
        start = match.start()
        sure = match[0] in ("叫做", "名字是", "姓名是") or text.endswith(_SURELY, 0, start)
        if match[0][0] == "我":
            yield from _names(text, match.end(), POSSIBLE)
        elif sure or match[0] == "名为" or text.endswith(_MAYBE, 0, start):
            yield from _names(text, match.end(), CERTAIN if sure else LIKELY, strangers=sure)


def _described(text: str) -> Iterator[Find]:
    for match in _DESCRIBED.finditer(text):
        start = start_before(text, match.end(1), "先生")
        if start < match.end(1) - 1:
            yield Find(start, match.end(1), "姓名")


def _chiefs(text: str) -> Iterator[Find]:
    for match in _CHIEF.finditer(text):
        yield Find(match.start(), match.start() + 1, "姓名")


def _nicknames(text: str) -> Iterator[Find]:
    for match in _NICKNAME.finditer(text):
        yield from (at(match.span(group), "姓名") for group in (1, 2, 3) if match[group])


def _listed(text: str) -> Iterator[Find]:
    for match in _LISTED.finditer(text):
        start = match.start(1)
        for name in re.split("[、/]", match[1]):
            if name[:2] not in WORDS:
                yield Find(start, start + len(name), "姓名")
            start += len(name) + 1


def _families(text: str) -> Iterator[Find]:
    for match in _FAMILY.finditer(text):
        yield from _family_name(text, match.end())


def _family_name(text: str, place: int) -> Iterator[Find]:
    size = 2 if text[place : place + 2] in COMPOUND else int(text[place : place + 1] in SURNAMES)
    if size:
        yield Find(place, place + size, "姓名")


def _signature(text: str) -> Iterator[Find]:
    """A name that stands alone at the end, after a farewell or before a date."""
    if not _may_be_signed(text[-_TAIL // 2 :]):
        return
    tail = max(0, len(text) - _TAIL)
    found = _SIGNATURE.search(text[tail:])
    if not found:
        return
    name, start = found[1], found.start(1) + tail
    whole = length(text, start, LIKELY) == len(name) and name not in NOT_NAMES
    if whole and (len(name) <= 4 or "·" in name):
        yield Find(start, start + len(name), "姓名")


def _may_be_signed(tail: str) -> bool:
    """Is what follows the last sentence short and begins like a name, or dated, or a farewell?"""
    last = tail.rstrip(" \n\t\r\u3000。.")
    if last[-1:] in _NO_NAME or not _BOUNDARY.search(last):
        return False
    last = last[max(map(last.rfind, "\n。！!？?；;…~")) + 1 :]
    if _FAREWELL.search(last):
        return True
    return len(last) <= _SIGNED_LENGTH and last.lstrip(" —-–\u3000\t")[:1] in _FIRST


def returns(text: str, name: str) -> Iterator[Find]:
    """Every place of a known name, but not inside the name of a place or a company."""
    place = text.find(name)
    while place >= 0:
        end = place + len(name)
        if not _PLACE_AFTER.match(text, end):
            yield Find(place, end, "姓名")
        place = text.find(name, end)


def is_common(word: str) -> bool:
    """A word that names nobody, although somebody may be called so on a platform."""
    return word in NOT_NAMES or word in WORDS or word in ROLES or word in PERSONAL


def often(text: str) -> Iterator[Find]:
    """What has no gate: these words are in so many texts that looking twice costs more."""
    yield from _titled(text)
    yield from _cued(text)
    yield from _labelled(text)
    yield from _signature(text)


RULES: tuple[Rule, ...] = (
    ("叫|名字是|姓名是|名为|我[，,]", _said),
    (_DESCRIPTION.replace("{0,3}", "*").replace("{1,3}", "+"), _described),
    (f"[{_class(CLEAR)}]总", _chiefs),
    ("[我人贵敝俺]姓", _families),
    (r"网友[“\"「『]|[”\"」』]\s?(?:网友|[:：,，]?\s*[您你]好)", _nicknames),
    (f"[{_class(GIVEN)}][、/][{_class(CLEAR)}][{_class(GIVEN)}]", _listed),
)
