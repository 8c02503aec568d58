"""The step `people`: distinct submitters of months that changed, counted behind the messages."""

from datetime import datetime, timedelta

from core.scope import Scope
from jobs import pausing
from jobs.office import Office
from store import history, people

EVERY = timedelta(minutes=10)
"""A month of a busy city takes a second or two, and this month changes all the time."""

_NOTE = "people_counted_at"


def due(office: Office, now: datetime) -> list[str]:
    """One unit of work for each month that changed, every ten minutes."""
    if pausing.rests(office, _NOTE, now, EVERY):
        return []
    return [str(month) for month in people.due(office.store, Scope.ALL)]


def run(office: Office, subject: str, now: datetime) -> dict[str, int]:
    """Count one month again."""
    history.note(office.store, Scope.ALL, _NOTE, now.isoformat())
    return {"counts": people.count(office.store, Scope.ALL, int(subject), now)}
