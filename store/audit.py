"""The audit: rows that nobody changes, sealed in a chain, read by the auditor alone.

Whoever does something writes its row in the transaction of the deed; the leader seals what is
there once a minute, so that no writer waits for the seal of another.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, func, select, text

from core import audit as words
from core.scope import Actor, Scope
from store.access_tables import audit, audit_seals
from store.engine import BATCH, Store
from store.schema import history


@dataclass(frozen=True, slots=True)
class Seal:
    """One link of the chain: rows first_id to last_id, and the digest over them."""

    number: int
    first_id: int
    last_id: int
    rows: int
    digest: bytes
    sealed_at: datetime


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a check of the chain found; `broken` names what does not fit, none if all does."""

    rows: int
    seals: int
    unsealed: int
    newest: Seal | None
    broken: tuple[tuple[str, int], ...] = ()


def record(
    conn: Connection,
    actor: Actor,
    action: str,
    subject: tuple[str, int],
    details: Mapping[str, Any],
    now: datetime,
) -> None:
    """Add one row inside the transaction of the deed. Its words are masked by the caller."""
    row = {
        "at": now,
        "actor": actor.name[:64],
        "actor_kind": actor.kind,
        "address": actor.address[:64],
        "action": action,
        "subject": subject[0],
        "subject_id": subject[1],
        "details": dict(details),
    }
    conn.execute(audit.insert(), row)


@Store.needs()
def add(
    store: Store,
    scope: Scope,
    actor: Actor,
    action: str,
    subject: tuple[str, int],
    details: Mapping[str, Any],
    now: datetime,
) -> None:
    """The same in a transaction of its own, for what changes nothing else: a look, a sign-in."""
    with store.write() as conn:
        record(conn, actor, action, subject, details, now)


@Store.needs("clock")
def seal(store: Store, scope: Scope, key: bytes, now: datetime) -> Seal | None:
    """Seal the rows that no seal covers yet; None where there are none."""
    last = _last_complete(store)
    with store.write() as conn:
        before = _newest(conn)
        first = before.last_id if before else 0
        rows = list(_rows(conn, first, last))
        if not rows:
            return None
        number = before.number + 1 if before else 1
        digest = words.seal(
            key, before.digest if before else words.START, number, map(words.canonical, rows)
        )
        made = Seal(number, rows[0]["id"], rows[-1]["id"], len(rows), digest, now)
        conn.execute(
            audit_seals.insert().values(**{name: getattr(made, name) for name in Seal.__slots__})
        )
    return made


def _last_complete(store: Store) -> int:
    """The newest row before which none can still appear.

    In PostgreSQL a number is given before its row is committed: the lock waits for those under
    way, for a moment in which only the newest number is read.
    """
    with store.write() as conn:
        if not store.is_sqlite:
            conn.execute(text("SET LOCAL lock_timeout = '3s'"))
            conn.execute(text("LOCK TABLE audit IN SHARE MODE"))
        return int(conn.execute(select(func.coalesce(func.max(audit.c.id), 0))).scalar_one())


@Store.needs("audit")
def unsealed(store: Store, scope: Scope) -> int:
    """Rows that wait for their seal."""
    with store.read() as conn:
        newest = _newest(conn)
        return _count(conn, newest.last_id if newest else 0)


@Store.needs("audit")
def waits_since(store: Store, scope: Scope) -> datetime | None:
    """When the oldest row without a seal was written; None if all are sealed."""
    with store.read() as conn:
        newest = _newest(conn)
        chosen = select(func.min(audit.c.at)).where(audit.c.id > (newest.last_id if newest else 0))
        found: datetime | None = conn.execute(chosen).scalar_one()
    return found


