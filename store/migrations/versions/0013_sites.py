"""Watched sites: looks at their home pages, and what their pages showed last."""

import sqlalchemy as sa
from alembic import op

import store.types

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    """Two new tables."""
    op.create_table(
        "site_probes",
        sa.Column("source", sa.String(length=64), nullable=False),
        sa.Column("at", store.types.UtcTime(), nullable=False),
        sa.Column("seconds", sa.Float(), nullable=True),
        sa.Column("void", sa.SmallInteger(), nullable=False),
        sa.PrimaryKeyConstraint("source", "at", name=op.f("pk_site_probes")),
    )
    op.create_table(
        "site_pages",
        sa.Column("source", sa.String(length=64), nullable=False),
        sa.Column("target", sa.String(length=100), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("seen_at", store.types.UtcTime(), nullable=False),
        sa.Column("newest_on", sa.Date(), nullable=True),
        sa.Column("items", sa.Integer(), nullable=False),
        sa.Column("pending_on", sa.Date(), nullable=True),
        sa.Column("dead_links", sa.Integer(), nullable=False),
        sa.Column("error", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("source", "target", name=op.f("pk_site_pages")),
    )
