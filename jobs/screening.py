"""At the door: what is masked and kept, what is only counted, what is refused. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from core import privacy, secrecy
from core.messages import BadRow, MaskedRow, RawMessage, Record, Withdrawn
from core.times import month_of
from jobs.keys import KeyRing


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
