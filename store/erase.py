"""Taking one record out of the store for good, leaving a tombstone."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, delete, func, select, update

from core.scope import Actor, Scope
from store import cubes
from store import history as deeds
from store.engine import Store
from store.rows import insert_or_skip, slices
from store.schema import (
    checkpoints,
    history,
    issue_members,
    issues,
    labels,
    message_keys,
    messages,
    quarantine,
    replies,
    tombstones,
)
from store.wiping import wiping

_HASH_BYTES = 16
_LOOKUP = 500
_NEVER = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Erased:
    """How many rows went, by table."""

    messages: int = 0
    replies: int = 0
    labels: int = 0
    members: int = 0
    quarantined: int = 0
    deeds: int = 0

    def as_dict(self) -> dict[str, int]:
        """For --json."""
        return {field.name: getattr(self, field.name) for field in fields(self)}


def erase(
    store: Store, scope: Scope, source: str, ticket: str, actor: Actor, now: datetime
) -> Erased:
    """Remove everything that came from a source's ticket; it will not be taken in again.

    Counts, issues and cubes are as if it had never come. A ticket that is not in the store
    leaves its tombstone all the same.
    """
    with wiping(store) as conn:
        bury(conn, source, [ticket], now)
        place = conn.execute(
            select(message_keys.c.id, message_keys.c.month).where(
                message_keys.c.source == source, message_keys.c.external_id == ticket
            )
        ).one_or_none()
        counts = _remove(conn, place.id, place.month) if place else {}
        counts["quarantined"] = _remove_quarantined(conn, source, ticket)
        subject = ("message", place.id if place else 0)
        deeds.write(conn, actor, "erase", subject, {"source": source}, now)
    return Erased(**counts)


def gone(store: Store, scope: Scope, source: str, tickets: Iterable[str], now: datetime) -> int:
    """Erase records that their source has deleted; returns how many the store had."""
    actor = Actor.step("collect")
    return sum(erase(store, scope, source, ticket, actor, now).messages for ticket in tickets)


def ticket_hash(source: str, ticket: str) -> bytes:
    """What is kept of a ticket's number."""
    return hashlib.sha256(f"{source}\0{ticket}".encode()).digest()[:_HASH_BYTES]


def bury(conn: Connection, source: str, tickets: Sequence[str], now: datetime) -> None:
    """Set tombstones inside the caller's transaction."""
    conn.execute(
        insert_or_skip(conn, tombstones, "ticket_hash"),
        [
            {"ticket_hash": ticket_hash(source, ticket), "source": source, "erased_at": now}
            for ticket in tickets
        ],
    )


def buried(conn: Connection, source: str, tickets: Sequence[str]) -> set[str]:
    """Which of these tickets have a tombstone."""
    hashes = {ticket_hash(source, ticket): ticket for ticket in tickets}
    found: set[str] = set()
    for chunk in slices(hashes, _LOOKUP):
        rows = conn.execute(
            select(tombstones.c.ticket_hash).where(tombstones.c.ticket_hash.in_(chunk))
        )
        found |= {hashes[bytes(row.ticket_hash)] for row in rows}
    return found


def _remove(conn: Connection, number: int, month: int) -> dict[str, int]:
    cubes.take_out(conn, [number])
    counts = {
        "replies": _delete(conn, replies, replies.c.message_id == number, month),
        "labels": _delete(conn, labels, labels.c.message_id == number, month),
        "members": _leave_issue(conn, number),
        "messages": _delete(conn, messages, messages.c.id == number, month),
    }
    conn.execute(delete(message_keys).where(message_keys.c.id == number))
    counts["deeds"] = conn.execute(
        update(history)
        .where(history.c.subject == "message", history.c.subject_id == number)
        .values(details={})
    ).rowcount
    return counts


def _delete(conn: Connection, table: Any, which: Any, month: int) -> int:
    return int(conn.execute(delete(table).where(table.c.month == month, which)).rowcount)


def _leave_issue(conn: Connection, number: int) -> int:
    member = conn.execute(
        delete(issue_members)
        .where(issue_members.c.message_id == number)
        .returning(issue_members.c.issue_id)
    ).one_or_none()
    if member and member.issue_id is not None:
        _count_again(conn, member.issue_id)
    return int(member is not None)


def _count_again(conn: Connection, issue: int) -> None:
    """An issue without members goes; another is judged anew at the next step of the clock."""
    left = conn.execute(
        select(
            func.count().label("messages"),
            func.min(issue_members.c.posted_at).label("first_at"),
            func.max(issue_members.c.posted_at).label("last_at"),
        ).where(issue_members.c.issue_id == issue)
    ).one()
    if not left.messages:
        conn.execute(delete(issues).where(issues.c.id == issue))
        return
    conn.execute(update(issues).where(issues.c.id == issue).values(**left._mapping, heat_at=_NEVER))


def _remove_quarantined(conn: Connection, source: str, ticket: str) -> int:
    """Rows in quarantine that name the ticket in any cell."""
    rows = conn.execute(
        select(quarantine.c.id, quarantine.c.cells).where(quarantine.c.source == source)
    )
    ids = [row.id for row in rows if ticket in {str(cell).strip() for cell in row.cells.values()}]
    for chunk in slices(ids, _LOOKUP):
        conn.execute(delete(quarantine).where(quarantine.c.id.in_(chunk)))
    conn.execute(
        delete(checkpoints).where(checkpoints.c.source == source, checkpoints.c.value == ticket)
    )
    return len(ids)
