"""The stage of an issue and the course of its life."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    """Empty for issues that have not been judged since."""
    op.add_column("issues", sa.Column("stage", sa.String(length=12), nullable=True))
    op.add_column("issues", sa.Column("life", sa.JSON(), nullable=True))
