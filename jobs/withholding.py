"""Behind the door: confidential records are counted, and what may no longer be kept is removed."""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

import polars as pl

import analysis
from core import masks, privacy
from core.messages import RawMessage
from core.scope import Scope
from core.times import month_of
from jobs.screening import Screened
from store import confidential, erase, waiting_rows
from store.labels import PENDING
from store.messages import Counts

if TYPE_CHECKING:
    from jobs.office import Office


def count(office: "Office", source: str, records: Sequence[RawMessage]) -> Counts:
    """Label confidential records in memory and count them; their text is let go here."""
    if not records:
        return Counts()
    found = analysis.label(_frame(records), office.materials)
    labelled = [
        confidential.Labelled(
            record.external_id,
            month_of(record.posted_at),
            row["area"] or "other",
            row["intent"] or "",
        )
        for record, row in zip(records, found.sort("id").rows(named=True), strict=True)
    ]
    fresh = confidential.add(office.store, Scope.ALL, source, labelled)
    known = [record.external_id for record in records]
    waiting_rows.release(office.store, Scope.ALL, source, known)
    fates = {record.external_id: "duplicate" for record in records}
    return Counts(
        accepted=len(fresh),
        duplicate=len(records) - len(fresh),
        fates=fates | dict.fromkeys(fresh, "accepted"),
    )


def remove(office: "Office", source: str, screened: Screened, now: datetime) -> Counts:
    """Take out of the store what its source has deleted, or has since marked as confidential
    or secret. A withdrawal counts as an update where the store had the record, else as a
    duplicate."""
    closed = [*screened.withheld, *(record.external_id for record in screened.confidential)]
    erase.withhold(office.store, Scope.ALL, source, closed, now)
    removed = erase.gone(office.store, Scope.ALL, source, screened.withdrawn, now)
    return Counts(updated=removed, duplicate=len(screened.withdrawn) - removed)


def _frame(records: Sequence[RawMessage]) -> pl.DataFrame:
    rows = [
        {
            "id": number,
            "month": month_of(record.posted_at),
            "kind": record.kind,
            "title": privacy.mask_text(record.title),
            "text": privacy.mask_text(record.text),
            "region": record.region,
            "unit": record.unit,
            "mask_version": masks.VERSION,
            "revision": 0,
        }
        for number, record in enumerate(records)
    ]
    return pl.DataFrame(rows, schema=PENDING)
