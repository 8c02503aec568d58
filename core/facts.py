"""What belongs to one record kind only: the facts of each kind, their types and their words.

A source writes facts in its own words; here they become what rates and clocks count:
`typed` gives a time as ISO 8601 at +08:00, a day as ISO, a number, true or false, stars from one
to five, or the one word that stands for all spellings. A word nobody knows is refused, because a
guess would be a wrong rate. Names as in 12345 and 好差评 exports: docs/data-model.md.
"""

import unicodedata
from collections.abc import Callable, Mapping

from core.i18n import gettext as _
from core.kinds import FACTS, FactType
from core.messages import Fact
from core.texts import one_line
from core.times import Moment, day_of, local, parse_moment

LONGEST = 2_000
"""Characters of a fact that is free text."""

_YES = ("是", "1", "y", "yes", "true", "t", "有", "√", "已")
_NO = ("否", "0", "n", "no", "false", "f", "无", "×", "未")
_STARS: dict[str, int] = {
    "非常满意": 5,
    "满意": 4,
    "基本满意": 3,
    "不满意": 2,
    "非常不满意": 1,
    **{f"{word}星": number for number, word in enumerate("一二三四五", start=1)},
    **{f"{word}星级": number for number, word in enumerate("一二三四五", start=1)},
}
"""The five words of 政务服务好差评 (R-HCP-SCALE)."""


class NotAFact(ValueError):
    """The text says nothing of this type; the sentence names what was expected."""


def typed(kind: str, name: str, text: str, more: Mapping[str, str] | None = None) -> Fact:
    """The fact `name` of a record `kind` as its type wants it; None where nothing is said.

    `more` are an installation's own words, spelling -> word. A fact that the kind does not know
    stays text. Raises NotAFact.
    """
    plain = one_line(unicodedata.normalize("NFKC", text))
    if not plain:
        return None
    plain = (more or {}).get(plain, plain)
    known = FACTS.get(kind, {}).get(name)
    return _READERS[known.kind](plain, known) if known else _text(one_line(text), _UNKNOWN)


def _moment(text: str, known: FactType) -> Fact:
    return local(_parsed(text).at).isoformat(timespec="seconds")


def _day(text: str, known: FactType) -> Fact:
    return day_of(_parsed(text).at).isoformat()


def _parsed(text: str) -> Moment:
    try:
        found = parse_moment(text)
    except (ValueError, OverflowError) as error:
        raise NotAFact(_("不是日期")) from error
    if found is None:
        raise NotAFact(_("不是日期"))
    return found


def _number(text: str, known: FactType) -> Fact:
    try:
        value = float(text.rstrip("次天日个小时工作"))
    except ValueError as error:
        raise NotAFact(_("不是数字")) from error
    if not 0 <= value < 1e9:
        raise NotAFact(_("不是数字"))
    return int(value) if value == int(value) else value


def _stars(text: str, known: FactType) -> Fact:
    stars = _STARS.get(text)
    digits = text.rstrip("星级").removesuffix(".0")
    if stars is None and digits in ("1", "2", "3", "4", "5"):
        stars = int(digits)
    if stars is None:
        raise NotAFact(_("应为一至五星"))
    return stars


def _flag(text: str, known: FactType) -> Fact:
    word = text.lower().removesuffix(".0")
    if word in _YES or known.words.get(text) == "1":
        return True
    if word in _NO or known.words.get(text) == "0":
        return False
    raise NotAFact(_("应为“是”或“否”"))


def _choice(text: str, known: FactType) -> Fact:
    word = known.words.get(text.removesuffix(".0"))
    if word is None and not known.open:
        expected = "、".join(dict.fromkeys(value for value in known.words.values() if value))
        raise NotAFact(_("应为{words}之一", words=expected))
    return (_text(text, known) if word is None else word) or None


def _text(text: str, known: FactType) -> Fact:
    if len(text) > LONGEST:
        raise NotAFact(_("超过 {most} 个字", most=LONGEST))
    return text


_UNKNOWN = FactType("", "text")
_READERS: dict[str, Callable[[str, FactType], Fact]] = {
    "moment": _moment,
    "day": _day,
    "number": _number,
    "stars": _stars,
    "flag": _flag,
    "choice": _choice,
    "text": _text,
}
