"""Records of a rare kind are found without reading all others."""

from alembic import op

revision = "0026"
down_revision = "0025"


def upgrade() -> None:
    """One index; in PostgreSQL every month gets it."""
    op.create_index("ix_messages_kind", "messages", ["kind", "posted_at"])
