"""What official replies do, one row for each labelled reply."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import polars as pl
from sqlalchemy import and_, select

from core.scope import Scope
from store import daybook, history
from store.answer_tables import reply_labels
from store.engine import BATCH, Store
from store.joins import replied
from store.rows import slices, upsert
from store.schema import messages, replies
from store.shapes import UTC

REPLIES: dict[str, Any] = {
    "id": pl.Int64,
    "month": pl.Int32,
    "reply": pl.String,
    "posted_at": UTC,
    "replied_at": UTC,
}
COLUMNS = (
    "outcome", "relevant", "basis", "owner", "deadline", "contact", "promised_on", "score", "hours",
)  # fmt: skip
_CAUGHT_UP = "replies_labelled"


@Store.needs("texts")
def of(store: Store, scope: Scope, numbers: Sequence[int]) -> pl.DataFrame:
    """The replies to these messages (columns of REPLIES)."""
    rows: list[tuple[Any, ...]] = []
    with store.read() as conn:
        for chunk in slices(numbers, 500):
            rows += [tuple(row) for row in conn.execute(_replies(messages.c.id.in_(chunk)))]
    return pl.DataFrame(rows, schema=REPLIES, orient="row")


@Store.needs("clock")
def missing(store: Store, scope: Scope, limit: int = BATCH) -> pl.DataFrame:
    """Replies of a store older than this table, nobody having labelled them (REPLIES).

    Once there is none this is remembered: the analysis of a message labels its reply as well.
    """
    if history.read_note(store, scope, _CAUGHT_UP):
        return pl.DataFrame(schema=REPLIES)
    own = and_(reply_labels.c.month == messages.c.month, reply_labels.c.message_id == messages.c.id)
    which = reply_labels.c.message_id.is_(None) & (messages.c.state != "pending")
    statement = _replies(which).outerjoin(reply_labels, own).limit(limit)
    with store.read() as conn:
        rows = [tuple(row) for row in conn.execute(statement)]
    if not rows:
        history.note(store, scope, _CAUGHT_UP, "1")
    return pl.DataFrame(rows, schema=REPLIES, orient="row")


def _replies(which: Any) -> Any:
    return (
        select(
            messages.c.id,
            messages.c.month,
            replies.c.text,
            messages.c.posted_at,
            replies.c.replied_at,
        )
        .join_from(messages, replies, replied())
        .where(which)
    )


@Store.needs("clock")
def save(store: Store, scope: Scope, frame: pl.DataFrame, model: str, now: datetime) -> int:
    """Keep what a model says of replies: `id`, `month` and COLUMNS; returns how many."""
    rows = [_row(row, model, now) for row in frame.rows(named=True)]
    kept = (*COLUMNS, "model", "labelled_at")
    for chunk in slices(rows, BATCH):
        with store.write() as conn:
            statement = upsert(conn, reply_labels)
            conn.execute(
                statement.on_conflict_do_update(
                    index_elements=["month", "message_id"],
                    set_={name: statement.excluded[name] for name in kept},
                ),
                chunk,
            )
            daybook.mark_messages(conn, [row["message_id"] for row in chunk])
    return len(rows)


def _row(row: Mapping[str, Any], model: str, now: datetime) -> dict[str, Any]:
    own = {name: row[name] for name in COLUMNS}
    return {
        **own, "message_id": row["id"], "month": row["month"], "model": model, "labelled_at": now,
    }  # fmt: skip
