"""The tables of what sources send and how they fare, beside those in `store.schema`."""

from sqlalchemy import (
    JSON,
    Column,
    Float,
    Index,
    Integer,
    LargeBinary,
    PrimaryKeyConstraint,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from store.schema import metadata as metadata
from store.types import BigKey, UtcTime

quarantine = Table(
    "quarantine",
    metadata,
    Column("id", BigKey, primary_key=True, autoincrement=True),
    Column("source", String(64), nullable=False),
    Column("batch", String(64), nullable=False),
    Column("row_no", Integer, nullable=False),
    Column("reason", Text, nullable=False),
    Column("cells", JSON, nullable=False),
    Column("added_at", UtcTime, nullable=False),
    Column("ticket_hash", LargeBinary(16)),
    Column("submitter_hash", LargeBinary(16)),
    Column("hash_month", Integer),
    Column("tried_at", UtcTime),
    UniqueConstraint("source", "batch", "row_no"),
    Index("ix_quarantine_ticket", "source", "ticket_hash"),
    comment="待核数据: masked rows that could not be taken in, with the reason.",
)


source_health = Table(
    "source_health",
    metadata,
    Column("source", String(64), primary_key=True),
    Column("last_try_at", UtcTime),
    Column("last_success_at", UtcTime),
    Column("next_at", UtcTime),
    Column("failures", Integer, nullable=False),
    Column("error", Text, nullable=False),
    Column("accepted", BigKey, nullable=False),
    Column("duplicate", BigKey, nullable=False),
    Column("updated", BigKey, nullable=False),
    Column("quarantined", BigKey, nullable=False),
    Column("rhythm_minutes", Float),
    Column("newest_at", UtcTime),
    Column("failing_since", UtcTime),
    comment="数据源运行状态: totals since the first day and the last outcome.",
)

message_changes = Table(
    "message_changes",
    metadata,
    Column("message_id", BigKey, nullable=False),
    Column("month", Integer, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("at", UtcTime, nullable=False),
    Column("changes", JSON, nullable=False),
    PrimaryKeyConstraint("month", "message_id", "revision"),
    Index("ix_message_changes_message_id", "message_id"),
    comment="What a source changed of a known record: field -> masked value before and after.",
)

source_hours = Table(
    "source_hours",
    metadata,
    Column("source", String(64), nullable=False),
    Column("hour_at", UtcTime, nullable=False),
    Column("accepted", Integer, nullable=False),
    Column("duplicate", Integer, nullable=False),
    Column("updated", Integer, nullable=False),
    Column("quarantined", Integer, nullable=False),
    Column("looks", Integer, nullable=False),
    Column("failures", Integer, nullable=False),
    PrimaryKeyConstraint("source", "hour_at"),
    Index("ix_source_hours_hour_at", "hour_at"),
    comment="What came from a source in each hour, and how often it was read or failed.",
)

source_files = Table(
    "source_files",
    metadata,
    Column("source", String(64), nullable=False),
    Column("sha256", LargeBinary(32), nullable=False),
    Column("profile_hash", LargeBinary(16), nullable=False),
    Column("place_hash", LargeBinary(16), nullable=False),
    Column("name", Text, nullable=False),
    Column("size", BigKey, nullable=False),
    Column("state", String(12), nullable=False),
    Column("reason", Text, nullable=False),
    Column("counts", JSON, nullable=False),
    Column("times", Integer, nullable=False),
    Column("first_at", UtcTime, nullable=False),
    Column("last_at", UtcTime, nullable=False),
    PrimaryKeyConstraint("source", "sha256", "profile_hash"),
    comment="Files that were taken in or refused: SHA-256 and counts, never their content.",
)

source_verdicts = Table(
    "source_verdicts",
    metadata,
    Column("source", String(64), primary_key=True),
    Column("at", UtcTime, nullable=False),
    Column("state", String(12), nullable=False),
    Column("today", Integer, nullable=False),
    Column("low", Float),
    Column("usual", Float),
    Column("high", Float),
    Column("last_at", UtcTime),
    comment="What the volume of a source was worth when it was last judged, every ten minutes.",
)
