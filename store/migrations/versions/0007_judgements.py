"""研判认定 of issues, and what was published about them."""

import sqlalchemy as sa
from alembic import op

import store.types

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    op.create_table(
        "judgements",
        sa.Column("id", store.types.BigKey, primary_key=True, autoincrement=True),
        sa.Column("issue_id", store.types.BigKey, nullable=False),
        sa.Column("found_at", store.types.UtcTime(), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("judged_by", sa.String(length=64), nullable=False),
        sa.Column("judged_at", store.types.UtcTime(), nullable=True),
        sa.Column("type", sa.String(length=16), nullable=False),
        sa.Column("grade", sa.String(length=16), nullable=False),
        sa.Column("basis", sa.Text(), nullable=False),
        sa.Column("withdrawn_at", store.types.UtcTime(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
    )
    op.create_index("ix_judgements_issue_id", "judgements", ["issue_id"])
    op.create_index("ix_judgements_state", "judgements", ["state", "found_at"])
    op.create_table(
        "publications",
        sa.Column("id", store.types.BigKey, primary_key=True, autoincrement=True),
        sa.Column("judgement_id", store.types.BigKey, nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("published_at", store.types.UtcTime(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("link", sa.Text(), nullable=False),
        sa.Column("published_by", sa.String(length=64), nullable=False),
        sa.Column("noted_at", store.types.UtcTime(), nullable=False),
        sa.ForeignKeyConstraint(["judgement_id"], ["judgements.id"]),
    )
    op.create_index(
        "ix_publications_judgement_id", "publications", ["judgement_id", "published_at"]
    )
