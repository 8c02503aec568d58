"""Taking a file in: read, mask, add, a few hundred rows a transaction."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from collectors import tabular
from core import privacy
from core.errors import InputError
from core.messages import BadRow, RawMessage
from core.scope import Scope
from core.sources import Profile
from jobs import screening
from jobs.office import Office
from store import messages
from store.messages import Batch, Counts
from store.rows import slices

ROWS = 250
"""Rows in one transaction: well under a tenth of a second, so that other writers get in."""

Progress = Callable[[int, int | None], None]
"""Told after each transaction: rows so far, and all rows where that is known."""


@dataclass(frozen=True, slots=True)
class Origin:
    """Which source the rows belong to, and what their batch is called in quarantine."""

    source: str
    batch: str


def import_file(
    office: Office,
    path: Path,
    profile: Profile,
    source: str,
    now: datetime,
    progress: Progress | None = None,
) -> Counts:
    """Take a file in and account for every row. Raises InputError when it cannot be read.

    Doing it again adds nothing: rows are known by their source's id.
    """
    reading = tabular.read(path, profile, source, now)
    origin = Origin(source, f"{path.name[-30:]} {fingerprint(path)[:12]}")
    counts = Counts()
    for chunk in slices(reading.records, ROWS):
        counts += add(office, origin, chunk, now)
        if progress:
            progress(counts.rows, reading.total)
    return counts


def add(
    office: Office,
    origin: Origin,
    records: list[RawMessage | BadRow],
    now: datetime,
    checkpoint: str | None = None,
) -> Counts:
    """Mask a chunk of records and add it to the store in one transaction.

    Confidential records are counted before that, and again only where they are new.
    """
    screened = screening.screen(records)
    counted = screening.count(office, origin.source, screened.confidential)
    batch = Batch(
        source=origin.source,
        name=origin.batch,
        messages=[
            privacy.mask(record, office.keys.key_for(record.posted_at)) for record in screened.open
        ],
        bad=screened.bad,
        checkpoint=checkpoint,
    )
    return messages.add(office.store, Scope.ALL, batch, now) + counted


def fingerprint(path: Path) -> str:
    """SHA-256 of a file: all that is kept of it."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def profile_named(office: Office, name: str) -> Profile:
    """A profile of the switchboard. Raises InputError that lists the known ones."""
    found = office.tables.profiles.get(name)
    if found is None:
        raise InputError(
            "没有名为“{name}”的列映射，可用的有：{known}。",
            name=name,
            known="、".join(office.tables.profiles),
        )
    return found
