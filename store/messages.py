"""Taking masked messages in: idempotent, with the source's checkpoint in one transaction."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, select, update

from core.messages import MaskedRow, Message
from core.scope import Scope
from store import cubes
from store.engine import Store
from store.erase import buried
from store.rows import allocate, insert_or_skip, slices, upsert
from store.schema import checkpoints, message_keys, messages, quarantine, replies, source_health

_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
_REF_LENGTH = 12
_LOOKUP = 500
_COUNTED = ("accepted", "duplicate", "updated", "quarantined")


@dataclass(frozen=True, slots=True)
class Batch:
    """What one transaction of a source brings: messages, bad rows and the new checkpoint.

    `name` tells the file or fetch that bad rows came from.
    """

    source: str
    name: str
    messages: Sequence[Message] = ()
    bad: Sequence[MaskedRow] = ()
    checkpoint: str | None = None


@dataclass(frozen=True, slots=True)
class Counts:
    """What became of a source's rows; rows = the sum of the four."""

    accepted: int = 0
    duplicate: int = 0
    updated: int = 0
    quarantined: int = 0

    @property
    def rows(self) -> int:
        return self.accepted + self.duplicate + self.updated + self.quarantined

    def __add__(self, other: "Counts") -> "Counts":
        return Counts(*(getattr(self, name) + getattr(other, name) for name in _COUNTED))

    def as_dict(self) -> dict[str, int]:
        """The accounting as `minsheng import --json` prints it."""
        return {"rows": self.rows, **{name: getattr(self, name) for name in _COUNTED}}


def add(store: Store, scope: Scope, batch: Batch, now: datetime) -> Counts:
    """Take a batch in, in one transaction, and say what became of each row.

    A record already known by (source, external id) is a duplicate when its masked content is
    the same, else an update, which puts it back in line for analysis. One that was erased
    counts as a duplicate and is not taken in.
    """
    ids = allocate(store, "messages", len(batch.messages)) if batch.messages else range(0)
    with store.write() as conn:
        counts = _add_messages(conn, batch, list(ids), now)
        fresh = _quarantine(conn, batch, now)
        _count(conn, batch.source, counts + Counts(quarantined=fresh), now)
        if batch.checkpoint is not None:
            _move_checkpoint(conn, batch.source, batch.checkpoint, now)
    return counts + Counts(quarantined=len(batch.bad))


def checkpoint(store: Store, scope: Scope, source: str) -> str | None:
    """How far `source` has been read."""
    with store.read() as conn:
        found = conn.execute(select(checkpoints.c.value).where(checkpoints.c.source == source))
        return found.scalar_one_or_none()


def _add_messages(conn: Connection, batch: Batch, ids: list[int], now: datetime) -> Counts:
    erased = buried(conn, batch.source, [message.external_id for message in batch.messages])
    taken = [message for message in batch.messages if message.external_id not in erased]
    last = {message.external_id: message for message in taken}
    known = _known(conn, batch.source, list(last))
    fresh = [message for message in last.values() if message.external_id not in known]
    entered = _enter_keys(conn, fresh, ids)
    if len(entered) < len(fresh):  # another worker was quicker with some of them
        known = _known(conn, batch.source, list(last), skip=set(entered))
    changed = [
        message
        for key, message in last.items()
        if key in known and known[key].content_hash != message.content_hash
    ]
    _insert(conn, [message for message in fresh if message.external_id in entered], entered, now)
    _update(conn, changed, known, now)
    inside = _changes_inside(taken)
    return Counts(
        accepted=len(entered),
        updated=len(changed) + inside,
        duplicate=len(batch.messages) - len(entered) - len(changed) - inside,
    )


def _changes_inside(batch: Sequence[Message]) -> int:
    """How often a record inside one batch replaces an earlier one with other content."""
    seen: dict[str, bytes] = {}
    changes = 0
    for message in batch:
        before = seen.get(message.external_id)
        changes += before is not None and before != message.content_hash
        seen[message.external_id] = message.content_hash
    return changes


def _known(
    conn: Connection, source: str, keys: list[str], skip: set[str] | None = None
) -> dict[str, Any]:
    columns = message_keys.c
    found: dict[str, Any] = {}
    for chunk in slices(keys, _LOOKUP):
        rows = conn.execute(
            select(columns.external_id, columns.id, columns.month, columns.content_hash).where(
                columns.source == source, columns.external_id.in_(chunk)
            )
        )
        found |= {row.external_id: row for row in rows if row.external_id not in (skip or ())}
    return found


