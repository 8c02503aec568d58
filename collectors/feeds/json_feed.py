"""JSON Feed 1.0 and 1.1 (https://www.jsonfeed.org/version/1.1/), in the shape of a parsed XML
feed, so that one reader serves both. Authors are not taken over."""

import json
from typing import Any

from collectors.feeds.encoding import decode
from core.errors import FetchError

_PLAIN = {"type": "text/plain"}
_HTML = {"type": "text/html"}


def is_json(body: bytes) -> bool:
    """Does this begin like a JSON object? No XML does."""
    return body[:1_000].lstrip(b"\xef\xbb\xbf\t\r\n ").startswith(b"{")


def read(body: bytes) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """The feed and its entries under the names that `feedparser` gives them.

    Raises FetchError where it is no JSON Feed.
    """
    try:
        found = json.loads(decode(body))
    except (ValueError, RecursionError) as error:
        raise FetchError("这个网址返回的 JSON 内容不完整或有误，没有读取。") from error
    items = found.get("items")
    if "jsonfeed.org/version/" not in str(found.get("version")) or not isinstance(items, list):
        raise FetchError("这个网址返回的 JSON 内容不是 JSON Feed 订阅源，请核对网址。")
    feed = {"title": _text(found, "title"), "title_detail": _PLAIN}
    return feed, [_entry(item) for item in items if isinstance(item, dict)]


def _entry(item: dict[str, Any]) -> dict[str, Any]:
    return {
        "id": _text(item, "id"),
        "link": _text(item, "url") or _text(item, "external_url"),
        "title": _text(item, "title"),
        "title_detail": _PLAIN,
        "content": [
            {**_HTML, "value": _text(item, "content_html")},
            {**_PLAIN, "value": _text(item, "content_text")},
        ],
        "summary_detail": {**_PLAIN, "value": _text(item, "summary")},
        "published": _text(item, "date_published"),
        "updated": _text(item, "date_modified"),
    }


def _text(part: dict[str, Any], name: str) -> str:
    """A field as text; the specification asks readers to take a number for an id."""
    value = part.get(name)
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return str(value) if isinstance(value, str) or is_number else ""
