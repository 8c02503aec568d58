"""What the volume of each source is worth."""

import sqlalchemy as sa
from alembic import op

import store.types

revision = "0015"
down_revision = "0014"


def upgrade() -> None:
    """One table, filled by the clock."""
    op.create_table(
        "source_verdicts",
        sa.Column("source", sa.String(length=64), nullable=False),
        sa.Column("at", store.types.UtcTime(), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("today", sa.Integer(), nullable=False),
        sa.Column("low", sa.Float()),
        sa.Column("usual", sa.Float()),
        sa.Column("high", sa.Float()),
        sa.Column("last_at", store.types.UtcTime()),
        sa.PrimaryKeyConstraint("source", name=op.f("pk_source_verdicts")),
        comment="What the volume of a source was worth when it was last judged, every ten minutes.",
    )
