"""What the switchboard hands to the in-door: where records come from and how to read them."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from core.doors import Handback, Mailbox, Open311, Push, Rest, Rss, Site, Sql

FIELDS = (
    "external_id",
    "title",
    "text",
    "posted_at",
    "submitter",
    "channel",
    "link",
    "region",
    "unit",
    "votes_up",
    "votes_down",
    "reply",
    "replied_at",
    "confidential",
    "withdrawn",
)
"""Fields of a record that a column may be mapped to; anything else in a row is dropped.

`withdrawn` is a yes-or-no column: its source has deleted the record, so it is erased here too."""

PUBLISHERS = ("official_platform", "news_medium", "government_media", "own_mailbox")
"""Who may speak through a source. Personal accounts, chat groups and comment sections may not."""


ANSWERED = ("ticket", "letter", "disclosure")
"""Record kinds that are answered with a reply: ratings, comments and news are not."""


@dataclass(frozen=True, slots=True)
class Profile:
    """How the columns of a table become fields.

    `columns` maps a field to its header, or to several spellings of it. `facts` does the same
    for what belongs to one record kind only (`core.kinds`), and `words` gives a fact's own
    spellings their word. Where a record has no id, the fields of `identity` make one.
    `handback` says how finished work goes back.
    """

    name: str
    kind: str
    columns: Mapping[str, list[str]]
    source: str = ""
    channel: str = ""
    required: list[str] = field(default_factory=lambda: ["external_id", "posted_at", "text"])
    facts: Mapping[str, list[str]] = field(default_factory=dict)
    words: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    identity: list[str] = field(default_factory=list)
    handback: Handback | None = None


@dataclass(frozen=True, slots=True)
class Source:
    """One source: its collector (`kind`), where it is, how often it is read.

    `every_minutes` 0 is a feed's own rhythm, or ten minutes for what is no feed. `owner` is the
    mail address that hears when the source fails or falls silent. `secret_name` names the
    secret of the environment that opens it (default: made of the id).
    """

    id: str
    kind: str
    name: str
    publisher: str
    profile: str = ""
    location: str = ""
    every_minutes: float = 0.0
    enabled: bool = True
    record_kind: str = "news"
    channel: str = ""
    allow_private: bool = False
    max_bytes: int = 10_000_000
    owner: str = ""
    secret_name: str = ""
    rest: Rest | None = None
    push: Push | None = None
    sql: Sql | None = None
    mailbox: Mailbox | None = None
    rss: Rss | None = None
    site: Site | None = None
    open311: Open311 | None = None


@dataclass(frozen=True, slots=True)
class Opened(Source):
    """A source as a collector is handed it: with its profile, and the secret no file holds."""

    mapping: Profile | None = None
    secret: str = field(default="", repr=False)


def secret_name(source: Source) -> str:
    """What the secret of a source is called: `county-12345` has COUNTY_12345."""
    return source.secret_name or re.sub(r"[^A-Z0-9]+", "_", source.id.upper())


@dataclass(frozen=True, slots=True)
class Sender:
    """An installation in another network whose packages are taken in, and for which sources."""

    id: str
    key: str
    sources: list[str]
