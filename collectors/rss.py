"""Feeds: RSS 0.9x to 2.0, RDF, Atom and JSON Feed. Their authors are dropped here, unread."""

import hashlib
import re
import zlib
from collections import defaultdict
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urljoin, urlsplit

import feedparser

from collectors import http
from collectors.feeds import dates, full_text, json_feed
from collectors.feeds.encoding import as_xml
from collectors.feeds.plain import plain
from collectors.fetched import UNDATED, Fetched, pack, unpack
from core.errors import FetchError
from core.i18n import gettext as _
from core.messages import BadRow, RawMessage
from core.sources import Opened, Source
from core.texts import one_line, tidy

LONGEST_TEXT = 200_000
LONGEST_MARKUP = 2_000_000
_LONGEST_TITLE = 500
_LONGEST_OUTLET = 100
_LONGEST_ID = 200
_LONGEST_LINK = 2_000
_LONGEST_CELL = 200
_LONGEST_VALIDATOR = 500
_TITLE_FROM_TEXT = 60
_AHEAD = timedelta(days=1)
_MOST_BROKEN = 20
_LAST = 1_000
_END = re.compile(rb"</(?:\w+:)?(?:rss|feed|rdf)\s*>", re.IGNORECASE)
_ENTITY = re.compile(rb"<!ENTITY\s+([^>]*)", re.IGNORECASE)
_HARMLESS_ENTITY = re.compile(
    rb"""[\w.-]+\s+(["'])(?:[^&%"']{0,100}|&#\w{1,8};)\1\s*"""
    rb"""|%\s+[\w.-]+\s+PUBLIC\s+(["'])-//W3C//[^"']*\2\s+(["'])[^"']*\3\s*"""
)
"""Single characters, and the list of them that RSS 1.0 recommends; neither is ever fetched."""
_DOCTYPE = re.compile(rb"<!DOCTYPE\b", re.IGNORECASE)
_SUBSET_END = re.compile(rb"(?<!\])\]\s*>")
_LONGEST_PROLOGUE = 20_000
_ROOT = re.compile(rb"<\w")
_WEB_PAGE = re.compile(rb"<(?:!doctype\s+html|html)\b", re.IGNORECASE)
_HEAD = 5_000
_NO_SURROGATES = re.compile("[\ud800-\udfff]")
_ACCEPTED = "application/rss+xml, application/atom+xml, application/feed+json, application/xml, */*"
_OF_PAGES = _PAGES, _WAITS = ("pages", "pages_wait")
_DATES = ("published", "created", "updated")


class _Bad(Exception):
    """The entry cannot become a message; the sentence says why."""


def fetch(source: Opened, checkpoint: str | None, now: datetime) -> Fetched:
    """Ask for the feed, if it has changed; `body` is None where it has not.

    Raises FetchError.
    """
    known = unpack(checkpoint)
    if known.get("url") != source.location:
        known = {"url": source.location}
    full = bool(source.rss and source.rss.full_text)
    response = http.get(
        source.location,
        headers=_conditions({} if full and known.get(_WAITS) else known),
        limits=http.Limits(max_bytes=source.max_bytes),
        allow_private=source.allow_private,
    )
    digest = hashlib.sha256(response.body).hexdigest()
    if response.status == 304:
        return Fetched(None, pack(known))
    kept = {name: known[name] for name in ("url", UNDATED) if name in known}
    kept |= _validators(response) | {"hash": digest}
    if digest == known.get("hash") and not (full and known.get(_WAITS)):
        return Fetched(
            None, pack({name: known[name] for name in _OF_PAGES if name in known} | kept)
        )
    if not _is_whole(response.body):  # cut off: what is missing must come next time
        kept = {name: known[name] for name in ("url", UNDATED) if name in known}
    if not full:
        return Fetched(response.body, pack(kept))
    records = _records(response.body, source, now)
    found = full_text.complete(response.body, records, known.get(_PAGES) or {}, source)
    return Fetched(found.body, pack(kept | {_PAGES: found.remembered, _WAITS: found.waits}))


def _is_whole(body: bytes) -> bool:
    return json_feed.is_json(body) or bool(_END.search(body[-_LAST:]))


