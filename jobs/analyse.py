"""The step `analyse`: pending messages get their labels and their place in the cubes.

The reply to a message is labelled before it, so that a crash between the two repeats both.
"""

from datetime import datetime

import polars as pl

import analysis
from core.scope import Scope
from jobs import labelling
from jobs.office import Office
from store import labels, reply_labels

BATCH = 500
REPLIES = "replies"
"""The unit of work that labels the replies of a store older than these labels."""


def due(office: Office, now: datetime) -> list[str]:
    """One unit of work where messages wait, one where old replies have no labels."""
    found = [""] if labels.pending(office.store, Scope.ALL, limit=1).height else []
    if reply_labels.missing(office.store, Scope.ALL, limit=1).height:
        found.append(REPLIES)
    return found


def run(office: Office, subject: str, now: datetime) -> dict[str, int]:
    """Label up to BATCH messages, each batch in its own transaction."""
    if subject == REPLIES:
        told = reply_labels.missing(office.store, Scope.ALL, BATCH)
        return {"replies": _replies(office, told, now)}
    waiting = labels.pending(office.store, Scope.ALL, limit=BATCH)
    if not waiting.height:
        return {"messages": 0}
    told = reply_labels.of(office.store, Scope.ALL, waiting["id"].to_list())
    answered = _replies(office, told, now)
    found = labelling.explained(waiting, office.materials)
    done = labels.save(office.store, Scope.ALL, found, analysis.MODEL, now)
    return {"messages": done, "replies": answered}


def _replies(office: Office, told: pl.DataFrame, now: datetime) -> int:
    if told.is_empty():
        return 0
    found = labelling.answered(told, office.materials)
    return reply_labels.save(office.store, Scope.ALL, found, analysis.MODEL, now)
