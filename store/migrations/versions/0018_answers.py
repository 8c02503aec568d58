"""Labels of replies, finished work on its way back, facts for alarms, the heat of each day."""

import sqlalchemy as sa
from alembic import op

import store.types

revision = "0018"
down_revision = "0017"


def upgrade() -> None:
    """Four tables; the worker fills them."""
    _reply_labels()
    _handbacks()
    _alarm_facts()
    _heat_days()


def _reply_labels() -> None:
    op.create_table(
        "reply_labels",
        sa.Column("message_id", store.types.BigKey, nullable=False),
        sa.Column("month", sa.Integer(), nullable=False),
        sa.Column("outcome", sa.String(length=12), nullable=False),
        *(
            sa.Column(name, sa.SmallInteger(), nullable=False)
            for name in ("relevant", "basis", "owner", "deadline", "contact")
        ),
        sa.Column("promised_on", sa.Date(), nullable=True),
        sa.Column("score", sa.SmallInteger(), nullable=False),
        sa.Column("hours", sa.Float(), nullable=True),
        sa.Column("model", sa.String(length=32), nullable=False),
        sa.Column("labelled_at", store.types.UtcTime(), nullable=False),
        sa.PrimaryKeyConstraint("month", "message_id", name=op.f("pk_reply_labels")),
        comment="What the official reply to a message does: outcome, and what it names.",
    )
    op.create_index("ix_reply_labels_message_id", "reply_labels", ["message_id"])


def _handbacks() -> None:
    op.create_table(
        "handbacks",
        sa.Column("id", store.types.BigKey, autoincrement=True, nullable=False),
        sa.Column("case_id", store.types.BigKey, nullable=False),
        sa.Column("source", sa.String(length=64), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("made_at", store.types.UtcTime(), nullable=False),
        sa.Column("next_at", store.types.UtcTime(), nullable=False),
        sa.Column("claimed_until", store.types.UtcTime(), nullable=True),
        sa.Column("sent_at", store.types.UtcTime(), nullable=True),
        sa.Column("error", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_handbacks_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_handbacks")),
        sa.UniqueConstraint("key", name=op.f("uq_handbacks_key")),
        comment="回填: a finished case as its platform is told of it; "
        "`key` makes telling idempotent.",
    )
    op.create_index("ix_handbacks_state", "handbacks", ["state", "next_at"])
    op.create_index("ix_handbacks_case_id", "handbacks", ["case_id"])


def _alarm_facts() -> None:
    op.create_table(
        "alarm_facts",
        sa.Column("id", store.types.BigKey, autoincrement=True, nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("subject", sa.String(length=100), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("page", sa.String(length=200), nullable=False),
        sa.Column("area", sa.String(length=20), nullable=False),
        sa.Column("region", sa.String(length=12), nullable=False),
        sa.Column("unit", sa.String(length=64), nullable=False),
        sa.Column("accused", sa.JSON(), nullable=False),
        sa.Column("found_at", store.types.UtcTime(), nullable=False),
        sa.Column("over_at", store.types.UtcTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alarm_facts")),
        sa.UniqueConstraint("kind", "subject", name=op.f("uq_alarm_facts_kind")),
        comment="What another step found and an alarm rule tells of, such as a contradiction.",
    )
    op.create_index("ix_alarm_facts_over_at", "alarm_facts", ["kind", "over_at"])


def _heat_days() -> None:
    op.create_table(
        "heat_days",
        sa.Column("issue_id", store.types.BigKey, nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("heat", sa.Float(), nullable=False),
        sa.Column("level", sa.String(length=4), nullable=False),
        sa.Column("growth", sa.Float(), nullable=False),
        sa.Column("messages", sa.Integer(), nullable=False),
        sa.Column("at", store.types.UtcTime(), nullable=False),
        sa.PrimaryKeyConstraint("issue_id", "day", name=op.f("pk_heat_days")),
        comment="The highest heat of an issue on each Shanghai day, as it was judged on that day.",
    )
