"""Counts kept ahead of the question, beside the tables in `store.schema`.

The columns before `messages`, `replies`, `tickets` or `ratings` are the key; nothing is null in
it, what is not known is "". Days and hours are cut at +08:00.
"""

from sqlalchemy import (
    Boolean,
    Column,
    Date,
    Index,
    Integer,
    LargeBinary,
    PrimaryKeyConstraint,
    SmallInteger,
    String,
    Table,
)

from store.schema import metadata
from store.types import UtcTime

cube_cells = Table(
    "cube_cells",
    metadata,
    Column("day", Date, nullable=False),
    Column("hour", SmallInteger, nullable=False),
    Column("source", String(64), nullable=False),
    Column("kind", String(16), nullable=False),
    Column("channel", String(64), nullable=False),
    Column("region", String(12), nullable=False),
    Column("area", String(20), nullable=False),
    Column("unit", String(64), nullable=False),
    Column("accused", String(64), nullable=False),
    Column("intent", String(4), nullable=False),
    Column("sentiment", String(4), nullable=False),
    Column("messages", Integer, nullable=False),
    Column("replied", Integer, nullable=False),
    PrimaryKeyConstraint(
        "day", "hour", "source", "kind", "channel", "region", "area", "unit", "accused", "intent",
        "sentiment",
    ),
    Index("ix_cube_cells_unit", "unit", "day"),
    sqlite_with_rowid=False,
    comment="The finest counts: labelled messages by hour and everything they are cut by.",
)  # fmt: skip

cube_faces = Table(
    "cube_faces",
    metadata,
    Column("face", String(8), nullable=False),
    Column("grain", String(5), nullable=False),
    Column("day", Date, nullable=False),
    Column("a", String(64), nullable=False),
    Column("b", String(64), nullable=False),
    Column("c", String(64), nullable=False),
    Column("messages", Integer, nullable=False),
    Column("replied", Integer, nullable=False),
    PrimaryKeyConstraint("face", "grain", "day", "a", "b", "c"),
    sqlite_with_rowid=False,
    comment="Sums of cube_cells over all but three dimensions, by day and by month.",
)

cube_answers = Table(
    "cube_answers",
    metadata,
    Column("day", Date, nullable=False),
    Column("source", String(64), nullable=False),
    Column("channel", String(64), nullable=False),
    Column("region", String(12), nullable=False),
    Column("area", String(20), nullable=False),
    Column("unit", String(64), nullable=False),
    Column("accused", String(64), nullable=False),
    Column("hours", Integer, nullable=False),
    Column("replies", Integer, nullable=False),
    PrimaryKeyConstraint(
        "day", "source", "channel", "region", "area", "unit", "accused", "hours"
    ),
    Index("ix_cube_answers_unit", "unit", "day"),
    sqlite_with_rowid=False,
    comment="Response times by day of posting, in whole natural hours rounded down.",
)  # fmt: skip

cube_speeds = Table(
    "cube_speeds",
    metadata,
    Column("face", String(8), nullable=False),
    Column("grain", String(5), nullable=False),
    Column("day", Date, nullable=False),
    Column("a", String(64), nullable=False),
    Column("b", String(64), nullable=False),
    Column("hours", Integer, nullable=False),
    Column("replies", Integer, nullable=False),
    PrimaryKeyConstraint("face", "grain", "day", "a", "b", "hours"),
    sqlite_with_rowid=False,
    comment="Sums of cube_answers over all but two dimensions, by day and by month.",
)

cube_call_backs = Table(
    "cube_call_backs",
    metadata,
    Column("basis", String(12), nullable=False),
    Column("day", Date, nullable=False),
    Column("unit", String(64), nullable=False),
    Column("region", String(12), nullable=False),
    Column("area", String(20), nullable=False),
    Column("channel", String(64), nullable=False),
    Column("accused", String(64), nullable=False),
    Column("effective", Boolean, nullable=False),
    Column("contacted", Boolean, nullable=False),
    Column("solved", String(64), nullable=False),
    Column("satisfied", String(64), nullable=False),
    Column("excluded", String(64), nullable=False),
    Column("tickets", Integer, nullable=False),
    PrimaryKeyConstraint(
        "basis", "day", "unit", "region", "area", "channel", "accused", "effective", "contacted",
        "solved", "satisfied", "excluded",
    ),
    sqlite_with_rowid=False,
    comment="Results of call-backs of labelled tickets, by day of posting and of finishing.",
)  # fmt: skip

cube_stars = Table(
    "cube_stars",
    metadata,
    Column("day", Date, nullable=False),
    Column("unit", String(64), nullable=False),
    Column("region", String(12), nullable=False),
    Column("area", String(20), nullable=False),
    Column("channel", String(64), nullable=False),
    Column("accused", String(64), nullable=False),
    Column("stars", SmallInteger, nullable=False),
    Column("ratings", Integer, nullable=False),
    PrimaryKeyConstraint("day", "unit", "region", "area", "channel", "accused", "stars"),
    sqlite_with_rowid=False,
    comment="Stars given in labelled ratings; -1 where a rating has none.",
)

cube_people = Table(
    "cube_people",
    metadata,
    Column("month", Integer, nullable=False),
    Column("subject", String(16), nullable=False),
    Column("subject_key", String(64), nullable=False),
    Column("submitters", Integer, nullable=False),
    Column("counted_at", UtcTime, nullable=False),
    PrimaryKeyConstraint("month", "subject", "subject_key"),
    comment="Distinct submitters of months that still have hashes, counted behind the facts.",
)

cube_dues = Table(
    "cube_dues",
    metadata,
    Column("month", Integer, primary_key=True, autoincrement=False),
    comment="Months whose distinct submitters must be counted again.",
)

daybook = Table(
    "daybook",
    metadata,
    Column("day", Date, primary_key=True),
    Column("revision", Integer, nullable=False),
    Column("made", Integer, nullable=False),
    Column("form", SmallInteger, nullable=False),
    Column("records", Integer, nullable=False),
    Column("data", LargeBinary),
    comment="Labelled messages of a day as columns (an Arrow stream), written behind the facts;"
    " `made` is the revision of the day that was written.",
)
