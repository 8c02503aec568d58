"""简报: drafts, reviewed and signed ones, with all their facts."""

import sqlalchemy as sa
from alembic import op

import store.types

revision = "0024"
down_revision = "0023"


def upgrade() -> None:
    """One table."""
    op.create_table(
        "briefings",
        sa.Column("id", store.types.BigKey, autoincrement=True, nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("subject_id", store.types.BigKey, nullable=False),
        sa.Column("period", sa.String(length=12), nullable=False),
        sa.Column("since_at", store.types.UtcTime(), nullable=False),
        sa.Column("until_at", store.types.UtcTime(), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("year", sa.Integer()),
        sa.Column("number", sa.Integer()),
        sa.Column("data_at", store.types.UtcTime()),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("drafted_at", store.types.UtcTime(), nullable=False),
        sa.Column("drafted_by", sa.String(length=64), nullable=False),
        sa.Column("reviewed_at", store.types.UtcTime()),
        sa.Column("reviewed_by", sa.String(length=64), nullable=False),
        sa.Column("signed_at", store.types.UtcTime()),
        sa.Column("signed_by", sa.String(length=64), nullable=False),
        sa.Column("compared_with", store.types.BigKey),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_briefings")),
        comment=(
            "简报: facts, sections and state of each; `content` is the manifest beside the file."
        ),
    )
    op.create_index("ix_briefings_kind", "briefings", ["kind", "since_at"])
