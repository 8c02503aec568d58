"""Sentences of all kinds with the truth about each, in two parts that share no form and no name.

The patterns may be mended on `open`; of `kept` only the totals are looked at.
"""

import random
from collections.abc import Callable
from pathlib import Path

from tests.measure.apart import values, words
from tests.measure.masking.sentences import MID_SENTENCE, Sentence

PARTS = {"open": 0, "kept": 1}
KINDS = {
    "n": "姓名", "m": MID_SENTENCE, "p": "电话", "i": "身份证", "b": "银行卡", "c": "车牌",
    "e": "邮箱", "a": "账号", "h": "住址", "w": "网络地址", "g": "位置", "-": "",
}  # fmt: skip
_SHARES = {"rare": 0.15, "compound": 0.08}
_AS_WORD, _ALONE = 0.12, 0.38
_TWO = 2


def forms(part: str) -> dict[str, list[str]]:
    """The forms of a part, by kind: every second line."""
    found: dict[str, list[str]] = {}
    for line in (Path(__file__).parent / "forms.txt").read_text("utf-8").splitlines():
        kind, form = line.split("|", 1)
        found.setdefault(kind, []).append(form.replace("\\n", "\n"))
    return {kind: lines[PARTS[part] :: 2] for kind, lines in found.items()}


class _Writer:
    """Fills forms, noting where the secrets stand."""

    def __init__(self, chance: random.Random, part: str) -> None:
        self._chance, self._part = chance, PARTS[part]
        self._names: dict[str, Callable[[], str]] = {
            "名": self._name, "隔": self._spaced, "隐": self._unseen, "姓": self._family,
            "某": self._hidden, "繁": lambda: self._name().translate(words.TO_TRADITIONAL),
            "族": lambda: self._one(words.DOTTED), "裸": lambda: self._one(words.UNDOTTED),
            "英": lambda: self._one(words.LATIN),
        }  # fmt: skip
        self._numbers = {
            "电": values.phone, "证": values.identity, "卡": values.card, "牌": values.plate,
            "邮": values.mail, "号": values.account, "户": values.home, "网": values.network,
            "位": values.position,
        }  # fmt: skip
        self._others = {
            "日": values.day, "钱": values.money, "码": values.code, "编": values.serial,
        }  # fmt: skip

    def write(self, form: str, kind: str) -> Sentence:
        text, secrets = "", []
        for number, piece in enumerate(form.replace("{", "}").split("}")):
            value, of_kind = (piece, "") if number % 2 == 0 else self._value(piece, kind)
            if piece == "小" and of_kind:
                text, value = text + self._chance.choice("小老"), value[-1]
            if of_kind:
                secrets.append((of_kind, len(text), len(text) + len(value)))
            text += value
        return Sentence(text, tuple(secrets))

    def _value(self, piece: str, kind: str) -> tuple[str, str]:
        if piece == "小":
            return self._one(words.COMMON), kind
        if piece in self._names:
            return self._names[piece](), kind
        if piece in self._numbers:
            return self._numbers[piece](self._chance), kind
        if piece in self._others:
            return self._others[piece](self._chance), ""
        return self._chance.choice(words.FILLERS[piece]), ""

    def _one(self, of: str | tuple[str, ...]) -> str:
        return self._chance.choice(of[self._part :: 2])

    def _family(self) -> str:
        chance = self._chance.random()
        if chance < _SHARES["compound"]:
            return self._one(words.COMPOUND)
        if chance < sum(_SHARES.values()):
            return self._one(words.RARE)
        return self._chance.choice(words.COMMON)

    def _name(self) -> str:
        chance = self._chance.random()
        if chance < _AS_WORD:
            return self._family() + self._one(words.WORDS)
        if chance < _ALONE:
            return self._family() + self._one(words.ONE)
        return self._family() + self._one(words.FIRST) + self._one(words.SECOND)

    def _spaced(self) -> str:
        return self._chance.choice((" ", "  ", "\u3000")).join(self._name())

    def _unseen(self) -> str:
        way = self._chance.randrange(3)
        if way == 0:
            return "".join(f"&#{ord(char)};" for char in self._name())
        join = self._chance.choice(("\u200b", "\u200d", "\ufeff", "\u00ad"))
        name = self._name()
        return join.join(name) if way == 1 else f"{name[0]}{join}{name[1:]}"

    def _hidden(self) -> str:
        return self._family() + self._chance.choice(("某", "某某", "*", "**", "X", "××", "某某某"))


def generate(count: int, seed: int, part: str) -> list[Sentence]:
    """Half of the sentences hold personal data, of each kind as many (of names four times as
    many); half hold none."""
    chance = random.Random(seed)
    writer = _Writer(chance, part)
    by_kind = forms(part)
    stay = by_kind.pop("-")
    kinds = ["n"] * 4 + [kind for kind in by_kind if kind != "n"]
    turn = dict.fromkeys(by_kind, 0)
    found = []
    for number in range(count // _TWO):
        kind = kinds[number % len(kinds)]
        form = by_kind[kind][turn[kind] % len(by_kind[kind])]
        turn[kind] += 1
        found.append(writer.write(form, KINDS[kind]))
    return found + [writer.write(stay[at % len(stay)], "") for at in range(count // _TWO)]
