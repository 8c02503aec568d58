"""What the switchboard hands to the in-door: where records come from and how to read them."""

from collections.abc import Mapping
from dataclasses import dataclass, field

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
)
"""Fields of a record that a column may be mapped to; anything else in a row is dropped."""

PUBLISHERS = ("official_platform", "news_medium", "government_media", "own_mailbox")
"""Who may speak through a source. Personal accounts, chat groups and comment sections may not."""


ANSWERED = ("ticket", "letter", "disclosure")
"""Record kinds that are answered with a reply: ratings, comments and news are not."""


@dataclass(frozen=True, slots=True)
class Profile:
    """How the columns of a table become fields.

    `columns` maps a field to its header, or to several spellings of it. `facts` does the same
    for what belongs to one record kind only.
    """

    name: str
    kind: str
    columns: Mapping[str, list[str]]
    source: str = ""
    channel: str = ""
    required: list[str] = field(default_factory=lambda: ["external_id", "posted_at", "text"])
    facts: Mapping[str, list[str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Source:
    """One source: its collector (`kind`), where it is, how often it is read."""

    id: str
    kind: str
    name: str
    publisher: str
    profile: str = ""
    location: str = ""
    every_minutes: float = 10.0
    enabled: bool = True
    record_kind: str = "news"
    channel: str = ""
    allow_private: bool = False
    max_bytes: int = 10_000_000
