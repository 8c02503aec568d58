"""What the county's invented media print."""

# ruff: noqa: S311
from datetime import date, datetime, timedelta
from random import Random

from core.messages import Fact
from jobs.demo.draft import Draft
from jobs.demo.life import shown
from jobs.demo.places import pick_town, slots
from jobs.demo.rhythm import moment
from jobs.demo.wording import Pen, book

_SECTIONS = ("要闻", "民生", "社会", "问政")


def news(rng: Random, day: date, as_of: datetime) -> Draft:
    """An everyday news item of that day."""
    at = moment(rng, day, "online")
    town = pick_town(rng)
    pen = Pen(rng, at, slots(town, "none", rng))
    index = rng.randrange(len(book("news")["kind"]))
    row = book("news")["kind"][index]
    # A title and its text stand in the same place of their lists where both have one.
    place = rng.randrange(len(row["texts"]))
    titles = row["titles"][place :: len(row["texts"])]
    return item(pen, pen.pick(titles), pen.fill(row["texts"][place]), town.adcode, as_of)


def item(pen: Pen, title: str, text: str, region: str | None, as_of: datetime) -> Draft:
    """A news item with its outlet."""
    rng = pen.rng
    outlet = rng.choice(book("news")["outlets"])
    updated_at = pen.at + timedelta(hours=rng.uniform(0.5, 9))
    facts: dict[str, Fact] = {"outlet": outlet["name"], "outlet_kind": outlet["kind"]}
    facts |= {"section": rng.choice(_SECTIONS), "published_at": shown(pen.at)}
    if rng.random() < 0.15 and updated_at <= as_of:
        facts["updated_at"] = shown(updated_at)
    return Draft(
        kind="news",
        posted_at=pen.at,
        title=title,
        text=text,
        channel=outlet["kind"],
        region=region,
        facts=facts,
    )
