"""Hours of sources, their files, changes of records; who and what waits in quarantine."""

import sqlalchemy as sa
from alembic import op

import store.types

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    """Three tables; columns that are empty for what came before."""
    op.create_table(
        "message_changes",
        sa.Column("message_id", store.types.BigKey, nullable=False),
        sa.Column("month", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("at", store.types.UtcTime(), nullable=False),
        sa.Column("changes", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("month", "message_id", "revision", name=op.f("pk_message_changes")),
        comment="What a source changed of a known record: field -> masked value before and after.",
    )
    op.create_index("ix_message_changes_message_id", "message_changes", ["message_id"])
    op.create_table(
        "source_hours",
        sa.Column("source", sa.String(length=64), nullable=False),
        sa.Column("hour_at", store.types.UtcTime(), nullable=False),
        *(
            sa.Column(name, sa.Integer(), nullable=False)
            for name in ("accepted", "duplicate", "updated", "quarantined", "looks", "failures")
        ),
        sa.PrimaryKeyConstraint("source", "hour_at", name=op.f("pk_source_hours")),
        comment="What came from a source in each hour, and how often it was read or failed.",
    )
    op.create_index("ix_source_hours_hour_at", "source_hours", ["hour_at"])
    op.create_table(
        "source_files",
        sa.Column("source", sa.String(length=64), nullable=False),
        sa.Column("sha256", sa.LargeBinary(length=32), nullable=False),
        sa.Column("profile_hash", sa.LargeBinary(length=16), nullable=False),
        sa.Column("place_hash", sa.LargeBinary(length=16), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("size", store.types.BigKey, nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("counts", sa.JSON(), nullable=False),
        sa.Column("times", sa.Integer(), nullable=False),
        sa.Column("first_at", store.types.UtcTime(), nullable=False),
        sa.Column("last_at", store.types.UtcTime(), nullable=False),
        sa.PrimaryKeyConstraint("source", "sha256", "profile_hash", name=op.f("pk_source_files")),
        comment="Files that were taken in or refused: SHA-256 and counts, never their content.",
    )
    with op.batch_alter_table("quarantine", schema=None) as batch_op:
        batch_op.add_column(sa.Column("ticket_hash", sa.LargeBinary(length=16)))
        batch_op.add_column(sa.Column("submitter_hash", sa.LargeBinary(length=16)))
        batch_op.add_column(sa.Column("hash_month", sa.Integer()))
        batch_op.add_column(sa.Column("tried_at", store.types.UtcTime()))
    op.create_index("ix_quarantine_ticket", "quarantine", ["source", "ticket_hash"])
    with op.batch_alter_table("source_health", schema=None) as batch_op:
        batch_op.add_column(sa.Column("rhythm_minutes", sa.Float()))
        batch_op.add_column(sa.Column("newest_at", store.types.UtcTime()))
        batch_op.add_column(sa.Column("failing_since", store.types.UtcTime()))
