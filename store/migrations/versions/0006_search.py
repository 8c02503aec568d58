"""Full text, and the way from a message's number to its rows without a scan."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"

_SQLITE = """
    CREATE VIRTUAL TABLE search_texts USING fts5(words, content='', tokenize='unicode61')
"""
_POSTGRES = """
    CREATE TABLE search_texts (
        message_id bigint NOT NULL,
        part smallint NOT NULL,
        words tsvector NOT NULL,
        PRIMARY KEY (message_id, part)
    )
"""


def upgrade() -> None:
    """Indexes by number; an empty index of words, filled from what the store holds."""
    op.create_index("ix_messages_id", "messages", ["id"])
    op.create_index("ix_labels_message_id", "labels", ["message_id"])
    op.create_index("ix_replies_message_id", "replies", ["message_id"])
    bind = op.get_bind()
    if bind.dialect.name == "sqlite":
        op.execute(_SQLITE)
    else:
        op.execute(_POSTGRES)
        op.execute("CREATE INDEX ix_search_texts_words ON search_texts USING gin (words)")
    _fill(bind)


def _fill(bind: sa.Connection) -> None:
    from store import search
    from store.rows import slices

    ids = bind.execute(sa.text("SELECT id FROM messages ORDER BY id")).scalars().all()
    for chunk in slices(ids, 1_000):
        search.put_in(bind, chunk)
