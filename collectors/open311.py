"""Open311 GeoReport v2: requests for service, read window of time by window.

An answer that may have been cut off (as long as the server allows, or a round number) is asked
for again in halves of its window, so that nothing falls between two.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from collectors import http, mapped
from collectors.fetched import Fetched, pack, unpack
from collectors.interfaces import georeport
from core.doors import Open311
from core.errors import FetchError
from core.messages import Record
from core.sources import Opened, Profile
from core.times import as_utc, parse_moment

_SHORTEST = timedelta(minutes=1)
_FIRST = timedelta(days=90)
"""How far back the first look begins where nothing else is said; the standard's own span."""
_LEEWAY = timedelta(days=1)
"""Between the server's clock or zone and ours."""
_LONGEST_UNIT = 64

_PARAMETERS = {
    "updated": ("updated_after", "updated_before"),
    "requested": ("start_date", "end_date"),
}
_COLUMNS = {
    "external_id": ["service_request_id"],
    "title": ["service_name"],
    "text": ["description"],
    "posted_at": ["requested_datetime"],
    "unit": ["unit"],
    "reply": ["status_notes"],
    "replied_at": ["replied_at"],
}
_FACTS = {
    "status": ["status"],
    "category": ["category"],
    "handled_by": ["agency_responsible"],
    "due_at": ["expected_datetime"],
    "finished_at": ["finished_at"],
}
_STATUS = {"open": "办理中", "closed": "已办结"}


@dataclass(frozen=True, slots=True)
class _Walk:
    """The next window: where it begins (ISO, UTC) and how many seconds it spans."""

    url: str
    since: str
    span: float

    @property
    def begins(self) -> datetime:
        return datetime.fromisoformat(self.since)

    def packed(self) -> str:
        return pack(asdict(self))


def fetch(source: Opened, checkpoint: str | None, now: datetime) -> Fetched:
    """Ask for one window of time. Raises FetchError."""
    door = source.open311 or Open311()
    here = _resumed(checkpoint, source, door, now)
    until = min(here.begins + timedelta(seconds=here.span), now)
    body = _asked(source, door, here.begins, until)
    found = georeport.requests(body, door.format, source.name)
    if _is_unfiltered(found, door, here.begins, until):
        fault = FetchError(
            "数据源“{name}”没有按时间筛选，无法分段读取；请改用 by = “{other}”或核对网址。",
            name=source.name,
            other="requested" if door.by == "updated" else "updated",
        )
        return Fetched(body, here.packed(), fault=fault)
    can_narrow = here.span > _SHORTEST.total_seconds()
    if len(found) >= door.most or can_narrow and _looks_cut(len(found)):
        return _narrowed(source, door, here, body)
    if until < now:
        span = min(here.span * 2, timedelta(days=door.window_days).total_seconds())
        return Fetched(body, replace(here, since=until.isoformat(), span=span).packed(), more=True)
    return Fetched(body, _ended(here, door, found, now).packed())


def parse(body: bytes, source: Opened, now: datetime) -> list[Record]:
    """The requests of one window, in their order. Pure. Raises FetchError."""
    door = source.open311 or Open311()
    found = georeport.requests(body, door.format, source.name)
    records = [_record(one, door.topics) for one in found]
    profile = Profile("open311", "ticket", _COLUMNS, channel=source.channel, facts=_FACTS)
    return mapped.read(records, replace(source, mapping=profile), now)


def _record(found: Mapping[str, Any], topics: Mapping[str, str]) -> dict[str, Any]:
    """A request with the words that our fields want."""
    closed = str(found.get("status", "")).lower() == "closed"
    notes, name = found.get("status_notes"), found.get("service_name")
    unit = str(found.get("agency_responsible") or "")
    return {
        **found,
        "description": found.get("description") or name,
        "category": topics.get(str(found.get("service_code", "")), name),
        "status": _STATUS.get(str(found.get("status", "")).lower(), found.get("status")),
        "unit": unit if len(unit) <= _LONGEST_UNIT else None,
        "replied_at": found.get("updated_datetime") if notes else None,
        "finished_at": found.get("updated_datetime") if closed else None,
    }


def _resumed(checkpoint: str | None, source: Opened, door: Open311, now: datetime) -> _Walk:
    url, longest = f"{door.by} {source.location}", timedelta(days=door.window_days)
    found = unpack(checkpoint)
    try:
        known = _Walk(url, str(found["since"]), float(found["span"]))
        if found.get("url") == url and known.begins <= now and known.span > 0:
            return replace(known, span=min(known.span, longest.total_seconds()))
    except (KeyError, TypeError, ValueError):
        pass
    start = parse_moment(door.start_on)
    begins = start.at if start else now - _FIRST
    return _Walk(url, min(begins, now).isoformat(), longest.total_seconds())


def _asked(source: Opened, door: Open311, begins: datetime, until: datetime) -> bytes:
    after, before = _PARAMETERS[door.by]
    asked = {after: _told(begins - timedelta(seconds=1)), before: _told(until)}
    if door.jurisdiction:
        asked["jurisdiction_id"] = door.jurisdiction
    response = http.get(
        f"{source.location.rstrip('/')}/requests.{door.format}?{urlencode(asked)}",
        headers={"Accept": f"application/{door.format}"},
        limits=http.Limits(max_bytes=source.max_bytes),
        allow_private=source.allow_private,
    )
    return response.body


def _told(at: datetime) -> str:
    return f"{as_utc(at):%Y-%m-%dT%H:%M:%SZ}"


def _looks_cut(count: int) -> bool:
    """Servers cut their answers off at round numbers, whatever they promise."""
    return count > 0 and (count % 10 == 0 or count % 25 == 0)


def _narrowed(source: Opened, door: Open311, here: _Walk, body: bytes) -> Fetched:
    """The same window, half as long; at the shortest the source must say that it cannot do it."""
    if here.span > _SHORTEST.total_seconds():
        span = max(here.span / 2, _SHORTEST.total_seconds())
        return Fetched(None, replace(here, span=span).packed(), more=True)
    fault = FetchError(
        "数据源“{name}”一分钟内就有 {most} 条以上，无法分段读全；请对方放宽条数上限。",
        name=source.name,
        most=door.most,
    )
    return Fetched(body, here.packed(), fault=fault)


def _is_unfiltered(
    found: list[dict[str, Any]], door: Open311, begins: datetime, until: datetime
) -> bool:
    """Did the server pay no heed to the window?"""
    times = _times(found, door)
    return any(not begins - _LEEWAY <= at <= until + _LEEWAY for at in times)


def _times(found: list[dict[str, Any]], door: Open311) -> list[datetime]:
    """The times by which the server filters, where they can be read."""
    times: list[datetime] = []
    for one in found:
        try:
            moment = parse_moment(mapped.written_time(one.get(f"{door.by}_datetime")))
        except (ValueError, OverflowError):
            continue
        if moment:
            times.append(moment.at)
    return times


def _ended(here: _Walk, door: Open311, found: list[dict[str, Any]], now: datetime) -> _Walk:
    """Where the next look begins: a little before the latest request, by the server's own clock,
    and at most a day back where there was none."""
    if door.by == "requested":
        since = now - timedelta(days=door.recheck_days)
    else:
        latest = max((at for at in _times(found, door) if at <= now), default=now - _LEEWAY)
        since = max(latest, now - _LEEWAY) - timedelta(minutes=door.overlap_minutes)
    begins = max(since, here.begins) if door.by == "updated" else since
    longest = timedelta(days=door.window_days).total_seconds()
    return replace(here, since=begins.astimezone(UTC).isoformat(), span=longest)
