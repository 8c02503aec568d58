"""What looks like a hot issue and is none: a festival, one text many times, an old backlog."""

# ruff: noqa: S311
from collections.abc import Callable
from datetime import date, datetime, timedelta
from random import Random
from typing import Any

from core.times import day_start
from jobs.demo import people
from jobs.demo.draft import Draft
from jobs.demo.life import shown
from jobs.demo.places import pick_town, slots, town
from jobs.demo.rhythm import moment, spring_of
from jobs.demo.tickets import Told, as_ticket, tell
from jobs.demo.wording import Pen, book

_FLOOD_BACK = 33
_BACKLOG_BACK = (301, 298, 296)
_IMPORTED_BACK = 20
_SMALLEST = 6


def drafts(rng: Random, until: date, scale: float, as_of: datetime) -> list[Draft]:
    """All decoys of the year that ends on `until`; `tag` tells their kind."""
    made = []
    for row in book("decoys")["decoy"]:
        for index in range(max(_SMALLEST, round(row["count"] * scale))):
            draft = _MAKERS[row["kind"]](rng, row, until, index, as_of)
            draft.tag = row["kind"]
            made.append(draft)
    return made


def names() -> dict[str, str]:
    """The name of each decoy by its kind."""
    return {row["kind"]: row["name"] for row in book("decoys")["decoy"]}


def _festival_day(until: date) -> date:
    """The Spring Festival of the year before `until`, or New Year where it has none."""
    for year in (until.year, until.year - 1):
        day = spring_of(year)
        if until - timedelta(days=355) <= day <= until - timedelta(days=4):
            return day
    return date(until.year, 1, 1)


def _festival(rng: Random, row: dict[str, Any], until: date, index: int, as_of: datetime) -> Draft:
    day = _festival_day(until) + timedelta(days=rng.choice((-2, -1, -1, 0, 0, 1)))
    at, place = moment(rng, min(day, until), "calls"), pick_town(rng)
    pen = Pen(rng, at, slots(place, "none", rng))
    text = people.greeting(pen, rng.choice(row["texts"]))
    pen.slots["subject"] = "节日服务"
    done = "节日期间的安排已在政务网站公布，详情已短信告知"
    title = pen.pick(row["titles"]) if "？" in text else "节日问候"
    intent = "咨询" if "？" in text else "表扬"
    told = Told(pen, title, text, intent, place, "demo_hotline", "background", done)
    return as_ticket(told, people.pick_channel(pen)[0], as_of)


def _flood(rng: Random, row: dict[str, Any], until: date, index: int, as_of: datetime) -> Draft:
    start = day_start(until - timedelta(days=_FLOOD_BACK)) + timedelta(hours=13)
    at = start + timedelta(seconds=rng.randrange(6 * 3600))
    place = town("999901012")
    pen = Pen(rng, at, slots(place, "none", rng))
    pen.slots["subject"] = "公交线路调整"
    done = "该线路调整尚在征求意见，将结合沿线意见再研究"
    told = Told(pen, row["titles"][0], row["texts"][0], "投诉", place, "demo_bus", "mixed", done)
    return as_ticket(told, rng.choice(("网站", "APP", "微信")), as_of)


def _backlog(rng: Random, row: dict[str, Any], until: date, index: int, as_of: datetime) -> Draft:
    """Ordinary old tickets that all carry the first second of three days."""
    day = until - timedelta(days=_BACKLOG_BACK[index % len(_BACKLOG_BACK)])
    at = day_start(day)
    draft = as_ticket(tell(rng, at, day, people.PHONE), "电话", as_of)
    imported_at = day_start(until - timedelta(days=_IMPORTED_BACK)) + timedelta(hours=10)
    draft.facts["imported_at"] = shown(imported_at)
    return draft


_Maker = Callable[[Random, dict[str, Any], date, int, datetime], Draft]
_MAKERS: dict[str, _Maker] = {"festival": _festival, "copy_paste": _flood, "backlog": _backlog}
