"""What citizens say: `RawMessage` at the in-door, `Message` everywhere else.

A `RawMessage` holds personal data and lives only between a collector and
`core.privacy.mask`; a `Message` is what `mask` makes of it, and the only thing the store
takes.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

KINDS = ("ticket", "letter", "rating", "news", "disclosure", "comment")
"""Record kinds: 工单, 来信, 评价, 新闻信息, 依申请公开, 意见征集 (fields: docs/data-model.md)."""

Fact = str | int | float | bool | None


@dataclass(frozen=True, slots=True)
class RawMessage:
    """One record as its source gives it, not yet masked.

    Times are aware UTC. `facts` holds what belongs to one kind only (a ticket's life, a
    rating's stars); its times are ISO 8601 text with an offset. `names` are further names of
    whoever wrote, masked wherever they stand and then forgotten.
    """

    source: str
    external_id: str
    kind: str
    title: str
    text: str
    posted_at: datetime
    channel: str = ""
    submitter: str | None = None
    names: tuple[str, ...] = ()
    link: str | None = None
    region: str | None = None
    unit: str | None = None
    votes_up: int = 0
    votes_down: int = 0
    reply: str | None = None
    replied_at: datetime | None = None
    replied_day_only: bool = False
    confidential: bool = False
    facts: Mapping[str, Fact] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Message:
    """One record with every piece of personal data masked. Made by `core.privacy` only.

    `submitter_hash` (16 bytes) serves to count distinct submitters within `month` and nothing
    else; `content_hash` (16 bytes) tells an unchanged record from an updated one.
    """

    source: str
    external_id: str
    kind: str
    title: str
    text: str
    posted_at: datetime
    month: int
    channel: str
    submitter_hash: bytes | None
    content_hash: bytes
    mask_version: int
    link: str | None
    region: str | None
    unit: str | None
    votes_up: int
    votes_down: int
    reply: str | None
    replied_at: datetime | None
    replied_day_only: bool
    facts: Mapping[str, Fact]


@dataclass(frozen=True, slots=True)
class BadRow:
    """A row that could not become a message: its place, the reason, and its cells.

    `cells` are as the source wrote them; `core.privacy.mask_row` masks them before the store
    keeps them in quarantine (待核数据). The record's id, submitter and time are known where their
    columns could be read.
    """

    row_no: int
    reason: str
    cells: Mapping[str, str]
    external_id: str = ""
    submitter: str = ""
    posted_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """Word from a source that it has deleted a record.

    A collector's `parse` gives it among its records. The in-door then erases the record and
    leaves a tombstone, as `minsheng erase` does; saying it again changes nothing. A record that
    merely fell out of a list (a feed's older entries) is not withdrawn.
    """

    external_id: str


Record = RawMessage | BadRow | Withdrawn
"""What a collector makes of its source."""


@dataclass(frozen=True, slots=True)
class MaskedRow:
    """A bad row after masking, ready for quarantine. Made by `core.privacy.mask_row` only.

    Of `external_id` the store keeps a hash, so that the row leaves when the record comes well.
    """

    row_no: int
    reason: str
    cells: Mapping[str, str]
    external_id: str = ""
    submitter_hash: bytes | None = None
    hash_month: int | None = None


TRAVELS: dict[str, Any] = {
    **dict.fromkeys(("source", "external_id", "kind", "title", "text", "channel"), str),
    **dict.fromkeys(("link", "region", "unit", "reply"), str | None),
    **dict.fromkeys(("votes_up", "votes_down"), int),
    "replied_day_only": bool,
    "facts": dict,
}
"""What a record that was masked elsewhere brings along, and of which type."""
