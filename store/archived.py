"""Laying out a store for reading: records of the history, and all else as the store has it.

Figures over archived months come out of the same functions as ever. The records are those of the
files; issues, cases, alarms and what else is no record are copied, and the cubes counted anew.
"""

import json
from typing import Any

import polars as pl

from core.errors import InputError
from core.scope import Scope
from core.times import month_of
from store import copying, cubes, partitions
from store.engine import Store
from store.rows import insert_many, slices
from store.schema import labels, messages, replies
from store.tables import metadata

_CHUNK = 5_000
_LAID_OUT = frozenset({"messages", "message_keys", "labels", "replies", "daybook", *cubes.TABLES})
"""Tables that are filled from the files."""

_MODEL = "history"
_LABELS = (
    "area", "sentiment", "intent", "urgency", "region", "unit", "place", "problem", "keywords",
    "topic1", "topic2", "accused_unit",
)  # fmt: skip


@Store.needs("clock")
def lay_out(store: Store, scope: Scope, target: Store, records: pl.DataFrame) -> None:
    """Fill an empty store with records of the history (columns of HISTORY) and with what is no
    record of this one. Raises InputError for records of an older form of the files."""
    if records["facts"].null_count():
        raise InputError("历史数据是旧版本写的，请先运行 minsheng history write 再试。")
    copying.carry(store, target, [one for one in metadata.sorted_tables
                                  if one.name not in _LAID_OUT])  # fmt: skip
    partitions.prepare(target, scope, {month_of(at) for at in records["posted_at"]})
    for rows in slices(records.iter_rows(named=True), _CHUNK):
        with target.write() as conn:
            insert_many(conn, messages, [_message(row) for row in rows])
            insert_many(conn, labels, [_label(row) for row in rows])
            insert_many(conn, replies, [_reply(row) for row in rows if row["reply"] is not None])
    cubes.rebuild(target, scope)


def _message(row: dict[str, Any]) -> dict[str, Any]:
    own = {name: row[name] for name in
           ("id", "ref", "source", "kind", "channel", "title", "text", "posted_at")}  # fmt: skip
    return own | {
        "month": month_of(row["posted_at"]), "added_at": row["posted_at"],
        "unit": row["unit"] or None, "region": row["region"] or None, "votes_up": row["votes"],
        "votes_down": 0, "mask_version": 0, "state": "watched", "revision": 1,
        "facts": json.loads(row["facts"]),
    }  # fmt: skip


def _label(row: dict[str, Any]) -> dict[str, Any]:
    return {name: row[name] for name in _LABELS} | {
        "message_id": row["id"], "month": month_of(row["posted_at"]), "origin": "model",
        "model": _MODEL, "mask_version": 0, "labelled_at": row["posted_at"],
    }  # fmt: skip


def _reply(row: dict[str, Any]) -> dict[str, Any]:
    return {
        "message_id": row["id"], "month": month_of(row["posted_at"]), "text": row["reply"],
        "replied_at": row["replied_at"], "day_only": row["day_only"], "hours": row["reply_hours"],
    }  # fmt: skip
