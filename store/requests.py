"""What a person asked the clock to do: rows that the worker picks up."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, select, update

from core.scope import Actor, Scope
from store.engine import Store
from store.schema import requests


@dataclass(frozen=True, slots=True)
class Request:
    """One open request."""

    id: int
    kind: str
    parameters: Mapping[str, Any]
    actor: str


def ask(
    conn: Connection, kind: str, parameters: Mapping[str, Any], actor: Actor, now: datetime
) -> int:
    """Write a request inside the caller's transaction; returns its number."""
    found = conn.execute(
        requests.insert()
        .values(kind=kind, parameters=dict(parameters), actor=actor.name, asked_at=now, outcome="")
        .returning(requests.c.id)
    )
    return int(found.scalar_one())


@Store.needs("clock")
def is_asked(store: Store, scope: Scope, kind: str, stale_before: datetime) -> bool:
    """Is there a request of this kind that `claim` would give?"""
    with store.read() as conn:
        found = conn.execute(select(requests.c.id).where(_open(kind, stale_before)).limit(1))
        return found.first() is not None


def _open(kind: str, stale_before: datetime) -> ColumnElement[bool]:
    columns = requests.c
    return (
        (columns.kind == kind)
        & columns.done_at.is_(None)
        & (columns.claimed_at.is_(None) | (columns.claimed_at < stale_before))
    )


@Store.needs("clock")
def claim(
    store: Store, scope: Scope, now: datetime, stale_before: datetime, kind: str = "collect"
) -> list[Request]:
    """Take all open requests of one kind, so that each step finds its own.

    One claimed before `stale_before` and never done is open again.
    """
    columns = requests.c
    with store.write() as conn:
        rows = conn.execute(
            update(requests)
            .where(_open(kind, stale_before))
            .values(claimed_at=now)
            .returning(columns.id, columns.kind, columns.parameters, columns.actor)
        ).all()
    return [Request(*row) for row in sorted(rows)]


@Store.needs("clock")
def done(
    store: Store,
    scope: Scope,
    request: int,
    outcome: str,
    now: datetime,
    kept: Mapping[str, Any] | None = None,
) -> None:
    """Close a request with a sentence that says what came of it.

    `kept` takes the place of its parameters, where these held what is not needed any more.
    """
    values: dict[str, Any] = {"done_at": now, "outcome": outcome}
    if kept is not None:
        values["parameters"] = dict(kept)
    with store.write() as conn:
        conn.execute(update(requests).where(requests.c.id == request).values(**values))


@Store.needs("figures", "operate")
def latest(store: Store, scope: Scope, kind: str) -> dict[str, tuple[datetime, str]]:
    """Source -> when its last request of one kind was answered, and with what."""
    columns = requests.c
    with store.read() as conn:
        rows = conn.execute(
            select(columns.parameters, columns.done_at, columns.outcome)
            .where(columns.kind == kind, columns.done_at.is_not(None))
            .order_by(columns.id)
        )
        return {str(row.parameters.get("source")): (row.done_at, row.outcome) for row in rows}


@Store.needs("figures", "operate")
def waiting(store: Store, scope: Scope, kind: str) -> list[Mapping[str, Any]]:
    """The parameters of open requests of one kind, so that a page can say "asked"; without a
    file that was handed in (`body`)."""
    with store.read() as conn:
        rows = conn.execute(
            select(requests.c.parameters).where(
                requests.c.kind == kind, requests.c.done_at.is_(None)
            )
        )
        return [
            {name: value for name, value in row.parameters.items() if name != "body"}
            for row in rows
        ]
