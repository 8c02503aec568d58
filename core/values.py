"""Typed values in official Chinese: numbers with units, amounts, dates, times, document numbers.

`values` finds them with their places; `same` says whether two are one value however written
(5天 and 5日, 1.2万元 and 12000元, 三百户 and 300户, 〔2026〕8号 and [2026]8号). Nothing is guessed:
what has no unit and is no date is no value.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction

from core.i18n import mark

KINDS: dict[str, str] = {
    "number": mark("数量"),
    "amount": mark("金额"),
    "date": mark("日期"),
    "time": mark("时刻"),
    "document": mark("文号"),
    "unit": mark("单位名称"),
}

_FULL = str.maketrans("０１２３４５６７８９．，％（）［］：", "0123456789.,%()[]:")
_DIGITS = {c: n for n, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_TENS = {"十": 10, "百": 100, "千": 1000}
_LARGE = {"万": 10_000, "亿": 100_000_000, "千": 1000, "百": 100, "": 1}

_UNITS: dict[str, tuple[str, Fraction]] = {
    "分钟": ("hour", Fraction(1, 60)),
    "个小时": ("hour", Fraction(1)),
    "小时": ("hour", Fraction(1)),
    "个工作日": ("working_day", Fraction(1)),
    "工作日": ("working_day", Fraction(1)),
    "个自然日": ("day", Fraction(1)),
    "自然日": ("day", Fraction(1)),
    "天": ("day", Fraction(1)),
    "日": ("day", Fraction(1)),
    "周": ("day", Fraction(7)),
    "个月": ("month", Fraction(1)),
    "年": ("month", Fraction(12)),
    "周岁": ("age", Fraction(1)),
    "岁": ("age", Fraction(1)),
    "个百分点": ("point", Fraction(1)),
    "%": ("share", Fraction(1)),
    "平方公里": ("area", Fraction(1_000_000)),
    "平方米": ("area", Fraction(1)),
    "㎡": ("area", Fraction(1)),
    "亩": ("area", Fraction(2000, 3)),
    "立方米": ("volume", Fraction(1)),
    "公里": ("length", Fraction(1000)),
    "千米": ("length", Fraction(1000)),
    "米": ("length", Fraction(1)),
    "公斤": ("weight", Fraction(1)),
    "吨": ("weight", Fraction(1000)),
    "千瓦时": ("power", Fraction(1)),
    "度": ("power", Fraction(1)),
    "人次": ("visits", Fraction(1)),
    "名": ("people", Fraction(1)),
    "人": ("people", Fraction(1)),
    **{word: (word, Fraction(1)) for word in (
        "户", "家", "台", "辆", "处", "次", "件", "条", "栋", "幢", "间", "所", "套", "批", "座",
        "盏", "部", "项", "份", "期", "倍", "吨级", "分贝", "兆帕", "个泊位", "个车位", "个",
    )},
}  # fmt: skip
_TIME_LIKE = {"day", "working_day", "hour", "month"}
"""Spans of time: 5日 and 5个工作日 are two values of one fact."""

# Numbers have a longest length, so that a page of digits takes no minutes to look through.
_WRITTEN = "[零〇一二两三四五六七八九十百千]{1,20}"
_COUNT = rf"(?:(?<!\d)\d[\d,]{{0,30}}(?:\.\d{{1,12}})?|{_WRITTEN}(?:万{_WRITTEN})?)"
_NAMES = "|".join(sorted(map(re.escape, _UNITS), key=len, reverse=True))
_DOCUMENT = re.compile(
    r"([\u4e00-\u9fff]{1,12})?\s?[〔\[\(【]\s?((?:19|20)\d{2})\s?[〕\]\)】]\s?第?\s?(\d{1,5})\s?号"
)
_DATE = re.compile(
    r"(?:((?:19|20)\d{2})\s?[年\-/.]\s?)?(\d{1,2}|[一二三四五六七八九十]{1,3})\s?"
    r"(?:月\s?(?:(\d{1,2}|[一二三四五六七八九十]{1,3})\s?[日号])?)"
    r"|((?:19|20)\d{2})[\-/.](\d{1,2})[\-/.](\d{1,2})(?!\d)"
)
_TIME = re.compile(
    r"(上午|下午|晚上|晚|凌晨|早上|中午)?(\d{1,2})(?::(\d{2})|[时点](?:(\d{1,2})分|(半))?)(?!间|\d)"
)
_AMOUNT = re.compile(
    rf"(?:({_COUNT})\s?[-~至到—]\s?)?({_COUNT})\s?([万亿千百]?)元(?:/([\u4e00-\u9fff]{{1,4}}))?"
)
_NUMBER = re.compile(rf"(?:({_COUNT})\s?[-~至到—]\s?)?({_COUNT})\s?([万亿千百]?)\s?({_NAMES})")
_APPROX_BEFORE = re.compile(r"(?:约|近|大约|超过|逾|不少于|至少)\s?$")
_APPROX_AFTER = re.compile(r"\s?(?:左右|上下|余|多)")


@dataclass(frozen=True, slots=True)
class Value:
    """One value and its place. `unit` is its dimension; `low` the lower end of a range.

    `key` of a date is (year or 0, month, day or 0), of a document (prefix, year, number), of
    a unit its name; of what is counted the amount in the dimension's own unit.
    """

    kind: str
    key: tuple[object, ...]
    unit: str
    text: str
    start: int
    end: int
    approximate: bool = False


def values(text: str, names: Iterable[str] = ()) -> list[Value]:
    """Every value in the text in order; `names` are the units' names that count as such."""
    plain = text.translate(_FULL)
    taken = bytearray(len(plain))
    found: list[Value] = []
    for value in _all(plain, names):
        place = slice(value.start, value.end)
        if not any(taken[place]):
            taken[place] = b"\1" * (value.end - value.start)
            found.append(value)
    return sorted(found, key=lambda value: value.start)


