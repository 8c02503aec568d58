"""Letters and tickets with names, each with the truth about it, in two halves.

Forms, rare families, given names and places are cut in two: what goes wrong on `open` may be
looked at and mended, of `kept` only the totals.
"""

import random
import zlib
from pathlib import Path

from tests.measure.letters import words
from tests.measure.masking.sentences import MID_SENTENCE, Sentence

PARTS = ("open", "kept")
_HERE = Path(__file__).parent
_NAMES = ("名", "姓", "某", "某某", "星", "空", "民", "繁")
_RARE, _DOUBLE, _FOUR, _SCARCE, _WORD, _SINGLE = 0.08, 0.015, 0.008, 0.04, 0.02, 0.25


def lines(name: str, part: str) -> list[str]:
    """The lines of a file that belong to a part: by what stands in them, not by their order."""
    found = (_HERE / name).read_text("utf-8").splitlines()
    place = PARTS.index(part)
    return [
        line.replace("\\n", "\n") for line in found if zlib.crc32(line.encode()) // 7 % 2 == place
    ]


class _Writer:
    """Fills forms, noting where the names stand."""

    def __init__(self, chance: random.Random, part: str) -> None:
        self._chance = chance
        self._place = PARTS.index(part)

    def write(self, form: str, kind: str) -> Sentence:
        text, secrets = "", []
        for number, piece in enumerate(form.replace("{", "}").split("}")):
            value = self._value(piece) if number % 2 else piece
            if number % 2 and piece in _NAMES:
                secrets.append((kind, len(text), len(text) + len(value)))
            text += value
        return Sentence(text, tuple(secrets))

    def stay(self, form: str) -> Sentence:
        """A bare word stands at the head or the end of a matter."""
        if len(form) < 12 and not set("{。，：！？") & set(form):
            form = self._chance.choice((form + "，{事}", "{事}，" + form, form + "。{事}", form))
        return self.write(form, "")

    def _half(self, values: list[str] | str) -> list[str]:
        return list(values)[self._place :: 2]

    def _value(self, piece: str) -> str:
        chance = self._chance
        if piece == "名":
            return self._name()
        if piece in ("姓", "某", "某某"):
            return self._family() + piece.replace("姓", "")
        if piece == "星":
            family, last = self._family(), chance.choice(words.SINGLE)
            return family + chance.choice(("*", "**", "＊", "*" + last, "×", "××"))
        if piece == "空":
            blank = chance.choice((" ", "　", "  ", "　　"))
            return self._common() + blank + chance.choice((self._single(), self._two()))
        if piece == "民":
            given, father = self._pick(words.OTHER.split()), self._pick(words.FATHERS.split())
            return given + chance.choice("···•・") + father
        if piece == "繁":
            return self._pick(words.TRADITIONAL.split()) + self._pick(
                words.TRADITIONAL_GIVEN.split()
            )
        if piece == "日":
            return self._day()
        if piece == "电":
            return self._phone()
        return self._pick(words.PLACES[piece].split())

    def _pick(self, values: list[str]) -> str:
        return self._chance.choice(self._half(values))

    def _day(self) -> str:
        chance = self._chance
        year, month, day = chance.randint(2016, 2026), chance.randint(1, 12), chance.randint(1, 28)
        return chance.choice(
            (
                f"{year}年{month}月{day}日",
                f"{month}月{day}日",
                f"{year}-{month:02}-{day:02}",
                f"{year}.{month}.{day}",
            )
        )

    def _phone(self) -> str:
        chance = self._chance
        if chance.random() < 0.2:
            return f"0{chance.randint(311, 898)}-{chance.randint(2_200_000, 8_899_999)}"
        return f"1{chance.choice('35789')}{chance.randint(0, 999_999_999):09}"

    def _name(self) -> str:
        chance = self._chance.random()
        if chance < _FOUR:
            return self._common() + self._common() + self._two()
        return self._family() + self._given()

    def _common(self) -> str:
        groups = list(words.COMMON)
        weights = [share * len(group) for group, share in words.COMMON.items()]
        return self._chance.choice(self._chance.choices(groups, weights)[0])

    def _family(self) -> str:
        chance = self._chance.random()
        if chance < _DOUBLE:
            return self._chance.choice(words.DOUBLE.split())
        if chance < _RARE + _DOUBLE:
            return self._pick(list(words.RARE))
        return self._common()

    def _single(self) -> str:
        return self._pick(list(words.SINGLE))

    def _two(self) -> str:
        return self._pick(list(words.FIRST)) + self._pick(list(words.SECOND))

    def _given(self) -> str:
        chance = self._chance.random()
        if chance < _SCARCE:
            scarce = self._pick(list(words.SCARCE))
            return self._chance.choice((scarce, self._pick(list(words.FIRST)) + scarce))
        if chance < _SCARCE + _WORD:
            return self._pick(words.WORDS.split())
        return self._single() if chance < _SCARCE + _WORD + _SINGLE else self._two()


def generate(count: int, seed: int, part: str) -> list[Sentence]:
    """Half of the sentences hold names, every form as often as any other; half hold none."""
    writer = _Writer(random.Random(seed), part)
    named = [line.split("|", 1) for line in lines("forms.txt", part)]
    stay = lines("stay.txt", part)
    found = []
    for number in range(count // 2):
        kind, form = named[number % len(named)]
        found.append(writer.write(form, MID_SENTENCE if kind == "mid" else "姓名"))
    return found + [writer.stay(stay[number % len(stay)]) for number in range(count // 2)]
