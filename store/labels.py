"""Messages waiting for analysis, and the labels that analysis gives them."""

from datetime import datetime
from typing import Any

import polars as pl
from sqlalchemy import bindparam, select, update

from core.scope import Scope
from store import cubes
from store.engine import BATCH, Store
from store.rows import slices, upsert
from store.schema import labels, messages

COLUMNS = (
    "area",
    "area_score",
    "area_unsure",
    "sentiment",
    "sentiment_score",
    "intent",
    "urgency",
    "region",
    "unit",
    "place",
    "problem",
    "keywords",
)
PENDING: dict[str, Any] = {
    "id": pl.Int64,
    "month": pl.Int32,
    "kind": pl.String,
    "title": pl.String,
    "text": pl.String,
    "region": pl.String,
    "unit": pl.String,
    "mask_version": pl.Int16,
    "revision": pl.Int32,
}


def pending(store: Store, scope: Scope, limit: int = BATCH) -> pl.DataFrame:
    """The oldest messages that no model has labelled yet: one row each, columns of PENDING."""
    columns = [messages.c[name] for name in PENDING]
    with store.read() as conn:
        rows = conn.execute(
            select(*columns)
            .where(messages.c.state == "pending")
            .order_by(messages.c.id)
            .limit(limit)
        ).all()
    return pl.DataFrame([tuple(row) for row in rows], schema=PENDING, orient="row")


def save(store: Store, scope: Scope, frame: pl.DataFrame, model: str, now: datetime) -> int:
    """Keep a model's labels and count the messages in the cubes, one transaction a batch.

    `frame` has `id`, `month`, `mask_version`, `revision` and COLUMNS. A message that changed
    since it was read stays pending: it will be labelled again. Returns the number of rows.
    """
    rows = frame.select("id", "month", "mask_version", "revision", *COLUMNS).rows(named=True)
    for chunk in slices(rows, BATCH):
        ids = [row["id"] for row in chunk]
        with store.write() as conn:
            cubes.take_out(conn, ids)
            statement = upsert(conn, labels)
            kept = (*COLUMNS, "model", "mask_version", "labelled_at")
            conn.execute(
                statement.on_conflict_do_update(
                    index_elements=["month", "message_id", "origin"],
                    set_={name: statement.excluded[name] for name in kept},
                ),
                [_row(row, model, now) for row in chunk],
            )
            conn.execute(_done, [_place(row) for row in chunk])
            cubes.put_in(conn, ids)
    return len(rows)


_done = (
    update(messages)
    .where(
        messages.c.month == bindparam("at_month"),
        messages.c.id == bindparam("at_id"),
        messages.c.revision == bindparam("at_revision"),
    )
    .values(state="labelled")
)


def _place(row: dict[str, object]) -> dict[str, object]:
    return {f"at_{name}": row[name] for name in ("month", "id", "revision")}


def _row(row: dict[str, object], model: str, now: datetime) -> dict[str, object]:
    return {
        **{name: row[name] for name in COLUMNS},
        "message_id": row["id"],
        "month": row["month"],
        "mask_version": row["mask_version"],
        "origin": "model",
        "model": model,
        "labelled_at": now,
    }
