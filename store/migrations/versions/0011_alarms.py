"""Alarms with their memory, what is told of them, silences and contacts."""

import sqlalchemy as sa
from alembic import op

import store.types

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    op.create_table(
        "alarms",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("rule", sa.String(length=64), nullable=False),
        sa.Column("subject", sa.String(length=120), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("level", sa.String(length=4), nullable=False),
        sa.Column("area", sa.String(length=20), nullable=False),
        sa.Column("region", sa.String(length=12), nullable=False),
        sa.Column("unit", sa.String(length=64), nullable=False),
        sa.Column("signal", sa.JSON(), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("fired_at", store.types.UtcTime(), nullable=False),
        sa.Column("seen_at", store.types.UtcTime(), nullable=False),
        sa.Column("told", sa.Integer(), nullable=False),
        sa.Column("first_told_at", store.types.UtcTime(), nullable=True),
        sa.Column("told_at", store.types.UtcTime(), nullable=True),
        sa.Column("told_level", sa.String(length=4), nullable=False),
        sa.Column("acked_at", store.types.UtcTime(), nullable=True),
        sa.Column("acked_by", sa.String(length=200), nullable=False),
        sa.Column("step", sa.Integer(), nullable=False),
        sa.Column("missing_at", store.types.UtcTime(), nullable=True),
        sa.Column("resolved_at", store.types.UtcTime(), nullable=True),
        sa.Column("flaps", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alarms")),
        sa.UniqueConstraint(
            "rule", "subject", "fired_at", name=op.f("uq_alarms_rule_subject_fired_at")
        ),
        comment="预警: what is or was wrong, with the memory that keeps it from being told twice.",
    )
    op.create_index("ix_alarms_state", "alarms", ["state", "resolved_at"], unique=False)
    op.create_table(
        "contacts",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("unit", sa.String(length=64), nullable=False),
        sa.Column("role", sa.String(length=8), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("channel", sa.String(length=16), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("digest", sa.String(length=8), nullable=False),
        sa.Column("from_at", store.types.UtcTime(), nullable=True),
        sa.Column("to_at", store.types.UtcTime(), nullable=True),
        sa.Column("disabled", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contacts")),
        comment="Who is told for a unit: A 角, B 角, the roster, the administrator.",
    )
    op.create_index("ix_contacts_unit", "contacts", ["unit", "role"], unique=False)
    op.create_table(
        "silences",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("rule", sa.String(length=64), nullable=False),
        sa.Column("subject", sa.String(length=120), nullable=False),
        sa.Column("unit", sa.String(length=64), nullable=False),
        sa.Column("area", sa.String(length=20), nullable=False),
        sa.Column("region", sa.String(length=12), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("by", sa.String(length=64), nullable=False),
        sa.Column("begins_at", store.types.UtcTime(), nullable=False),
        sa.Column("ends_at", store.types.UtcTime(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("level", sa.String(length=4), nullable=False),
        sa.Column("lapsed_at", store.types.UtcTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_silences")),
        comment="暂停提醒: with an end and a reason; they lapse when the matter grows.",
    )
    op.create_index("ix_silences_ends_at", "silences", ["ends_at"], unique=False)
    op.create_table(
        "alarm_events",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("alarm_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("channel", sa.String(length=32), nullable=False),
        sa.Column("address", sa.String(length=200), nullable=False),
        sa.Column("made_at", store.types.UtcTime(), nullable=False),
        sa.Column("alert_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("done_at", store.types.UtcTime(), nullable=True),
        sa.Column("note", sa.Text(), server_default="", nullable=False),
        sa.ForeignKeyConstraint(["alarm_id"], ["alarms.id"], name=op.f("fk_alarm_events_alarm_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alarm_events")),
        comment="What is to be told of an alarm to whom; `alert_id` says in which alert it was.",
    )
    op.create_index("ix_alarm_events_alarm_id", "alarm_events", ["alarm_id"], unique=False)
    op.create_index("ix_alarm_events_done_at", "alarm_events", ["done_at", "id"], unique=False)
    op.add_column(
        "alerts", sa.Column("kind", sa.String(length=16), server_default="", nullable=False)
    )
    op.add_column(
        "alerts", sa.Column("thread", sa.String(length=120), server_default="", nullable=False)
    )
    op.add_column("alerts", sa.Column("task", sa.Text(), server_default="", nullable=False))
    op.add_column("alerts", sa.Column("cited", sa.Text(), server_default="", nullable=False))
    op.add_column("alerts", sa.Column("feedback", sa.Text(), server_default="", nullable=False))
    op.add_column(
        "alerts", sa.Column("page", sa.String(length=200), server_default="", nullable=False)
    )
    op.add_column(
        "alerts", sa.Column("unit", sa.String(length=64), server_default="", nullable=False)
    )
    op.add_column("alerts", sa.Column("sheet", sa.Text(), server_default="", nullable=False))
    op.add_column("alerts", sa.Column("alarms", sa.JSON(), server_default="[]", nullable=False))
