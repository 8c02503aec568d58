"""The words that weighed most for a message's labels."""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"


def upgrade() -> None:
    """One column, empty for labels of before."""
    op.add_column("labels", sa.Column("why", sa.Text()))
