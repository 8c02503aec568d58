"""The step `tidy`: once a day, what is no longer needed goes."""

from datetime import datetime, timedelta

from core.scope import Scope
from core.times import day_of
from jobs.office import Office
from store import health, history

KEPT = timedelta(days=90)
_NOTE = "tidied_on"


def due(office: Office, now: datetime) -> list[str]:
    """One unit of work a day."""
    today = day_of(now).isoformat()
    return [] if history.read_note(office.store, Scope.ALL, _NOTE) == today else [""]


def run(office: Office, subject: str, now: datetime) -> dict[str, int]:
    """Forget runs older than KEPT."""
    removed = health.forget_runs(office.store, Scope.ALL, now - KEPT)
    history.note(office.store, Scope.ALL, _NOTE, day_of(now).isoformat())
    return {"runs": removed}
