"""The daybook: labelled messages of each day as columns; and an index of excluded tickets."""

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0029"

_DUE = """
INSERT INTO daybook (day, revision, made, form, records, data)
SELECT day, 1, 0, 0, 0, NULL FROM cube_faces
 WHERE face = 'source' AND grain = 'day' GROUP BY day
"""


def upgrade() -> None:
    """One table, every day of which is written behind by the worker; one index of few records."""
    op.create_table(
        "daybook",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("made", sa.Integer(), nullable=False),
        sa.Column("form", sa.SmallInteger(), nullable=False),
        sa.Column("records", sa.Integer(), nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("day", name=op.f("pk_daybook")),
    )
    op.execute(_DUE)
    op.create_index(
        "ix_messages_excluded",
        "messages",
        ["kind", "posted_at"],
        sqlite_where=sa.text("json_extract(facts, '$.\"excluded\"') IS NOT NULL"),
        postgresql_where=sa.text("(facts ->> 'excluded') IS NOT NULL"),
    )
