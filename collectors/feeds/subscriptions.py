"""Lists of feeds as feed readers export them (OPML). Pure: bytes -> feeds."""

from dataclasses import dataclass
from urllib.parse import urlsplit

import listparser

from collectors.feeds.encoding import as_xml
from core.errors import InputError
from core.texts import one_line

MOST = 5_000
LARGEST = 10_000_000
_LONGEST_NAME = 100
_LONGEST_URL = 2_000


@dataclass(frozen=True, slots=True)
class Subscription:
    """One feed of a list: its name and its address, which may be none of the web."""

    name: str
    url: str

    @property
    def host(self) -> str:
        """The host of a usable address: http or https, and without a password; else ""."""
        try:
            parts = urlsplit(self.url)
            usable = parts.scheme in ("http", "https") and "@" not in parts.netloc
            return (parts.hostname or "") if usable and len(self.url) <= _LONGEST_URL else ""
        except ValueError:
            return ""


def parse(body: bytes) -> list[Subscription]:
    """The feeds of an OPML list, each address once. Raises InputError, one sentence."""
    if len(body) > LARGEST:
        raise InputError(
            "订阅列表超过 {most} MB，请分成几个文件。", most=round(LARGEST / 1_000_000)
        )
    found = listparser.parse(as_xml(body)) if body.strip() else None
    if found is None or not found.version.startswith("opml"):
        raise InputError("这个文件不是 OPML 订阅列表，请从阅读器重新导出。")
    feeds: dict[str, Subscription] = {}
    for outline in found.feeds:
        url = one_line(outline.get("url") or "")
        name = one_line(outline.get("title") or "")[:_LONGEST_NAME]
        feeds.setdefault(url, Subscription(name, url))
    if len(feeds) > MOST:
        raise InputError("订阅列表有 {n} 个源，一次最多 {most} 个。", n=len(feeds), most=MOST)
    return list(feeds.values())
