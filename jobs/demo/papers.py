"""Disclosure requests (依申请公开) and comments on drafts (意见征集)."""

# ruff: noqa: S311
from datetime import date, datetime, timedelta
from random import Random
from typing import Any

from core.messages import Fact
from core.times import day_start
from jobs.demo.draft import Draft
from jobs.demo.life import office, shown
from jobs.demo.places import pick_town, slots
from jobs.demo.rhythm import moment
from jobs.demo.tickets import submitter
from jobs.demo.wording import Pen, book

_OUTCOMES = ("公开", "部分公开", "无法提供", "不予处理", "不予公开")
_SHARES = (50, 20, 16, 8, 6)
_PUBLISHED_AFTER = 27


def disclosure(rng: Random, day: date, as_of: datetime) -> Draft:
    """A request for government information of that day."""
    at, town, sheet = moment(rng, day, "office"), pick_town(rng), book("papers")["disclosure"]
    pen = Pen(rng, at, {**slots(town, "none", rng), "me": "我"})
    subject = rng.choice(sheet["subjects"])
    pen.slots |= {"subject": pen.fill(subject["text"]), "way": rng.choice(sheet["ways"])}
    pen.slots["unit"] = "县自然资源部门"
    text = pen.pick(sheet["texts"])
    if rng.random() < 0.6:
        text += pen.fill("申请人：{person}，电话{phone}。")
    draft = Draft("disclosure", at, f"申请公开{pen.slots['subject']}", text, "网站")
    draft.channel = rng.choice(("网站", "信函", "当面"))
    draft.submitter, draft.region, draft.unit = submitter(rng), town.adcode, subject["unit"]
    _answer(pen, draft, as_of)
    return draft


def _answer(pen: Pen, draft: Draft, as_of: datetime) -> None:
    """The steps up to the answer; each is known only once it has happened."""
    rng, start = pen.rng, draft.posted_at
    steps = {"received_at": start + timedelta(hours=rng.uniform(0, 20))}
    if rng.random() < 0.12:
        start = steps["corrected_at"] = office(start + timedelta(days=rng.uniform(3, 9)))
    if rng.random() < 0.12:
        steps["third_party_from"] = office(start + timedelta(days=4))
        steps["third_party_to"] = office(start + timedelta(days=rng.uniform(8, 19)))
    limit = 26.0
    if rng.random() < 0.1:
        steps["extended_at"], limit = office(start + timedelta(days=20)), 50.0
    answered_at = steps["answered_at"] = office(start + timedelta(days=rng.uniform(5, limit)))
    outcome = rng.choices(_OUTCOMES, _SHARES)[0]
    reply = _reply(pen, outcome)
    draft.facts |= {name: shown(at) for name, at in steps.items() if at <= as_of}
    if answered_at <= as_of:
        draft.reply, draft.replied_at = reply, answered_at
        draft.facts["outcome"] = outcome


def _reply(pen: Pen, outcome: str) -> str:
    replies = book("papers")["disclosure"]["replies"]
    return pen.fill(replies[outcome])


def open_draft(day: date) -> dict[str, Any] | None:
    """The draft rule that is open for comment on that day, with its dates and its number."""
    for row in book("papers")["comment"]["draft"]:
        month, first = (int(part) for part in row["opens"].split("-"))
        opens_on = date(day.year, month, first)
        closes_on = opens_on + timedelta(days=row["days"])
        if opens_on <= day <= closes_on:
            number = f"{row['code']}-{day.year}"
            return {**row, "opens_on": opens_on, "closes_on": closes_on, "number": number}
    return None


def comment(rng: Random, day: date, as_of: datetime) -> Draft:
    """A comment on the draft that is open that day; raises ValueError if none is."""
    row = open_draft(day)
    if row is None:
        raise ValueError(day)
    at, town = moment(rng, day, "online"), pick_town(rng)
    pen = Pen(rng, at, {**slots(town, "none", rng), "me": "我"})
    text = _comment_text(pen, row)
    return Draft(
        kind="comment",
        posted_at=at,
        title=f"对《{row['name']}》的意见",
        text=text,
        channel=rng.choice(("网站", "网站", "APP", "信函")),
        submitter=submitter(rng),
        region=town.adcode,
        unit=row["unit"],
        facts=_fate(rng, row, as_of),
    )


def _comment_text(pen: Pen, row: dict[str, Any]) -> str:
    sheet = book("papers")["comment"]
    parts = [pen.pick(sheet["openings"])]
    parts += [pen.fill(item) for item in pen.rng.sample(row["texts"], pen.rng.choice((1, 1, 2)))]
    parts.append(pen.pick(sheet["closings"]))
    return "".join(parts)


def _fate(rng: Random, row: dict[str, Any], as_of: datetime) -> dict[str, Fact]:
    adopted = rng.choices(("采纳", "部分采纳", "不采纳"), (30, 35, 35))[0]
    reason = rng.choice(book("papers")["comment"]["reasons"][adopted])
    published_on = row["closes_on"] + timedelta(days=_PUBLISHED_AFTER)
    facts: dict[str, Fact] = {
        "consultation_id": row["number"],
        "opens_on": row["opens_on"].isoformat(),
        "closes_on": row["closes_on"].isoformat(),
    }
    if day_start(published_on) <= as_of:
        facts |= {"adopted": adopted, "reason": reason, "published_on": published_on.isoformat()}
    return facts
