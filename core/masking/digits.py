"""Numbers that lead to a person: phones, identity cards, bank cards.

A run of digits is cut out with whatever stands between them, digits written in Chinese are
read as digits, and what the number is follows from its length, its checksum, the words
before it and how it is grouped.
"""

import re
from collections.abc import Callable, Iterator

import numpy as np
from numpy.typing import NDArray
from stdnum import luhn
from stdnum.cn import uscc

from core.masking.finds import Find
from core.masking.identities import has_check_digit, is_born
from core.masking.places import Codes, Look, Spots, by_char
from core.masking.words import words

_CHINESE = "零〇○一二三四五六七八九幺壹贰叁肆伍陆柒捌玖"
_VALUES = "00012345678911234567" + "89"
_SOFT = " \t\r\n\u00a0\u3000\u2002\u2003\u2009-–—‐‑‒―−.·•・‧∙*/\\|_~()（）+"
_HARD = ",，、"
_D, _S = f"[0-9{_CHINESE}]", f"[{re.escape(_SOFT + _HARD)}]"
_RUN = re.compile(f"{_D}(?:{_S}{{0,3}}+{_D}){{6,}}+(?:{_S}?[Xx×Ⅹ])?")
"""Possessive, and no character is both a digit and a separator: it never goes back."""

_CANON = {ord(char): value for char, value in zip(_CHINESE, _VALUES, strict=True)} | {
    **{ord(char): "-" for char in _SOFT},
    **{ord(char): "," for char in _HARD},
    **{ord(char): "X" for char in "x×Ⅹ"},
}

_SPOTS, _MEASURES = 6, frozenset("直个次下些般定样起共旦再并")
"""Digits of a run of seven that another one or a separator stands behind: all but the last."""

