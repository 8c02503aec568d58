"""Agreed wording in the county: letters answered rightly and wrongly, and what they are held
against."""

# ruff: noqa: S311
import re
from datetime import date, datetime, timedelta
from random import Random
from typing import Any

from jobs.demo.draft import Draft
from jobs.demo.places import pick_town
from jobs.demo.rhythm import moment
from jobs.demo.tickets import submitter
from jobs.demo.wording import book

_DATED = re.compile(r"\{d([+-]\d+)\}")
_DAYS = 24


def letters(rng: Random, until: date, as_of: datetime) -> list[Draft]:
    """Questions of the last weeks about one subsidy; `tag` tells how each was answered."""
    sheet = book("wording")["letters"]
    made: list[Draft] = []
    for row in sheet["reply"]:
        for index in range(row["count"]):
            back = 4 + (len(made) * 7) % _DAYS
            at, town = moment(rng, until - timedelta(days=back), "online"), pick_town(rng)
            reply = filled(row["texts"][index % len(row["texts"])], until)
            replied_at = at + timedelta(hours=rng.uniform(30, 70))
            known = replied_at <= as_of
            made.append(
                Draft(
                    "letter", at, rng.choice(sheet["titles"]),
                    sheet["texts"][index % len(sheet["texts"])], "网络留言",
                    submitter=submitter(rng), region=town.adcode, unit="demo_housing",
                    reply=reply if known else None, replied_at=replied_at if known else None,
                    tag=f"wording-{row['sort']}",
                )
            )  # fmt: skip
    return made


def filled(text: str, until: date) -> str:
    """A text of the sheet with its years and days."""
    years = text.replace("{y}", str(until.year)).replace("{p}", str(until.year - 5))

    def day(match: re.Match[str]) -> str:
        found = until + timedelta(days=int(match.group(1)))
        return f"{found.month}月{found.day}日"

    return _DATED.sub(day, years)


def rows(name: str, until: date) -> list[dict[str, Any]]:
    """The rows of one table of the sheet, their texts filled in."""
    return [_row(row, until) for row in book("wording")[name]]


def _row(row: dict[str, Any], until: date) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in row.items():
        if isinstance(value, str):
            found[key] = filled(value, until)
        else:
            found[key] = _row(value, until) if isinstance(value, dict) else value
    return found
