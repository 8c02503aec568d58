"""Issues by what their messages share: parts of the heat, a person's word, keys by message."""

import sqlalchemy as sa
from alembic import op

import store.types

revision = "0003"
down_revision = "0002"

_FIRST = """
    UPDATE issue_members SET key = 'm' || (
        SELECT min(other.message_id) FROM issue_members AS other
        WHERE other.key = issue_members.key
    )
"""
_ISSUES = """
    UPDATE issues SET key = 'm' || (
        SELECT min(issue_members.message_id) FROM issue_members
        WHERE issue_members.key = issues.key
    )
    WHERE EXISTS (SELECT 1 FROM issue_members WHERE issue_members.key = issues.key)
"""


def upgrade() -> None:
    op.add_column("issues", sa.Column("parts", sa.JSON(), nullable=True))
    op.add_column("issues", sa.Column("fixed_by", sa.String(length=64), nullable=True))
    op.add_column("issues", sa.Column("dismissed_by", sa.String(length=64), nullable=True))
    op.add_column("issues", sa.Column("dismissed_at", store.types.UtcTime(), nullable=True))
    op.add_column("issues", sa.Column("dismissed_messages", sa.Integer(), nullable=True))
    op.add_column("issues", sa.Column("dismiss_reason", sa.Text(), nullable=True))
    op.execute(_ISSUES)
    op.execute(_FIRST)