def _conditions(known: Mapping[str, Any]) -> dict[str, str]:
    names = {"If-None-Match": "etag", "If-Modified-Since": "modified"}
    asked = {header: str(known[name]) for header, name in names.items() if known.get(name)}
    return {"Accept": _ACCEPTED} | asked


def _validators(response: http.Response) -> dict[str, str]:
    found = {
        "etag": response.headers.get("etag", ""),
        "modified": response.headers.get("last-modified", ""),
    }
    return {
        name: value
        for name, value in found.items()
        if value and len(value) <= _LONGEST_VALIDATOR and value.isascii() and value.isprintable()
    }


def parse(body: bytes, source: Opened, now: datetime) -> list[RawMessage | BadRow]:
    """The entries of a feed, newest version of each, in the feed's order. Pure.

    Broken XML gives what can be read of it. An entry without a readable date gets `now` and
    the fact `undated`. Raises FetchError where the body is no feed, or a hostile one.
    """
    if not (source.rss and source.rss.full_text):
        return _records(body, source, now)
    feed, texts, done = full_text.unpack(body)
    return full_text.put_in(_records(feed, source, now), texts, done)


def _records(body: bytes, source: Opened, now: datetime) -> list[RawMessage | BadRow]:
    feed, entries = json_feed.read(body) if json_feed.is_json(body) else _read(as_xml(body))
    outlet = _outlet(feed) or source.name
    shared = _shared_ids(entries)
    return _distinct([_record(entry, outlet, shared, source, now) for entry in entries])


def _read(xml: bytes) -> tuple[Mapping[str, Any], list[Any]]:
    _check_entities(xml)
    found = _parsed(xml)
    if not found.entries and not found.version:
        raise _no_feed(xml)
    return found.feed, found.entries


def _check_entities(xml: bytes) -> None:
    """Entities that name others, or the outside, serve attacks only.

    This spares us the parser's own, slower refusal; its limits hold for what slips through.
    """
    root = _ROOT.search(xml, 0, _LONGEST_PROLOGUE)
    if not root:
        raise _no_feed(xml)
    doctype = _DOCTYPE.search(xml, 0, root.start())
    if not doctype:
        return
    end = _SUBSET_END.search(xml, doctype.end())
    for entity in _ENTITY.finditer(xml, doctype.end(), end.start() if end else len(xml)):
        if not _HARMLESS_ENTITY.fullmatch(entity[1]):
            raise FetchError("订阅源里有可疑的实体定义，可能是攻击，没有读取。")


def _parsed(xml: bytes) -> Any:
    """Sanitising is left out because every tag is taken away anyway, and the feed's address
    because ids would be resolved against it like links."""
    headers = {"content-type": "application/xml; charset=utf-8"}
    try:
        return feedparser.parse(
            xml, response_headers=headers, sanitize_html=False, resolve_relative_uris=False
        )
    except (ValueError, LookupError, TypeError, AttributeError, AssertionError) as error:
        raise FetchError("订阅源的内容无法解析。") from error
    except RecursionError as error:
        raise FetchError("订阅源的标签嵌套过深，没有读取。") from error


def _no_feed(xml: bytes) -> FetchError:
    content = xml.partition(b"?>")[2].strip()
    if not content:
        return FetchError("订阅源返回的内容是空的。")
    if _WEB_PAGE.search(content[:_HEAD]):
        return FetchError("这个网址返回的是网页，不是 RSS 或 Atom 订阅源，请核对网址。")
    return FetchError("这个网址返回的内容不是 RSS 或 Atom 订阅源，请核对网址。")


def _shared_ids(entries: list[Any]) -> frozenset[str]:
    """Ids that a careless feed gives to several different entries, and so name none."""
    holders: dict[str, set[str]] = defaultdict(set)
    for entry in entries:
        if identifier := one_line(_text(entry, "id")):
            holders[identifier].add(_text(entry, "link") or _text(entry, "title"))
    return frozenset(identifier for identifier, found in holders.items() if len(found) > 1)


def _record(
    entry: Any, outlet: str, shared: frozenset[str], source: Source, now: datetime
) -> RawMessage | BadRow:
    try:
        return _message(entry, outlet, shared, source, now)
    except _Bad as bad:
        cells = {
            name: one_line(_text(entry, name))[:_LONGEST_CELL]
            for name in ("title", "link", "id", *_DATES)
            if _text(entry, name)
        }
        # Entries move through a feed: a number made of what they say keeps each once.
        return BadRow(zlib.crc32(repr(sorted(cells.items())).encode()) >> 1, str(bad), cells)


