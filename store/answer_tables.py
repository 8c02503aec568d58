"""What an official reply says, and finished work on its way back to the source's platform."""

from sqlalchemy import (
    JSON,
    Column,
    Date,
    Float,
    ForeignKeyConstraint,
    Index,
    Integer,
    PrimaryKeyConstraint,
    SmallInteger,
    String,
    Table,
    Text,
)

from store.schema import metadata
from store.types import BigKey, UtcTime

reply_labels = Table(
    "reply_labels",
    metadata,
    Column("message_id", BigKey, nullable=False),
    Column("month", Integer, nullable=False),
    Column("outcome", String(12), nullable=False),
    Column("relevant", SmallInteger, nullable=False),
    Column("basis", SmallInteger, nullable=False),
    Column("owner", SmallInteger, nullable=False),
    Column("deadline", SmallInteger, nullable=False),
    Column("contact", SmallInteger, nullable=False),
    Column("promised_on", Date),
    Column("score", SmallInteger, nullable=False),
    Column("hours", Float),
    Column("model", String(32), nullable=False),
    Column("labelled_at", UtcTime, nullable=False),
    PrimaryKeyConstraint("month", "message_id"),
    Index("ix_reply_labels_message_id", "message_id"),
    comment="What the official reply to a message does: outcome, and what it names.",
)

handbacks = Table(
    "handbacks",
    metadata,
    Column("id", BigKey, primary_key=True, autoincrement=True),
    Column("case_id", BigKey, nullable=False),
    Column("source", String(64), nullable=False),
    Column("key", String(64), nullable=False, unique=True),
    Column("content", JSON, nullable=False),
    Column("state", String(12), nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("made_at", UtcTime, nullable=False),
    Column("next_at", UtcTime, nullable=False),
    Column("claimed_until", UtcTime),
    Column("sent_at", UtcTime),
    Column("error", Text, nullable=False),
    ForeignKeyConstraint(["case_id"], ["cases.id"]),
    Index("ix_handbacks_state", "state", "next_at"),
    Index("ix_handbacks_case_id", "case_id"),
    comment="回填: a finished case as its platform is told of it; `key` makes telling idempotent.",
)
