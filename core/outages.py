"""Our own network's outages, as the clock notes them and pages tell them."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

OUTAGE_NOTES = ("network_down", "intranet_down")
"""Names of the store's notes: the way outside, and our own network."""


@dataclass(frozen=True, slots=True)
class Outage:
    """Since when nothing was reached, and how many sources wait."""

    since: datetime
    sources: int

    def as_note(self) -> str:
        """As the store keeps it."""
        return json.dumps({"since": self.since.isoformat(), "sources": self.sources})


def outages(notes: Iterable[str | None]) -> list[Outage]:
    """The outages that these notes tell of."""
    found = [json.loads(value) for value in notes if value]
    return [Outage(datetime.fromisoformat(one["since"]), one["sources"]) for one in found]
