"""The step `concentrate`: once a day, which matters draw many complaints and get no better."""

from datetime import datetime

from core.concentration import concentrated
from core.scope import Scope
from core.times import day_of
from jobs.office import Office
from store import concentrations, history, issues

_NOTE = "concentrated"


def due(office: Office, now: datetime) -> list[str]:
    """One unit of work on each day that has messages."""
    if history.read_note(office.store, Scope.ALL, _NOTE) == _mark(office, now):
        return []
    return [""] if issues.last_message_at(office.store, Scope.ALL) else []


def run(office: Office, subject: str, now: datetime) -> dict[str, int]:
    """Count and keep; an old file is judged as of its own newest message."""
    until = min(now, issues.last_message_at(office.store, Scope.ALL) or now)
    found = concentrated(concentrations.count(office.store, Scope.ALL, until))
    concentrations.keep(office.store, Scope.ALL, found, until)
    history.note(office.store, Scope.ALL, _NOTE, _mark(office, now))
    return {"matters": len(found), "for_study": sum(matter.for_study for matter in found)}


def _mark(office: Office, now: datetime) -> str:
    """The day, and the day of the newest message: either begins a new count."""
    newest = issues.last_message_at(office.store, Scope.ALL)
    return f"{day_of(now)} {day_of(newest) if newest else ''}"
