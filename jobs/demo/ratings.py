"""Ratings of services (好差评): stars, a word or none, and the mending of bad ones."""

# ruff: noqa: S311
from datetime import date, datetime, timedelta
from random import Random
from typing import Any

from core.messages import Fact
from jobs.demo.draft import Draft
from jobs.demo.life import office, shown
from jobs.demo.places import pick_town, slots
from jobs.demo.replies import unit_name
from jobs.demo.rhythm import moment
from jobs.demo.tickets import submitter
from jobs.demo.wording import Pen, book

_STARS = (5, 4, 3, 2, 1)
_SHARES = (83, 9, 3.5, 3, 1.5)
_BAD = 2


def rating(rng: Random, day: date, as_of: datetime) -> Draft:
    """One rating of that day."""
    sheet = book("ratings")
    item = rng.choice(sheet["items"])
    stars = rng.choices(_STARS, _SHARES)[0]
    at = moment(rng, day, "office")
    town = pick_town(rng)
    pen = Pen(rng, at, slots(town, "none", rng))
    words = sheet["bad" if stars <= _BAD else "fair" if stars == _BAD + 1 else "good"]
    facts = _facts(rng, item, stars, at)
    draft = Draft(
        kind="rating",
        posted_at=at,
        title=item["item"],
        text=pen.pick(words),
        channel=str(facts["evaluate_channel"]),
        submitter=submitter(rng),
        region=town.adcode,
        unit=item["unit"],
        facts=facts,
    )
    if stars <= _BAD:
        _mend(pen, draft, as_of)
    return draft


def _facts(rng: Random, item: dict[str, Any], stars: int, at: datetime) -> dict[str, Fact]:
    handled_at = at - timedelta(minutes=rng.randint(2, 600))
    return {
        "stars": stars,
        "item": item["item"],
        "service_unit": item["unit"],
        "evaluate_channel": rng.choice(book("ratings")["channels"]),
        "handled_at": shown(handled_at),
    }


def _mend(pen: Pen, draft: Draft, as_of: datetime) -> None:
    """Call-back within about a day, verification, rectification within about 15 days."""
    rng, fix = pen.rng, book("ratings")["fix"]
    late = rng.random() < 0.1
    called_at = office(draft.posted_at + timedelta(days=rng.uniform(0.1, 4 if late else 0.9)))
    verified = rng.random() < 0.8
    fixed_at = office(called_at + timedelta(days=min(rng.lognormvariate(1.9, 0.6), 30)))
    pen.slots["unit"] = unit_name(draft.unit or "")
    reply = pen.pick(fix["done"] if verified else fix["unverified"])
    again = rng.choice((3, 4, 5)) if verified and rng.random() < 0.35 else None
    if called_at <= as_of:
        draft.facts |= {"called_back_at": shown(called_at), "verified": verified}
    answered_at = fixed_at if verified else called_at
    if answered_at > as_of:
        return
    draft.reply, draft.replied_at = reply, answered_at
    if verified:
        draft.facts["rectified_at"] = shown(fixed_at)
    if again:
        draft.facts["stars_again"] = again
