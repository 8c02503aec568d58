"""The walk through the pages of an interface, kept in the checkpoint between two pages.

`since` moves only when a walk has come to its end, and by the times the other side wrote into
its records: its clock may differ from ours.
"""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from collectors import mapped
from collectors.fetched import pack, unpack
from core.doors import Rest
from core.sources import Opened
from core.times import local, parse_moment

_AHEAD = timedelta(days=1)
_MOST_SEEN = 500
_PRINT = 12


@dataclass(frozen=True, slots=True)
class Walk:
    """How far we are. `marker` is the page to ask next (None: the first), `count` the records
    met, `seen` the prints of pages and markers, `high` the latest time met on this walk."""

    url: str
    how: str
    since: str = ""
    high: str = ""
    marker: str | int | None = None
    count: int = 0
    seen: list[str] = field(default_factory=list)

    def packed(self) -> str:
        """As a checkpoint."""
        return pack(asdict(self))

    def restarted(self) -> "Walk":
        """The same walk from its first page."""
        return Walk(self.url, self.how, self.since)

    def ended(self, now: datetime, seen: list[str]) -> "Walk":
        """The walk has come to its end: the next begins where this one got to, knowing `seen`.

        A time ahead of our clock counts as now: one wrong record must not hide later ones.
        """
        high = min(datetime.fromisoformat(self.high), now).isoformat() if self.high else ""
        return Walk(self.url, self.how, max(high, self.since), seen=seen)

    def onward(self, marker: str | int, page: str) -> "Walk":
        """The next page is `marker`; this one had the print `page`."""
        seen = [*self.seen, page, print_of(marker)][-_MOST_SEEN:]
        return replace(self, marker=marker, seen=seen)


def resume(checkpoint: str | None, source: Opened, rest: Rest) -> Walk:
    """The walk of a checkpoint. Another address begins anew; a changed setting begins the walk
    again, but not what lies before `since`."""
    fresh = Walk(source.location, print_of(asdict(rest)))
    found = unpack(checkpoint)
    if found.get("url") != fresh.url:
        return fresh
    try:
        known = Walk(**{name: found[name] for name in asdict(fresh) if name in found})
        for time in filter(None, (known.high, known.since)):
            datetime.fromisoformat(time)
    except (TypeError, ValueError):
        return fresh
    return known if known.how == fresh.how else replace(fresh, since=known.since)


def print_of(thing: Any) -> str:
    """A short digest of anything JSON can write."""
    said = json.dumps(thing, ensure_ascii=True, sort_keys=True, default=str)
    return hashlib.sha256(said.encode()).hexdigest()[:_PRINT]


def latest(records: Sequence[Any], expression: str, now: datetime) -> str:
    """The latest time that `expression` finds in the records; "" where it finds none.

    A time more than a day ahead is a mistake and not counted.
    """
    times = (_time(record, expression) for record in records if isinstance(record, dict))
    known = [at for at in times if at is not None and at <= now + _AHEAD]
    return max(known).isoformat() if known else ""


def _time(record: dict[str, Any], expression: str) -> datetime | None:
    try:
        found = parse_moment(mapped.written_time(mapped.value_of(record, expression)))
    except (ValueError, OverflowError):
        return None
    return found.at if found else None


def since_of(walk: Walk, rest: Rest) -> str | int | None:
    """The value of the since-parameter, as the other side reads times; None at the beginning."""
    if walk.since:
        at = datetime.fromisoformat(walk.since) - timedelta(minutes=rest.overlap_minutes)
    elif start := parse_moment(rest.since_start):
        at = start.at
    else:
        return None
    return _told(at, rest.since_format)


def _told(at: datetime, form: str) -> str | int:
    if form in ("seconds", "milliseconds"):
        return int(at.timestamp()) * (1000 if form == "milliseconds" else 1)
    shown = local(at)
    if form == "date":
        return shown.date().isoformat()
    if form == "local":
        return f"{shown:%Y-%m-%d %H:%M:%S}"
    return shown.isoformat(timespec="seconds")
