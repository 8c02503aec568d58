"""The table of watched topics (关注专题). More: `store.schema`."""

from sqlalchemy import JSON, Column, Date, String, Table, Text

from store.schema import metadata
from store.types import BigKey, UtcTime

watched_topics = Table(
    "watched_topics",
    metadata,
    Column("id", BigKey, primary_key=True, autoincrement=True),
    Column("name", String(60), nullable=False),
    Column("words", JSON, nullable=False),
    Column("areas", JSON, nullable=False),
    Column("regions", JSON, nullable=False),
    Column("since_on", Date, nullable=False),
    Column("until_on", Date, nullable=False),
    Column("made_by", String(64), nullable=False),
    Column("made_at", UtcTime, nullable=False),
    Column("ended_by", String(64)),
    Column("ended_at", UtcTime),
    Column("end_reason", Text, nullable=False),
    comment="关注专题: words, areas, places and a period. No person or account is ever one.",
)
