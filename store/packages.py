"""Packages between two networks: what is still to be sent, and the chain of numbers."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, delete, func, or_, select, update

from core.scope import Scope
from store import erase
from store.engine import Store
from store.erase import ticket_hash
from store.outside_tables import packaged, packages
from store.rows import insert_or_skip, slices, upsert
from store.schema import message_keys, messages, replies, tombstones
from store.source_tables import source_health

_PAGE = 500
_NOT_SENT = -1
_FIELDS = (
    "source", "kind", "title", "text", "posted_at", "channel", "mask_version", "link", "region",
    "unit", "votes_up", "votes_down", "facts",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Link:
    """One package of a sender's chain. `digest` is the SHA-256 of its manifest, `previous` that of
    the package before; `replaces` are numbers whose records are sent again in this one."""

    sender: str
    sequence: int
    digest: bytes
    previous: bytes
    records: int
    replaces: tuple[int, ...]
    made_at: datetime


@dataclass(frozen=True, slots=True)
class Sent:
    """One record as it went into a package."""

    ticket_hash: bytes
    source: str
    message_id: int
    revision: int


@Store.needs("clock")
def unsent(store: Store, scope: Scope, most: int) -> Iterator[tuple[Sent, Mapping[str, Any]]]:
    """Masked records that no package has in their present form, oldest first, at most `most`."""
    after, left = 0, most
    while left > 0:
        with store.read() as conn:
            rows = conn.execute(_unsent(after, min(left, _PAGE))).all()
        for row in rows:
            sent = Sent(ticket_hash(row.source, row.external_id), row.source, row.id, row.revision)
            yield sent, _record(row)
        left -= len(rows)
        if not rows:
            return
        after = rows[-1].id


@Store.needs("clock")
def count_unsent(store: Store, scope: Scope) -> int:
    """How many records `unsent` would give without a limit."""
    with store.read() as conn:
        found = select(func.count()).select_from(_joined()).where(_is_unsent())
        return int(conn.execute(found).scalar_one())


def _joined() -> Any:
    same = and_(messages.c.id == message_keys.c.id, messages.c.month == message_keys.c.month)
    return message_keys.join(messages, same).outerjoin(
        packaged, packaged.c.message_id == message_keys.c.id
    )


def _is_unsent() -> ColumnElement[bool]:
    return or_(packaged.c.message_id.is_(None), packaged.c.revision < messages.c.revision)


def _unsent(after: int, limit: int) -> Any:
    answered = and_(replies.c.message_id == messages.c.id, replies.c.month == messages.c.month)
    return (
        select(
            message_keys.c.external_id,
            messages.c.id,
            messages.c.revision,
            messages.c.submitter_hash,
            *(messages.c[name] for name in _FIELDS),
            replies.c.text.label("reply"),
            replies.c.replied_at,
            replies.c.day_only,
        )
        .select_from(_joined().outerjoin(replies, answered))
        .where(_is_unsent(), message_keys.c.id > after)
        .order_by(message_keys.c.id)
        .limit(limit)
    )


def _record(row: Any) -> dict[str, Any]:
    """The fields of a masked message, ready for JSON."""
    found = {name: getattr(row, name) for name in (*_FIELDS, "external_id", "reply")}
    return found | {
        "posted_at": row.posted_at.isoformat(),
        "facts": dict(row.facts),
        "replied_at": row.replied_at and row.replied_at.isoformat(),
        "replied_day_only": bool(row.day_only),
        "submitter": row.submitter_hash and bytes(row.submitter_hash).hex(),
    }


@Store.needs("clock")
def vanished(store: Store, scope: Scope) -> list[tuple[bytes, str, bool]]:
    """Records that were sent and are here no longer: hash, source, and whether for good."""
    gone = (
        select(packaged.c.ticket_hash, packaged.c.source, tombstones.c.ticket_hash)
        .select_from(
            packaged.outerjoin(message_keys, message_keys.c.id == packaged.c.message_id).outerjoin(
                tombstones, tombstones.c.ticket_hash == packaged.c.ticket_hash
            )
        )
        .where(message_keys.c.id.is_(None), packaged.c.revision > _NOT_SENT)
    )
    with store.read() as conn:
        return [(bytes(row[0]), row[1], row[2] is not None) for row in conn.execute(gone)]


@Store.needs("clock")
def note(store: Store, scope: Scope, direction: str, link: Link, now: datetime) -> None:
    """Keep a package's place in its chain; a package noted before changes nothing."""
    row = {
        "direction": direction,
        "sender": link.sender,
        "sequence": link.sequence,
        "digest": link.digest,
        "previous": link.previous,
        "records": link.records,
        "replaces": list(link.replaces),
        "made_at": link.made_at,
        "noted_at": now,
    }
    with store.write() as conn:
        conn.execute(
            insert_or_skip(conn, packages, "direction", "sender", "sequence").values(**row)
        )