def _enter_keys(
    conn: Connection, fresh: Sequence[Message], ids: list[int]
) -> dict[str, tuple[int, int]]:
    """Claim the keys of new records; external id -> (id, month) of those that were free."""
    entered: dict[str, tuple[int, int]] = {}
    statement = insert_or_skip(conn, message_keys, "source", "external_id").returning(
        message_keys.c.external_id, message_keys.c.id, message_keys.c.month
    )
    rows = [
        {
            "source": message.source,
            "external_id": message.external_id,
            "id": number,
            "month": message.month,
            "content_hash": message.content_hash,
        }
        for number, message in zip(ids, fresh, strict=False)
    ]
    for chunk in slices(rows, _LOOKUP // 2):
        entered |= {row[0]: (row[1], row[2]) for row in conn.execute(statement, chunk)}
    return entered


def _insert(
    conn: Connection,
    fresh: Sequence[Message],
    entered: dict[str, tuple[int, int]],
    now: datetime,
) -> None:
    if not fresh:
        return
    rows = [
        {
            **_columns(message),
            "id": entered[message.external_id][0],
            "month": message.month,
            "ref": _new_ref(),
            "added_at": now,
            "revision": 0,
        }
        for message in fresh
    ]
    conn.execute(messages.insert(), rows)
    answered = [
        _reply(message, *entered[message.external_id]) for message in fresh if message.reply
    ]
    if answered:
        conn.execute(replies.insert(), answered)


def _columns(message: Message) -> dict[str, Any]:
    return {
        "source": message.source,
        "kind": message.kind,
        "channel": message.channel,
        "title": message.title,
        "text": message.text,
        "posted_at": message.posted_at,
        "link": message.link,
        "region": message.region,
        "unit": message.unit,
        "votes_up": message.votes_up,
        "votes_down": message.votes_down,
        "submitter_hash": message.submitter_hash,
        "mask_version": message.mask_version,
        "state": "pending",
        "facts": dict(message.facts),
    }


def _reply(message: Message, number: int, month: int) -> dict[str, Any]:
    hours = None
    if message.replied_at and message.replied_at >= message.posted_at:
        hours = (message.replied_at - message.posted_at).total_seconds() / 3600
    return {
        "message_id": number,
        "month": month,
        "text": message.reply,
        "replied_at": message.replied_at,
        "day_only": int(message.replied_day_only),
        "hours": hours,
    }


def _update(
    conn: Connection, changed: Sequence[Message], known: dict[str, Any], now: datetime
) -> None:
    """Replace the content of known records; they keep the month they were first filed in."""
    if not changed:
        return
    places = [known[message.external_id] for message in changed]
    cubes.take_out(conn, [place.id for place in places])
    conn.execute(
        update(message_keys)
        .where(message_keys.c.id == bindparam("key_id"))
        .values(content_hash=bindparam("new_hash")),
        [
            {"key_id": place.id, "new_hash": message.content_hash}
            for place, message in zip(places, changed, strict=True)
        ],
    )
    conn.execute(
        update(messages)
        .where(messages.c.id == bindparam("key_id"), messages.c.month == bindparam("key_month"))
        .values(revision=messages.c.revision + 1),
        [
            {**_columns(message), "changed_at": now, "key_id": place.id, "key_month": place.month}
            for place, message in zip(places, changed, strict=True)
        ],
    )
    _replace_replies(conn, changed, places)


def _replace_replies(conn: Connection, changed: Sequence[Message], places: list[Any]) -> None:
    rows = [
        _reply(message, place.id, place.month)
        for place, message in zip(places, changed, strict=True)
        if message.reply
    ]
    if rows:
        statement = upsert(conn, replies)
        conn.execute(
            statement.on_conflict_do_update(
                index_elements=["month", "message_id"],
                set_={
                    name: statement.excluded[name]
                    for name in ("text", "replied_at", "day_only", "hours")
                },
            ),
            rows,
        )


def _new_ref() -> str:
    return "".join(secrets.choice(_ALPHABET) for _ in range(_REF_LENGTH))


def _quarantine(conn: Connection, batch: Batch, now: datetime) -> int:
    """Keep bad rows with their reason, each once; returns how many are new."""
    if not batch.bad:
        return 0
    statement = insert_or_skip(conn, quarantine, "source", "batch", "row_no")
    kept = conn.execute(
        statement.returning(quarantine.c.id),
        [
            {
                "source": batch.source,
                "batch": batch.name,
                "row_no": row.row_no,
                "reason": row.reason,
                "cells": dict(row.cells),
                "added_at": now,
            }
            for row in batch.bad
        ],
    )
    return len(kept.all())


def _count(conn: Connection, source: str, counts: Counts, now: datetime) -> None:
    statement = upsert(conn, source_health)
    added = {name: getattr(counts, name) for name in _COUNTED}
    conn.execute(
        statement.values(
            source=source, last_try_at=now, last_success_at=now, failures=0, error="", **added
        ).on_conflict_do_update(
            index_elements=["source"],
            set_={
                "last_try_at": now,
                "last_success_at": now,
                "failures": 0,
                "error": "",
                **{name: source_health.c[name] + value for name, value in added.items()},
            },
        )
    )


def _move_checkpoint(conn: Connection, source: str, value: str, now: datetime) -> None:
    statement = upsert(conn, checkpoints)
    conn.execute(
        statement.values(source=source, value=value, moved_at=now).on_conflict_do_update(
            index_elements=["source"], set_={"value": value, "moved_at": now}
        )
    )
