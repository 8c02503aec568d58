"""投诉集中事项, counted once a day."""

import sqlalchemy as sa
from alembic import op

import store.types

revision = "0016"
down_revision = "0015"


def upgrade() -> None:
    """One table; the worker fills it."""
    op.create_table(
        "concentrations",
        sa.Column("rank", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("topic1", sa.String(length=16), nullable=False),
        sa.Column("topic2", sa.String(length=32), nullable=False),
        sa.Column("unit", sa.String(length=64), nullable=False),
        sa.Column("counts", sa.JSON(), nullable=False),
        sa.Column("solved", sa.Integer(), nullable=False),
        sa.Column("asked", sa.Integer(), nullable=False),
        sa.Column("for_study", sa.Boolean(), nullable=False),
        sa.Column("until_at", store.types.UtcTime(), nullable=False),
        sa.PrimaryKeyConstraint("rank", name=op.f("pk_concentrations")),
        comment="投诉集中事项: complaints by kind and unit in the last spans; counted once a day.",
    )