def _all(plain: str, names: Iterable[str]) -> Iterator[Value]:
    yield from _documents(plain)
    yield from _dates(plain)
    yield from _times(plain)
    yield from _counted(plain, _AMOUNT, "amount")
    yield from _counted(plain, _NUMBER, "number")
    for name in sorted({name for name in names if len(name) > 1}, key=len, reverse=True):
        for match in re.finditer(re.escape(name), plain):
            yield Value("unit", (name,), "", name, match.start(), match.end())


def read(kind: str, text: str) -> Value | None:
    """The one value of this kind that a person wrote as a key fact; None where it is none."""
    if kind == "unit":
        name = "".join(text.split())
        return Value("unit", (name,), "", name, 0, len(text)) if len(name) > 1 else None
    found = [value for value in values(text) if value.kind == kind]
    return found[0] if len(found) == 1 else None


def comparable(one: Value, other: Value) -> bool:
    """Whether two values could answer the same question: of one kind and dimension.

    A text may rest on several documents: only numbers of one issuer's series are held together.
    """
    if one.kind != other.kind:
        return False
    if one.kind == "document":
        return _ends_alike(one.key[0], other.key[0])
    spans = one.unit in _TIME_LIKE and other.unit in _TIME_LIKE
    return one.unit == other.unit or spans or one.kind == "amount"


def same(expected: Value, found: Value) -> bool:
    """Whether both say the same. What a date or a document number leaves out is not compared."""
    if expected.kind == "date":
        pairs = zip(expected.key, found.key, strict=True)
        return all(not one or not other or one == other for one, other in pairs)
    if expected.kind == "document":
        return expected.key[1:] == found.key[1:] and _ends_alike(expected.key[0], found.key[0])
    if expected.kind == "unit":
        return _ends_alike(expected.key[0], found.key[0])
    if expected.kind in ("amount", "number"):
        return _same_amount(expected, found)
    return expected.key == found.key


