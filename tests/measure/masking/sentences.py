"""Sentences with and without personal data, each with the truth about it."""

import random
from dataclasses import dataclass
from itertools import cycle, islice
from pathlib import Path

from tests.measure.masking import values, words
from tests.measure.masking.values import Chance

MID_SENTENCE = "姓名(句中)"
"""Names without a cue word: reported apart, not held to the threshold."""


@dataclass(frozen=True)
class Sentence:
    """A text and its secrets: (kind, start, end)."""

    text: str
    secrets: tuple[tuple[str, int, int], ...]


def _forms() -> dict[str, list[str]]:
    """The lines of forms.txt by kind; those of kind "-" hold nothing personal."""
    found: dict[str, list[str]] = {}
    for line in (Path(__file__).parent / "forms.txt").read_text("utf-8").splitlines():
        kind, form = line.split("|", 1)
        found.setdefault(kind, []).append(form.replace("\\n", "\n"))
    return found


FORMS = _forms()
STAY = FORMS.pop("-")


class _Writer:
    """Fills forms, noting where the secrets stand."""

    def __init__(self, chance: Chance) -> None:
        self.chance = chance
        self.makers = {
            "电话": ("电话", values.phone),
            "本地": ("电话", values.local_line),
            "身份证": ("身份证", values.identity_card),
            "裸证": ("身份证", values.identity),
            "银行卡": ("银行卡", values.card),
            "裸卡": ("银行卡", values.bank_card),
            "车牌": ("车牌", values.car),
            "邮箱": ("邮箱", values.address),
            "账号": ("账号", values.account),
            "住址": ("住址", values.home),
            "门牌": ("住址", values.house),
            "姓名": ("姓名", values.name),
            "姓": ("姓名", values.family),
            "族": ("姓名", values.minority),
            "网络": ("网络地址", values.ip),
            "位置": ("位置", values.position),
            "句中": (MID_SENTENCE, values.name),
        }
        self.others = {
            "事": words.MATTERS,
            "路": words.ROADS,
            "区": words.ESTATES,
            "村": words.VILLAGES,
            "所": words.OFFICES,
            "公司": words.COMPANIES,
            "尾": words.ENDS,
            "号": words.PUBLIC_NUMBERS,
        }
        self.made = {
            "文": values.document,
            "代码": values.credit_code,
            "日": values.day,
            "钱": values.money,
            "单": values.serial,
            "单短": lambda chance: values.digits(chance, 7),
            "四": lambda chance: values.digits(chance, 4),
        }

    def write(self, form: str) -> Sentence:
        text, secrets = "", []
        for number, piece in enumerate(form.replace("{", "}").split("}")):
            if number % 2 and piece in self.makers:
                kind, make = self.makers[piece]
                value = make(self.chance)
                secrets.append((kind, len(text), len(text) + len(value)))
                text += value
            elif number % 2 and piece == "主页":
                host, account = values.own_page(self.chance)
                secrets.append(("账号", len(text) + len(host), len(text) + len(host + account)))
                text += host + account
            else:
                text += self._other(piece) if number % 2 else piece
        return Sentence(text, tuple(secrets))

    def _other(self, piece: str) -> str:
        if piece in self.others:
            return self.chance.choice(self.others[piece])
        return self.made[piece](self.chance)


def generate(count: int, seed: int) -> list[Sentence]:
    """Half of the sentences hold personal data, each kind equally often; half hold none."""
    chance = random.Random(seed)
    writer = _Writer(chance)
    kinds = list(FORMS)
    found = [writer.write(chance.choice(FORMS[kind])) for kind in islice(cycle(kinds), count // 2)]
    found += [writer.write(form) for form in islice(cycle(STAY), count - len(found))]
    chance.shuffle(found)
    return found
