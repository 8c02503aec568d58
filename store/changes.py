"""What a source changed of a record it had sent before: kept beside the record, masked as it is."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select

from core.messages import Message
from core.scope import Scope
from store import recusal
from store.engine import Store
from store.rows import slices
from store.schema import messages, replies
from store.source_tables import message_changes

_LOOKUP = 500
_FIELDS = ("title", "text", "channel", "link", "region", "unit", "posted_at")
"""What is compared beside reply and facts. Votes go up at every look and are not kept."""


def keep(conn: Connection, changed: Sequence[tuple[int, int, Message]], now: datetime) -> None:
    """Keep what (id, month, message) will change, before it does: one line for each record."""
    before = _before(conn, [number for number, _month, _message in changed])
    rows = []
    for number, month, message in changed:
        known = before.get(number)
        found = _difference(known, message) if known else {}
        if known and found:
            rows.append(
                {
                    "message_id": number,
                    "month": month,
                    "revision": known["revision"] + 1,
                    "at": now,
                    "changes": found,
                }
            )
    if rows:
        conn.execute(message_changes.insert(), rows)


@Store.needs("texts")
def of_message(store: Store, scope: Scope, message: int) -> list[dict[str, Any]]:
    """The changes of one message, oldest first: `at` and `changes` (field -> before, after)."""
    columns = message_changes.c
    with store.read() as conn:
        rows = conn.execute(
            select(columns.at, columns.changes)
            .where(columns.message_id == message, recusal.message_open_to(scope, message))
            .order_by(columns.revision)
        )
        return [dict(row._mapping) for row in rows]


def _before(conn: Connection, ids: Sequence[int]) -> dict[int, Mapping[str, Any]]:
    columns = [messages.c[name] for name in ("id", "revision", "facts", *_FIELDS)]
    found: dict[int, Mapping[str, Any]] = {}
    for chunk in slices(ids, _LOOKUP):
        rows = conn.execute(
            select(*columns, replies.c.text.label("reply"), replies.c.replied_at)
            .select_from(messages)
            .outerjoin(
                replies,
                (replies.c.message_id == messages.c.id) & (replies.c.month == messages.c.month),
            )
            .where(messages.c.id.in_(chunk))
        )
        found |= {row.id: row._mapping for row in rows}
    return found


def _difference(before: Mapping[str, Any], message: Message) -> dict[str, list[Any]]:
    now = {name: getattr(message, name) for name in (*_FIELDS, "reply", "replied_at")}
    pairs = {name: (before[name], value) for name, value in now.items()}
    facts = before["facts"] or {}
    for name in {**facts, **message.facts}:
        pairs[f"facts.{name}"] = (facts.get(name), message.facts.get(name))
    if message.reply is None:  # a source that no longer tells the reply does not take it back
        del pairs["reply"], pairs["replied_at"]
    return {
        name: [_plain(old), _plain(new)]
        for name, (old, new) in pairs.items()
        if _plain(old) != _plain(new)
    }


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime) else value
