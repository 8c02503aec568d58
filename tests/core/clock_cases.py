"""The clock cases: rules, office hours and expectations read from `cases/`."""

import csv
import tomllib
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import NamedTuple

from config import calendar, settings, tables
from core.calendars import DEFAULT_HOURS, WorkCalendar, WorkTime, parse_hours
from core.deadline import Event
from core.deadline_rules import Rule
from core.times import parse_moment

FOLDER = Path(__file__).parent / "cases"


class Case(NamedTuple):
    """One line of clocks.csv."""

    name: str
    rule: Rule
    start_at: datetime
    events: list[Event]
    work: WorkTime
    due_at: datetime
    state: str
    provisional: bool


@cache
def work_calendar() -> WorkCalendar:
    """The published calendar."""
    return calendar.load(settings.load({"MINSHENG_HOME": "/nonexistent"}))


@cache
def rules() -> Mapping[str, Rule]:
    """The shipped rules and those of the cases."""
    shipped = tables.load(settings.load({"MINSHENG_HOME": "/nonexistent"})).rules
    own = tomllib.loads((FOLDER / "rules.toml").read_text("utf-8"))["rule"]
    return {**shipped, **{row["id"]: Rule(**row) for row in own}}


def moment(text: str) -> datetime:
    """A time of the cases; without a zone it is Asia/Shanghai."""
    found = parse_moment(text)
    assert found
    return found.at


def event(text: str) -> Event:
    """An event as the command line writes it."""
    kind, _, at = text.partition("@")
    name, _, amount = kind.partition(":")
    return Event(name, moment(at), int(amount) if amount else None)


@cache
def cases() -> list[Case]:
    """All cases."""
    with (FOLDER / "clocks.csv").open(encoding="utf-8", newline="") as file:
        return [_case(row) for row in csv.DictReader(file)]


def _case(row: dict[str, str]) -> Case:
    hours = parse_hours(row["hours"]) if row["hours"] else DEFAULT_HOURS
    return Case(
        row["case"],
        rules()[row["rule"]],
        moment(row["start"]),
        [event(text) for text in row["events"].split()],
        WorkTime(work_calendar(), hours),
        moment(row["due"]),
        row["state"],
        row["provisional"] == "yes",
    )
