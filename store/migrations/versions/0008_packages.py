"""Packages between two networks: their chain, and what they hold."""

import sqlalchemy as sa
from alembic import op

import store.types

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    """Two new tables; nothing has been sent."""
    big = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    op.create_table(
        "packages",
        sa.Column("direction", sa.String(length=3), nullable=False),
        sa.Column("sender", sa.String(length=32), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("digest", sa.LargeBinary(length=32), nullable=False),
        sa.Column("previous", sa.LargeBinary(length=32), nullable=False),
        sa.Column("records", sa.Integer(), nullable=False),
        sa.Column("replaces", sa.JSON(), nullable=False),
        sa.Column("made_at", store.types.UtcTime(), nullable=False),
        sa.Column("noted_at", store.types.UtcTime(), nullable=False),
        sa.PrimaryKeyConstraint("direction", "sender", "sequence", name=op.f("pk_packages")),
    )
    op.create_table(
        "packaged",
        sa.Column("ticket_hash", sa.LargeBinary(length=16), nullable=False),
        sa.Column("source", sa.String(length=64), nullable=False),
        sa.Column("message_id", big, nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("ticket_hash", name=op.f("pk_packaged")),
    )
    op.create_index("ix_packaged_message_id", "packaged", ["message_id"])
    op.create_index("ix_packaged_sequence", "packaged", ["sequence"])
