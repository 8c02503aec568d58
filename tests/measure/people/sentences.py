"""Sentences with names, each with the truth about it, in parts that share no form.

What is learnt from `train` and `validation` may mend the patterns; `test` is measured only.
"""

import random
from pathlib import Path

from tests.measure.masking.sentences import MID_SENTENCE, Sentence
from tests.measure.people import words

PARTS = {"train": (0, 2), "validation": (1, 4), "test": (3, 4)}
"""First form and step; half of the given names are of `train`, half of the other two."""

CUE, SIGNATURE, NOTHING = "cue", "sign", "-"
_NAMES = ("名", "姓", "某", "某某")
_RARE, _DOUBLE, _WORD, _SINGLE = 0.14, 0.01, 0.04, 0.3


def forms(part: str) -> dict[str, list[str]]:
    """The forms of a part, by kind."""
    first, step = PARTS[part]
    found: dict[str, list[str]] = {}
    for line in (Path(__file__).parent / "forms.txt").read_text("utf-8").splitlines():
        kind, form = line.split("|", 1)
        found.setdefault(kind, []).append(form.replace("\\n", "\n"))
    return {kind: lines[first::step] for kind, lines in found.items()}


class _Writer:
    """Fills forms, noting where the names stand. The given names of a part are its own."""

    def __init__(self, chance: random.Random, part: str) -> None:
        self._chance = chance
        self._place = PARTS[part][0] % 2

    def write(self, form: str, kind: str) -> Sentence:
        text, secrets = "", []
        for number, piece in enumerate(form.replace("{", "}").split("}")):
            value = self._value(piece) if number % 2 else piece
            if number % 2 and piece in _NAMES:
                secrets.append((kind, len(text), len(text) + len(value)))
            text += value
        return Sentence(text, tuple(secrets))

    def _value(self, piece: str) -> str:
        if piece == "名":
            return self._family() + self._given()
        if piece in _NAMES:
            return self._family() + piece.replace("姓", "")
        if piece == "日":
            chance = self._chance
            return (
                f"{chance.randint(2019, 2026)}年{chance.randint(1, 12)}月{chance.randint(1, 28)}日"
            )
        return self._chance.choice(words.PLACES[piece])

    def _family(self) -> str:
        chance = self._chance.random()
        if chance < _DOUBLE:
            return self._chance.choice(words.DOUBLE)
        if chance < _RARE:
            return self._chance.choice(words.RARE)
        return self._chance.choices(list(words.COMMON), list(words.COMMON.values()))[0]

    def _given(self) -> str:
        chance = self._chance.random()
        if chance < _WORD:
            return self._chance.choice(words.WORDS[self._place :: 2])
        if chance < _SINGLE:
            return self._chance.choice(words.SINGLE[self._place :: 2])
        return self._chance.choice(words.FIRST) + self._chance.choice(words.SECOND)


def generate(count: int, seed: int, part: str) -> list[Sentence]:
    """Half of the sentences hold names, of each kind as many as it has forms; half hold none."""
    chance = random.Random(seed)
    writer = _Writer(chance, part)
    by_kind = forms(part)
    stay = by_kind.pop(NOTHING)
    named = [(kind, form) for kind, lines in by_kind.items() for form in lines]
    found = []
    for number in range(count // 2):
        kind, form = named[number % len(named)]
        found.append(writer.write(form, MID_SENTENCE if kind == "mid" else "姓名"))
    return found + [writer.write(stay[number % len(stay)], "") for number in range(count // 2)]
