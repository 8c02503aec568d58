"""Steps that rest between two runs: when the last one began is noted in the store."""

from datetime import datetime, timedelta

from core.scope import Scope
from core.times import is_recent
from jobs.office import Office
from store import history


def rests(office: Office, note: str, now: datetime, every: timedelta) -> bool:
    """Whether the step that writes this note began less than `every` ago."""
    last = history.read_note(office.store, Scope.ALL, note)
    return last is not None and is_recent(datetime.fromisoformat(last), now, every)
