"""Texts of earlier mask versions, and putting them under the present one.

Where a text changes it is as if its source had changed it, but that nothing of its earlier form is
kept: the message waits for analysis again, and search, issues and the history of its month follow.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, func, select, update

from core.messages import Message
from core.scope import Actor, Scope
from store import closed_months, cubes, jottings, search
from store import history as deeds
from store.alarm_tables import alarms
from store.desk_tables import cases
from store.engine import Store
from store.joins import replied
from store.schema import alerts, message_keys, messages, replies
from store.source_tables import message_changes, quarantine
from store.wiping import wiping

_OWN = (
    "id", "month", "ref", "revision", "source", "kind", "channel", "title", "text", "posted_at",
    "link", "region", "unit", "votes_up", "votes_down", "submitter_hash", "facts",
)  # fmt: skip
_TEXTS = ("title", "text", "link", "reply", "facts")
PROGRESS = "remasked"
"""The note of how far `keep` has come: version and number."""


@dataclass(frozen=True, slots=True)
class Again:
    """A record as `older` gave it, what `core.privacy.again` made of it and of its `said`."""

    before: Mapping[str, Any]
    after: Message
    said: Sequence[str]

    @property
    def is_changed(self) -> bool:
        """Did the present masks find more, or less, in one of its texts?"""
        own = any(self.before[name] != getattr(self.after, name) for name in _TEXTS)
        return own or list(self.said) != list(self.before["said"])


@Store.needs("clock")
def older(store: Store, scope: Scope, version: int, after: int, limit: int) -> list[dict[str, Any]]:
    """Records with an id above `after` whose masks are older than `version`, in order of id.

    Each has the fields of `core.messages.Message` but the hash of its content, and `said`: the
    texts of what its source changed earlier.
    """
    asked = (
        select(
            *(messages.c[name] for name in _OWN),
            message_keys.c.external_id,
            replies.c.text.label("reply"),
            replies.c.replied_at,
            func.coalesce(replies.c.day_only, 0).label("day_only"),
        )
        .join_from(messages, message_keys, message_keys.c.id == messages.c.id)
        .outerjoin(replies, replied())
        .where(messages.c.id > after, messages.c.mask_version < version)
        .order_by(messages.c.id)
        .limit(limit)
    )
    with store.read() as conn:
        rows = [dict(row) for row in conn.execute(asked).mappings()]
        changes = _changes(conn, [row["id"] for row in rows])
    for row in rows:
        row["replied_day_only"] = bool(row.pop("day_only"))
        row["changes"] = changes.get(row["id"], [])
        row["said"] = [text for _revision, told in row["changes"] for text in _said(told)]
    return rows


@Store.needs("clock")
def count(store: Store, scope: Scope, version: int) -> int:
    """How many records have masks older than `version`."""
    asked = select(func.count()).where(messages.c.mask_version < version)
    with store.read() as conn:
        return int(conn.execute(asked).scalar_one())


@Store.needs("clock")
def keep(
    store: Store, scope: Scope, found: Sequence[Again], actor: Actor, now: datetime
) -> tuple[int, int]:
    """Put records under the masks they were given now; returns how many, and how many changed.

    One that its source has changed or taken back since it was read is passed over.
    """
    with wiping(store) as conn:
        here = _here(conn, found)
        kept = [one for one in found if here.get(one.before["id"]) == one.before["revision"]]
        changed = [one for one in kept if one.is_changed]
        _replace(conn, changed)
        same = [one.before["id"] for one in kept if not one.is_changed]
        version = {"mask_version": found[0].after.mask_version} if found else {}
        if same:
            conn.execute(update(messages).where(messages.c.id.in_(same)).values(version))
        if found:
            jottings.write(conn, PROGRESS, f"{version['mask_version']}:{found[-1].before['id']}")
        if changed:
            told = {"records": len(kept), "changed": len(changed)}
            deeds.write(conn, actor, "remask", ("masks", version["mask_version"]), told, now)
    return len(kept), len(changed)


@Store.needs("clock")
def rows(store: Store, scope: Scope, after: int, limit: int) -> list[dict[str, Any]]:
    """Rows of quarantine with an id above `after`: id, reason, cells."""
    columns = quarantine.c
    asked = select(columns.id, columns.reason, columns.cells).where(columns.id > after)
    with store.read() as conn:
        found = conn.execute(asked.order_by(columns.id).limit(limit)).mappings()
        return [dict(row) for row in found]


@Store.needs("clock")
def keep_rows(store: Store, scope: Scope, changed: Sequence[Mapping[str, Any]]) -> None:
    """Write rows of quarantine anew, as `rows` gave them; those that are gone stay so."""
    with wiping(store) as conn:
        for row in changed:
            values = {"reason": row["reason"], "cells": row["cells"]}
            conn.execute(update(quarantine).where(quarantine.c.id == row["id"]).values(values))


def _here(conn: Connection, found: Sequence[Again]) -> dict[int, int]:
    """Number -> revision of those that are still in the store, locked."""
    wanted = [one.before["id"] for one in found]
    asked = select(messages.c.id, messages.c.revision).where(messages.c.id.in_(wanted))
    return {row.id: row.revision for row in conn.execute(asked.with_for_update())}


def _changes(conn: Connection, ids: Sequence[int]) -> dict[int, list[tuple[int, Any]]]:
    columns = message_changes.c
    asked = select(columns.message_id, columns.revision, columns.changes)
    found: dict[int, list[tuple[int, Any]]] = {}
    told = asked.where(columns.message_id.in_(ids)).order_by(columns.message_id, columns.revision)
    for row in conn.execute(told):
        found.setdefault(row.message_id, []).append((row.revision, row.changes))
    return found


def _said(told: Mapping[str, Sequence[Any]]) -> list[str]:
    return [value for pair in told.values() for value in pair if isinstance(value, str)]


def _replace(conn: Connection, changed: Sequence[Again]) -> None:
    if not changed:
        return
    ids = [one.before["id"] for one in changed]
    search.take_out(conn, ids)
    with cubes.recounting(conn, ids):
        for one in changed:
            _write(conn, one)
    search.put_in(conn, ids)
    for month in {one.before["month"] for one in changed}:
        closed_months.owe(conn, month)


def _write(conn: Connection, one: Again) -> None:
    number, month, after = one.before["id"], one.before["month"], one.after
    values = {name: getattr(after, name) for name in ("title", "text", "link", "mask_version")}
    values |= {"facts": dict(after.facts), "state": "pending", "revision": messages.c.revision + 1}
    own = (messages.c.id == number) & (messages.c.month == month)
    conn.execute(update(messages).where(own).values(values))
    known = message_keys.c.id == number
    conn.execute(update(message_keys).where(known).values(content_hash=after.content_hash))
    if after.reply:
        mine = (replies.c.message_id == number) & (replies.c.month == month)
        conn.execute(update(replies).where(mine).values(text=after.reply))
    _write_changes(conn, one)
    if one.before["title"] and one.before["title"] != after.title:
        _retitle(conn, one)


def _write_changes(conn: Connection, one: Again) -> None:
    texts = iter(one.said)
    columns = message_changes.c
    for revision, told in one.before["changes"]:
        again = {
            name: [next(texts) if isinstance(value, str) else value for value in pair]
            for name, pair in told.items()
        }
        which = (columns.message_id == one.before["id"]) & (columns.revision == revision)
        mine = which & (columns.month == one.before["month"])
        conn.execute(update(message_changes).where(mine).values(changes=again))


def _retitle(conn: Connection, one: Again) -> None:
    """Where the title of a record was copied to: its case, its alarms and what alerts say."""
    old, new, ref = one.before["title"], one.after.title, one.before["ref"]
    mine = (cases.c.subject == "message") & (cases.c.subject_id == one.before["id"])
    conn.execute(update(cases).where(mine).values(title=func.replace(cases.c.title, old, new)))
    about = alarms.c.subject.contains(f":{ref}", autoescape=True)
    told = alerts.c.page == f"messages?ref={ref}"
    listed = alerts.c.sheet.contains(f"messages?ref={ref}", autoescape=True)
    for table, which in ((alarms, about), (alerts, told | listed)):
        names = [name for name in ("title", "why", "sheet") if name in table.c]
        values = {name: func.replace(table.c[name], old, new) for name in names}
        conn.execute(update(table).where(which).values(values))
