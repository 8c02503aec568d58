"""Names in tables, rows and lists: below a heading, before a telephone, behind a label with blanks
inside it, over the end of a line, above a date, and among other names.
"""

import re
from collections.abc import Iterator

import re2

from core.masking import announced, peoples
from core.masking.cues import LABELS, NOT_GIVEN
from core.masking.cues_before import word_before
from core.masking.described import is_said
from core.masking.dotted import run_of_sounds
from core.masking.fields import (
    BLANK,
    FAMILIES,
    FIRSTS,
    FULL,
    HAN,
    LASTS,
    LONG,
    NAME,
    NO_BLANKS,
    REACH,
    SHORT,
    SIGN,
    is_likely,
    is_one,
)
from core.masking.finds import Find, Rule, at
from core.masking.words import COMPOUND, WORDS

_HEADING = re.compile(
    "^[ \u3000]*[\u4e00-\u9fff（）()/]{1,8}(?:[\t|,，;； \u3000]+[\u4e00-\u9fff（）()/]{1,8}){1,11}"
    "[ \u3000|\t]*$",
    re.MULTILINE,
)
_NAMES = ("姓名", "姓 名", "名字", "业主", "学生", "员工", "职工", "村民", *sorted(LABELS))
_CUTS = ("\t", "|", ",", "，", ";", "；")
_MOST_ROWS = 2_000


def _tables(text: str) -> Iterator[Find]:
    """Every cell of a column under 姓名, or under whom a label names, down to a row that lacks it."""
    for heading in _HEADING.finditer(text):
        cut = next((sign for sign in _CUTS if sign in heading[0]), " ")
        columns = [
            number
            for number, (start, end) in enumerate(_cells(text, heading.start(), heading.end(), cut))
            if text[start:end].endswith(_NAMES)
        ]
        if columns:
            yield from _below(text, heading.end() + 1, cut, columns)


def _below(text: str, place: int, cut: str, columns: list[int]) -> Iterator[Find]:
    for _row in range(_MOST_ROWS):
        end = text.find("\n", place)
        end = len(text) if end < 0 else end
        cells = _cells(text, place, end, cut)
        if len(cells) <= max(columns) or place >= len(text):
            return
        for start, last in (cells[number] for number in columns):
            if _is_cell(text[start:last]):
                yield Find(start, last, "姓名")
        place = end + 1


def _cells(text: str, start: int, end: int, cut: str) -> list[tuple[int, int]]:
    """Where the cells of a row stand, without the blanks around them."""
    found, place = [], start
    for piece in text[start:end].split(cut):
        bare = piece.strip()
        if bare or cut not in " |":
            first = place + len(piece) - len(piece.lstrip())
            found.append((first, first + len(bare)))
        place += len(piece) + len(cut)
    return found


def _is_cell(name: str) -> bool:
    """A name of any characters, or sounds of another language."""
    if not SHORT <= len(name) <= 2 * LONG or not announced.IS_HAN.fullmatch(name):
        return False
    if len(name) >= FULL and len(name) in (run_of_sounds(name, 0), peoples.length(name, 0)):
        return True
    known = name[0] in FAMILIES or name[:2] in COMPOUND
    fits = known and len(name) <= LONG and NOT_GIVEN.isdisjoint(name[1:])
    return fits and not announced.is_none(name)


_ROW = re2.compile(
    rf"(?:^|[\n。！!？?；;])\|?{BLANK}{{0,4}}(?:[0-9]{{1,3}}{BLANK}?[\t|,，.、 ]{BLANK}?)?([{FIRSTS}]\p{{Han}}{{1,3}})"
    rf"{BLANK}{{0,2}}[\t|,， \x{{3000}}（(]{BLANK}{{0,2}}(?:\+?86[- ]?)?[1-9](?:[ -]?[0-9]){{9,}}"
)
"""A row that begins with a name and goes on with a long number."""


def _rows(text: str) -> Iterator[Find]:
    for match in _ROW.finditer(text):
        if is_one(match[1]) and match[1] not in WORDS and not is_said(match[1]):
            yield at(match.span(1), "姓名")


