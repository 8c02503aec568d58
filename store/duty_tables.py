"""The tables of statutory procedures, assessments and the open-data file."""

from sqlalchemy import (
    JSON,
    Column,
    Date,
    ForeignKeyConstraint,
    Index,
    Integer,
    SmallInteger,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from store.schema import metadata
from store.types import BigKey, UtcTime

procedures = Table(
    "procedures",
    metadata,
    Column("id", BigKey, primary_key=True, autoincrement=True),
    Column("revision", Integer, nullable=False),
    Column("flow", String(16), nullable=False),
    Column("state", String(16), nullable=False),
    Column("title", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("unit", String(64), nullable=False),
    Column("accused", String(64), nullable=False),
    Column("region", String(12), nullable=False, server_default=""),
    Column("message_id", BigKey),
    Column("outcome", String(16), nullable=False),
    Column("facts", JSON, nullable=False),
    Column("clocks", JSON, nullable=False),
    Column("opened_at", UtcTime, nullable=False),
    Column("closed_at", UtcTime),
    Index("ix_procedures_flow", "flow", "state"),
    Index("ix_procedures_message", "message_id"),
    comment="依申请公开, 信访, 意见征集: facts, and clocks with the rules they began under.",
)

procedure_steps = Table(
    "procedure_steps",
    metadata,
    Column("id", BigKey, primary_key=True, autoincrement=True),
    Column("procedure_id", BigKey, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("step", String(24), nullable=False),
    Column("at", UtcTime, nullable=False),
    Column("noted_at", UtcTime, nullable=False),
    Column("actor", String(64), nullable=False),
    Column("actor_unit", String(64), nullable=False),
    Column("role", String(16), nullable=False),
    Column("given", JSON, nullable=False),
    ForeignKeyConstraint(["procedure_id"], ["procedures.id"]),
    UniqueConstraint("procedure_id", "revision"),
    comment="Every step of every procedure: when it happened and when it was noted.",
)

assessments = Table(
    "assessments",
    metadata,
    Column("id", BigKey, primary_key=True, autoincrement=True),
    Column("name", String(40), nullable=False),
    Column("version", SmallInteger, nullable=False),
    Column("since", Date, nullable=False),
    Column("until", Date, nullable=False),
    Column("scheme", JSON, nullable=False),
    Column("rows", JSON, nullable=False),
    Column("frozen_by", String(64), nullable=False),
    Column("frozen_at", UtcTime, nullable=False),
    Column("reason", Text, nullable=False),
    UniqueConstraint("name", "version"),
    comment="考核: frozen versions with weights and evidence; a later one says why.",
)

objections = Table(
    "objections",
    metadata,
    Column("id", BigKey, primary_key=True, autoincrement=True),
    Column("assessment_id", BigKey, nullable=False),
    Column("unit", String(64), nullable=False),
    Column("measure", String(24), nullable=False),
    Column("text", Text, nullable=False),
    Column("raised_by", String(64), nullable=False),
    Column("raised_at", UtcTime, nullable=False),
    Column("state", String(12), nullable=False),
    Column("answer", Text, nullable=False),
    Column("value", JSON),
    Column("answered_by", String(64), nullable=False),
    Column("answered_at", UtcTime),
    ForeignKeyConstraint(["assessment_id"], ["assessments.id"]),
    Index("ix_objections_state", "state"),
    comment="A unit's objection to a figure of an assessment, and what became of it.",
)

open_months = Table(
    "open_months",
    metadata,
    Column("month", Integer, primary_key=True, autoincrement=False),
    Column("made_at", UtcTime, nullable=False),
    Column("made_by", String(64), nullable=False),
    Column("tables", JSON, nullable=False),
    comment="Open data of closed months; made once and never again, so that no two differ.",
)
