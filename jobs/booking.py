"""The step `daybook`: days that changed are written anew as columns, behind the messages."""

from datetime import datetime, timedelta

from core.scope import Scope
from jobs import pausing
from jobs.office import Office
from store import daybooks, history

EVERY = timedelta(minutes=5)
"""A city's day takes a few hundredths of a second; the last weeks change all the time."""

_NOTE = "daybook_written_at"


def due(office: Office, now: datetime) -> list[str]:
    """One unit of work for each month with days that changed, every few minutes."""
    if pausing.rests(office, _NOTE, now, EVERY):
        return []
    months = [f"{day:%Y-%m}" for day in daybooks.due(office.store, Scope.ALL)]
    return list(dict.fromkeys(months))


def run(office: Office, subject: str, now: datetime) -> dict[str, int]:
    """Write the days of one month that changed."""
    history.note(office.store, Scope.ALL, _NOTE, now.isoformat())
    days = [
        day for day in daybooks.due(office.store, Scope.ALL) if day.isoformat().startswith(subject)
    ]
    return {"days": len(days), "messages": daybooks.write(office.store, Scope.ALL, days)}