_SPREAD = re.compile(
    "姓[ \u3000\t]{1,6}名[ \u3000\t]*[:：]?[ \u3000\t]{0,6}([\u4e00-\u9fff](?:[ \u3000\t]{0,4}[\u4e00-\u9fff]){0,3}?)"
    "[ \u3000\t]*(?:\n[ \u3000\t]*([\u4e00-\u9fff]{1,2})(?=[ \u3000\t]*(?:\n|$))"
    "|(?=[^\u4e00-\u9fff \u3000\t]|$)|(?<=[ \u3000\t])(?=[\u4e00-\u9fff][ \u3000\t]{1,6}[\u4e00-\u9fff][ \u3000\t]*[:：]))"
)


def _spread(text: str) -> Iterator[Find]:
    """姓  名  唐  颖: a label with blanks inside, and its field, which may go on below."""
    for match in _SPREAD.finditer(text):
        name = re.sub("[ \u3000\t]", "", match[1])
        whole = name + (match[2] or "")
        if _is_cell(whole) and len(whole) <= LONG:
            yield Find(match.start(1), match.end(2) if match[2] else match.end(1), "姓名")


_SPLIT = re2.compile(
    rf"(?:^|[\n{LASTS}])(?:{SIGN}|[:：为是叫]{BLANK}{{0,3}})?{BLANK}{{0,12}}([{FIRSTS}]\p{{Han}}?)\n{BLANK}{{0,12}}"
    rf"(\p{{Han}}{{1,2}})(?:[^\p{{Han}}]|$)"
)
_DATED = re.compile("\\s*(?:$|[0-9〇二]|\\n[^\\n]{0,12}[0-9月日])")


def _split(text: str) -> Iterator[Find]:
    """A name over the end of a line: behind a cue, or alone in the last lines before a date."""
    for match in _SPLIT.finditer(text):
        start, end = match.start(1), match.end(2)
        name = match[1] + match[2]
        if len(name) < SHORT or len(name) > FULL + (name[:2] in COMPOUND):
            continue
        before = text[max(0, start - 12) : start].rstrip(" \u3000\t\n:：为是叫" + "".join(_SIGNS))
        is_cued = bool(word_before(before, len(before)))
        is_last = text[start - 1 : start] in ("", "\n", " ", "\u3000") and _DATED.match(text, end)
        if (is_cued or is_last) and is_one(name) and is_likely(name):
            yield Find(start, end, "姓名")


_LINE = re2.compile(
    rf"\n{BLANK}{{0,40}}((?:[{FIRSTS}])\p{{Han}}{{1,5}}|{NAME}){BLANK}*(?:敬上|谨上|拜上|敬启|上|呈)?{BLANK}*\n{BLANK}{{0,40}}"
    r"(?:(?:19|20)[0-9]{2}\s?[年./-]|二[〇零○0O]..年|[0-9]{1,2}月)"
)


def _dated(text: str) -> Iterator[Find]:
    """A line of its own between a letter and its date, wherever in the text the letter ends."""
    for match in _LINE.finditer(text):
        name = match[1].translate(NO_BLANKS)
        is_whole = len(name) == len(match[1]) or is_likely(name)
        if is_whole and is_one(name) and name not in WORDS:
            yield at(match.span(1), "姓名")


_COUPLE = re.compile("夫[妻妇]|两口子")
_BOTH = re.compile(f"(?<![{HAN}])[{HAN}]{{4,6}}$")


def _couples(text: str) -> Iterator[Find]:
    """张建国李秀芳夫妇: two names side by side."""
    for match in _COUPLE.finditer(text):
        found = _BOTH.search(text, max(0, match.start() - REACH), match.start())
        if not found:
            continue
        both, start = found[0], found.start()
        for size in (FULL, SHORT):
            pair_ = both[:size], both[size:]
            if all(len(name) <= FULL and is_one(name) and is_likely(name) for name in pair_):
                yield Find(start, start + size, "姓名")
                yield Find(start + size, match.start(), "姓名")
                break


_IN_BRACKETS = re2.compile(
    rf"[0-9Xx][（(]([{FIRSTS}]\p{{Han}}{{1,3}})[)）]|[。！!？?\n；;][（(]([{FIRSTS}]\p{{Han}}{{1,3}})[，,、]\p{{Han}}{{2,12}}[)）]"
)


