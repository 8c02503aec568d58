"""What the county's units answer: good, half or empty."""

from dataclasses import replace
from datetime import datetime

from jobs.demo.wording import Pen, book


def unit_name(unit: str) -> str:
    """The short name of a unit as its own answers use it."""
    return str(book("replies")["units"].get(unit, "我单位"))


def answer(pen: Pen, quality: str, unit: str, replied_at: datetime, done: str) -> str:
    """An official reply; `done` is the template of what was done about the matter."""
    sheet = book("replies")
    row = sheet[quality]
    slots = {"unit": unit_name(unit), "done": done, "dept": pen.rng.choice(sheet["dept"]["names"])}
    writer = replace(pen, at=replied_at, slots={**pen.slots, **slots, "me": "您"})
    writer.slots.pop("surname", None)
    return "".join(writer.pick(row[part]) for part in ("openings", "middles", "closings"))
