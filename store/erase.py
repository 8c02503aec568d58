"""Taking one record out of the store for good, leaving a tombstone."""

import hashlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, fields
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, delete, func, select, text, update

from core.scope import Actor, Scope
from store import (
    alarm_erase,
    briefings,
    case_erasure,
    closed_months,
    cubes,
    knowledge,
    owed_issues,
    procedures,
    reply_checks,
    search,
)
from store import history as deeds
from store.answer_tables import reply_labels
from store.engine import Store
from store.rows import among, insert_or_skip, slices
from store.schema import (
    checkpoints,
    history,
    issue_members,
    issues,
    labels,
    message_keys,
    messages,
    replies,
    tombstones,
)
from store.source_tables import message_changes, quarantine
from store.wiping import wiping

_HASH_BYTES = 16
_LOOKUP = 500
_LOCK = 7121247
_NEVER = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Erased:
    """How many rows went, by table."""

    messages: int = 0
    replies: int = 0
    labels: int = 0
    members: int = 0
    changes: int = 0
    quarantined: int = 0
    deeds: int = 0

    def as_dict(self) -> dict[str, int]:
        """For --json."""
        return {field.name: getattr(self, field.name) for field in fields(self)}


@Store.needs("clock")
def erase(
    store: Store, scope: Scope, source: str, ticket: str, actor: Actor, now: datetime
) -> Erased:
    """Remove everything that came from a source's ticket; it will not be taken in again.

    Counts, issues and cubes are as if it had never come. A ticket that is not in the store
    leaves its tombstone all the same.
    """
    with _alone(store, source) as conn:
        bury(conn, source, [ticket], now)
        erased = _erase(conn, source, ticket, actor, now)
    search.settle(store, scope)
    return erased


@Store.needs("clock")
def gone(store: Store, scope: Scope, source: str, tickets: Sequence[str], now: datetime) -> int:
    """Erase records that their source has deleted; returns how many the store had.

    Sources tell of a deletion again and again: what has its tombstone is passed over.
    """
    if not tickets:
        return 0
    with store.read() as conn:
        known = buried(conn, source, tickets)
    removed = 0
    for ticket in dict.fromkeys(tickets):
        if ticket not in known:
            with _alone(store, source) as conn:
                bury(conn, source, [ticket], now)
                removed += _erase(conn, source, ticket, Actor.step("collect"), now).messages
    if removed:
        search.settle(store, scope)
    return removed


@Store.needs("clock")
def withhold(store: Store, scope: Scope, source: str, tickets: Sequence[str], now: datetime) -> int:
    """Erase records that have since been marked as confidential or secret.

    They leave no tombstone: one whose mark is taken back is welcome again. Returns how many
    the store had.
    """
    if not tickets:
        return 0
    with store.read() as conn:
        present = [ticket for ticket in dict.fromkeys(tickets) if _place(conn, source, ticket)]
    for ticket in present:
        with _alone(store, source) as conn:
            _erase(conn, source, ticket, Actor.step("collect"), now)
    if present:
        search.settle(store, scope)
    return len(present)


@Store.needs("clock")
def keep_out(
    store: Store, scope: Scope, source: str, hashes: Sequence[bytes], now: datetime
) -> None:
    """Tombstones for records known by the hash of their number (`ticket_hash`), also for those
    that never came: they may be on their way. What the store has of them stays for now."""
    for chunk in slices(hashes, _LOOKUP):
        with store.write() as conn:
            _keep_imports_waiting(conn, source)
            _set_tombstones(conn, source, chunk, now)


@contextmanager
def _alone(store: Store, source: str) -> Iterator[Connection]:
    """A transaction that erases, while none takes records of this source in: each would look for
    what the other has not committed yet. In SQLite there is one writer at a time anyway."""
    with wiping(store) as conn:
        _keep_imports_waiting(conn, source)
        yield conn


def _keep_imports_waiting(conn: Connection, source: str) -> None:
    if conn.dialect.name == "postgresql":
        conn.execute(
            text("SELECT pg_advisory_xact_lock(:lock, hashtext(:source))"),
            {"lock": _LOCK, "source": source},
        )


def keep_erasures_waiting(conn: Connection, source: str) -> None:
    """Nothing of this source is erased until the caller's transaction, which takes records of it
    in, has ended; and it waits for erasures that have begun. Several may take in at once."""
    if conn.dialect.name == "postgresql":
        conn.execute(
            text("SELECT pg_advisory_xact_lock_shared(:lock, hashtext(:source))"),
            {"lock": _LOCK, "source": source},
        )


