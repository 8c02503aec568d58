"""What the county's units answer: good, half or empty."""

from dataclasses import replace
from datetime import datetime

from jobs.demo.fitting import closest
from jobs.demo.wording import Pen, Words, book

_SHEETS = {"咨询": "consult", "建议": "advice", "表扬": "praise"}
_FOUND = ("属实", "经查", "经核查", "核实")


def unit_name(unit: str) -> str:
    """The short name of a unit as its own answers use it."""
    return str(book("replies")["units"].get(unit, "我单位"))


def done_about(pen: Pen, words: Words, core: str, intent: str) -> str:
    """The template of what was done: what speaks of the core, else a general one."""
    general = book("replies")["general"]
    mixed = intent == "咨询" and words["wants"]
    options = () if mixed else closest(core, tuple(words["done"]))
    options = options or tuple(general.get(intent, general["other"]))
    return str(pen.rng.choice(options))


def answer(pen: Pen, quality: str, intent: str, unit: str, done: str, at: datetime) -> str:
    """An official reply given at `at`; `done` is the template of what was done."""
    sheet = book("replies")
    row = sheet[quality if quality == "empty" else _SHEETS.get(intent, quality)]
    slots = {"unit": unit_name(unit), "done": done, "dept": pen.rng.choice(sheet["dept"]["names"])}
    writer = replace(pen, at=at, slots={**pen.slots, **slots, "me": "您"})
    writer.slots.pop("surname", None)
    middles = row["middles"]
    if any(word in done for word in _FOUND):
        middles = [item for item in middles if "属实" not in item]
    return "".join(writer.pick(part) for part in (row["openings"], middles, row["closings"]))
