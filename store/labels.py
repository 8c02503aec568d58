"""Messages waiting for analysis, and the labels that analysis gives them."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import polars as pl
from sqlalchemy import Connection, bindparam, case, func, select, update

from core.scope import Scope
from store import cubes, recusal
from store.engine import BATCH, Store
from store.rows import slices, upsert
from store.schema import labels, messages

COLUMNS = (
    "area",
    "area_score",
    "area_unsure",
    "topic1",
    "topic2",
    "sentiment",
    "sentiment_score",
    "intent",
    "urgency",
    "region",
    "unit",
    "accused_unit",
    "place",
    "problem",
    "keywords",
    "why",
)
OPTIONAL = ("topic1", "topic2", "accused_unit", "why")
"""Columns that a model may lack. `why` is JSON text: label -> the words that weighed most."""

CORRECTABLE = ("area", "sentiment", "intent", "urgency", "region", "unit", "accused_unit")
"""Labels that a person may correct; a person's word wins over the model's."""

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


@Store.needs("clock")
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


@Store.needs("clock")
def labelled_after(store: Store, scope: Scope, number: int, limit: int = BATCH) -> pl.DataFrame:
    """Labelled messages with an id above `number`, in order of id: columns of PENDING.

    Those that the watch step has joined to issues already are among them.
    """
    asked = (
        select(*(messages.c[name] for name in PENDING))
        .where(messages.c.state != "pending", messages.c.id > number)
        .order_by(messages.c.id)
        .limit(limit)
    )
    with store.read() as conn:
        rows = conn.execute(asked).all()
    return pl.DataFrame([tuple(row) for row in rows], schema=PENDING, orient="row")


@Store.needs("clock")
def count_after(store: Store, scope: Scope, number: int) -> int:
    """How many labelled messages have an id above `number`."""
    asked = select(func.count()).where(messages.c.state != "pending", messages.c.id > number)
    with store.read() as conn:
        return int(conn.execute(asked).scalar_one())


@Store.needs("clock")
def save(store: Store, scope: Scope, frame: pl.DataFrame, model: str, now: datetime) -> int:
    """Keep a model's labels and count the messages in the cubes, one transaction a batch.

    `frame` has `id`, `month`, `mask_version`, `revision` and COLUMNS. A message that changed
    since it was read stays pending: it will be labelled again. Returns the number of rows.
    """
    absent = [pl.lit(None).alias(name) for name in OPTIONAL if name not in frame.columns]
    chosen = ("id", "month", "mask_version", "revision", *COLUMNS)
    rows = frame.with_columns(absent).select(chosen).rows(named=True)
    for chunk in slices(rows, BATCH):
        ids = [row["id"] for row in chunk]
        with store.write() as conn, cubes.recounting(conn, ids):
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
    return len(rows)


def correct(
    conn: Connection, message: int, values: Mapping[str, Any], now: datetime
) -> dict[str, Any] | None:
    """Keep a person's labels beside the model's and count the message anew.

    `values` has some of CORRECTABLE; earlier corrections of other labels stay. Returns what
    the labels were before, or None where the message is unknown or not labelled yet.
    """
    rows = conn.execute(select(labels).where(labels.c.message_id == message)).mappings().all()
    known = {row["origin"]: dict(row) for row in rows}
    if "model" not in known:
        return None
    person = known.get("person") or {}
    before = {name: _first(person.get(name), known["model"][name]) for name in values}
    kept = {name: person.get(name) for name in CORRECTABLE} | dict(values)
    statement = upsert(conn, labels).values(
        **kept,
        message_id=message,
        month=known["model"]["month"],
        mask_version=known["model"]["mask_version"],
        origin="person",
        model="person",
        labelled_at=now,
    )
    with cubes.recounting(conn, [message]):
        conn.execute(
            statement.on_conflict_do_update(
                index_elements=["month", "message_id", "origin"],
                set_={**kept, "labelled_at": now},
            )
        )
    return before


@Store.needs("texts")
def corrections(store: Store, scope: Scope) -> pl.DataFrame:
    """What people corrected, as text: title, text and CORRECTABLE; empty where untouched."""
    columns = [*(messages.c[name] for name in ("title", "text")),
               *(labels.c[name] for name in CORRECTABLE)]  # fmt: skip
    chosen = (
        select(*columns)
        .join_from(labels, messages, labels.c.message_id == messages.c.id)
        .where(labels.c.origin == "person", recusal.message_open_to(scope, labels.c.message_id))
        .order_by(messages.c.id)
    )
    # The few are found by the keys of all labels: among a million messages they were not.
    of_people = select(labels.c.message_id).where(labels.c.origin == "person")
    with store.read() as conn:
        numbers = sorted(conn.execute(of_people).scalars())
        rows = [
            row
            for part in slices(numbers, BATCH)
            for row in conn.execute(chosen.where(labels.c.message_id.in_(part)))
        ]
    names = ("title", "text", *CORRECTABLE)
    texts = [["" if value is None else str(value) for value in row] for row in rows]
    return pl.DataFrame(texts, schema=dict.fromkeys(names, pl.String), orient="row")


def _first(one: object, other: object) -> object:
    return other if one is None else one


_done = (
    update(messages)
    .where(
        messages.c.month == bindparam("at_month"),
        messages.c.id == bindparam("at_id"),
        messages.c.revision == bindparam("at_revision"),
    )
    .values(state=case((messages.c.state == "pending", "labelled"), else_=messages.c.state))
)
"""A message labelled anew that stands in an issue already stays there."""


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
