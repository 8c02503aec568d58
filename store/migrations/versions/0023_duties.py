"""Statutory procedures, assessments and open data."""

import sqlalchemy as sa
from alembic import op

import store.types

revision = "0023"
down_revision = "0022"


def upgrade() -> None:
    """Statutory procedures, assessments and open data."""
    op.create_table(
        "procedures",
        sa.Column("id", store.types.BigKey, autoincrement=True, nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("flow", sa.String(length=16), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("unit", sa.String(length=64), nullable=False),
        sa.Column("accused", sa.String(length=64), nullable=False),
        sa.Column("message_id", store.types.BigKey, nullable=True),
        sa.Column("outcome", sa.String(length=16), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("clocks", sa.JSON(), nullable=False),
        sa.Column("opened_at", store.types.UtcTime(), nullable=False),
        sa.Column("closed_at", store.types.UtcTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_procedures")),
        comment="依申请公开, 信访, 意见征集: facts, and clocks with the rules they began under.",
    )
    op.create_index("ix_procedures_flow", "procedures", ["flow", "state"], unique=False)
    op.create_index("ix_procedures_message", "procedures", ["message_id"], unique=False)
    op.create_table(
        "procedure_steps",
        sa.Column("id", store.types.BigKey, autoincrement=True, nullable=False),
        sa.Column("procedure_id", store.types.BigKey, nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("step", sa.String(length=24), nullable=False),
        sa.Column("at", store.types.UtcTime(), nullable=False),
        sa.Column("noted_at", store.types.UtcTime(), nullable=False),
        sa.Column("actor", sa.String(length=64), nullable=False),
        sa.Column("actor_unit", sa.String(length=64), nullable=False),
        sa.Column("role", sa.String(length=16), nullable=False),
        sa.Column("given", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["procedure_id"], ["procedures.id"], name=op.f("fk_procedure_steps_procedure_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_procedure_steps")),
        sa.UniqueConstraint(
            "procedure_id", "revision", name=op.f("uq_procedure_steps_procedure_id_revision")
        ),
        comment="Every step of every procedure: when it happened and when it was noted.",
    )
    op.create_table(
        "assessments",
        sa.Column("id", store.types.BigKey, autoincrement=True, nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("version", sa.SmallInteger(), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        sa.Column("scheme", sa.JSON(), nullable=False),
        sa.Column("rows", sa.JSON(), nullable=False),
        sa.Column("frozen_by", sa.String(length=64), nullable=False),
        sa.Column("frozen_at", store.types.UtcTime(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assessments")),
        sa.UniqueConstraint("name", "version", name=op.f("uq_assessments_name_version")),
        comment="考核: frozen versions with weights and evidence; a later one says why.",
    )
    op.create_table(
        "objections",
        sa.Column("id", store.types.BigKey, autoincrement=True, nullable=False),
        sa.Column("assessment_id", store.types.BigKey, nullable=False),
        sa.Column("unit", sa.String(length=64), nullable=False),
        sa.Column("measure", sa.String(length=24), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("raised_by", sa.String(length=64), nullable=False),
        sa.Column("raised_at", store.types.UtcTime(), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("value", sa.JSON(), nullable=True),
        sa.Column("answered_by", sa.String(length=64), nullable=False),
        sa.Column("answered_at", store.types.UtcTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["assessment_id"], ["assessments.id"], name=op.f("fk_objections_assessment_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_objections")),
        comment="A unit's objection to a figure of an assessment, and what became of it.",
    )
    op.create_index("ix_objections_state", "objections", ["state"], unique=False)
    op.create_table(
        "open_months",
        sa.Column("month", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("made_at", store.types.UtcTime(), nullable=False),
        sa.Column("made_by", sa.String(length=64), nullable=False),
        sa.Column("tables", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("month", name=op.f("pk_open_months")),
        comment="Open data of closed months; made once and never again, so that no two differ.",
    )
