"""回填: finished cases on their way to the platform, rows that are claimed, sent and recorded."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, func, select, update

from core.scope import Scope
from store import cases as cellar
from store.answer_tables import handbacks
from store.desk_tables import cases
from store.engine import Store
from store.resting import CLAIM_SECONDS, rested
from store.rows import insert_or_skip
from store.schema import message_keys

_KNOWN = ("finished", "called_back", "rated")
"""States in which the platform knows by itself that a case is finished."""


@dataclass(frozen=True, slots=True)
class Handing:
    """One telling: `content` and `key` stay the same over all attempts."""

    id: int
    case: int
    source: str
    ticket: str
    key: str
    content: Mapping[str, str]
    attempts: int


@Store.needs("clock")
def finished(store: Store, scope: Scope, sources: Collection[str]) -> dict[int, str]:
    """Cases finished here that the platform does not know to be finished: number -> source."""
    statement = (
        select(cases.c.id, message_keys.c.source)
        .join(
            message_keys,
            (message_keys.c.id == cases.c.subject_id) & (cases.c.subject == "message"),
        )
        .where(cases.c.finished_at.is_not(None), cases.c.platform.not_in(_KNOWN))
        .where(message_keys.c.source.in_(sorted(sources)), cellar.visible(scope))
    )
    with store.read() as conn:
        return {row.id: row.source for row in conn.execute(statement)}


@Store.needs("clock")
def known(store: Store, scope: Scope, keys: Collection[str]) -> set[str]:
    """Which of these tellings were entered already."""
    with store.read() as conn:
        found = select(handbacks.c.key).where(handbacks.c.key.in_(sorted(keys)))
        return set(conn.execute(found).scalars())


@Store.needs("clock")
def enter(
    store: Store,
    scope: Scope,
    told: tuple[int, str, str],
    content: Mapping[str, str],
    now: datetime,
) -> bool:
    """Enter a telling of (case, source, key); an older one that still waits is overtaken.

    False where the same content of the case was entered before.
    """  # fmt: skip
    case, source, key = told
    columns = handbacks.c
    with store.write() as conn:
        fresh = conn.execute(
            insert_or_skip(conn, handbacks, "key")
            .values(
                case_id=case, source=source, key=key, content=dict(content), state="waiting",
                attempts=0, made_at=now, next_at=now, error="",
            )
            .returning(columns.id)
        ).scalar_one_or_none()  # fmt: skip
        if fresh is not None:
            older = (columns.case_id == case) & (columns.id < fresh)
            stale = update(handbacks).where(older, columns.state.in_(("waiting", "failed")))
            conn.execute(stale.values(state="overtaken"))
    return fresh is not None


@Store.needs("clock")
def is_due(store: Store, scope: Scope, now: datetime) -> bool:
    """Is there one that `claim` would give?"""
    with store.read() as conn:
        return conn.execute(select(handbacks.c.id).where(_due(now)).limit(1)).first() is not None


def _due(now: datetime) -> ColumnElement[bool]:
    columns = handbacks.c
    return columns.state.in_(("waiting", "sending")) & rested(columns, now)


@Store.needs("clock")
def claim(store: Store, scope: Scope, now: datetime) -> Handing | None:
    """Take the next one that is due; None where there is none."""
    columns = handbacks.c
    with store.write() as conn:
        chosen = select(columns.id).where(_due(now)).order_by(columns.next_at, columns.id).limit(1)
        number = conn.execute(chosen.with_for_update(skip_locked=True)).scalar_one_or_none()
        if number is None:
            return None
        conn.execute(
            update(handbacks)
            .where(columns.id == number)
            .values(
                state="sending",
                claimed_until=now + timedelta(seconds=CLAIM_SECONDS),
                attempts=columns.attempts + 1,
            )
        )
        return _one(conn, number)


def _one(conn: Connection, number: int) -> Handing:
    columns = handbacks.c
    row = conn.execute(
        select(columns.id, columns.case_id, columns.source, message_keys.c.external_id,
               columns.key, columns.content, columns.attempts)
        .join(cases, cases.c.id == columns.case_id)
        .join(message_keys, message_keys.c.id == cases.c.subject_id)
        .where(columns.id == number)
    ).one()  # fmt: skip
    return Handing(*row)


@Store.needs("clock")
def sent(store: Store, scope: Scope, number: int, now: datetime) -> None:
    """The platform took it."""
    _close(store, number, {"state": "sent", "sent_at": now, "error": ""})


@Store.needs("clock")
def failed(store: Store, scope: Scope, number: int, error: str, next_at: datetime | None) -> None:
    """Record a failed attempt; without `next_at` it waits for a person."""
    values: dict[str, Any] = {"state": "failed", "error": error}
    if next_at is not None:
        values |= {"state": "waiting", "next_at": next_at}
    _close(store, number, values)


def _close(store: Store, number: int, values: Mapping[str, Any]) -> None:
    with store.write() as conn:
        conn.execute(
            update(handbacks).where(handbacks.c.id == number).values(claimed_until=None, **values)
        )


def again(conn: Connection, case: int, now: datetime) -> int:
    """Let what failed of a case be tried again; returns how many."""
    columns = handbacks.c
    which = (columns.case_id == case) & (columns.state == "failed")
    values = {"state": "waiting", "next_at": now, "attempts": 0}
    return int(conn.execute(update(handbacks).where(which).values(**values)).rowcount)


@Store.needs("cases")
def latest(store: Store, scope: Scope, numbers: Collection[int]) -> dict[int, dict[str, Any]]:
    """The newest telling of each of these cases that the reader may see, by case."""
    columns = handbacks.c
    statement = (
        select(handbacks)
        .join(cases, cases.c.id == columns.case_id)
        .where(columns.case_id.in_(sorted(numbers)), cellar.visible(scope))
        .order_by(columns.id)
    )
    with store.read() as conn:
        return {row["case_id"]: dict(row) for row in conn.execute(statement).mappings()}


@Store.needs("operate")
def stuck(store: Store, scope: Scope) -> int:
    """How many wait for a person because the platform refused them."""
    counted = select(func.count()).where(handbacks.c.state == "failed")
    with store.read() as conn:
        return int(conn.execute(counted).scalar_one())
