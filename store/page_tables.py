"""Tables of what people keep about the pages: saved views, links to big screens, last looks."""

from sqlalchemy import Column, Index, Integer, String, Table, Text, UniqueConstraint

from store.schema import metadata
from store.types import BigKey, UtcTime

saved_views = Table(
    "saved_views",
    metadata,
    Column("id", BigKey, primary_key=True, autoincrement=True),
    Column("owner", String(64), nullable=False),
    Column("name", String(40), nullable=False),
    Column("page", String(32), nullable=False),
    Column("query", Text, nullable=False),
    Column("saved_at", UtcTime, nullable=False),
    UniqueConstraint("owner", "name"),
    comment="Views of pages that people keep under a name: the page and its filter, no data.",
)

screens = Table(
    "screens",
    metadata,
    Column("id", BigKey, primary_key=True, autoincrement=True),
    Column("name", String(60), nullable=False),
    Column("kind", String(16), nullable=False),
    Column("issue_id", BigKey, nullable=False),
    Column("made_by", String(64), nullable=False),
    Column("made_at", UtcTime, nullable=False),
    Column("days", Integer, nullable=False),
    Column("revoked_by", String(64), nullable=False),
    Column("revoked_at", UtcTime),
    Index("ix_screens_made_at", "made_at"),
    comment="Links to big screens that need no sign-in; each can be revoked. No token is kept.",
)

looks = Table(
    "looks",
    metadata,
    Column("owner", String(64), primary_key=True),
    Column("page", String(32), primary_key=True),
    Column("at", UtcTime, nullable=False),
    Column("before_at", UtcTime, nullable=False),
    comment="When somebody looked at a page last and before: what is new since then.",
)
