"""The step `remask`: texts of earlier mask versions are masked anew, some hundred at a time.

It finds work after an upgrade that brought better masks, and where a package or a backup brought
records with older ones. Whose words change is labelled and grouped again by the next steps.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from core import masks, privacy
from core.scope import Actor, Scope
from core.times import day_of
from jobs.importing import Progress
from jobs.office import Office
from store import history, remasking, search

BATCH = 300
_DONE = "remasked_on"
_STEP = Actor.step("remask")


@dataclass(frozen=True, slots=True)
class Done:
    """How many records were masked anew, and in how many records and rows a text changed."""

    records: int = 0
    changed: int = 0
    rows: int = 0


def due(office: Office, now: datetime) -> list[str]:
    """One unit of work until all is under the present masks; then a look each day."""
    done = history.read_note(office.store, Scope.ALL, _DONE)
    return [] if done == _finished(now) else [""]


def run(office: Office, subject: str, now: datetime) -> dict[str, int]:
    """Mask up to BATCH records anew; where none is left, rows of quarantine, and be done."""
    batch = _batch(office, _start(office))
    if batch:
        found = _kept(office, batch, _STEP, now)
        return {"records": found.records, "remasked": found.changed}
    return {"remasked": _finish(office, now)}


def everything(office: Office, actor: Actor, now: datetime, told: Progress) -> Done:
    """Mask all records of earlier mask versions anew, at once: `minsheng remask`."""
    whole = remasking.count(office.store, Scope.ALL, masks.VERSION)
    records = changed = 0
    batch = _batch(office, 0)
    while batch:
        found = _kept(office, batch, actor, now)
        records, changed = records + found.records, changed + found.changed
        told(min(records, whole), whole)
        batch = _batch(office, batch[-1]["id"])
    return Done(records, changed, _finish(office, now))


def _start(office: Office) -> int:
    """Up to which number all records are under the present masks."""
    known = history.read_note(office.store, Scope.ALL, remasking.PROGRESS) or ""
    version, _colon, number = known.partition(":")
    return int(number) if version == str(masks.VERSION) else 0


def _batch(office: Office, after: int) -> list[dict[str, Any]]:
    return remasking.older(office.store, Scope.ALL, masks.VERSION, after, BATCH)


def _kept(office: Office, batch: list[dict[str, Any]], actor: Actor, now: datetime) -> Done:
    history.note(office.store, Scope.ALL, _DONE, "")  # what follows the last batch is due again
    made = privacy.again(batch)
    found = [remasking.Again(before, *after) for before, after in zip(batch, made, strict=True)]
    return Done(*remasking.keep(office.store, Scope.ALL, found, actor, now))


def _finish(office: Office, now: datetime) -> int:
    """Mask rows of quarantine, which bear no version; the index of words forgets the old ones."""
    done = history.read_note(office.store, Scope.ALL, _DONE) or ""
    changed = 0
    if not done.startswith(f"{masks.VERSION}:"):
        changed = _rows(office)
        search.settle(office.store, Scope.ALL)
    history.note(office.store, Scope.ALL, _DONE, _finished(now))
    return changed


def _rows(office: Office) -> int:
    after, changed = 0, 0
    while batch := remasking.rows(office.store, Scope.ALL, after, BATCH):
        again = [_row(row) for row in batch]
        other = [new for old, new in zip(batch, again, strict=True) if new != old]
        if other:
            remasking.keep_rows(office.store, Scope.ALL, other)
        after, changed = batch[-1]["id"], changed + len(other)
    return changed


def _row(row: dict[str, Any]) -> dict[str, Any]:
    cells = {
        name: value if privacy.is_hidden(str(value)) else privacy.mask_text(str(value))
        for name, value in row["cells"].items()
    }
    return {**row, "reason": privacy.mask_text(row["reason"]), "cells": cells}


def _finished(now: datetime) -> str:
    return f"{masks.VERSION}:{day_of(now).isoformat()}"
