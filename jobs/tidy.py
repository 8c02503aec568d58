"""The step `tidy`: once a day, what is no longer needed goes.

What is kept how long, and why: docs/privacy.md.
"""

from datetime import date, datetime, timedelta

from core.scope import Scope
from core.times import day_of, day_start, local, month_of
from jobs import inspecting
from jobs.office import Office
from store import health, heat_days, history, sites, submitters, volumes

KEPT = timedelta(days=90)
"""Rows about the runs of the clock."""

HOURS_KEPT = timedelta(days=400)
"""Counts of sources by the hour: a year can be compared with the one before."""

HASHES_KEPT = timedelta(days=40)
"""Keys and hashes of submitters, from the end of their month. The promise is 45 days: a
worker that stands still for a few days does not break it."""

COPIES = "before-*"
"""What upgrading and restoring leave in the folder of backups, half copies and journals too."""

LEAP = timedelta(days=2)
"""From one tidying to the next; a longer way is not believed at once."""

_NOTE = "tidied_on"


def due(office: Office, now: datetime) -> list[str]:
    """One unit of work a day."""
    today = day_of(now).isoformat()
    return [] if history.read_note(office.store, Scope.ALL, _NOTE) == today else [""]


def run(office: Office, subject: str, now: datetime) -> dict[str, int]:
    """Forget runs older than KEPT, and who spoke in months past HASHES_KEPT."""
    today = day_of(now).isoformat()
    now = _trusted(office, now)
    removed = health.forget_runs(office.store, Scope.ALL, now - KEPT)
    volumes.forget(office.store, Scope.ALL, now - HOURS_KEPT)
    sites.forget_probes(office.store, Scope.ALL, now - inspecting.KEPT)
    heat_days.forget(office.store, Scope.ALL, day_of(now - HOURS_KEPT))
    cleared = forget_submitters(office, now)
    cleared["copies"] = forget_copies(office, now)
    history.note(office.store, Scope.ALL, _NOTE, today)
    return {"runs": removed, **cleared}


def _trusted(office: Office, now: datetime) -> datetime:
    """As of when things are old: now, but no more than LEAP after the last time.

    What is forgotten does not come back. A clock that runs weeks ahead for some hours forgets
    nothing; after a long standstill all goes one day later.
    """
    last = history.read_note(office.store, Scope.ALL, _NOTE)
    return min(now, day_start(date.fromisoformat(last)) + LEAP) if last else now


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


def forget_copies(office: Office, now: datetime) -> int:
    """Remove the copies that were made by themselves before an upgrade, a restore or a step back:
    they hold the hashes of their day."""
    folder = office.settings.home / "backups"
    old = [path for path in folder.glob(COPIES) if path.stat().st_mtime < _before(now)]
    for path in old:
        path.unlink(missing_ok=True)
    return len(old)


def _before(now: datetime) -> float:
    return (now - HASHES_KEPT).timestamp()


def _last_month(now: datetime) -> int:
    """The newest month that ended HASHES_KEPT ago or earlier."""
    first = local(now - HASHES_KEPT).date().replace(day=1)
    return month_of(day_start(first) - timedelta(microseconds=1))