@Store.needs("clock")
def mark_sent(store: Store, scope: Scope, sequence: int, sent: Iterable[Sent]) -> None:
    """Remember which form of each record a package holds."""
    for chunk in slices(sent, _PAGE):
        with store.write() as conn:
            statement = upsert(conn, packaged)
            new = statement.excluded
            conn.execute(
                statement.on_conflict_do_update(
                    index_elements=["ticket_hash"],
                    set_={name: new[name] for name in ("message_id", "revision", "sequence")},
                ),
                [
                    {
                        "ticket_hash": one.ticket_hash,
                        "source": one.source,
                        "message_id": one.message_id,
                        "revision": one.revision,
                        "sequence": sequence,
                    }
                    for one in chunk
                ],
            )


@Store.needs("clock")
def forget_sent(store: Store, scope: Scope, hashes: Sequence[bytes]) -> None:
    """Drop what is kept of records whose disappearance has been told."""
    for chunk in slices(hashes, _PAGE):
        with store.write() as conn:
            conn.execute(delete(packaged).where(packaged.c.ticket_hash.in_(chunk)))


@Store.needs("clock")
def send_again(store: Store, scope: Scope, sequence: int) -> int:
    """Put the records of a package that was lost on its way back in line; how many."""
    with store.write() as conn:
        return conn.execute(
            update(packaged)
            .where(packaged.c.sequence == sequence, packaged.c.revision > _NOT_SENT)
            .values(revision=_NOT_SENT)
        ).rowcount


@Store.needs("clock")
def chain(store: Store, scope: Scope, direction: str, sender: str) -> dict[int, Link]:
    """The packages of a sender by number."""
    columns = packages.c
    with store.read() as conn:
        rows = conn.execute(
            select(packages)
            .where(columns.direction == direction, columns.sender == sender)
            .order_by(columns.sequence)
        ).all()
    return {
        row.sequence: Link(
            row.sender,
            row.sequence,
            bytes(row.digest),
            bytes(row.previous),
            row.records,
            tuple(row.replaces),
            row.made_at,
        )
        for row in rows
    }


def gaps(links: Mapping[int, Link]) -> list[int]:
    """Numbers below the newest that were neither taken in nor sent again in another package."""
    replaced = {number for link in links.values() for number in link.replaces}
    return [
        number
        for number in range(1, max(links, default=0))
        if number not in links and number not in replaced
    ]


@Store.needs("clock")
def known(store: Store, scope: Scope, source: str, tickets: Sequence[str]) -> set[str]:
    """Which of these records the store has."""
    found: set[str] = set()
    for chunk in slices(tickets, _PAGE):
        with store.read() as conn:
            rows = conn.execute(
                select(message_keys.c.external_id).where(
                    message_keys.c.source == source, message_keys.c.external_id.in_(chunk)
                )
            )
            found |= set(rows.scalars())
    return found


@Store.needs("clock")
def remove(
    store: Store,
    scope: Scope,
    source: str,
    hashes: Mapping[bytes, bool],
    now: datetime,
) -> int:
    """Erase records known by the hash of their number: for good where the value is true, else
    only until they come again. Returns how many the store had."""
    final = [digest for digest, for_good in hashes.items() if for_good]
    erase.keep_out(store, scope, source, final, now)
    with store.read() as conn:  # after that no import can bring one in that is not seen here
        tickets = conn.execute(
            select(message_keys.c.external_id).where(message_keys.c.source == source)
        ).scalars()
        found = [ticket for ticket in tickets if ticket_hash(source, ticket) in hashes]
    return erase.withhold(store, scope, source, found, now)


@Store.needs("operate")
def successes(store: Store, scope: Scope) -> dict[str, tuple[datetime | None, str]]:
    """Source -> when it was last read, and what is wrong with it now."""
    columns = source_health.c
    with store.read() as conn:
        rows = conn.execute(select(columns.source, columns.last_success_at, columns.error))
        return {row.source: (row.last_success_at, row.error) for row in rows}