_EDGE, _END = r"(?:^|[^0-9])", r"(?:[^0-9]|$)"
_IDENTITY = re.compile(_EDGE + r"([1-9](?:-{0,3}[0-9]){16}-{0,3}[0-9X])" + _END)
_OLD_IDENTITY = re.compile(_EDGE + r"([1-9](?:-{0,3}[0-9]){14})" + _END)
_CARD = re.compile(_EDGE + r"([3-69](?:-{0,3}[0-9]){15,18})" + _END)
_PUBLIC = re.compile(r"(?:^|,|--)" + r"([48]00(?:-{0,3}[0-9]){7})" + _END)
_MOBILE = re.compile(
    _EDGE + r"((?:(?:00-{0,3})?86-{0,3}|0-{0,3})?1-{0,3}[3-9](?:-{0,3}[0-9]){9})" + _END
)
_ONE_MOBILE = re.compile("1-?[3-9](?:-?[0-9]){9}")
"""What most runs are, and nothing else can be."""
_LAND = re.compile(
    _EDGE
    + r"((?:(?:00-{0,3})?86-{0,3})?0?-{0,3}(?:1-{0,3}0|2-{0,3}[0-9]|[3-9]-{0,3}[0-9]-{0,3}[0-9])"
    + r"-{0,3}[2-9](?:-{0,3}[0-9]){6,7})"
    + _END
)
_DATE = re.compile(
    _EDGE + r"((?:19|20)[0-9][0-9]-{1,3}(?:0?[1-9]|1[0-2])-{1,3}(?:[0-2]?[0-9]|3[01]))" + _END
)
_SHORT = re.compile(r"(?:^|,)-{0,3}([2-9](?:-{0,3}[0-9]){6,7})-{0,3}(?:,|$)")
_MANY = r"[^0-9。！？!?；;〕]{0,"
_PHONE_CUE = re.compile(
    r"(?i)(?:电\s?话|手\s?机|座机|固话|宅电|传真|热线|致电|来电|拨打|拨|联系方式|联络方式|联系号码|"
    r"号码|tel|phone|mobile|call|fax|☎|📞)" + _MANY + r"8}$"
)
_IDENTITY_CUE = re.compile(
    r"(?i)(?:身份证|证件|公民身份|身份号|身份信息|id\s?card|idno|\bid\s?[:：])" + _MANY + "10}$"
)
_CARD_CUE = re.compile(
    r"(?:银行卡|卡号|(?:农业|工商|建设|中国|交通|招商|邮政|邮储|商业|信用)[^，。]{0,2}(?:银行|社)|[建农工中交招邮]行|退款|[退还返]回?[到至给入]|转[账帐到给入]|汇款|打[款到入]|收款|储蓄卡|信用卡|借记卡|工资卡|社保卡|银行账[号户]|[账帐]号|账户)"
    + _MANY
    + "10}$"
)
_SERIAL_CUE = re.compile(
    r"(?:订单|[^机话卡账帐户份证信QqＱ座热电来我本他她你方家您的同个]号(?!码)|编号|流水|受理|回执|合同|发票|代码|序列|物流|许可证|"
    r"备案|登记号|证书|设备|条码|批次|档案|学号|房产证|产权证|不动产|执照|工单)"
    + r"[^0-9，,。！？!?；;〕]{0,5}$"
)
_PREFIX = re.compile(r"(?:\+|(?:\+|00)?86[-—–－) ）]{1,3})$")
_PREFIX_ENDS = "+-—–－) ）"
_LINE_END = re.compile(r"[ \t\u3000]*[\r\n]+[ \t\u3000]*")
_CALLED = re.compile(r"(?:电\s?话|座机|固话|号码)[:：是为]{0,2}\s?$")
_DAY = re.compile(r"(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:[0-2]\d|3[01])")
_LETTERS = re.compile(r"([A-Za-z]+)$")
_SPOKEN = words("tel phone mob mobile t m p hp v vx wx wechat weixin cell call no qq fax ph")
_EXTENSION = re.compile(
    r"^[ ]?(?:(?:转|轉|转接)?[ ]?分机号?|转接?|轉|ext\.?|EXT\.?|#|-)[ :：]?(\d{1,5})(?:[^0-9]|$)"
)
_MEASURE = re.compile(r"^\s?(?:元[^旦月]|元$|万元|亿|吨|平方|立方|公里|千瓦|株|‰|%|％)")
_BEFORE, _SERIAL_REACH, _PHONE_REACH = 24, 8, 14
"""How far from its end a text can hold a whole cue of a serial number, or of a phone."""
_IDENTITY_DIGITS, _OLD_IDENTITY_DIGITS, _CARD_DIGITS = 18, 15, 16
_MOBILE_DIGITS, _LAND_DIGITS, _SHORT_DIGITS = 11, 10, 7


def _begin_runs(codes: Codes, spots: Spots) -> NDArray[np.bool_]:
    """Which of these digits are the first of enough, with at most three separators between two?"""
    begins = np.ones(len(spots), np.bool_)
    step = np.diff(spots)
    is_near = step <= 4
    for offset in (1, 2, 3):
        is_near &= (step <= offset) | _IS_SOFT[codes[spots[:-1] + offset]]
    begins[1:] = ~is_near
    firsts = np.flatnonzero(begins)
    sizes = np.diff(firsts, append=len(spots))
    begins[firsts[sizes < _SPOTS]] = False
    return begins


_IS_SOFT = by_char((char, 1) for char in _SOFT + _HARD).astype(np.bool_)
_DIGITS = f"0123456789{_CHINESE}"
LOOK = Look(None, _DIGITS, _DIGITS + _SOFT + _HARD, _begin_runs, f"(?:{_S}{{0,3}}+{_D}){{6,}}+")
"""Where a run of seven digits and more begins."""


def numbers(text: str, place: int) -> Iterator[Find]:
    """What the run of digits that begins here is, or what parts of it are."""
    run = _RUN.match(text, place)
    if not run:
        return
    start, end = _without_words(text, place, run.end())
    found = list(_Run(text, start, end).finds())
    yield from found or (_Run(text, place, run.end()).finds() if end - start < len(run[0]) else ())


