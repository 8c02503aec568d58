"""A message before it has its number."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from core.messages import Fact, RawMessage
from core.times import local

SOURCES = {
    "ticket": "demo-hotline",
    "letter": "demo-letters",
    "rating": "demo-ratings",
    "news": "demo-news",
    "disclosure": "demo-disclosure",
    "comment": "demo-consultation",
}
_PREFIXES = {
    "ticket": "GD",
    "letter": "LX",
    "rating": "PJ",
    "news": "XW",
    "disclosure": "YSQ",
    "comment": "YJ",
}
_LINKED = ("news", "letter", "comment")


@dataclass(slots=True)
class Draft:
    """One record as it is made; `tag` names the planted issue or decoy it belongs to, `about` the
    matter, the town's code and the place of an everyday one."""

    kind: str
    posted_at: datetime
    title: str
    text: str
    channel: str
    submitter: str | None = None
    region: str | None = None
    unit: str | None = None
    reply: str | None = None
    replied_at: datetime | None = None
    confidential: bool = False
    votes_up: int = 0
    facts: dict[str, Fact] = field(default_factory=dict)
    tag: str = ""
    about: tuple[str, ...] = ()


def number(drafts: Iterable[Draft], first: int) -> list[tuple[Draft, RawMessage]]:
    """The drafts in time order, each with its message, numbered by source and day from `first`."""
    counts: Counter[str] = Counter()
    numbered = []
    for draft in sorted(drafts, key=lambda item: (item.posted_at, item.kind, item.text)):
        day = f"{_PREFIXES[draft.kind]}{local(draft.posted_at):%Y%m%d}"
        numbered.append((draft, _message(draft, f"{day}{first + counts[day]:05d}")))
        counts[day] += 1
    return numbered


def _message(draft: Draft, external_id: str) -> RawMessage:
    linked = draft.kind in _LINKED
    return RawMessage(
        source=SOURCES[draft.kind],
        external_id=external_id,
        kind=draft.kind,
        title=draft.title,
        text=draft.text,
        posted_at=draft.posted_at,
        channel=draft.channel,
        submitter=draft.submitter,
        link=f"https://example.org/{draft.kind}/{external_id}" if linked else None,
        region=draft.region,
        unit=draft.unit,
        votes_up=draft.votes_up,
        reply=draft.reply,
        replied_at=draft.replied_at,
        confidential=draft.confidential,
        facts=draft.facts,
    )
