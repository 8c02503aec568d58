"""The pages that a feed's entries lead to, read in full where an operator wants it.

A page that cannot be read leaves the feed's own summary. What was read once is remembered in the
checkpoint, so that no look takes a page twice or puts the summary back in its place.
"""

import base64
import hashlib
import json
import re
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from collectors import http
from collectors.feeds.encoding import decode
from collectors.manners import GAP
from core.doors import Rss
from core.errors import FetchError
from core.messages import BadRow, RawMessage
from core.sources import Opened
from core.texts import tidy

LONGEST_TEXT = 200_000
LARGEST_PAGE = 2_000_000
PAGE_SECONDS = 15.0
LOOK_SECONDS = 60.0
_DONE = 3
"""A page is tried so many times; one that was read counts as tried often enough."""

_MOST_REMEMBERED = 2_000
_BYLINE = re.compile(
    r"^[\[（(【]?\s*(?:来源|作者|记者|通讯员|编辑|责任编辑|责编|审核|摄影|图文|供稿)\s*[:：丨|/]"
)
_LONGEST_BYLINE = 60


@dataclass(frozen=True, slots=True)
class Completed:
    """A feed with what its pages say, packed as one body; what is remembered; and whether pages
    wait for the next look."""

    body: bytes
    remembered: dict[str, list[Any]]
    waits: bool


def complete(
    body: bytes,
    records: Sequence[RawMessage | BadRow],
    known: Mapping[str, Any],
    source: Opened,
) -> Completed:
    """Read the pages of entries that were not read before, as many as one look may."""
    left = (source.rss or Rss()).pages
    ends = time.monotonic() + LOOK_SECONDS
    texts: dict[str, str] = {}
    done: list[str] = []
    remembered: dict[str, list[Any]] = {}
    for record in records:
        if not isinstance(record, RawMessage) or not record.link:
            continue
        key, stamp = _key(record.external_id), _key(f"{record.title}\0{record.text}")
        tries = _tries(known.get(key), stamp)
        if tries >= _DONE:
            done.append(record.external_id)
        elif left > 0 and time.monotonic() < ends:
            left -= 1
            text = _text(record.link, source)
            tries = tries + 1 if text is None else _DONE
            if text and len(text) > len(record.text):
                texts[record.external_id] = text
        remembered[key] = [stamp, tries]
    kept = dict(list(remembered.items())[:_MOST_REMEMBERED])
    waits = any(tries < _DONE for _stamp, tries in kept.values())
    packed = {"feed": base64.b64encode(body).decode(), "texts": texts, "done": done}
    return Completed(json.dumps(packed).encode(), kept, waits)


def unpack(body: bytes) -> tuple[bytes, dict[str, str], frozenset[str]]:
    """The feed, the full texts by id, and the ids that were taken in before. Pure.

    Raises FetchError where it is not what `complete` packs.
    """
    try:
        found = json.loads(body)
        return base64.b64decode(found["feed"]), dict(found["texts"]), frozenset(found["done"])
    except (ValueError, TypeError, KeyError, RecursionError) as error:
        raise FetchError("订阅源的内容无法解析。") from error


def put_in(
    records: Sequence[RawMessage | BadRow], texts: Mapping[str, str], done: frozenset[str]
) -> list[RawMessage | BadRow]:
    """The records with their full texts, without those taken in before. Pure."""
    return [
        replace(record, text=texts[record.external_id])
        if isinstance(record, RawMessage) and record.external_id in texts
        else record
        for record in records
        if not isinstance(record, RawMessage) or record.external_id not in done
    ]


def _key(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _tries(before: Any, stamp: str) -> int:
    """How often the page of an entry was tried; an entry that has changed begins again."""
    if isinstance(before, list) and len(before) == 2 and before[0] == stamp:
        return int(before[1])
    return 0


def _text(link: str, source: Opened) -> str | None:
    """The article of a page; "" where it has none, None where the page could not be read."""
    limits = http.Limits(total=PAGE_SECONDS, max_bytes=LARGEST_PAGE)
    time.sleep(GAP)
    try:
        found = http.get(link, limits=limits, allow_private=source.allow_private)
    except FetchError as error:
        return "" if error.permanent else None
    if "html" not in found.headers.get("content-type", "html"):
        return ""
    return article(found.body)


def article(page: bytes) -> str:
    """The words of a page's article, without navigation and without the names of who wrote it."""
    from trafilatura import extract  # slow to load, and most feeds never need it

    found = extract(decode(page), include_comments=False, include_tables=True) or ""
    kept = [
        line
        for line in tidy(found).split("\n")
        if len(line) > _LONGEST_BYLINE or not _BYLINE.match(line)
    ]
    return "\n".join(kept)[:LONGEST_TEXT]
