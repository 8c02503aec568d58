"""What the collectors that poll a source have in common.

Such a collector has `fetch`, the only touch of the network, and `parse`, which is pure. Its
checkpoint is a JSON object of its own making; the key `undated` belongs to this module.
"""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Protocol

from core.messages import BadRow, RawMessage
from core.sources import Source

UNDATED = "undated"
_MOST_UNDATED = 2_000


@dataclass(frozen=True, slots=True)
class Fetched:
    """What one look at a source brought: None where nothing changed, and how far we are."""

    body: bytes | None
    checkpoint: str


class Polled(Protocol):
    """The functions of a collector that polls."""

    def fetch(self, source: Source, checkpoint: str | None, now: datetime) -> Fetched: ...

    def parse(self, body: bytes, source: Source, now: datetime) -> list[RawMessage | BadRow]: ...


def unpack(checkpoint: str | None) -> dict[str, Any]:
    """The checkpoint as an object; an unreadable one means beginning again."""
    try:
        found = json.loads(checkpoint or "{}")
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def pack(values: dict[str, Any]) -> str:
    """The checkpoint as the store keeps it."""
    return json.dumps(values, ensure_ascii=False, sort_keys=True)


def settle(
    records: Sequence[RawMessage | BadRow], checkpoint: str
) -> tuple[list[RawMessage | BadRow], str]:
    """Give records without a date the time they were first seen, and remember it.

    Without this they would be new at every look. Only records that are there now are
    remembered, at most 2,000 of a source.
    """
    values = unpack(checkpoint)
    before = values.pop(UNDATED, {})
    seen: dict[str, str] = {}
    settled: list[RawMessage | BadRow] = []
    for record in records:
        if isinstance(record, RawMessage) and record.facts.get(UNDATED):
            key = hashlib.sha256(record.external_id.encode()).hexdigest()[:16]
            seen[key] = before.get(key) or record.posted_at.isoformat()
            record = replace(record, posted_at=datetime.fromisoformat(seen[key]))
        settled.append(record)
    if seen:
        values[UNDATED] = dict(list(seen.items())[:_MOST_UNDATED])
    return settled, pack(values)
