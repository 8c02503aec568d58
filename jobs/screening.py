"""At the door: what is masked and kept, what is only counted, what is refused."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import polars as pl

import analysis
from core import masks, privacy
from core.messages import BadRow, MaskedRow, RawMessage
from core.scope import Scope
from core.times import month_of
from jobs.office import Office
from store import confidential
from store.labels import PENDING
from store.messages import Counts


@dataclass(frozen=True, slots=True)
class Screened:
    """Records by what may become of them."""

    open: list[RawMessage] = field(default_factory=list)
    confidential: list[RawMessage] = field(default_factory=list)
    bad: list[MaskedRow] = field(default_factory=list)


def screen(records: Iterable[RawMessage | BadRow]) -> Screened:
    """Sort records: marked as a state secret, confidential, bad, or fit to be masked."""
    screened = Screened()
    for record in records:
        if isinstance(record, BadRow):
            screened.bad.append(privacy.mask_row(record))
        elif refused := privacy.refuse(record):
            screened.bad.append(refused)
        elif record.confidential:
            screened.confidential.append(record)
        else:
            screened.open.append(record)
    return screened


def count(office: Office, source: str, records: Sequence[RawMessage]) -> Counts:
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
    return Counts(accepted=fresh, duplicate=len(records) - fresh)


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
