"""The tables of who may come in and what they looked at. More: `store.schema`."""

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Index,
    Integer,
    LargeBinary,
    SmallInteger,
    String,
    Table,
    Text,
)

from store.schema import metadata
from store.types import BigKey, UtcTime

audit = Table(
    "audit",
    metadata,
    Column("id", BigKey, primary_key=True, autoincrement=True),
    Column("at", UtcTime, nullable=False),
    Column("actor", String(64), nullable=False),
    Column("actor_kind", String(12), nullable=False),
    Column("address", String(64), nullable=False),
    Column("action", String(32), nullable=False),
    Column("subject", String(32), nullable=False),
    Column("subject_id", BigKey, nullable=False),
    Column("details", JSON, nullable=False),
    Index("ix_audit_at", "at"),
    comment="Who looked at or changed what; triggers refuse every change and removal.",
)

audit_seals = Table(
    "audit_seals",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("first_id", BigKey, nullable=False),
    Column("last_id", BigKey, nullable=False),
    Column("rows", Integer, nullable=False),
    Column("digest", LargeBinary(32), nullable=False),
    Column("sealed_at", UtcTime, nullable=False),
    comment="The chain over the audit: each seal covers the one before it and the rows since.",
)

accounts = Table(
    "accounts",
    metadata,
    Column("name", String(64), primary_key=True),
    Column("shown", String(60), nullable=False),
    Column("role", String(16), nullable=False),
    Column("unit", String(64), nullable=False),
    Column("regions", JSON, nullable=False),
    Column("mail", String(200), nullable=False),
    Column("password", Text, nullable=False),
    Column("password_at", UtcTime),
    Column("is_initial", Boolean, nullable=False),
    Column("second", Text, nullable=False),
    Column("second_step", BigKey, nullable=False),
    Column("failures", SmallInteger, nullable=False),
    Column("locked_until", UtcTime),
    Column("is_disabled", Boolean, nullable=False),
    Column("created_at", UtcTime, nullable=False),
    Column("seen_at", UtcTime),
    comment="People who may sign in. `second` is the sealed key of the one-time codes.",
)

sign_ins = Table(
    "sign_ins",
    metadata,
    Column("token_hash", LargeBinary(32), primary_key=True),
    Column("account", String(64), nullable=False),
    Column("stage", String(12), nullable=False),
    Column("address", String(64), nullable=False),
    Column("began_at", UtcTime, nullable=False),
    Column("seen_at", UtcTime, nullable=False),
    Index("ix_sign_ins_account", "account"),
    comment="Open sign-ins; of the cookie a hash is kept.",
)
