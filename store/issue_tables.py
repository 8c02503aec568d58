"""Tables that are counted from issues and complaints, beside those in `store.schema`."""

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Date,
    Float,
    Integer,
    PrimaryKeyConstraint,
    String,
    Table,
)

from store.schema import metadata
from store.types import BigKey, UtcTime

concentrations = Table(
    "concentrations",
    metadata,
    Column("rank", Integer, primary_key=True, autoincrement=False),
    Column("topic1", String(16), nullable=False),
    Column("topic2", String(32), nullable=False),
    Column("unit", String(64), nullable=False),
    Column("counts", JSON, nullable=False),
    Column("solved", Integer, nullable=False),
    Column("asked", Integer, nullable=False),
    Column("for_study", Boolean, nullable=False),
    Column("until_at", UtcTime, nullable=False),
    Column("item", String(64), nullable=False, server_default=""),
    comment="投诉集中事项: complaints by kind and unit in the last spans; counted once a day.",
)

heat_days = Table(
    "heat_days",
    metadata,
    Column("issue_id", BigKey, nullable=False),
    Column("day", Date, nullable=False),
    Column("heat", Float, nullable=False),
    Column("level", String(4), nullable=False),
    Column("growth", Float, nullable=False),
    Column("messages", Integer, nullable=False),
    Column("at", UtcTime, nullable=False),
    PrimaryKeyConstraint("issue_id", "day"),
    comment="The highest heat of an issue on each Shanghai day, as it was judged on that day.",
)
