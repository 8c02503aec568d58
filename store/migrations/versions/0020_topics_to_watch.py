"""关注专题, and service items in 投诉集中事项."""

import sqlalchemy as sa
from alembic import op

import store.types

revision = "0020"
down_revision = "0019"


def upgrade() -> None:
    """A table that people fill, and a column that the worker does."""
    op.create_table(
        "watched_topics",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("words", sa.JSON(), nullable=False),
        sa.Column("areas", sa.JSON(), nullable=False),
        sa.Column("regions", sa.JSON(), nullable=False),
        sa.Column("since_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=False),
        sa.Column("made_by", sa.String(length=64), nullable=False),
        sa.Column("made_at", store.types.UtcTime(), nullable=False),
        sa.Column("ended_by", sa.String(length=64), nullable=True),
        sa.Column("ended_at", store.types.UtcTime(), nullable=True),
        sa.Column("end_reason", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_watched_topics")),
        comment="关注专题: words, areas, places and a period. No person or account is ever one.",
    )
    op.add_column(
        "concentrations",
        sa.Column("item", sa.String(length=64), nullable=False, server_default=""),
    )