@Store.needs("audit")
def verify(store: Store, scope: Scope, key: bytes) -> Verdict:
    """Check every seal against the rows it covers, and what the history says of its deeds.

    `broken` holds ("seal", number) where a row was changed, removed or put in, or a seal is
    missing or made with another key, and ("history", id) where a deed's words were changed.
    """
    broken: list[tuple[str, int]] = []
    before, last, rows, count = words.START, 0, 0, 0
    newest: Seal | None = None
    with store.read() as conn:
        for found in conn.execute(select(audit_seals).order_by(audit_seals.c.number)):
            newest = Seal(**found._mapping)
            covered = list(_rows(conn, last, newest.last_id))
            expected = words.seal(key, before, newest.number, map(words.canonical, covered))
            if newest.number != count + 1 or expected != newest.digest:
                broken.append(("seal", newest.number))
            before, last, count = newest.digest, newest.last_id, newest.number
            rows += len(covered)
        waiting = _count(conn, last)
        broken += [("history", number) for number in _changed_deeds(conn)]
    return Verdict(rows + waiting, count, waiting, newest, tuple(broken))


def _changed_deeds(conn: Connection) -> Iterator[int]:
    """Lines of the history that say something else now; what was erased says nothing."""
    kept = select(history.c.id, history.c.details)
    said = {row.id: words.fingerprint(row.details) for row in conn.execute(kept)}
    erased = words.fingerprint({})
    for row in _rows(conn, 0, None):
        known = row["details"].get("history")
        if known is None:
            continue
        now = said.get(known)
        if now is None or now not in (erased, row["details"]["digest"]):
            yield known


@Store.needs("audit")
def newest_seal(store: Store, scope: Scope) -> Seal | None:
    """The end of the chain."""
    with store.read() as conn:
        return _newest(conn)


@Store.needs("audit")
def seal_of(store: Store, scope: Scope, number: int) -> Seal | None:
    """One link of the chain."""
    with store.read() as conn:
        found = conn.execute(select(audit_seals).where(audit_seals.c.number == number)).first()
    return Seal(**found._mapping) if found else None


@Store.needs("audit")
def entries(
    store: Store,
    scope: Scope,
    *,
    actor: str = "",
    action: str = "",
    since: datetime | None = None,
    limit: int = 500,
) -> list[dict[str, Any]]:
    """Rows as dictionaries (core.audit.COLUMNS), the newest first."""
    statement = select(audit).order_by(audit.c.id.desc()).limit(limit)
    if actor:
        statement = statement.where(audit.c.actor == actor)
    if action:
        statement = statement.where(audit.c.action == action)
    if since:
        statement = statement.where(audit.c.at >= since)
    with store.read() as conn:
        return [dict(row._mapping) for row in conn.execute(statement)]


@Store.needs("audit")
def lines(store: Store, scope: Scope, since: datetime, until: datetime) -> Iterator[dict[str, Any]]:
    """Rows of a period (until excluded) from the oldest on, for a file."""
    chosen = select(audit).where(audit.c.at >= since, audit.c.at < until).order_by(audit.c.id)
    with store.read() as conn:
        yield from _mapped(conn, chosen)


@Store.needs("audit")
def actors(store: Store, scope: Scope) -> list[str]:
    """Everybody who stands in the audit."""
    with store.read() as conn:
        found = conn.execute(select(audit.c.actor).distinct().order_by(audit.c.actor))
        return [str(name) for name in found.scalars()]


def _newest(conn: Connection) -> Seal | None:
    found = conn.execute(select(audit_seals).order_by(audit_seals.c.number.desc()).limit(1)).first()
    return Seal(**found._mapping) if found else None


def _count(conn: Connection, after: int) -> int:
    counted = select(func.count()).select_from(audit).where(audit.c.id > after)
    return int(conn.execute(counted).scalar_one())


def _rows(conn: Connection, after: int, last: int | None) -> Iterator[dict[str, Any]]:
    chosen = select(audit).where(audit.c.id > after).order_by(audit.c.id)
    yield from _mapped(conn, chosen if last is None else chosen.where(audit.c.id <= last))


def _mapped(conn: Connection, chosen: Select[Any]) -> Iterator[dict[str, Any]]:
    found = conn.execute(chosen.execution_options(yield_per=BATCH))
    for rows in found.mappings().partitions():
        yield from (dict(row) for row in rows)
