"""The tables. `docs/data-model.md` is generated from these and their comments."""

from sqlalchemy import (
    JSON,
    Column,
    Float,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    PrimaryKeyConstraint,
    SmallInteger,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from store.types import BigKey, UtcTime

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    }
)

message_keys = Table(
    "message_keys",
    metadata,
    Column("source", String(64)),
    Column("external_id", String(200)),
    Column("id", BigKey, nullable=False),
    Column("month", Integer, nullable=False),
    Column("content_hash", LargeBinary(16), nullable=False),
    PrimaryKeyConstraint("source", "external_id"),
    UniqueConstraint("id"),
    comment="One row for each record ever taken in: makes adding idempotent in both stores.",
)

messages = Table(
    "messages",
    metadata,
    Column("id", BigKey, nullable=False),
    Column("month", Integer, nullable=False),
    Column("ref", String(16), nullable=False),
    Column("source", String(64), nullable=False),
    Column("kind", String(16), nullable=False),
    Column("channel", String(64), nullable=False),
    Column("title", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("posted_at", UtcTime, nullable=False),
    Column("added_at", UtcTime, nullable=False),
    Column("changed_at", UtcTime),
    Column("link", Text),
    Column("region", String(12)),
    Column("unit", String(64)),
    Column("votes_up", Integer, nullable=False),
    Column("votes_down", Integer, nullable=False),
    Column("submitter_hash", LargeBinary(16)),
    Column("mask_version", SmallInteger, nullable=False),
    Column("state", String(12), nullable=False),
    Column("revision", Integer, nullable=False),
    Column("facts", JSON, nullable=False),
    PrimaryKeyConstraint("month", "id"),
    Index("ix_messages_posted", "posted_at", "id"),
    Index("ix_messages_kind", "kind", "posted_at"),
    Index("ix_messages_state", "state", "id"),
    Index("ix_messages_ref", "ref"),
    Index("ix_messages_id", "id"),
    comment="Masked records. `ref` is our own random number, shown in place of the source's.",
)

replies = Table(
    "replies",
    metadata,
    Column("message_id", BigKey, nullable=False),
    Column("month", Integer, nullable=False),
    Column("text", Text, nullable=False),
    Column("replied_at", UtcTime),
    Column("day_only", SmallInteger, nullable=False),
    Column("hours", Float),
    PrimaryKeyConstraint("month", "message_id"),
    Index("ix_replies_replied_at", "replied_at"),
    Index("ix_replies_message_id", "message_id"),
    comment="Masked official replies. `hours`: natural hours since posting, if known.",
)

labels = Table(
    "labels",
    metadata,
    Column("message_id", BigKey, nullable=False),
    Column("month", Integer, nullable=False),
    Column("origin", String(8), nullable=False),
    Column("area", String(20)),
    Column("area_score", Float),
    Column("area_unsure", SmallInteger),
    Column("topic1", String(16)),
    Column("topic2", String(32)),
    Column("sentiment", String(4)),
    Column("sentiment_score", Float),
    Column("intent", String(4)),
    Column("urgency", SmallInteger),
    Column("region", String(12)),
    Column("unit", String(64)),
    Column("accused_unit", String(64)),
    Column("place", Text),
    Column("problem", String(64)),
    Column("keywords", Text),
    Column("why", Text),
    Column("model", String(32), nullable=False),
    Column("mask_version", SmallInteger, nullable=False),
    Column("labelled_at", UtcTime, nullable=False),
    PrimaryKeyConstraint("month", "message_id", "origin"),
    Index("ix_labels_area", "area", "message_id"),
    Index("ix_labels_message_id", "message_id"),
    Index("ix_labels_labelled_at", "labelled_at", "message_id"),
    comment="Labels by message and origin (model or person); a person's word wins.",
)

issues = Table(
    "issues",
    metadata,
    Column("id", BigKey, primary_key=True, autoincrement=False),
    Column("key", String(200), nullable=False, unique=True),
    Column("name", Text, nullable=False),
    Column("area", String(20), nullable=False),
    Column("place", Text, nullable=False),
    Column("problem", String(64), nullable=False),
    Column("messages", Integer, nullable=False),
    Column("first_at", UtcTime, nullable=False),
    Column("last_at", UtcTime, nullable=False),
    Column("heat", Float, nullable=False),
    Column("heat_at", UtcTime),
    Column("level", String(4), nullable=False),
    Column("why", Text, nullable=False),
    Column("named_by", String(64)),
    Column("merged_into", BigKey),
    Column("parts", JSON),
    Column("fixed_by", String(64)),
    Column("dismissed_by", String(64)),
    Column("dismissed_at", UtcTime),
    Column("dismissed_messages", Integer),
    Column("dismiss_reason", Text),
    Column("stage", String(12)),
    Column("life", JSON),
    Index("ix_issues_heat", "heat", "id"),
    Index("ix_issues_last_at", "last_at"),
    comment="Hot issues. An id never changes; a merged issue points to the one it joined.",
)

issue_members = Table(
    "issue_members",
    metadata,
    Column("message_id", BigKey, primary_key=True, autoincrement=False),
    Column("month", Integer, nullable=False),
    Column("key", String(200), nullable=False),
    Column("issue_id", BigKey),
    Column("posted_at", UtcTime, nullable=False),
    Column("origin", String(8), nullable=False),
    Index("ix_issue_members_key", "key"),
    Index("ix_issue_members_issue_id", "issue_id", "posted_at"),
    comment="Which message belongs to which issue; without an issue it waits for others.",
)

checkpoints = Table(
    "checkpoints",
    metadata,
    Column("source", String(64), primary_key=True),
    Column("value", Text, nullable=False),
    Column("moved_at", UtcTime, nullable=False),
    comment="How far a source has been read; moves with the rows in one transaction.",
)

runs = Table(
    "runs",
    metadata,
    Column("id", BigKey, primary_key=True, autoincrement=True),
    Column("step", String(32), nullable=False),
    Column("source", String(64), nullable=False),
    Column("state", String(12), nullable=False),
    Column("started_at", UtcTime, nullable=False),
    Column("ended_at", UtcTime),
    Column("counts", JSON, nullable=False),
    Column("error", Text, nullable=False),
    Column("reference", String(16), nullable=False),
    Index("ix_runs_started_at", "started_at"),
    comment="What the clock did: one row for each step that had work.",
)

requests = Table(
    "requests",
    metadata,
    Column("id", BigKey, primary_key=True, autoincrement=True),
    Column("kind", String(32), nullable=False),
    Column("parameters", JSON, nullable=False),
    Column("actor", String(64), nullable=False),
    Column("asked_at", UtcTime, nullable=False),
    Column("claimed_at", UtcTime),
    Column("done_at", UtcTime),
    Column("outcome", Text, nullable=False),
    Index("ix_requests_done_at", "done_at"),
    comment="What a person asked the clock to do: collect now, send a test mail.",
)

leases = Table(
    "leases",
    metadata,
    Column("name", String(32), primary_key=True),
    Column("holder", String(64), nullable=False),
    Column("fence", BigKey, nullable=False),
    Column("expires_at", UtcTime, nullable=False),
    comment="One leader: the holder beats before `expires_at`; each new holder raises `fence`.",
)

alerts = Table(
    "alerts",
    metadata,
    Column("id", BigKey, primary_key=True, autoincrement=True),
    Column("dedupe_key", String(200), nullable=False, unique=True),
    Column("rule", String(64), nullable=False),
    Column("subject_id", BigKey, nullable=False),
    Column("level", String(4), nullable=False),
    Column("title", Text, nullable=False),
    Column("why", Text, nullable=False),
    Column("facts", JSON, nullable=False),
    Column("fired_at", UtcTime, nullable=False),
    Column("kind", String(16), nullable=False, server_default=""),
    Column("thread", String(120), nullable=False, server_default=""),
    Column("task", Text, nullable=False, server_default=""),
    Column("cited", Text, nullable=False, server_default=""),
    Column("feedback", Text, nullable=False, server_default=""),
    Column("page", String(200), nullable=False, server_default=""),
    Column("unit", String(64), nullable=False, server_default=""),
    Column("sheet", Text, nullable=False, server_default=""),
    Column("alarms", JSON, nullable=False, server_default="[]"),
    Index("ix_alerts_fired_at", "fired_at"),
    comment="What was said of alarms; the dedupe key keeps one from being said twice.",
)

deliveries = Table(
    "deliveries",
    metadata,
    Column("id", BigKey, primary_key=True, autoincrement=True),
    Column("alert_id", BigKey, nullable=False),
    Column("channel", String(32), nullable=False),
    Column("address", String(200), nullable=False),
    Column("message_id", String(200), nullable=False, unique=True),
    Column("state", String(12), nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("next_at", UtcTime, nullable=False),
    Column("claimed_by", String(64), nullable=False),
    Column("claimed_until", UtcTime),
    Column("sent_at", UtcTime),
    Column("error", Text, nullable=False),
    ForeignKeyConstraint(["alert_id"], ["alerts.id"]),
    UniqueConstraint("alert_id", "channel", "address"),
    Index("ix_deliveries_state", "state", "next_at"),
    comment="The outbox: one row for each alert and address.",
)

history = Table(
    "history",
    metadata,
    Column("id", BigKey, primary_key=True, autoincrement=True),
    Column("at", UtcTime, nullable=False),
    Column("actor", String(64), nullable=False),
    Column("actor_kind", String(12), nullable=False),
    Column("action", String(32), nullable=False),
    Column("subject", String(32), nullable=False),
    Column("subject_id", BigKey, nullable=False),
    Column("details", JSON, nullable=False),
    Index("ix_history_subject", "subject", "subject_id"),
    comment="What people did, in order; written in the transaction of the deed.",
)

counters = Table(
    "counters",
    metadata,
    Column("name", String(32), primary_key=True),
    Column("next", BigKey, nullable=False),
    comment="Next free id of messages and issues, taken in blocks.",
)

notes = Table(
    "notes",
    metadata,
    Column("name", String(32), primary_key=True),
    Column("value", Text, nullable=False),
    comment="Facts about this store, such as: it holds demonstration data.",
)

tombstones = Table(
    "tombstones",
    metadata,
    Column("ticket_hash", LargeBinary(16), primary_key=True),
    Column("source", String(64), nullable=False),
    Column("erased_at", UtcTime, nullable=False),
    comment="Erased records: they are not taken in again; of their numbers a hash is kept.",
)

submitter_counts = Table(
    "submitter_counts",
    metadata,
    Column("month", Integer, nullable=False),
    Column("subject", String(16), nullable=False),
    Column("subject_key", String(64), nullable=False),
    Column("submitters", Integer, nullable=False),
    Column("frozen_at", UtcTime, nullable=False),
    PrimaryKeyConstraint("month", "subject", "subject_key"),
    comment="Distinct submitters of closed months (by source and issue), kept when hashes go.",
)

confidential_keys = Table(
    "confidential_keys",
    metadata,
    Column("ticket_hash", LargeBinary(16), primary_key=True),
    Column("month", Integer, nullable=False),
    comment="Confidential records already counted; their numbers are kept as hashes only.",
)

confidential_counts = Table(
    "confidential_counts",
    metadata,
    Column("month", Integer, nullable=False),
    Column("source", String(64), nullable=False),
    Column("area", String(20), nullable=False),
    Column("intent", String(4), nullable=False),
    Column("messages", Integer, nullable=False),
    PrimaryKeyConstraint("month", "source", "area", "intent"),
    comment="Confidential records as counts only; shown where at least five stand together.",
)
