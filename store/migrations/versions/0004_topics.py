"""The platform's taxonomy beside the area of each label."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Two columns, empty for labels of older models."""
    with op.batch_alter_table("labels", schema=None) as batch_op:
        batch_op.add_column(sa.Column("topic1", sa.String(length=16)))
        batch_op.add_column(sa.Column("topic2", sa.String(length=32)))
