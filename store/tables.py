"""Every table of the store, for the migrations and the documents."""

from store import (
    access_tables,
    alarm_tables,
    answer_tables,
    briefing_tables,
    cube_tables,
    desk_tables,
    duty_tables,
    fact_indexes,
    issue_tables,
    outside_tables,
    page_tables,
    source_tables,
    topic_tables,
    wording_tables,
)
from store.schema import metadata

__all__ = [
    "access_tables",
    "alarm_tables",
    "answer_tables",
    "briefing_tables",
    "cube_tables",
    "desk_tables",
    "duty_tables",
    "fact_indexes",
    "issue_tables",
    "metadata",
    "outside_tables",
    "page_tables",
    "source_tables",
    "topic_tables",
    "wording_tables",
]
