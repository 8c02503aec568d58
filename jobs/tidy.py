"""The step `tidy`: once a day, what is no longer needed goes.

What is kept how long, and why: docs/privacy.md.
"""

from datetime import datetime, timedelta

from core.scope import Scope
from core.times import day_of, day_start, local, month_of
from jobs.office import Office
from store import health, history, submitters

KEPT = timedelta(days=90)
"""Rows about the runs of the clock."""

HASHES_KEPT = timedelta(days=40)
"""Keys and hashes of submitters, from the end of their month. The promise is 45 days: a
worker that stands still for a few days does not break it."""

_NOTE = "tidied_on"


def due(office: Office, now: datetime) -> list[str]:
    """One unit of work a day."""
    today = day_of(now).isoformat()
    return [] if history.read_note(office.store, Scope.ALL, _NOTE) == today else [""]


def run(office: Office, subject: str, now: datetime) -> dict[str, int]:
    """Forget runs older than KEPT, and who spoke in months past HASHES_KEPT."""
    removed = health.forget_runs(office.store, Scope.ALL, now - KEPT)
    cleared = forget_submitters(office, now)
    history.note(office.store, Scope.ALL, _NOTE, day_of(now).isoformat())
    return {"runs": removed, **cleared}


def forget_submitters(office: Office, now: datetime) -> dict[str, int]:
    """Destroy keys and hashes of past months, leaving counts; the key goes first."""
    last = _last_month(now)
    keys = sum(office.keys.destroy(month) for month in office.keys.months() if month <= last)
    hashes = sum(
        submitters.forget(office.store, Scope.ALL, month, now)
        for month in submitters.months(office.store, Scope.ALL)
        if month <= last
    )
    return {"keys": keys, "hashes": hashes}


def _last_month(now: datetime) -> int:
    """The newest month that ended HASHES_KEPT ago or earlier."""
    first = local(now - HASHES_KEPT).date().replace(day=1)
    return month_of(day_start(first) - timedelta(microseconds=1))
