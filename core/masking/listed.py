"""Names beside another name, in a row that is counted, or between words that frame one."""

import re
from collections.abc import Iterator, Set

import re2

from core.masking.cues import BRANDS, FOLLOWS, VERBAL
from core.masking.finds import Find, Rule
from core.masking.unannounced import (
    belongs_to_a_place,
    is_made_as_a_name,
    length,
    opens,
    pair,
)
from core.masking.words import WORDS

_LISTED = re.compile(
    "(?:[（(][\u4e00-\u9fff]{1,6}[)）])?[、/]|[和与及]|[ \u3000]{1,4}(?=[\u4e00-\u9fff]{2,3}(?:[、 \u3000\n]|$))|[，, ](?=[\u4e00-\u9fff]{2,3}(?:[，,、）) ]|已|$))"
    "|[，,、;； ]{1,2}[0-9]{1,3}[、.． ]?(?=[\u4e00-\u9fff]{2,3}(?:[，,、;；。 ]|$))"
)
_NUMBERED = re.compile("[，,、;； ]{1,2}[0-9]{1,3}[、.． ]?$")
_LIST_END = re.compile("(?![\u4e00-\u9fff])|[等和与及共已二两三四五六七八九十]|" + FOLLOWS)
_ANYTHING = re.compile("")


def joined(text: str, found: list[Find]) -> Iterator[Find]:
    """Names that are listed beside one that is known, as in 张三、李四和王五."""
    seen = {item.start for item in found} | {-item.end for item in found}
    for item in found:
        if item.end - item.start > 1:
            for other in (*_after(text, item.end, seen), *_before(text, item.start, seen)):
                seen |= {other.start, -other.end}
                yield other


_COUNTED = re2.compile(
    r"((?:[\p{Han}]{2,3}[、和与及])+[\p{Han}]{2,3}?)(?:等人|[两二三四五六七八九十]人|夫[妇妻]|[两二]位|[)）])"
)
_FRAME = (
    "(?:负责|签订|签署|签了|账户|的?账号|名下|打伤|殴打|所有的?|之[子女妻父母夫]|"
    "发生|协商|沟通|交涉|合伙|理论|争执|离婚|结婚|达成|合作)"
)
_BETWEEN = "([\u4e00-\u9fff]{2,3}?)"
_FRAMED = re.compile(
    f"[给打由与和跟同向被系以](?:(?<=[给打])了{_BETWEEN}{_FRAME}|(?<=[由与和跟同向给被系]){_BETWEEN}{_FRAME}|"
    f"(?<=以){_BETWEEN}为首)"
)


def counted(text: str) -> Iterator[Find]:
    """Names in a row that are counted or in brackets: 张三、李四两人."""
    for match in _COUNTED.finditer(text):
        end = match.end(1)
        for size in (2, 3):
            if end - size >= match.start(1) and _is_bounded(text, end - size, end):
                listed = [Find(end - size, end, "姓名"), *_before(text, end - size)]
                yield from listed if len(listed) > 1 else []


def framed(text: str) -> Iterator[Find]:
    """A name between two words that only a name goes between: 由张三负责."""
    for match in _FRAMED.finditer(text):
        start, end = match.span(match.lastindex or 0)
        if belongs_to_a_place(text, end):
            continue
        is_word = (
            text[start : start + 2] in WORDS or text[start] in VERBAL or text[start:end] in BRANDS
        )
        if not is_word and _is_bounded(text, start, end, _ANYTHING):
            yield Find(start, end, "姓名")


RULES: tuple[Rule, ...] = (
    (r"[、和与及]\p{Han}{2,3}[等两二三四五六七八九十夫)）]", counted),
    (rf"[由与和跟同向给被系了]\p{{Han}}{{2,3}}{_FRAME}|以\p{{Han}}{{2,3}}为首", framed),
)


def _after(text: str, end: int, seen: Set[int]) -> Iterator[Find]:
    while joint := _LISTED.match(text, end):
        start = joint.end()
        if start in seen:
            return
        size = length(text, start, _BESIDE)
        if not size and joint[0] not in ("和", "与", "及"):
            sizes = (n for n in (2, 3) if _is_bounded(text, start, start + n))
            size = next(sizes, 0)
            size = 0 if text[start : start + size][-1:] in _ESTATES else size
        if not size:
            return
        end = start + size
        yield Find(start, end, "姓名")


def _before(text: str, start: int, seen: Set[int] = frozenset()) -> Iterator[Find]:
    while start > 2 and (end := _before_joint(text, start)):
        if -end in seen:
            return
        sizes = [n for n in (3, 2) if _is_bounded(text, end - n, end) and _begins(text, end - n)]
        if not sizes:
            return
        start = end - sizes[0]
        yield Find(start, end, "姓名")


def _before_joint(text: str, start: int) -> int:
    """Where another name could end, before what joins it to the one at `start`; 0: nowhere."""
    if text[start - 1] in "、/和与及":
        return start - 1
    numbered = (
        _NUMBERED.search(text, max(0, start - 6), start) if text[start - 1] in _ENDS else None
    )
    return numbered.start() if numbered else 0


_ENDS = frozenset("0123456789、.． ")
_ESTATES = frozenset("苑园城寓府庭郡墅洲湾")
_BESIDE = -4
"""How much has to speak for a name beside another one."""


def _is_bounded(text: str, start: int, end: int, ends: re.Pattern[str] = _LIST_END) -> bool:
    """Could a name fill the text from `start` to `end`, and does the text end one there?"""
    return start >= 0 and is_made_as_a_name(text, start, end) and bool(ends.match(text, end))


def _begins(text: str, start: int) -> bool:
    return opens(text, start) or not pair(text[start - 1 : start + 1])
