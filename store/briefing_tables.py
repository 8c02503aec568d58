"""The table of briefings (简报)."""

from sqlalchemy import JSON, Column, Index, Integer, String, Table

from store.schema import metadata
from store.types import BigKey, UtcTime

briefings = Table(
    "briefings",
    metadata,
    Column("id", BigKey, primary_key=True, autoincrement=True),
    Column("kind", String(12), nullable=False),
    Column("subject_id", BigKey, nullable=False),
    Column("period", String(12), nullable=False),
    Column("since_at", UtcTime, nullable=False),
    Column("until_at", UtcTime, nullable=False),
    Column("state", String(12), nullable=False),
    Column("year", Integer),
    Column("number", Integer),
    Column("data_at", UtcTime),
    Column("digest", String(64), nullable=False),
    Column("content", JSON, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("drafted_at", UtcTime, nullable=False),
    Column("drafted_by", String(64), nullable=False),
    Column("reviewed_at", UtcTime),
    Column("reviewed_by", String(64), nullable=False),
    Column("signed_at", UtcTime),
    Column("signed_by", String(64), nullable=False),
    Column("compared_with", BigKey),
    Index("ix_briefings_kind", "kind", "since_at"),
    comment="简报: facts, sections and state of each; `content` is the manifest beside the file.",
)