def _bracketed(text: str) -> Iterator[Find]:
    """A name in brackets behind a number, and one with a place below a letter."""
    for match in _IN_BRACKETS.finditer(text):
        group = 1 if match[1] else 2
        if is_one(match[group]) and is_likely(match[group]):
            yield at(match.span(group), "姓名")


_OWNED = re2.compile(
    rf"(?:学生|孩子|同学|患者|员工|职工|业主)([{FIRSTS}]\p{{Han}}{{1,3}})的(?:家长|父|母|爸|妈|妻|丈|儿|女|爱人|孩)"
)


def _owned(text: str) -> Iterator[Find]:
    """学生张三的家长: of whom somebody is told to be a relative, behind whoever it is."""
    for match in _OWNED.finditer(text):
        if is_one(match[1]) and is_likely(match[1]):
            yield at(match.span(1), "姓名")


_FRAMED = re2.compile(
    rf"[（(](?:系|为|是)?([{FIRSTS}]\p{{Han}}{{1,3}})(?:之|的)[子女妻夫父母孙弟兄姐妹侄]"
)


def _whose(text: str) -> Iterator[Find]:
    """（系张三之子）: of whom somebody is told to be a relative."""
    for match in _FRAMED.finditer(text):
        if is_one(match[1]) and not announced.is_none(match[1]):
            yield at(match.span(1), "姓名")


_ITEMS = re.compile(f"、[{HAN}]{{2,5}}(?:、[{HAN}]{{2,5}}){{1,40}}")
_FIRST_ITEM = re.compile(f"[{HAN}]{{2,6}}$")
_SPACED_ITEMS = re.compile(f"[:：]\\s{{0,2}}([{HAN}]{{2,4}}(?:[ \u3000][{HAN}]{{2,4}}){{2,40}})")
_OF_SOME = frozenset("人者员主民户表单名")


def _runs(text: str) -> Iterator[tuple[int, int]]:
    """Where rows of short words stand."""
    for match in _ITEMS.finditer(text):
        first = _FIRST_ITEM.search(text, max(0, match.start() - REACH), match.start())
        yield first.start() if first else match.start() + 1, match.end()
    for match in _SPACED_ITEMS.finditer(text):
        if text[match.start() - 1 : match.start()] in _OF_SOME:
            yield match.span(1)


def _listed(text: str) -> Iterator[Find]:
    """A row of which most are names: the others that begin like one are too."""
    for place, end in _runs(text):
        items, is_joined = [], "、" in text[place:end]
        for item in re.split("[、 \u3000]", text[place:end]):
            items.append((place, item))
            place += len(item) + 1
        known = [is_one(item) and is_likely(item) for _place, item in items]
        if sum(known) > 1 and sum(known[1:-1]) * 3 >= (len(known) - 2) * 2:
            last = items[-1][0] if is_joined else -1
            for start, item in items:
                if _is_cell(item) and (start != last or is_one(item)):
                    yield Find(start, start + len(item), "姓名")


_SIGNS = frozenset('-=>→⇒➔➜►▶»—|/,，、;；。.<《〈[【(（“"')

RULES: tuple[Rule, ...] = (
    (r"姓名[\t|,，;； \x{3000}\n]|[人者主员方名][\t|,]", _tables),
    (r"\p{Han}[\t|,， \x{3000}（(]{1,3}[+1-9][0-9 -]{3}", _rows),
    (rf"姓{BLANK}+名", _spread),
    (rf"\n{BLANK}*(?:19|20|二[〇零○0O]|[0-9]{{1,2}}月)", _dated),
    (r"[（(]\p{Han}{2,5}[之的][子女妻夫父母孙弟兄姐妹侄]", _whose),
    (
        r"、\p{Han}{2,4}、|[人者员主民户表单名][:：]\s?\p{Han}{2,4}[ \x{3000}]\p{Han}{2,4}[ \x{3000}]",
        _listed,
    ),
    (r"夫[妻妇]|两口子", _couples),
    (rf"[0-9Xx。！!？?\n；;][（(][{FIRSTS}]", _bracketed),
    (r"的(?:家长|父|母|爸|妈|妻|丈|儿|女|爱人|孩)", _owned),
    (rf"[{FIRSTS}]\p{{Han}}?\n{BLANK}*\p{{Han}}{{1,2}}(?:[^\p{{Han}}]|$)", _split),
)
