"""Feeds of a subscription list become rows of an operator's own source table."""

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from collectors.feeds import subscriptions
from collectors.feeds.subscriptions import Subscription
from config import overlay, tables
from core.errors import ConfigError, InputError
from core.i18n import gettext as _
from core.sources import PUBLISHERS
from jobs.office import Office

FILE = "feeds.toml"
"""In $MINSHENG_HOME/config; new rows are added at its end, what stands there is left alone."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What the rows say beside name and address."""

    publisher: str
    channel: str
    every_minutes: float


@dataclass(frozen=True, slots=True)
class Subscribed:
    """What became of the feeds of a list: new rows, known addresses, refused addresses."""

    added: list[str]
    known: int
    refused: list[str]


def subscribe(office: Office, path: Path, wish: Wish) -> Subscribed:
    """Add the feeds of an OPML file. Doing it again adds nothing. Raises InputError."""
    if wish.publisher not in PUBLISHERS:
        raise InputError(
            "“{value}”不能作为来源，只能是 {known} 之一；不接入个人账号、聊天群和评论区。",
            value=wish.publisher,
            known="、".join(PUBLISHERS),
        )
    feeds = subscriptions.parse(_read(path))
    locations = {source.location for source in office.tables.sources.values()}
    usable = [feed for feed in feeds if feed.host]
    fresh = [feed for feed in usable if feed.url not in locations]
    if fresh:
        _append(office, [_row(feed, wish) for feed in fresh])
    refused = [feed.url or feed.name for feed in feeds if not feed.host]
    return Subscribed([_id(feed) for feed in fresh], len(usable) - len(fresh), refused)


def _read(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(subscriptions.LARGEST + 1)
    except OSError as error:
        raise InputError("找不到文件 {path}，或没有读取权限。", path=path) from error


def _id(feed: Subscription) -> str:
    """The same for the same address at every import."""
    host = re.sub(r"[^a-z0-9]+", "-", feed.host.lower()).strip("-")[:40]
    return f"{host}-{hashlib.sha256(feed.url.encode()).hexdigest()[:8]}"


def _row(feed: Subscription, wish: Wish) -> str:
    fields: dict[str, object] = {
        "id": _id(feed),
        "kind": "rss",
        "name": feed.name or feed.host,
        "publisher": wish.publisher,
        "location": feed.url,
        "channel": wish.channel,
        "every_minutes": wish.every_minutes,
    }
    return "[[source]]\n" + "".join(
        f"{name} = {overlay.toml(value)}\n" for name, value in fields.items()
    )


def _append(office: Office, rows: Iterable[str]) -> None:
    """Write the file anew beside the old one; where the tables refuse it, nothing changes."""
    path = office.settings.config_folder / FILE
    before = path.read_text("utf-8") if path.exists() else ""
    head = before or "# " + _("由 minsheng feeds 写入，可以修改。") + "\n"
    overlay.write(path, head + "\n" + "\n".join(rows))
    try:
        tables.load(office.settings)
    except ConfigError:
        overlay.write(path, before) if before else path.unlink()
        raise
