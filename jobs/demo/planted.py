"""The planted issues: many people, one place, one problem, each with its own shape in time."""

# ruff: noqa: S311
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from random import Random
from typing import Any

from jobs.demo import people
from jobs.demo.draft import Draft
from jobs.demo.news import item
from jobs.demo.places import PLACES, slots, town
from jobs.demo.replies import unit_name
from jobs.demo.rhythm import moment, spread
from jobs.demo.tickets import Told, as_letter, as_ticket
from jobs.demo.wording import Pen, Words, book

_LETTERS = 0.14
_NEWS = 0.05
_FADE = 0.8
_GOES_ON = 0.07
_SMALLEST = 6
_YEAR = 365
_TRIES = 30
_LONG = ("wages", "housing_finance", "environment", "safety", "hardship")
_NEARBY = ("environment", "safety", "other")


@dataclass(frozen=True, slots=True)
class Wave:
    """One rise and fall: the share of the messages and its days, counted back from the anchor."""

    share: float
    first: int
    peak: int
    last: int


@dataclass(frozen=True, slots=True)
class Planted:
    """One hot issue as it is planted."""

    id: str
    name: str
    area: str
    town: str
    place: str
    unit: str
    problem: str
    shape: str
    count: int
    reply: str
    anchor: str
    waves: tuple[Wave, ...]
    words: Words
    again: Words
    slots: Mapping[str, Sequence[str]]


@cache
def planted() -> tuple[Planted, ...]:
    """Every planted issue, in the order of the file."""
    return tuple(_planted(row) for row in book("issues")["issue"])


def _planted(row: dict[str, Any]) -> Planted:
    plain = ("id", "name", "area", "town", "place", "unit", "problem", "shape", "count", "reply")
    waves = [Wave(wave["share"], wave["from"], wave["peak"], wave["to"]) for wave in row["waves"]]
    lists = ("aliases", "titles", "cores", "details", "wants", "done", "news")
    words = {name: tuple(row[name]) for name in lists}
    words["long"] = (row["place"],) if row["area"] in _LONG else ()
    words["near"] = (row["place"],) if row["area"] in _NEARBY else ()
    return Planted(
        **{name: row[name] for name in plain},
        anchor=row.get("anchor", ""),
        waves=tuple(waves),
        words=words,
        again={name: (*words[name], *more) for name, more in row.get("again", {}).items()},
        slots=row.get("slots", {}),
    )


def anchor_of(issue: Planted, until: date) -> date:
    """The day an issue's days are counted back from: `until`, or its own day of the year."""
    if not issue.anchor:
        return until
    month, day = (int(part) for part in issue.anchor.split("-"))
    here = date(until.year, month, day)
    return here if here <= until else date(until.year - 1, month, day)


def drafts(issue: Planted, rng: Random, until: date, scale: float, as_of: datetime) -> list[Draft]:
    """All messages of one issue up to the end of `until`."""
    count = max(_SMALLEST, round(issue.count * scale))
    anchor = anchor_of(issue, until)
    made = []
    for index, many in enumerate(spread(count, [wave.share for wave in issue.waves])):
        for _ in range(many):
            day = _day(rng, issue.waves[index], anchor, until)
            made.append(message(issue, rng, day, index, as_of))
    return made


def _day(rng: Random, wave: Wave, anchor: date, until: date) -> date:
    """A day of the wave within the year; a wave that the year cuts keeps its part inside."""
    first = until - timedelta(days=_YEAR - 1)
    for _ in range(_TRIES):
        offset = round(rng.triangular(wave.last - 0.49, wave.first + 0.49, wave.peak))
        day = anchor - timedelta(days=offset)
        if first <= day <= until:
            return day
    return min(max(anchor, first), until)


def still_alive(issue: Planted) -> bool:
    """Whether an issue goes on after `until`."""
    return not issue.anchor and issue.waves[-1].last <= 1


def after(issue: Planted, rng: Random, days: int) -> int:
    """How many messages of a living issue come `days` days after `until`: it fades slowly."""
    if not still_alive(issue):
        return 0
    expected = issue.count * issue.waves[-1].share * _GOES_ON * _FADE**days
    return int(expected + rng.random())


def message(issue: Planted, rng: Random, day: date, wave: int, as_of: datetime) -> Draft:
    """One message of the issue on that day: mostly a ticket, else a letter or a report."""
    at = moment(rng, day, "calls")
    pen = _pen(issue, rng, at)
    draw = rng.random()
    if draw < _NEWS and issue.words["news"]:
        draft = _report(issue, pen, as_of)
    else:
        channel, voice = people.pick_channel(pen)
        is_letter = draw > 1 - _LETTERS
        told = _told(issue, pen, people.LETTER if is_letter else voice, wave)
        draft = as_letter(told, as_of) if is_letter else as_ticket(told, channel, as_of)
        draft.submitter = _someone(issue, rng)
    draft.tag = issue.id
    return draft


def _pen(issue: Planted, rng: Random, at: datetime) -> Pen:
    named = slots(town(issue.town), "none", rng)
    kept = {name: value for name, value in named.items() if name not in ("place", *PLACES)}
    choices = {**issue.slots, "place": issue.words["aliases"]}
    return Pen(rng, at, kept, choices)


def _told(issue: Planted, pen: Pen, voice: people.Voice, wave: int) -> Told:
    words = issue.words if wave == 0 else {**issue.words, **issue.again}
    said = people.compose(pen, words, voice, ("投诉", "求助", "投诉"))
    title = pen.pick(words["titles"])
    place = town(issue.town)
    unit = place.unit if pen.rng.random() < 0.08 else issue.unit
    pen.slots["subject"] = issue.place + issue.problem
    done = pen.rng.choice(issue.words["done"])
    return Told(pen, title, said.text, said.intent, place, unit, _habit(issue, wave), done)


def _habit(issue: Planted, wave: int) -> str:
    if issue.reply == "empty_then_mixed":
        return "empty" if wave == 0 else "mixed"
    return issue.reply


def _someone(issue: Planted, rng: Random) -> str:
    """One of the people concerned; the same few write twice."""
    first = 20_000 + 1_000 * [item.id for item in planted()].index(issue.id)
    return f"S{first + rng.randrange(round(issue.count * 1.4)):06d}"


def _report(issue: Planted, pen: Pen, as_of: datetime) -> Draft:
    sheet = book("news")["planted"]
    pen.slots |= {"problem": issue.problem, "unit": unit_name(issue.unit), "place": issue.place}
    pen.slots["core"] = pen.pick(sheet["cores"])
    title, text = pen.pick(issue.words["news"]), pen.pick(sheet["texts"])
    return item(pen, title, text, issue.town, as_of)
