"""The messages that are measured with: of a sheet, or of the synthetic county."""

from datetime import date
from itertools import cycle, islice

from jobs import sheets
from jobs.bench import Ground
from jobs.demo import generate

_SEED = 1
_UNTIL = date(2026, 11, 22)
_COUNTY = 2_000


def pairs(ground: Ground) -> list[tuple[str, str]]:
    """Title and text of `ground.messages` messages, repeated where there are fewer."""
    found = _sheet(ground) if ground.texts else county(_COUNTY, ground.characters)
    return list(islice(cycle(found), ground.messages))


def _sheet(ground: Ground) -> list[tuple[str, str]]:
    assert ground.texts is not None
    frame = sheets.read(ground.texts, ("id", "text"), ("title",))
    return list(frame.select("title", "text").iter_rows())


def county(number: int, length: int) -> list[tuple[str, str]]:
    """Letters of `length` characters, each made of several of so many letters of the county."""
    told = [(raw.title, raw.text) for raw in generate(_SEED, _UNTIL, number).messages]
    made, title, text = [], "", ""
    for heading, more in told:
        title = title or heading
        text += more
        if len(text) >= length:
            made.append((title, text[:length]))
            title, text = "", ""
    return made
