"""The facts of a briefing. Every figure in its text is one: named, written down once, cited by id.

A sentence is a list of words and of references to facts. Words hold no digit: `say` refuses
them, so that no figure can reach the text without standing in the manifest.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from core import people
from core.i18n import gettext as _
from core.rates import Ratio
from core.times import local
from reports import numbers

_HOLE = re.compile(r"\{(\w+)\}")
_DIGIT = re.compile(r"\d")

Piece = str | dict[str, str]
Line = list[Piece]


@dataclass(frozen=True, slots=True)
class Fact:
    """One figure or quoted text: `value` for machines, `shown` for people.

    A rate has `part` and `whole`; `how` says how it was counted (口径).
    """

    id: str
    label: str
    value: Any
    shown: str
    how: str = ""
    part: float | None = None
    whole: float | None = None


@dataclass(slots=True)
class Ledger:
    """All facts of one briefing, by id. The same id always means the same fact."""

    facts: dict[str, Fact] = field(default_factory=dict)

    def keep(self, fact: Fact) -> Fact:
        """Write a fact down; raises ValueError where its id means something else already."""
        known = self.facts.setdefault(fact.id, fact)
        if (known.value, known.shown) != (fact.value, fact.shown):
            raise ValueError(f"two facts with the id {fact.id}")
        return known

    def count(self, name: str, label: str, number: int, how: str = "") -> Fact:
        """A count of things."""
        return self.keep(Fact(name, label, int(number), numbers.count(int(number)), how))

    def people(self, name: str, label: str, number: int, how: str = "") -> Fact:
        """A count of people; a small one is told as <5, to machines too."""
        shown = people.count(number)
        value = None if shown.startswith("<") else int(number)
        return self.keep(Fact(name, label, value, shown, how))

    def share(self, name: str, label: str, part: int, whole: int, how: str = "") -> Fact:
        """A share with numerator and denominator; 样本不足 below the smallest n."""
        value = round(100 * part / whole, 2) if whole >= numbers.MIN_N else None
        return self.keep(Fact(name, label, value, numbers.share(part, whole), how, part, whole))

    def ratio(self, name: str, label: str, found: Ratio, minimum: int, how: str = "") -> Fact:
        """A rate of core.rates with what it is made of; its numerator may be weighted."""
        made = f"{found.numerator:g}/{found.denominator:,}"
        known = found.value if found.enough(minimum) else None
        value = None if known is None else round(known, 2)
        if not found.denominator:
            shown = _("无数据")
        elif known is None:
            shown = _("样本不足（{made}）", made=made)
        else:
            shown = _("{value}（{made}）", value=f"{known:.1f}%", made=made)
        return self.keep(
            Fact(name, label, value, shown, how, found.numerator, found.denominator)
        )  # fmt: skip

    def number(self, name: str, label: str, value: float | None, digits: int = 1) -> Fact:
        """Any other number; a dash where it is not known."""
        kept = None if value is None else round(value, 4)
        return self.keep(Fact(name, label, kept, "—" if value is None else f"{value:,.{digits}f}"))

    def growth(self, name: str, label: str, now: int, before: int) -> Fact:
        """How a count changed: 增长 12.3%, 下降 5.0%, 持平; in pieces where it was small."""
        if now == before:
            return self.keep(Fact(name, label, 0, _("持平"), "", now, before))
        if before < numbers.MIN_N * 2:
            word = _("增加 {n} 件") if now > before else _("减少 {n} 件")
            shown = word.format(n=numbers.count(abs(now - before)))
            return self.keep(Fact(name, label, now - before, shown, _("基数小，只报件数")))
        value = 100 * (now - before) / before
        if not round(value, 1):
            return self.keep(Fact(name, label, round(value, 2), _("持平"), "", now, before))
        word = _("增长 {n}%") if value > 0 else _("下降 {n}%")
        shown = word.format(n=f"{abs(value):,.1f}")
        return self.keep(Fact(name, label, round(value, 2), shown, "", now, before))

    def points(self, name: str, label: str, now: float | None, before: float | None) -> Fact:
        """How a rate moved, in 百分点; said where one of the two is not known."""
        if now is None or before is None:
            return self.keep(Fact(name, label, None, _("无法比较（样本不足）")))
        change = round(now - before, 2)
        if not round(change, 1):
            return self.keep(Fact(name, label, change, _("持平")))
        word = _("提高 {n} 个百分点") if change > 0 else _("降低 {n} 个百分点")
        return self.keep(Fact(name, label, change, word.format(n=f"{abs(change):.1f}")))

    def text(self, name: str, label: str, said: str) -> Fact:
        """Quoted text: a title, a name, a citation."""
        tidy = " ".join(said.split())
        return self.keep(Fact(name, label, tidy, tidy or "—"))

    def moment(self, name: str, label: str, at: datetime | None, *, short: bool = False) -> Fact:
        """A point in time, to the minute; `short` leaves out the year, for a narrow column."""
        value = local(at).isoformat(timespec="minutes") if at else None
        shown = said_moment(at)
        return self.keep(Fact(name, label, value, shown.split(_("年"))[-1] if short else shown))

    def day(self, name: str, label: str, at: date | None, *, short: bool = False) -> Fact:
        """A calendar day; `short` leaves out the year, for a narrow column."""
        shown = _("{m}月{d}日", m=at.month, d=at.day) if at and short else said_day(at)
        return self.keep(Fact(name, label, at.isoformat() if at else None, shown))

    def month(self, name: str, label: str, at: date) -> Fact:
        """A calendar month, by any of its days."""
        return self.keep(Fact(name, label, f"{at:%Y-%m}", said_month(at)))

    def hours(self, name: str, label: str, value: float | None) -> Fact:
        """A length of time in natural hours."""
        kept = None if value is None else round(value, 2)
        return self.keep(Fact(name, label, kept, numbers.duration(value)))


def said_day(at: date | None) -> str:
    """A day as official papers write it: 2026年11月26日."""
    return _("{y}年{m}月{d}日", y=at.year, m=at.month, d=at.day) if at else "—"


def said_month(at: date) -> str:
    """A month as official papers write it: 2026年11月."""
    return _("{y}年{m}月", y=at.year, m=at.month)


def said_moment(at: datetime | None) -> str:
    """A moment as official papers write it."""
    if at is None:
        return "—"
    shown = local(at)
    return f"{said_day(shown.date())}{shown:%H:%M}"


def say(sentence: str, /, **facts: Fact | Line | str) -> Line:
    """A line from a translated sentence with {holes}; raises ValueError for a stray digit."""
    line: Line = []
    place = 0
    for hole in _HOLE.finditer(sentence):
        line.append(_wordy(sentence[place : hole.start()]))
        line += _pieces(facts[hole[1]])
        place = hole.end()
    line.append(_wordy(sentence[place:]))
    return [piece for piece in line if piece]


def joined(lines: Sequence[Line | Fact], between: str) -> Line:
    """Several pieces as one line."""
    found: Line = []
    for place, line in enumerate(lines):
        found += [between] if place else []
        found += _pieces(line)
    return found


def _pieces(said: Fact | Line | str) -> Line:
    if isinstance(said, Fact):
        return [{"fact": said.id}]
    return [_wordy(said)] if isinstance(said, str) else list(said)


def _wordy(text: str) -> str:
    if _DIGIT.search(text):
        raise ValueError(f"a figure that is no fact: {text}")
    return text


def plain(line: Sequence[Piece], facts: Mapping[str, Mapping[str, Any]]) -> str:
    """A line as people read it."""
    return "".join(
        piece if isinstance(piece, str) else str(facts[piece["fact"]]["shown"]) for piece in line
    )