def ticket_hash(source: str, ticket: str) -> bytes:
    """What is kept of a ticket's number."""
    return hashlib.sha256(f"{source}\0{ticket}".encode()).digest()[:_HASH_BYTES]


def bury(conn: Connection, source: str, tickets: Sequence[str], now: datetime) -> None:
    """Set tombstones inside the caller's transaction."""
    _set_tombstones(conn, source, [ticket_hash(source, ticket) for ticket in tickets], now)


def _set_tombstones(conn: Connection, source: str, hashes: Sequence[bytes], now: datetime) -> None:
    rows = [{"ticket_hash": digest, "source": source, "erased_at": now} for digest in hashes]
    conn.execute(insert_or_skip(conn, tombstones, "ticket_hash"), rows)


def buried(conn: Connection, source: str, tickets: Sequence[str]) -> set[str]:
    """Which of these tickets have a tombstone."""
    if not tickets or conn.execute(select(tombstones.c.source).limit(1)).first() is None:
        return set()
    hashes = {ticket_hash(source, ticket): ticket for ticket in tickets}
    found: set[str] = set()
    for chunk in slices(hashes, _LOOKUP):
        rows = conn.execute(
            select(tombstones.c.ticket_hash).where(among(conn, tombstones.c.ticket_hash, chunk))
        )
        found |= {hashes[bytes(row.ticket_hash)] for row in rows}
    return found


def _erase(conn: Connection, source: str, ticket: str, actor: Actor, now: datetime) -> Erased:
    place = _place(conn, source, ticket)
    counts = _remove(conn, place.id, place.month) if place else {}
    counts["quarantined"] = _remove_quarantined(conn, source, ticket)
    subject = ("message", place.id if place else 0)
    deeds.write(conn, actor, "erase", subject, {"source": source}, now)
    return Erased(**counts)


def _place(conn: Connection, source: str, ticket: str) -> Any:
    """Row with id and month of a ticket; None where the store does not have it."""
    return conn.execute(
        select(message_keys.c.id, message_keys.c.month).where(
            message_keys.c.source == source, message_keys.c.external_id == ticket
        )
    ).one_or_none()


def _remove(conn: Connection, number: int, month: int) -> dict[str, int]:
    cubes.mark(conn, {month})
    closed_months.owe(conn, month)
    with cubes.recounting(conn, [number]):
        return _remove_rows(conn, number, month)


def _remove_rows(conn: Connection, number: int, month: int) -> dict[str, int]:
    search.take_out(conn, [number])
    exact, begin = alarm_erase.subjects_of(conn, number)
    reply_checks.forget(conn, number)
    case_erasure.forget(conn, number)
    knowledge.forget(conn, number)
    procedures.forget(conn, number)
    ref = conn.execute(select(messages.c.ref).where(messages.c.id == number)).scalar_one_or_none()
    if ref is not None:
        alarm_erase.forget(conn, ref, exact, begin)
        briefings.forget(conn, ref)
    counts = {
        "replies": _delete(conn, replies, replies.c.message_id == number, month),
        "labels": _delete(conn, labels, labels.c.message_id == number, month)
        + _delete(conn, reply_labels, reply_labels.c.message_id == number, month),
        "members": _leave_issue(conn, number),
        "changes": _delete(conn, message_changes, message_changes.c.message_id == number, month),
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
        .returning(issue_members.c.issue_id, issue_members.c.key)
    ).one_or_none()
    if member and member.key:  # who keeps what was read of it learns that it is gone
        owed_issues.owe(conn, {member.key})
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
    """Rows in quarantine that are the ticket, or name it in any cell."""
    columns, known = quarantine.c, ticket_hash(source, ticket)
    rows = conn.execute(
        select(columns.id, columns.cells, columns.ticket_hash).where(columns.source == source)
    )
    ids = [
        row.id
        for row in rows
        if row.ticket_hash == known or ticket in {str(cell).strip() for cell in row.cells.values()}
    ]
    for chunk in slices(ids, _LOOKUP):
        conn.execute(delete(quarantine).where(quarantine.c.id.in_(chunk)))
    conn.execute(
        delete(checkpoints).where(checkpoints.c.source == source, checkpoints.c.value == ticket)
    )
    return len(ids)
