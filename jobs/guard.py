"""The step `guard`: what came from each source is judged, and its owner hears of trouble."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from alerts import source_rules
from alerts.source_rules import State
from core import volume
from core.scope import Scope
from core.volume import Verdict
from jobs import network, pausing
from jobs.office import Office
from store import frames, history, outbox, volumes
from store.engine import BATCH
from store.rows import slices

EVERY = timedelta(minutes=10)

_NOTE = "guarded_at"


def due(office: Office, now: datetime) -> list[str]:
    """One unit of work every ten minutes; none while our own network is down."""
    if pausing.rests(office, _NOTE, now, EVERY) or network.is_any_noted(office):
        return []
    return [""] if frames.sources(office.store, Scope.ALL).height else []


def run(office: Office, subject: str, now: datetime) -> dict[str, int]:
    """Judge every enabled source; each outage is told once, to the source's owner."""
    history.note(office.store, Scope.ALL, _NOTE, now.isoformat())
    counts = {"sources": 0, "alerts": 0}
    verdicts: dict[str, Verdict] = {}
    for state in states(office, now):
        counts["sources"] += 1
        verdicts[state.source.id] = state.verdict
        for alert in source_rules.judge(state, now) if state.source.owner else ():
            to = [("mail", state.source.owner)]
            counts["alerts"] += outbox.fire(office.store, Scope.ALL, [alert], to, office.mail_host)
    for chunk in slices(verdicts.items(), BATCH):
        volumes.judged(office.store, Scope.ALL, dict(chunk), now)
    return counts


def states(office: Office, now: datetime) -> Iterator[State]:
    """What is known of each enabled source that was ever read."""
    known = {
        row["source"]: row for row in frames.sources(office.store, Scope.ALL).iter_rows(named=True)
    }
    for source in office.tables.sources.values():
        row = known.get(source.id)
        if not (source.enabled and row):
            continue
        hours = volumes.by_hour(office.store, Scope.ALL, source.id, now)
        yield State(
            source,
            volume.judge(hours, now),
            row["failures"],
            row["failing_since"],
            row["last_success_at"],
            row["error"],
        )