def _message(
    entry: Any, outlet: str, shared: frozenset[str], source: Source, now: datetime
) -> RawMessage:
    text = _article(entry)
    title = _words(entry, "title", _LONGEST_TITLE) or one_line(text[:_TITLE_FROM_TEXT])
    link = _link(entry, source.location)
    if not title and not link:
        raise _Bad(_("这一条没有标题，也没有内容和链接"))
    written = next(filter(None, (_text(entry, name) for name in _DATES)), "")
    posted = dates.read(written, now)
    if posted and posted > now + _AHEAD:
        raise _Bad(_("发布时间“{value}”晚于今天", value=written[:40]))
    facts: dict[str, str | bool] = {"outlet": _outlet(entry.get("source", {})) or outlet}
    if posted is None:
        facts[UNDATED] = True
    return RawMessage(
        source=source.id,
        external_id=_identifier(
            entry, shared, link, f"{title}\n{text[:_LONGEST_TITLE]}\n{written}"
        ),
        kind=source.record_kind,
        title=title,
        text=text,
        posted_at=posted or now,
        channel=source.channel,
        link=link,
        facts=facts,
    )


def _identifier(entry: Any, shared: frozenset[str], link: str | None, content: str) -> str:
    given = one_line(_text(entry, "id"))
    if not given or given in shared:
        given = link or ""
    if given and len(given) <= _LONGEST_ID:
        return given
    return hashlib.sha256((given or content).encode()).hexdigest()


def _article(entry: Any) -> str:
    """The longest of what the feed gives of an article: its content or a summary."""
    offered = [*entry.get("content", []), entry.get("summary_detail", {})]
    longest = max(offered, key=lambda part: len(part.get("value") or ""))
    value = longest.get("value") or ""
    if len(value) > LONGEST_MARKUP:
        raise _Bad(_("内容超过 {most} 个字", most=LONGEST_MARKUP))
    text = _clean(tidy(plain(value, "html" in longest.get("type", "html"))))
    if len(text) > LONGEST_TEXT:
        raise _Bad(_("内容超过 {most} 个字", most=LONGEST_TEXT))
    return text


def _outlet(feed: Any) -> str:
    try:
        return _words(feed, "title", _LONGEST_OUTLET)
    except _Bad:
        return ""


def _words(part: Mapping[str, Any], name: str, most: int) -> str:
    """A field in one line of plain text."""
    detail = part.get(f"{name}_detail") or {}
    value = plain(_text(part, name)[:LONGEST_TEXT], "html" in detail.get("type", ""))
    return _clean(one_line(value))[:most]


def _clean(text: str) -> str:
    """Without the few characters that could not be decoded; with many, nothing is left to read."""
    broken = text.count("\ufffd")
    if broken * _MOST_BROKEN > len(text) - broken:
        raise _Bad(_("有无法解码的字"))
    return text.replace("\ufffd", "")


def _text(part: Mapping[str, Any], name: str) -> str:
    value = part.get(name) if name in part else ""
    return _NO_SURROGATES.sub("", value) if isinstance(value, str) else ""


def _link(entry: Any, location: str) -> str | None:
    """The entry's address, where it is one of the web."""
    given = _text(entry, "link").strip()
    if not given or given == _text(entry, "id") and "://" not in given:
        return None  # feedparser takes an id for a link unless the feed says it is none
    try:
        link = urljoin(location, given)
        parts = urlsplit(link)
        usable = parts.scheme in ("http", "https") and bool(parts.hostname)
    except ValueError:
        return None
    return link if usable and len(link) <= _LONGEST_LINK else None


def _distinct(records: list[RawMessage | BadRow]) -> list[RawMessage | BadRow]:
    """One record for each id, the newest; a feed may list an entry again when it changes."""
    best: dict[str, RawMessage] = {}
    for record in records:
        if isinstance(record, RawMessage):
            known = best.get(record.external_id)
            if known is None or record.posted_at > known.posted_at:
                best[record.external_id] = record
    bad = {record.row_no: record for record in records if isinstance(record, BadRow)}
    return [*best.values(), *bad.values()]
