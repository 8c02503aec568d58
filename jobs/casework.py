"""The step `desk`: newly labelled tickets, letters and poor ratings get an owner and a clock."""

from datetime import datetime

from cases import following
from cases.handling import Desk
from config import calendar
from core import platform
from core.calendars import WorkTime
from core.scope import Scope
from jobs.office import Office
from store import casework

BATCH = 200
KINDS = (*platform.KINDS, "disclosure")
"""Whose cases and procedures follow what the record says."""


def due(office: Office, now: datetime) -> list[str]:
    """One unit of work where records were labelled since the desk last looked."""
    return [""] if casework.waiting(office.store, Scope.ALL, KINDS, limit=1) else []


def run(office: Office, subject: str, now: datetime) -> dict[str, int]:
    """Open and move cases by what the platform says, up to BATCH records."""
    desk = open_desk(office)
    found = casework.waiting(office.store, Scope.ALL, KINDS, limit=BATCH)
    counts = {"records": len(found), "opened": 0, "followed": 0}
    for record in found:
        done = following.take_in(desk, record, now) if _answers(office, record) else ""
        if done:
            counts[done] += 1
    if found:
        casework.looked_at(office.store, Scope.ALL, found[-1], now)
    return counts


def open_desk(office: Office) -> Desk:
    """The desk of this installation."""
    tables = office.shown_tables
    work = WorkTime(calendar.load(office.settings))
    return Desk(office.store, work, tuple(tables.rules.values()), tuple(tables.units))


def _answers(office: Office, record: casework.Record) -> bool:
    """Only of a source that tells when something was answered can it be said what is owed."""
    source = office.tables.sources.get(record.source)
    profile = office.tables.profiles.get(source.profile) if source else None
    return record.kind != "letter" or profile is None or "reply" in profile.columns
