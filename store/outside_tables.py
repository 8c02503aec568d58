"""The tables of packages between two networks, and of watched sites. More: `store.schema`."""

from sqlalchemy import (
    JSON,
    Column,
    Date,
    Float,
    Index,
    Integer,
    LargeBinary,
    PrimaryKeyConstraint,
    SmallInteger,
    String,
    Table,
    Text,
)

from store.schema import metadata
from store.types import BigKey, UtcTime

packages = Table(
    "packages",
    metadata,
    Column("direction", String(3), nullable=False),
    Column("sender", String(32), nullable=False),
    Column("sequence", Integer, nullable=False),
    Column("digest", LargeBinary(32), nullable=False),
    Column("previous", LargeBinary(32), nullable=False),
    Column("records", Integer, nullable=False),
    Column("replaces", JSON, nullable=False),
    Column("made_at", UtcTime, nullable=False),
    Column("noted_at", UtcTime, nullable=False),
    PrimaryKeyConstraint("direction", "sender", "sequence"),
    comment="Packages written here (out) or taken in here (in): the chain that shows a gap.",
)

packaged = Table(
    "packaged",
    metadata,
    Column("ticket_hash", LargeBinary(16), primary_key=True),
    Column("source", String(64), nullable=False),
    Column("message_id", BigKey, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("sequence", Integer, nullable=False),
    Index("ix_packaged_message_id", "message_id"),
    Index("ix_packaged_sequence", "sequence"),
    comment="What was last written of a record into a package; of its number a hash is kept.",
)

site_probes = Table(
    "site_probes",
    metadata,
    Column("source", String(64), nullable=False),
    Column("at", UtcTime, nullable=False),
    Column("seconds", Float),
    Column("void", SmallInteger, nullable=False),
    PrimaryKeyConstraint("source", "at"),
    comment="Looks at a site's home page: seconds, none where it did not answer; kept 60 days.",
)

site_pages = Table(
    "site_pages",
    metadata,
    Column("source", String(64), nullable=False),
    Column("target", String(100), nullable=False),
    Column("kind", String(12), nullable=False),
    Column("seen_at", UtcTime, nullable=False),
    Column("newest_on", Date),
    Column("items", Integer, nullable=False),
    Column("pending_on", Date),
    Column("dead_links", Integer, nullable=False),
    Column("error", Text, nullable=False),
    PrimaryKeyConstraint("source", "target"),
    comment="What each watched page of a site showed last: dates and counts, none of its words.",
)
