"""Indexes for what the rules of alarms look at: open records by their facts, issues by time."""

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"

_INDEXES = {
    "open": (
        "json_extract(facts, '$.\"assigned_at\"') IS NOT NULL"
        " AND json_extract(facts, '$.\"finished_at\"') IS NULL",
        "(facts ->> 'assigned_at') IS NOT NULL AND (facts ->> 'finished_at') IS NULL",
    ),
    "reopened": (
        "json_extract(facts, '$.\"reopened_at\"') IS NOT NULL",
        "(facts ->> 'reopened_at') IS NOT NULL",
    ),
    "returned": (
        "json_extract(facts, '$.\"returned\"') IS NOT NULL"
        " AND json_extract(facts, '$.\"finished_at\"') IS NULL",
        "(facts ->> 'returned') IS NOT NULL AND (facts ->> 'finished_at') IS NULL",
    ),
    "extensions": (
        "json_extract(facts, '$.\"extensions\"') IS NOT NULL"
        " AND json_extract(facts, '$.\"finished_at\"') IS NULL",
        "(facts ->> 'extensions') IS NOT NULL AND (facts ->> 'finished_at') IS NULL",
    ),
    "unsolved": (
        "json_extract(facts, '$.\"solved\"') = '未解决'",
        "(facts ->> 'solved') = '未解决'",
    ),
    "bad": (
        "json_extract(facts, '$.\"stars\"') <= 2",
        "(facts ->> 'stars') IN ('0', '1', '2')",
    ),
}


def upgrade() -> None:
    """Seven indexes; six hold only the few records that a rule may have to tell of."""
    op.create_index("ix_issues_last_at", "issues", ["last_at"])
    for name, (sqlite, postgresql) in _INDEXES.items():
        op.create_index(
            f"ix_messages_{name}",
            "messages",
            ["kind", "posted_at"],
            sqlite_where=sa.text(sqlite),
            postgresql_where=sa.text(postgresql),
        )
