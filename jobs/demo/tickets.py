"""Hotline tickets and letters about everyday matters."""

# ruff: noqa: S311
import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from random import Random

from core.messages import Fact
from jobs.demo import people
from jobs.demo.draft import Draft
from jobs.demo.life import Course, office, quality, shown
from jobs.demo.places import Town, pick_town, slots
from jobs.demo.replies import answer, done_about
from jobs.demo.rhythm import moment, season
from jobs.demo.wording import Matter, Pen, matters

_PEOPLE = 14_000
_LEAD = re.compile("^(?:反映|举报|咨询|关于)|(?:的诉求|求处理)$")


@dataclass(frozen=True, slots=True)
class Told:
    """What was said: the words, the intent, and who owes the answer in which manner; `about` as in
    a draft."""

    pen: Pen
    title: str
    text: str
    intent: str
    town: Town
    unit: str
    habit: str
    done: str
    about: tuple[str, ...] = ()


def submitter(rng: Random) -> str:
    """A synthetic id; low numbers come back more often, so that some write several times."""
    return f"S{int(_PEOPLE * rng.random() ** 1.5) + 1:06d}"


@cache
def _weights(day: date) -> list[float]:
    return [matter.weight * season(matter.season, day) for matter in matters()]


def ticket(rng: Random, day: date, as_of: datetime) -> Draft:
    """An everyday ticket of that day."""
    at = moment(rng, day, "calls")
    channel, voice = people.pick_channel(Pen(rng, at))
    return as_ticket(tell(rng, at, day, voice), channel, as_of)


def letter(rng: Random, day: date, as_of: datetime) -> Draft:
    """An everyday letter of that day."""
    at = moment(rng, day, "online")
    return as_letter(tell(rng, at, day, people.LETTER), as_of)


def tell(rng: Random, at: datetime, day: date, voice: people.Voice) -> Told:
    """An everyday matter of the season, told in this manner."""
    matter = rng.choices(matters(), _weights(day))[0]
    town = pick_town(rng)
    named = slots(town, matter.place, rng) | {"problem": matter.problem}
    pen = Pen(rng, at, named, matter.slots)
    said = people.compose(pen, matter.words, voice, matter.intents)
    title = people.title_for(pen, matter.words["titles"], said.core, said.intent)
    pen.slots["subject"] = f"“{_LEAD.sub('', title)}”"
    unit = _unit(rng, matter, town, said.intent)
    done = done_about(pen, matter.words, said.core, said.intent)
    spot = named["place"].removeprefix(town.name) or town.name
    about = (matter.problem, town.adcode, spot)
    return Told(pen, title, said.text, said.intent, town, unit, "background", done, about)


def _unit(rng: Random, matter: Matter, town: Town, intent: str) -> str:
    if intent in ("咨询", "表扬") and rng.random() < 0.55:
        return "demo_hotline"
    return town.unit if rng.random() < 0.12 else matter.unit


def as_ticket(told: Told, channel: str, as_of: datetime) -> Draft:
    """The hotline's record of what was told, as far as it has come by `as_of`."""
    pen, rng = told.pen, told.pen.rng
    grade = "good" if told.unit == "demo_hotline" else quality(rng, told.habit)
    facts, replied_at = Course(rng, pen.at, told.unit, grade, as_of).facts()
    draft = _draft("ticket", told, channel, {"type": told.intent, "unit": told.unit, **facts})
    draft.confidential = told.intent == "举报" and rng.random() < 0.04
    return _answered(draft, told, grade, replied_at)


def as_letter(told: Told, as_of: datetime) -> Draft:
    """The mailbox's record of what was told."""
    pen, rng = told.pen, told.pen.rng
    grade = quality(rng, told.habit)
    facts: dict[str, Fact] = {"type": told.intent, "received_at": shown(pen.at)}
    facts["public"] = rng.random() < 0.7
    replied_at = office(pen.at + timedelta(days=min(rng.lognormvariate(1.6, 0.6), 40)))
    draft = _draft("letter", told, "网站" if rng.random() < 0.8 else "信件", facts)
    draft.votes_up = int(rng.expovariate(0.25))
    return _answered(draft, told, grade, replied_at if replied_at <= as_of else None)


def _draft(kind: str, told: Told, channel: str, facts: dict[str, Fact]) -> Draft:
    return Draft(
        kind=kind,
        posted_at=told.pen.at,
        title=told.title,
        text=told.text,
        channel=channel,
        submitter=submitter(told.pen.rng),
        region=told.town.adcode,
        unit=told.unit,
        facts=facts,
        about=told.about,
    )


def _answered(draft: Draft, told: Told, grade: str, replied_at: datetime | None) -> Draft:
    # The answer is always written, so that chance runs the same whatever `as_of` is.
    at = replied_at or told.pen.at
    reply = answer(told.pen, grade, told.intent, told.unit, told.done, at)
    if replied_at is not None:
        draft.reply, draft.replied_at = reply, replied_at
    return draft
