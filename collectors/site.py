"""Government sites and new-media feeds: is a page there, how soon, and how old is what it shows.

Nothing of a page is kept but dates and counts.
"""

import re
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import islice
from urllib.parse import urldefrag, urljoin, urlsplit

from lxml import etree
from lxml.html import HtmlElement, HTMLParser, document_fromstring

from collectors import http, rss
from collectors.answers import Refused
from collectors.feeds import dates, json_feed
from collectors.feeds.encoding import decode
from core.errors import FetchError
from core.messages import RawMessage
from core.sources import Opened
from core.times import day_of

SLOWEST = 20.0
"""A page that is not whole by then will not be waited for; the rule calls 15 seconds too slow."""

_LARGEST = 5_000_000
_MOST_LINKS = 3_000
_SMALL = 60
_CLIMB = 4
_EARLIEST = date(2000, 1, 1)
_DATED = re.compile(
    r"(?<!\d)(20\d{2})\s?[-/.年]\s?(\d{1,2})\s?[-/.月]\s?(\d{1,2})(?!\d)"
    r"|(?<![\d-])(\d{1,2})[-月](\d{1,2})(?![\d-])"
)
_IN_ADDRESS = re.compile(r"/(20\d{2})/(\d{1,2})/(\d{1,2})/|[/t_](20\d{2})(\d{2})(\d{2})(?:_|/|\.)")
_FEED = re.compile(rb"(?:\xef\xbb\xbf)?\s*<(?:\?xml|rss|feed|rdf)", re.I)
_PENDING = re.compile(r"未答复|未回复|待答复|待回复|待处理|待受理|受理中|办理中|处理中")


@dataclass(frozen=True, slots=True)
class Page:
    """What a page shows: dates of its items, of items that wait for an answer, and its links."""

    dates: tuple[date, ...] = ()
    pending: tuple[date, ...] = ()
    links: tuple[str, ...] = ()

    @property
    def newest_on(self) -> date | None:
        return max(self.dates, default=None)

    @property
    def pending_on(self) -> date | None:
        return min(self.pending, default=None)


def fetch(url: str, source: Opened) -> tuple[float, bytes]:
    """A page and the seconds until it was whole. Raises FetchError."""
    limits = http.Limits(connect=SLOWEST, silence=SLOWEST, total=SLOWEST, max_bytes=_LARGEST)
    started = time.monotonic()
    found = http.get(url, limits=limits, allow_private=source.allow_private)
    return time.monotonic() - started, found.body


def dead(links: list[str], source: Opened) -> int:
    """How many of these links lead to a page that is no longer there."""
    found = 0
    for link in links:
        try:
            fetch(link, source)
        except Refused as error:
            found += error.permanent
        except FetchError:  # slow or down is judged elsewhere
            continue
    return found


def parse(body: bytes, url: str, now: datetime) -> Page:
    """What a page or a feed shows. Pure; a page nobody can read shows nothing."""
    if json_feed.is_json(body) or re.match(
        rb"\s*<(?:\?xml|rss|feed|rdf)", body.lstrip(b"\xef\xbb\xbf")
    ):
        found = _feed(body, url, now)
        if found:
            return found
    return _page(body, url, now)


def _feed(body: bytes, url: str, now: datetime) -> Page | None:
    try:
        found = rss.parse(body, Opened("", "rss", "", "government_media", location=url), now)
    except FetchError:
        return None
    records = [one for one in found if isinstance(one, RawMessage)]
    dated = [one for one in records if not one.facts.get("undated")]
    return Page(dates=tuple(day_of(one.posted_at) for one in dated))


def _page(body: bytes, url: str, now: datetime) -> Page:
    try:
        tree = document_fromstring(decode(body).encode(), parser=HTMLParser(encoding="utf-8"))
    except (etree.LxmlError, ValueError):
        return Page()
    shown: list[date] = []
    pending: list[date] = []
    links: dict[str, None] = {}
    for anchor in islice(tree.iter("a"), _MOST_LINKS):
        link = _address(anchor, url)
        row = _row(anchor)
        on = _date(row, link, now)
        if link:
            links.setdefault(link)
        if on:
            shown.append(on)
            pending += [on] if _PENDING.search(row) else []
    host = urlsplit(url).hostname
    near = tuple(link for link in links if urlsplit(link).hostname == host and link != url)
    return Page(tuple(shown), tuple(pending), near)


def _address(anchor: HtmlElement, url: str) -> str:
    try:
        link = urldefrag(urljoin(url, (anchor.get("href") or "").strip()))[0]
        return link if urlsplit(link).scheme in ("http", "https") else ""
    except ValueError:
        return ""


def _row(anchor: HtmlElement) -> str:
    """The text of the item a link belongs to: the largest of its parents that is still small and
    holds no other item's link."""
    found = anchor
    for parent in islice(anchor.iterancestors(), _CLIMB):
        inside = list(islice(parent.iter(etree.Element), _SMALL))
        if len(inside) == _SMALL or sum(one.tag == "a" for one in inside) > 1:
            break
        found = parent
    return "".join(islice(found.itertext(), _SMALL * 2))


def _date(row: str, link: str, now: datetime) -> date | None:
    for found in (*_DATED.finditer(row), *_IN_ADDRESS.finditer(urlsplit(link).path)):
        moment = dates.read("-".join(part for part in found.groups() if part), now)
        if moment and _EARLIEST <= day_of(moment) <= day_of(now) + timedelta(days=1):
            return day_of(moment)
    return None


def sample(links: tuple[str, ...], count: int, turn: int) -> Iterator[str]:
    """Some of the links, others at each turn, so that in time all are looked at."""
    start = (turn * count) % max(len(links), 1)
    return islice((*links[start:], *links[:start]), count)
