"""Looking at a source as the clock does, without a store: page after page, until it is read."""

from dataclasses import dataclass, field
from datetime import datetime
from importlib import import_module

from collectors import COLLECTORS
from core.errors import FetchError
from core.messages import BadRow, RawMessage
from core.sources import Opened


@dataclass
class Look:
    """What one look brought."""

    records: list[RawMessage | BadRow] = field(default_factory=list)
    checkpoint: str | None = None
    fault: FetchError | None = None
    pages: int = 0

    @property
    def ids(self) -> list[str]:
        return [found.external_id for found in self.records if isinstance(found, RawMessage)]


def look(source: Opened, now: datetime, checkpoint: str | None = None, most: int = 50) -> Look:
    """Fetch and parse until there is no more; FetchErrors of `fetch` go through."""
    collector = import_module(COLLECTORS[source.kind])
    found = Look(checkpoint=checkpoint)
    for _page in range(most):
        fetched = collector.fetch(source, found.checkpoint, now)
        found.pages += 1
        if fetched.body is not None:
            found.records += collector.parse(fetched.body, source, now)
        found.checkpoint, found.fault = fetched.checkpoint, fetched.fault
        if not fetched.more or found.fault:
            break
    return found