def _without_words(text: str, start: int, end: int) -> tuple[int, int]:
    """The run without a digit that belongs to the word beside it, as in 张三138… or …5678一直."""
    first, last = text[start : start + 2], text[end - 2 : end]
    if (
        first[0] in _CHINESE
        and first[1].isascii()
        and "\u4e00" <= text[start - 1 : start] <= "\u9fff"
    ):
        start += 1
    behind = text[end : end + 1]
    is_apart = last[0].isascii() and "\u4e00" <= behind <= "\u9fff"
    if last[1] in _CHINESE and (is_apart or behind in _MEASURES):
        end -= 1
    return start, end


class _Run:
    """One run of digits; `canon` has a digit, '-', ',' or 'X' for each of its characters."""

    __slots__ = ("before", "canon", "end", "start", "text")

    def __init__(self, text: str, start: int, end: int) -> None:
        self.text, self.start, self.end = text, start, end
        self.before = text[max(0, start - _BEFORE) : start]
        canon = text[start:end].translate(_CANON)
        if "," in canon and not re.search("[0-9]{2}", canon):
            canon = canon.replace(",", "-")
        self.canon = canon

    def finds(self) -> Iterator[Find]:
        if self._is_part_of_a_code() and not self._skip_first():
            return
        size = self._left()
        if size >= _OLD_IDENTITY_DIGITS:
            yield from self._taken(_IDENTITY, "身份证", self._is_identity, _IDENTITY_DIGITS)
            yield from self._taken(_CARD, "银行卡", self._is_card, _CARD_DIGITS)
            yield from self._taken(_OLD_IDENTITY, "身份证", self._is_old_identity)
        if not self._is_serial() or self._skip_first():
            yield from self._phones(size)

    def _skip_first(self) -> bool:
        """Leave the first number of the run alone; is there another one, behind a comma?"""
        first, comma, _ = self.canon.partition(",")
        if not comma:
            return False
        self.canon = "," * len(first) + self.canon[len(first) :]
        self.before = ""
        return True

    def _phones(self, size: int) -> Iterator[Find]:
        if size == _MOBILE_DIGITS and _ONE_MOBILE.fullmatch(self.canon):
            if self._is_phone(0, len(self.canon)):
                yield self._whole(0, len(self.canon), "电话")
            return
        if "00" in self.canon or "0-0" in self.canon:
            public = [match.span(1) for match in _PUBLIC.finditer(self.canon)]
            self.canon = _blank(self.canon, public)
        if size >= _LAND_DIGITS:
            yield from self._taken(_MOBILE, "电话", self._is_phone, _MOBILE_DIGITS)
            yield from self._taken(_LAND, "电话", self._is_land, _LAND_DIGITS)
        if self._left() >= _SHORT_DIGITS and self._is_called():
            dates = [match.span(1) for match in _DATE.finditer(self.canon)]
            self.canon = _blank(self.canon, dates)
            yield from self._taken(_SHORT, "电话", self._is_short, _SHORT_DIGITS)

    def _taken(
        self,
        pattern: re.Pattern[str],
        kind: str,
        is_it: Callable[[int, int], bool],
        least: int = _OLD_IDENTITY_DIGITS,
    ) -> Iterator[Find]:
        """Finds of one pattern, of at least so many digits; what was found is out of reach for
        the next one."""
        spans = [(0, 0)]
        while spans and self._left() >= least:
            # neighbours share the character between them: the next look finds them
            spans = [
                match.span(1) for match in pattern.finditer(self.canon) if is_it(*match.span(1))
            ]
            for start, end in spans:
                yield self._whole(start, end, kind)
            self.canon = _blank(self.canon, spans) if spans else self.canon

    def _left(self) -> int:
        """How many digits are not yet part of a find."""
        return len(self.canon) - self.canon.count("-") - self.canon.count(",")

    def _whole(self, start: int, end: int, kind: str) -> Find:
        first, last = self.start + start, self.start + end
        if kind == "电话":
            if first and self.text[first - 1] in _PREFIX_ENDS:
                prefix = _PREFIX.search(self.text[max(0, first - 8) : first])
                first -= len(prefix[0]) if prefix else 0
            closed = ")" in self.text[first:last] or "）" in self.text[first:last]
            if first and closed and self.text[first - 1] in "(（":
                first -= 1
            extension = _EXTENSION.match(self.text[last : last + 12])
            last += extension.end(1) if extension else 0
        return Find(first, last, kind)

    def _is_part_of_a_code(self) -> bool:
        """Letters that touch the run make it a serial number, save for words like `tel`."""
        if not self.before[-1:].isascii():
            return False
        letters = _LETTERS.search(self.before)
        return letters is not None and letters[1].lower() not in _SPOKEN

    def _is_serial(self) -> bool:
        return bool(_SERIAL_CUE.search(self.before[-_SERIAL_REACH:]))

    def _is_called(self) -> bool:
        return bool(_PHONE_CUE.search(self.before[-_PHONE_REACH:])) or bool(
            _EXTENSION.match(self.text[self.end : self.end + 12])
        )

    def _is_identity(self, start: int, end: int) -> bool:
        number = _digits(self.canon[start:end])
        if _IDENTITY_CUE.search(self.before):
            return True
        return is_born(number) and has_check_digit(number)

    def _is_old_identity(self, start: int, end: int) -> bool:
        number = _digits(self.canon[start:end])
        if _IDENTITY_CUE.search(self.before):
            return True
        return not self._is_serial() and is_born(f"{number[:6]}19{number[6:]}000")

    def _is_card(self, start: int, end: int) -> bool:
        piece = self.canon[start:end]
        number = _digits(piece)
        if self._is_serial():
            return False
        if _CARD_CUE.search(self.before):
            return True
        if number[0] == "9" or uscc.is_valid(number):
            return False
        written = _LINE_END.sub("", self.text[self.start + start : self.start + end])
        if "/" in written:
            return False
        tokens = [token for token in written.translate(_CANON).split("-") if token]
        return luhn.is_valid(number) and _is_grouped(tokens)

    def _is_phone(self, start: int, end: int) -> bool:
        last = self.start + end
        return not _MEASURE.match(self.text[last : last + 4])

    def _is_short(self, start: int, end: int) -> bool:
        """20240314 is a day, unless the words before it say that it is a number to call."""
        is_day = _DAY.fullmatch(self.canon[start:end])
        return self._is_phone(start, end) and not (is_day and not _CALLED.search(self.before))

    def _is_land(self, start: int, end: int) -> bool:
        piece = self.canon[start:end]
        digits = _digits(piece)
        if digits[0] != "0" and not digits.startswith("86"):
            return False
        decimal = self.text[self.start + start : self.start + start + 2] == "0."
        return not decimal and self._is_phone(start, end)


def _digits(piece: str) -> str:
    return piece.replace("-", "").replace(",", "")


def _blank(canon: str, spans: list[tuple[int, int]]) -> str:
    pieces: list[str] = []
    position = 0
    for start, end in spans:
        pieces += [canon[position:start], "," * (end - start)]
        position = end
    return "".join([*pieces, canon[position:]])


def _is_grouped(tokens: list[str]) -> bool:
    """Groups as people write card numbers, not several numbers one after the other."""
    if len(tokens) <= 1:
        return True
    if len(tokens[0]) == 6 and all(len(token) == 4 for token in tokens[1:-1]):
        return True
    lengths = {len(token) for token in tokens[:-1]}
    return len(lengths) == 1 and (max(lengths) <= 4 or len(tokens) == 2 and max(lengths) <= 8)
