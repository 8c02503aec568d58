"""What the collectors that poll a source have in common.

Such a collector has `fetch`, the only touch of the network, and `parse`, which is pure. Its
checkpoint is a JSON object of its own making; the keys `undated` and `mark` belong to this module.
"""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Protocol

from core.errors import FetchError
from core.messages import RawMessage, Record
from core.sources import Opened

UNDATED = "undated"
_MOST_UNDATED = 2_000
_MARK = "mark"


@dataclass(frozen=True, slots=True)
class Fetched:
    """What one question to a source brought: None where nothing changed, and how far we are.

    `more`: the answer was one page of several, and `fetch` should be called again with its
    checkpoint. `fault`: what was brought is to be kept and the checkpoint to be moved, but the
    source has failed with this sentence.
    """

    body: bytes | None
    checkpoint: str
    more: bool = False
    fault: FetchError | None = None


class Polled(Protocol):
    """The functions of a collector that polls."""

    def fetch(self, source: Opened, checkpoint: str | None, now: datetime) -> Fetched: ...

    def parse(self, body: bytes, source: Opened, now: datetime) -> Sequence[Record]: ...


def unpack(checkpoint: str | None) -> dict[str, Any]:
    """The checkpoint as an object; an unreadable or damaged one means beginning again.

    What comes again is known by its id; what a damaged place in a walk left out would be lost.
    """
    try:
        found = json.loads(checkpoint or "{}")
    except (ValueError, RecursionError):
        return {}
    if not isinstance(found, dict):
        return {}
    mark = found.pop(_MARK, None)  # a checkpoint of an earlier version has none
    return found if mark in (None, _mark_of(found)) else {}


def pack(values: dict[str, Any]) -> str:
    """The checkpoint as the store keeps it, with a mark that tells whether it is whole."""
    return _written({**values, _MARK: _mark_of(values)})


def _mark_of(values: dict[str, Any]) -> str:
    return hashlib.sha256(_written(values).encode("utf-8", "surrogatepass")).hexdigest()[:16]


def _written(values: dict[str, Any]) -> str:
    return json.dumps(values, ensure_ascii=False, sort_keys=True)


def settle(records: Sequence[Record], checkpoint: str) -> tuple[list[Record], str]:
    """Give records without a date the time they were first seen, and remember it.

    Without this they would be new at every look. Only records that are there now are
    remembered, at most 2,000 of a source.
    """
    values = unpack(checkpoint)
    before = values.pop(UNDATED, {})
    seen: dict[str, str] = {}
    settled: list[Record] = []
    for record in records:
        if isinstance(record, RawMessage) and record.facts.get(UNDATED):
            key = hashlib.sha256(record.external_id.encode()).hexdigest()[:16]
            seen[key] = before.get(key) or record.posted_at.isoformat()
            record = replace(record, posted_at=datetime.fromisoformat(seen[key]))
        settled.append(record)
    if seen:
        values[UNDATED] = dict(list(seen.items())[:_MOST_UNDATED])
    return settled, pack(values)
