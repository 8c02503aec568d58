"""Templates and how they are filled: `{name}` a slot, `{num:2-6}` a number, `{date:3-9}` a day."""

# ruff: noqa: S311
import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache
from importlib import resources
from random import Random
from typing import Any

from core.labels import AREAS
from core.times import local

_SLOT = re.compile(r"\{(\w+)(?::(\d+)-(\d+))?\}")
_DEPTH = 4
_LONG = ("estate", "road", "village", "firm", "site")
_NEAR = ("estate", "road", "village")

Words = Mapping[str, Sequence[str]]
"""Lists of templates by what they are for: titles, cores, details, wants, done."""


@cache
def book(name: str) -> dict[str, Any]:
    """The content of one file of templates."""
    text = resources.files("jobs.demo").joinpath("words", f"{name}.toml").read_text("utf-8")
    return tomllib.loads(text)


@dataclass(frozen=True, slots=True)
class Matter:
    """One kind of thing people write about, with the sentences they use."""

    area: str
    problem: str
    unit: str
    place: str
    weight: float
    season: str
    intents: tuple[str, ...]
    words: Words
    slots: Mapping[str, Sequence[str]]


@cache
def matters() -> tuple[Matter, ...]:
    """Every matter of the nine areas, in a fixed order."""
    return tuple(_matter(area, row) for area in AREAS for row in book(area)["matter"])


def _matter(area: str, row: dict[str, Any]) -> Matter:
    words = {name: row[name] for name in ("titles", "cores", "details", "wants", "done")}
    words["long"] = [row["place"]] if row["place"] in _LONG else []
    words["near"] = [row["place"]] if row["place"] in _NEAR else []
    return Matter(
        area=area,
        problem=row["problem"],
        unit=row["unit"],
        place=row["place"],
        weight=float(row["weight"]),
        season=row.get("season", ""),
        intents=tuple(row["intent"]),
        words=words,
        slots=row.get("slots", {}),
    )


@dataclass(slots=True)
class Pen:
    """What fills the slots of one text: chance, the time of writing and its own words."""

    rng: Random
    at: datetime
    slots: dict[str, str] = field(default_factory=dict)
    choices: Mapping[str, Sequence[str]] = field(default_factory=dict)

    def pick(self, templates: Sequence[str]) -> str:
        """One of the templates, filled."""
        return self.fill(self.rng.choice(templates)) if templates else ""

    def fill(self, template: str) -> str:
        """The template with every slot filled; slots inside slots are filled too."""
        for _ in range(_DEPTH):
            if "{" not in template:
                break
            template = _SLOT.sub(self._slot, template)
        return template

    def _slot(self, match: re.Match[str]) -> str:
        name, low, high = match.groups()
        if low is not None:
            return self._between(name, int(low), int(high))
        if name in self.slots:
            return self.slots[name]
        if name in self.choices:
            word = self.rng.choice(self.choices[name])
            # One text stays with one trade or dish, but calls its place by several names.
            return word if name == "place" else self.slots.setdefault(name, word)
        return self._common(name)

    def _between(self, name: str, low: int, high: int) -> str:
        number = self.rng.randint(low, high)
        if name == "num":
            return str(number)
        if name == "money":
            return str(number // 100 * 100)
        days = -number if name == "date" else number
        shown = local(self.at + timedelta(days=days))
        return f"{shown.month}月{shown.day}日"

    def _common(self, name: str) -> str:
        persons = book("common")["persons"]
        if name == "surname":
            return str(self.slots.setdefault(name, self.rng.choice(persons["surnames"])))
        if name == "honor":
            return str(self.slots.setdefault(name, self.rng.choice(persons["honors"])))
        if name in _MADE:
            return _MADE[name](self.rng)
        word = str(self.rng.choice(book("common")["slots"][name]))
        return self.slots.setdefault(name, word) if name == "family" else word


def _person(rng: Random) -> str:
    persons = book("common")["persons"]
    return str(rng.choice(persons["surnames"]) + rng.choice(persons["given"]))


def _phone(rng: Random) -> str:
    tail = f"{rng.randrange(10_000):04d}"
    return rng.choice((f"1380000{tail}", f"138-0000-{tail}", f"138 0000 {tail}", f"1380000{tail}"))


def _house(rng: Random) -> str:
    return (
        f"{rng.randint(1, 28)}栋{rng.randint(1, 4)}单元{rng.randint(1, 17)}0{rng.randint(1, 4)}室"
    )


def _mail(rng: Random) -> str:
    return f"shili{rng.randrange(10_000):04d}@example.com"


_MADE = {"person": _person, "phone": _phone, "house": _house, "mail": _mail}
