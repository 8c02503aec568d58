"""回避: the unit that a message accuses, beside the other labels; labels in order of time."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    """One column, empty for labels of older models, and the order in which the desk reads."""
    with op.batch_alter_table("labels", schema=None) as batch_op:
        batch_op.add_column(sa.Column("accused_unit", sa.String(length=64)))
    op.create_index("ix_labels_labelled_at", "labels", ["labelled_at", "message_id"], unique=False)