def _same_amount(expected: Value, found: Value) -> bool:
    units = {expected.unit, found.unit} - {""}
    if len(units) > 1 and units != {"day", "hour"}:
        return False
    hours = {"day": 24, "hour": 1}
    scale = [Fraction(hours[v.unit]) if len(units) > 1 else Fraction(1) for v in (expected, found)]
    ends = [
        tuple(Fraction(str(part)) * factor for part in value.key)
        for value, factor in zip((expected, found), scale, strict=True)
    ]
    if found.approximate or expected.approximate:
        return all(
            abs(one - other) <= max(abs(one), abs(other)) / 10
            for one, other in zip(*ends, strict=True)
        )
    return ends[0] == ends[1]


def _ends_alike(one: object, other: object) -> bool:
    first, second = str(one), str(other)
    return not first or not second or first.endswith(second) or second.endswith(first)


def _documents(plain: str) -> Iterator[Value]:
    for match in _DOCUMENT.finditer(plain):
        prefix, year, number = match.groups()
        lead = _LEAD.match(prefix) if prefix else None
        start = match.start() + (lead.end() if lead else 0)
        key = (_prefix(prefix or ""), int(year), int(number))
        yield Value("document", key, "", plain[start : match.end()], start, match.end())


_LEAD = re.compile(r"^.*?(?:根据|依据|按照|依照|参照|执行|印发的|见|和|与|及|由|的|是|为)")


def _prefix(text: str) -> str:
    """The issuer's sign in front of a document number, without the words that lead to it."""
    return _LEAD.sub("", text)[-6:]


def _dates(plain: str) -> Iterator[Value]:
    for match in _DATE.finditer(plain):
        year, month, day, y2, m2, d2 = match.groups()
        numbers = (y2, m2, d2) if y2 else (year or "0", month, day or "0")
        key = tuple(int(_integer(part)) for part in numbers)
        if 1 <= key[1] <= 12 and 0 <= key[2] <= 31:
            yield Value("date", key, "", match.group(), match.start(), match.end())


def _times(plain: str) -> Iterator[Value]:
    for match in _TIME.finditer(plain):
        part, hour, minute, other, half = match.groups()
        hours = int(hour) + (12 if part in ("下午", "晚上", "晚") and int(hour) < 12 else 0)
        minutes = 30 if half else int(minute or other or 0)
        if hours <= 24 and minutes < 60:
            yield Value("time", (hours * 60 + minutes,), "", match.group(), *match.span())


def _counted(plain: str, pattern: re.Pattern[str], kind: str) -> Iterator[Value]:
    for match in pattern.finditer(plain):
        low, high, large, name = match.groups()
        unit, factor = _UNITS[name] if kind == "number" else (f"/{name}" if name else "", 1)
        factor = Fraction(factor) * _LARGE[large]
        ends = tuple(Fraction(str(_integer(part))) * factor for part in (low or high, high))
        if kind == "number" and name == "年" and high[:2] in ("19", "20") and len(high) == 4:
            continue  # a year, not so many years
        loose = _APPROX_BEFORE.search(plain, 0, match.start()) or _APPROX_AFTER.match(
            plain, match.end()
        )
        yield Value(kind, ends, unit, match.group(), match.start(), match.end(), bool(loose))


def _integer(text: str) -> Fraction:
    """A number in digits or in Chinese characters."""
    if text[0].isdigit():
        return Fraction(text.replace(",", "").rstrip("."))
    large, _wan, small = text.rpartition("万")
    if large:
        return _integer(large) * 10_000 + _integer(small)
    total, current = 0, 0
    for character in text:
        if character in _TENS:
            total += (current or 1) * _TENS[character]
            current = 0
        else:
            current = current * 10 * (character in "零〇") + _DIGITS[character]
    return Fraction(total + current)
