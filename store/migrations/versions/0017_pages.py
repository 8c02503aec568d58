"""Saved views, links to big screens, last looks."""

import sqlalchemy as sa
from alembic import op

import store.types

revision = "0017"
down_revision = "0016"


def upgrade() -> None:
    """Three tables; people fill them."""
    op.create_table(
        "saved_views",
        sa.Column("id", store.types.BigKey, autoincrement=True, nullable=False),
        sa.Column("owner", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("page", sa.String(length=32), nullable=False),
        sa.Column("query", sa.Text(), nullable=False),
        sa.Column("saved_at", store.types.UtcTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_views")),
        sa.UniqueConstraint("owner", "name", name=op.f("uq_saved_views_owner_name")),
        comment="Views of pages that people keep under a name: the page and its filter, no data.",
    )
    op.create_table(
        "screens",
        sa.Column("id", store.types.BigKey, autoincrement=True, nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("issue_id", store.types.BigKey, nullable=False),
        sa.Column("made_by", sa.String(length=64), nullable=False),
        sa.Column("made_at", store.types.UtcTime(), nullable=False),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.Column("revoked_by", sa.String(length=64), nullable=False),
        sa.Column("revoked_at", store.types.UtcTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_screens")),
        comment="Links to big screens that need no sign-in; each can be revoked. No token is kept.",
    )
    op.create_index(op.f("ix_screens_made_at"), "screens", ["made_at"])
    op.create_table(
        "looks",
        sa.Column("owner", sa.String(length=64), nullable=False),
        sa.Column("page", sa.String(length=32), nullable=False),
        sa.Column("at", store.types.UtcTime(), nullable=False),
        sa.Column("before_at", store.types.UtcTime(), nullable=False),
        sa.PrimaryKeyConstraint("owner", "page", name=op.f("pk_looks")),
        comment="When somebody looked at a page last and before: what is new since then.",
    )
