"""JSON interfaces over HTTP, page by page: complaint platforms, ratings that are read back."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from urllib.parse import urlencode, urljoin

from urllib3.util import parse_url

from collectors import http, mapped
from collectors.answers import Refused
from collectors.fetched import Fetched
from collectors.interfaces import login, walk
from collectors.interfaces.walk import Walk
from core import paths
from core.doors import Rest
from core.errors import FetchError
from core.i18n import mark
from core.messages import Record
from core.sources import Opened

_LATER = frozenset({408, 425, 429})
"""Refusals that say nothing about the page that was asked for."""
_UNAUTHORISED, _FORBIDDEN, _NOT_FOUND = 401, 403, 404
_NEXT = re.compile(r'<([^<>]{1,2000})>[^,<>]*;\s*rel="?next\b', re.IGNORECASE)


class _Lost(FetchError):
    """The walk cannot go on from here; it begins again at the next look."""


@dataclass(frozen=True, slots=True)
class _Page:
    """One answer: its records, and the whole document they stand in."""

    body: bytes
    found: Any
    records: list[Any]
    url: str
    link: str


def fetch(source: Opened, checkpoint: str | None, now: datetime) -> Fetched:
    """Ask for the next page. Raises FetchError.

    An answer that cannot be right in the middle of a walk is a fault: the next look begins at
    the first page, and what was read stays.
    """
    rest = source.rest or Rest()
    here = walk.resume(checkpoint, source, rest)
    try:
        page = _page(source, rest, here)
        return _stepped(page, rest, here, now)
    except (_Lost, Refused, mapped.NotWhatWasAsked) as error:
        status = error.status if isinstance(error, Refused) else 0
        if here.marker is None or status in _LATER or status >= 500:
            raise
        if status == _NOT_FOUND and rest.paging in ("page", "offset"):
            return Fetched(None, here.ended(now, []).packed())  # the page after the last one
        return Fetched(None, here.restarted().packed(), fault=error)


def parse(body: bytes, source: Opened, now: datetime) -> list[Record]:
    """The records of one page, in their order. Pure. Raises FetchError."""
    rest = source.rest or Rest()
    found = mapped.document(body, source.name)
    records = mapped.listed(found, rest.records, source.name)
    return mapped.read(records, source, now)


def _page(source: Opened, rest: Rest, here: Walk) -> _Page:
    response = _let_in(source, rest, here)
    found = mapped.document(response.body, source.name)
    if rest.ok and not paths.ask(rest.ok, found):
        login.forget(source, rest)
        raise FetchError(
            "数据源“{name}”的接口报错（不满足 ok = “{ok}”），稍后再试。",
            name=source.name,
            ok=rest.ok,
        )
    records = mapped.listed(found, rest.records, source.name)
    link = _NEXT.search(response.headers.get("link", ""))
    return _Page(response.body, found, records, response.url, link[1] if link else "")


def _let_in(source: Opened, rest: Rest, here: Walk) -> http.Response:
    """Ask, with a new login where the old one has run out."""
    try:
        try:
            return _asked(source, rest, here)
        except Refused as refused:
            if refused.status != _UNAUTHORISED or not login.forget(source, rest):
                raise
            return _asked(source, rest, here)
    except Refused as refused:
        if refused.status not in (_UNAUTHORISED, _FORBIDDEN):
            raise
        raise FetchError(
            "数据源“{name}”没有让我们登录（{status}），请核对 login 的设置和口令。",
            name=source.name,
            status=refused.status,
        ) from refused


def _asked(source: Opened, rest: Rest, here: Walk) -> http.Response:
    sent = {"Accept": "application/json", **rest.headers, **login.headers(source, rest)}
    limits = http.Limits(max_bytes=source.max_bytes)
    private = source.allow_private
    if rest.paging == "link" and isinstance(here.marker, str):
        return http.get(here.marker, headers=sent, limits=limits, allow_private=private)
    asked = _parameters(rest, here)
    if rest.method == "POST":
        sent["Content-Type"] = "application/json"
        content = json.dumps(asked, ensure_ascii=False).encode()
        return http.post(
            source.location, content, headers=sent, limits=limits, allow_private=private
        )
    url = _with_query(source.location, asked)
    return http.get(url, headers=sent, limits=limits, allow_private=private)


def _parameters(rest: Rest, here: Walk) -> dict[str, str | int]:
    asked = dict(rest.query)
    if rest.size_param:
        asked[rest.size_param] = rest.page_size
    since = walk.since_of(here, rest) if rest.since_param else None
    if since is not None:
        asked[rest.since_param] = since
    marker = here.marker
    if marker is None and rest.paging in ("page", "offset"):
        marker = _first(rest)
    if marker is not None:
        asked[rest.page_param] = marker
    return asked


def _first(rest: Rest) -> int:
    return rest.first_page if rest.paging == "page" else 0


def _with_query(location: str, asked: Mapping[str, str | int]) -> str:
    if not asked:
        return location
    return f"{location}{'&' if '?' in location else '?'}{urlencode(asked)}"


def _stepped(page: _Page, rest: Rest, here: Walk, now: datetime) -> Fetched:
    """What the page brought, and where the walk goes from it."""
    printed = walk.print_of(page.records)
    if rest.paging == "none" and here.seen == [printed]:
        return Fetched(None, here.packed())
    high = walk.latest(page.records, rest.since_field, now) if rest.since_field else ""
    count = here.count + len(page.records)
    reached = replace(here, high=max(high, here.high), count=count)
    repeated = bool(page.records) and printed in here.seen and rest.paging != "none"
    marker = None if repeated and _may_end(page, rest) else _next(page, rest, reached)
    if marker is None:
        ended = reached.ended(now, [printed] if rest.paging == "none" else [])
        return Fetched(page.body, ended.packed(), fault=_timeless(page, rest, high))
    if walk.print_of(marker) in here.seen:
        raise _Lost(mark("翻页绕回了看过的一页，没有再读，请核对 next 和 page_param 的设置。"))
    return Fetched(page.body, reached.onward(marker, printed).packed(), more=True)


def _timeless(page: _Page, rest: Rest, high: str) -> FetchError | None:
    """Without the times of records every look would read everything again."""
    if not (rest.since_field and page.records) or high:
        return None
    return FetchError(
        "记录里按 since_field = “{field}”没有找到时间，无法只取新增，请改正。",
        field=rest.since_field,
    )


def _may_end(page: _Page, rest: Rest) -> bool:
    """A page that was there before. Some servers give the last page again for every number
    after it: one that is not full ends the walk. Raises _Lost for a full one."""
    known_size = bool(rest.size_param) and len(page.records) < rest.page_size
    if rest.paging in ("page", "offset") and known_size:
        return True
    raise _Lost(
        mark(
            "接口重复给出同一页，后面的没有读到：请核对 page_param（现为“{name}”），或填写 total。"
        ),
        name=rest.page_param,
    )


def _next(page: _Page, rest: Rest, reached: Walk) -> str | int | None:
    """The marker of the next page; None at the end."""
    if rest.paging in ("page", "offset"):
        return _next_number(page, rest, reached)
    if rest.paging == "cursor":
        found = paths.ask(rest.next, page.found)
        usable = isinstance(found, str | int) and not isinstance(found, bool)
        return found if usable and found else None
    if rest.paging == "link":
        return _next_link(page, rest)
    return None


def _next_number(page: _Page, rest: Rest, reached: Walk) -> int | None:
    total = paths.ask(rest.total, page.found) if rest.total else None
    if isinstance(total, str) and total.isdigit():
        total = int(total[:18])
    if not page.records or isinstance(total, int) and reached.count >= total:
        return None
    here = reached.marker if isinstance(reached.marker, int) else _first(rest)
    return here + (1 if rest.paging == "page" else len(page.records))


def _next_link(page: _Page, rest: Rest) -> str | None:
    """The next address, by default that of the Link header (RFC 8288). It must be of the same
    host, because it is sent the login."""
    found = paths.ask(rest.next, page.found) if rest.next else page.link
    if not isinstance(found, str) or not found.strip():
        return None
    link = urljoin(page.url, found.strip())
    here, there = parse_url(page.url), parse_url(link)
    if (here.scheme, here.netloc) != (there.scheme, there.netloc):
        raise _Lost(mark("下一页的网址不在同一台主机上，没有跟随。"))
    return link
