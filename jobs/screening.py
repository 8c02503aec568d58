"""At the door: what is masked and kept, what is only counted, what is refused."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

import polars as pl

import analysis
from core import masks, privacy, secrecy
from core.messages import BadRow, MaskedRow, RawMessage, Record, Withdrawn
from core.scope import Scope
from core.times import month_of
from jobs.keys import KeyRing
from store import confidential, erase, waiting_rows
from store.labels import PENDING
from store.messages import Counts

if TYPE_CHECKING:
    from jobs.office import Office


@dataclass(frozen=True, slots=True)
class Screened:
    """Records by what may become of them; `withheld` are ids that may no longer be kept."""

    open: list[RawMessage] = field(default_factory=list)
    confidential: list[RawMessage] = field(default_factory=list)
    bad: list[MaskedRow] = field(default_factory=list)
    withheld: list[str] = field(default_factory=list)
    withdrawn: list[str] = field(default_factory=list)


def screen(keys: KeyRing, source: str, records: Iterable[Record], now: datetime) -> Screened:
    """Sort records: withdrawn, bad, marked as a state secret, confidential, or fit to be
    masked."""
    screened = Screened()
    for record in records:
        if isinstance(record, BadRow):
            screened.bad.append(_masked_row(keys, source, record, now))
            if record.external_id and secrecy.closes(record.cells):
                screened.withheld.append(record.external_id)
        elif isinstance(record, Withdrawn):
            screened.withdrawn.append(record.external_id)
        elif refused := privacy.refuse(record):
            screened.bad.append(refused)
            screened.withheld.append(record.external_id)
        elif record.confidential:
            screened.confidential.append(record)
        else:
            screened.open.append(record)
    return screened


def _masked_row(keys: KeyRing, source: str, row: BadRow, now: datetime) -> MaskedRow:
    """A key is made only where somebody's hash has to be taken."""
    if not row.submitter:
        return privacy.mask_row(row)
    at = row.posted_at or now
    return privacy.mask_row(row, source, keys.key_for(at), month_of(at))


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
