"""Names below a letter: after a farewell, before a date, or alone in the last line."""

import re

import re2

from core.masking import announced
from core.masking.cues import BRANDS, NOT_NAMES, ORGANISATION
from core.masking.finds import Find
from core.masking.name_shapes import CERTAIN, FIRST, LIKELY, length, spaced
from core.masking.unannounced import likeness, pair
from core.masking.words import ANY_GIVEN, SELDOM, WORDS

_CLOSINGS = (
    "敬上", "谨上", "拜上", "叩首", "敬启", "泣书", "手书", "叩谢", "顿首", "谨启", "谨呈", "敬呈",
    "亲笔",
)  # fmt: skip
_WISH_WORDS = ("愉快", "顺利", "健康", "安康", "感激")
_WISHES = "|".join(_WISH_WORDS)
_BACKWARD_WISHES = "|".join(word[::-1] for word in _WISH_WORDS)
"""The wishes as a text that is read from its end has them."""
_SIGNATURE = re2.compile(
    rf"(?:[\n。！!？?；;…~]|[，, ：:]?(?:谢谢|感谢|此致|敬礼|敬上|拜谢|盼复|跪谢|为盼|{_WISHES})[！!。，, ]*)"
    r"[\s\x{3000}—\-–]*(?:(?:By|by|BY) )?([\p{Han}·]{2,9})[\s\x{3000}]*"
    rf"(?:{'|'.join(_CLOSINGS)}|上|呈|启|留|[(（](?:签[字名章]|手印|盖章|亲笔)[)）])?[\s，,。]*"
    r"(?:(?:[0-9]{4}|二[〇零○0O]..)\s?[-./年]\s?[0-9〇零一二三四五六七八九十]{1,3}"
    r"(?:\s?[-./月]\s?[0-9一二三四五六七八九十]{0,3})?\s?[日号]?[\s0-9:：]*)?"
    r"[（(]?(?:〔电话〕|联系?电?话?[:： ]*[0-9+\-]*|[0-9+\-]*)[）)]?[\s。.]*$"
)
_SIGNED = re.compile("|".join([*_CLOSINGS, "年.{1,4}月", "[(（](?:签[字名章]|手印|盖章|亲笔)"]))
_FAREWELL_WORDS = ("谢谢", "感谢", "此致", "敬礼", "拜谢", "盼复", "跪谢", "为盼", *_WISH_WORDS)
_NO_WISH = re.compile(
    "(?:影响|[危损伤有]害|威胁|不利|有[损碍益利]|关[系乎]|保[证障护]|为了?|改善)"
    f"[^，,。！!？?；;\n]{{0,12}}(?:{_WISHES})[，, ]+$"
)
"""影响身体健康，: no wish, and what follows is part of the sentence."""
_TAIL = 80
_AT_THE_END = " \n\t\r\u3000。."
_BY_HAND = re.compile("^[)）][字名章印笔]|[yY][Bb]\\s*$")
"""A name and （签字） behind it, read backwards."""
_SIGNED_LENGTH, _SHORTEST = 12, 2
_STOPS = "\n。！!？?；;…~"
_FIRST = FIRST | SELDOM
_NO_NAME = frozenset("谢礼复敬望决！!？?~；;…")
_STOP, _THANKS = re.compile(f"[{_STOPS}]"), re.compile(f"[谢礼盼敬]|{_BACKWARD_WISHES}")
_FAREWELL = re.compile(f"[0-9〇谢礼盼敬]|{_BACKWARD_WISHES}")
_NAMED = r"[^\s0-9+:：，,。]"
_BACKWARDS = re.compile(
    r"[\s。.，,0-9+\-/:：〔〕联系电话年月日号二〇零○O一三四五六七八九十（()）签字名章手印盖亲笔]*"
    rf"(?:{_NAMED}{{1,2}}\s+)?{_NAMED}{{2,11}}[\s—–-]*(?:[{_STOPS}]|[！!。，, ]*(?:[谢致礼上复盼]|{_BACKWARD_WISHES}))"
)
"""What a text with a signature below ends with, read from its end: a date or a phone, the name, and
what stands before it. Wider than the search, which is slower."""


def _row(text: str) -> list[Find]:
    """Names that fill the last line but one that is a date, with nothing but commas between."""
    tail = max(0, len(text) - _TAIL)
    found = _ROW.search(text, tail)
    if not found or _is_below_a_heading(text, found.start()):
        return []
    names = [match.span() for match in _ITEM.finditer(text, *found.span(1))]
    fits = all(announced.field(text[start:end], 0) for start, end in names)
    fits = fits and not any(text[start : start + 2] in BRANDS for start, _ in names)
    return [Find(start, end, "姓名") for start, end in names] if fits else []


