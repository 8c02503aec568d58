"""Cubes by hour, unit and accused unit; of rates, response times and submitters.

`store.migrate.upgrade` fills them afterwards from what the store holds.
"""

import sqlalchemy as sa
from alembic import op

import store.types

revision = "0022"
down_revision = "0021"


def upgrade() -> None:
    """New tables in the place of cube_days and cube_hours."""
    op.drop_table("cube_days")
    op.drop_table("cube_hours")
    _counts()
    _rates_and_people()


def _counts() -> None:
    op.create_table(
        "cube_answers",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("source", sa.String(length=64), nullable=False),
        sa.Column("channel", sa.String(length=64), nullable=False),
        sa.Column("region", sa.String(length=12), nullable=False),
        sa.Column("area", sa.String(length=20), nullable=False),
        sa.Column("unit", sa.String(length=64), nullable=False),
        sa.Column("accused", sa.String(length=64), nullable=False),
        sa.Column("hours", sa.Integer(), nullable=False),
        sa.Column("replies", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint(
            "day",
            "source",
            "channel",
            "region",
            "area",
            "unit",
            "accused",
            "hours",
            name=op.f("pk_cube_answers"),
        ),
        comment="Response times by day of posting, in whole natural hours rounded down.",
        sqlite_with_rowid=False,
    )
    op.create_index("ix_cube_answers_unit", "cube_answers", ["unit", "day"], unique=False)
    op.create_table(
        "cube_cells",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("hour", sa.SmallInteger(), nullable=False),
        sa.Column("source", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("channel", sa.String(length=64), nullable=False),
        sa.Column("region", sa.String(length=12), nullable=False),
        sa.Column("area", sa.String(length=20), nullable=False),
        sa.Column("unit", sa.String(length=64), nullable=False),
        sa.Column("accused", sa.String(length=64), nullable=False),
        sa.Column("intent", sa.String(length=4), nullable=False),
        sa.Column("sentiment", sa.String(length=4), nullable=False),
        sa.Column("messages", sa.Integer(), nullable=False),
        sa.Column("replied", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint(
            "day",
            "hour",
            "source",
            "kind",
            "channel",
            "region",
            "area",
            "unit",
            "accused",
            "intent",
            "sentiment",
            name=op.f("pk_cube_cells"),
        ),
        comment="The finest counts: labelled messages by hour and everything they are cut by.",
        sqlite_with_rowid=False,
    )
    op.create_index("ix_cube_cells_unit", "cube_cells", ["unit", "day"], unique=False)
    op.create_table(
        "cube_faces",
        sa.Column("face", sa.String(length=8), nullable=False),
        sa.Column("grain", sa.String(length=5), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("a", sa.String(length=64), nullable=False),
        sa.Column("b", sa.String(length=64), nullable=False),
        sa.Column("c", sa.String(length=64), nullable=False),
        sa.Column("messages", sa.Integer(), nullable=False),
        sa.Column("replied", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("face", "grain", "day", "a", "b", "c", name=op.f("pk_cube_faces")),
        comment="Sums of cube_cells over all but three dimensions, by day and by month.",
        sqlite_with_rowid=False,
    )
    op.create_table(
        "cube_speeds",
        sa.Column("face", sa.String(length=8), nullable=False),
        sa.Column("grain", sa.String(length=5), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("a", sa.String(length=64), nullable=False),
        sa.Column("b", sa.String(length=64), nullable=False),
        sa.Column("hours", sa.Integer(), nullable=False),
        sa.Column("replies", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint(
            "face", "grain", "day", "a", "b", "hours", name=op.f("pk_cube_speeds")
        ),
        comment="Sums of cube_answers over all but two dimensions, by day and by month.",
        sqlite_with_rowid=False,
    )


def _rates_and_people() -> None:
    op.create_table(
        "cube_call_backs",
        sa.Column("basis", sa.String(length=12), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("unit", sa.String(length=64), nullable=False),
        sa.Column("region", sa.String(length=12), nullable=False),
        sa.Column("area", sa.String(length=20), nullable=False),
        sa.Column("channel", sa.String(length=64), nullable=False),
        sa.Column("accused", sa.String(length=64), nullable=False),
        sa.Column("effective", sa.Boolean(), nullable=False),
        sa.Column("contacted", sa.Boolean(), nullable=False),
        sa.Column("solved", sa.String(length=64), nullable=False),
        sa.Column("satisfied", sa.String(length=64), nullable=False),
        sa.Column("excluded", sa.String(length=64), nullable=False),
        sa.Column("tickets", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint(
            "basis",
            "day",
            "unit",
            "region",
            "area",
            "channel",
            "accused",
            "effective",
            "contacted",
            "solved",
            "satisfied",
            "excluded",
            name=op.f("pk_cube_call_backs"),
        ),
        comment="Results of call-backs of labelled tickets, by day of posting and of finishing.",
        sqlite_with_rowid=False,
    )
    op.create_table(
        "cube_dues",
        sa.Column("month", sa.Integer(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("month", name=op.f("pk_cube_dues")),
        comment="Months whose distinct submitters must be counted again.",
    )
    op.create_table(
        "cube_people",
        sa.Column("month", sa.Integer(), nullable=False),
        sa.Column("subject", sa.String(length=16), nullable=False),
        sa.Column("subject_key", sa.String(length=64), nullable=False),
        sa.Column("submitters", sa.Integer(), nullable=False),
        sa.Column("counted_at", store.types.UtcTime(), nullable=False),
        sa.PrimaryKeyConstraint("month", "subject", "subject_key", name=op.f("pk_cube_people")),
        comment="Distinct submitters of months that still have hashes, counted behind the facts.",
    )
    op.create_table(
        "cube_stars",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("unit", sa.String(length=64), nullable=False),
        sa.Column("region", sa.String(length=12), nullable=False),
        sa.Column("area", sa.String(length=20), nullable=False),
        sa.Column("channel", sa.String(length=64), nullable=False),
        sa.Column("accused", sa.String(length=64), nullable=False),
        sa.Column("stars", sa.SmallInteger(), nullable=False),
        sa.Column("ratings", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint(
            "day",
            "unit",
            "region",
            "area",
            "channel",
            "accused",
            "stars",
            name=op.f("pk_cube_stars"),
        ),
        comment="Stars given in labelled ratings; -1 where a rating has none.",
        sqlite_with_rowid=False,
    )
