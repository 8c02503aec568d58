"""The demonstration's statutory procedures and its first assessment, as people noted them."""

from datetime import date, datetime, timedelta
from typing import Any

from cases import proceeding
from cases.handling import Desk
from core.procedures import Given, Procedure
from core.scope import Actor
from core.times import day_start
from jobs.casework import open_desk
from jobs.demo import agreeing
from jobs.office import Office

_NAMES = {"dispatch": "陈某", "lead": "高某", "verify": "梁某", "handle": "周某"}
_CLERK = Actor("陈某", unit="demo_office", role="dispatch")
_MORNING = timedelta(hours=10)


def furnish(office: Office, until: date) -> None:
    """Register every procedure of the sheet and take its steps, dated before `until`."""
    desk = open_desk(office)
    for row in agreeing.rows("procedure", until):
        _procedure(desk, row, until)


def _at(until: date, days: int) -> datetime:
    return day_start(until + timedelta(days=days)) + _MORNING


def _procedure(desk: Desk, row: dict[str, Any], until: date) -> None:
    facts: dict[str, Any] = dict(row.get("facts", {}))
    for name in ("opens", "closes"):
        if name in row:
            facts[f"{name}_at"] = _at(until, row[name]).isoformat()
    received = _at(until, row["received"])
    wanted = Procedure(row["flow"], row["title"], row["text"], row["unit"], received, facts=facts)
    number = proceeding.register(desk, _CLERK, wanted, received + timedelta(hours=1))
    for role, unit, step, days, choice, text in row["steps"]:
        actor = Actor(_NAMES[role], unit=unit, role=role)
        at = _at(until, days) + timedelta(hours=1)
        given = Given(text=text, choice=choice)
        proceeding.act(desk, actor, number, step, given, at, at + timedelta(hours=1))