def _is_below_a_heading(text: str, end: int) -> bool:
    """涉及小区： names what the row below it holds, unless it is about people, as 联名业主：."""
    before = text[max(0, end - _TAIL) : end].rstrip(" \t\r\n\u3000")
    return before.endswith((":", "：")) and not before[:-1].endswith(_PEOPLE)


_PEOPLE = (*"人者员主民户名字署", "代表", "家属", "家长", "学生", "老师")
_ITEM = re.compile("[\u4e00-\u9fff]{2,4}")
_ROW = re.compile(
    "\n[ \u3000]{0,8}([\u4e00-\u9fff]{2,4}(?:[、,， \u3000]{1,2}[\u4e00-\u9fff]{2,4}){1,8})[ \u3000]{0,4}"
    "(?:\n[ \u3000]{0,20}[0-9〇零一二三四五六七八九十年月日./ -]{4,20}[ \n\u3000]{0,4})?$"
)


def find(text: str) -> list[Find]:
    """Names that stand alone at the end, after a farewell or before a date."""
    if "\n" not in text[-_TAIL:]:
        return _last(text)
    return _last(text) + _row(text) + _broken(text)


def _broken(text: str) -> list[Find]:
    """A name with blanks inside that fills the last line but one that is a date."""
    found = _LAST_LINE.search(text, max(0, len(text) - _TAIL))
    if not found or _is_below_a_heading(text, found.start()):
        return []
    size = spaced(text, found.start(1))
    return [Find(found.start(1), found.end(1), "姓名")] if size == len(found[1]) else []


_LAST_LINE = re.compile(
    "\n[ \u3000]{0,20}([\u4e00-\u9fff]{1,2}[ \u3000]{1,4}[\u4e00-\u9fff]{1,2}(?:[ \u3000]{1,4}[\u4e00-\u9fff])?)"
    "[ \u3000]{0,4}(?:\n[ \u3000]{0,20}[0-9〇零一二三四五六七八九十年月日./ -]{4,20}[ \n\u3000]{0,4})?$"
)


def _last(text: str) -> list[Find]:
    back = text[: -_TAIL // 2 - 1 : -1].lstrip(_AT_THE_END)
    if back[:1] in _NO_NAME or not _may_be_signed(back):
        return []
    if not _BACKWARDS.match(text[: -_TAIL - 1 : -1]):
        return []
    tail = max(0, len(text) - _TAIL)
    found = _SIGNATURE.search(text[tail:])
    if not found:
        return []
    name, start = found[1], found.start(1) + tail
    if _NO_WISH.search(text, tail, start):
        return []
    if name.startswith(_FAREWELL_WORDS):
        name, start = name[2:], start + 2
    if name.endswith(_CLOSINGS):
        name = name[:-2]
    if len(name) < _SHORTEST:
        return []
    is_signed = (
        _SIGNED.search(text, start + len(name))
        or text[start - 3 : start].lower() == "by "
        or _is_alone(text, start, name)
    )
    is_whole = length(text, start, CERTAIN if is_signed else LIKELY) == len(name)
    is_whole = is_whole or (bool(is_signed) and announced.field(name, 0) == len(name))
    is_whole = is_whole and name not in NOT_NAMES and not _is_another_wish(name)
    is_one = is_whole and (len(name) <= 4 or "·" in name)
    return [Find(start, start + len(name), "姓名")] if is_one else []


def _is_another_wish(name: str) -> bool:
    """祝平安, 夏安 of the season, and 高血压: words that no given name is made of."""
    given = name[1:]
    if (pair(given) > 0 and name[0] == "祝") or likeness(given) <= _NEVER:
        return True
    return name[0] == "夏" and given in _SEASONED


_NEVER = -20
"""Two characters that no given name has."""
_SEASONED = ("安", "祺", "祉")


def _is_alone(text: str, start: int, name: str) -> bool:
    """Does the name fill the last line, or stand behind thanks, and not end like a place or an
    office?"""
    before = text[max(0, start - _TAIL) : start].rstrip(" \t\u3000—-–")
    if not before.endswith(("\n", "谢谢", "感谢")) or pair(name[:2]) or name[:2] in WORDS:
        return False
    return name[-1] in ANY_GIVEN or name[-1] not in ORGANISATION


def _may_be_signed(back: str) -> bool:
    """Is what follows the last sentence short and begins like a name, or dated, or a farewell?
    The end of the text is read backwards."""
    stop = _STOP.search(back)
    if not stop:
        return bool(_THANKS.search(back))
    last = back[: stop.start()]
    if len(last) <= _SIGNED_LENGTH and last.rstrip(" —-–\u3000\t")[-1:] in _FIRST:
        return True
    is_short = len(last) <= 2 * _SIGNED_LENGTH
    return bool(_FAREWELL.search(last)) or (is_short and bool(_BY_HAND.search(last)))
