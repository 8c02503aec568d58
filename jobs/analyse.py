"""The step `analyse`: pending messages get their labels and their place in the cubes."""

from datetime import datetime

import analysis
from core.scope import Scope
from jobs.office import Office
from store import labels

BATCH = 500


def due(office: Office, now: datetime) -> list[str]:
    """One unit of work where messages wait."""
    return [""] if labels.pending(office.store, Scope.ALL, limit=1).height else []


def run(office: Office, subject: str, now: datetime) -> dict[str, int]:
    """Label up to BATCH messages, each batch in its own transaction."""
    waiting = labels.pending(office.store, Scope.ALL, limit=BATCH)
    if not waiting.height:
        return {"messages": 0}
    found = analysis.label(waiting, office.materials)
    return {"messages": labels.save(office.store, Scope.ALL, found, analysis.MODEL, now)}
