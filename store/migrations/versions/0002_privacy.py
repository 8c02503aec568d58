"""Tombstones, counts of submitters, confidential records as counts."""

import sqlalchemy as sa
from alembic import op

import store.types

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.create_table(
        "tombstones",
        sa.Column("ticket_hash", sa.LargeBinary(length=16), nullable=False),
        sa.Column("source", sa.String(length=64), nullable=False),
        sa.Column("erased_at", store.types.UtcTime(), nullable=False),
        sa.PrimaryKeyConstraint("ticket_hash", name=op.f("pk_tombstones")),
        comment="Erased records: they are not taken in again; of their numbers a hash is kept.",
    )
    op.create_table(
        "submitter_counts",
        sa.Column("month", sa.Integer(), nullable=False),
        sa.Column("subject", sa.String(length=16), nullable=False),
        sa.Column("subject_key", sa.String(length=64), nullable=False),
        sa.Column("submitters", sa.Integer(), nullable=False),
        sa.Column("frozen_at", store.types.UtcTime(), nullable=False),
        sa.PrimaryKeyConstraint(
            "month", "subject", "subject_key", name=op.f("pk_submitter_counts")
        ),
        comment="Distinct submitters of closed months (by source and issue), kept when hashes go.",
    )
    op.create_table(
        "confidential_keys",
        sa.Column("ticket_hash", sa.LargeBinary(length=16), nullable=False),
        sa.Column("month", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("ticket_hash", name=op.f("pk_confidential_keys")),
        comment="Confidential records already counted; their numbers are kept as hashes only.",
    )
    op.create_table(
        "confidential_counts",
        sa.Column("month", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(length=64), nullable=False),
        sa.Column("area", sa.String(length=20), nullable=False),
        sa.Column("intent", sa.String(length=4), nullable=False),
        sa.Column("messages", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint(
            "month", "source", "area", "intent", name=op.f("pk_confidential_counts")
        ),
        comment="Confidential records as counts only; shown where at least five stand together.",
    )
