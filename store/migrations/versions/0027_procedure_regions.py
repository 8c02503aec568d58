"""Statutory procedures have a place: that of the record they were registered from."""

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"

_PLACE = """
UPDATE procedures SET region = COALESCE(
    (SELECT labels.region FROM labels
      WHERE labels.message_id = procedures.message_id AND labels.origin = 'person'
        AND labels.region IS NOT NULL),
    (SELECT labels.region FROM labels
      WHERE labels.message_id = procedures.message_id AND labels.origin = 'model'
        AND labels.region IS NOT NULL),
    (SELECT messages.region FROM messages WHERE messages.id = procedures.message_id),
    '')
WHERE message_id IS NOT NULL
"""


def upgrade() -> None:
    """One column. What nobody knows the place of belongs to the whole place."""
    added = sa.Column("region", sa.String(12), nullable=False, server_default="")
    op.add_column("procedures", added)
    op.execute(_PLACE)
