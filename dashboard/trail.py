"""What a reader looks at and takes away goes into the audit, whichever page shows it.

The reader of the store says what it showed (`saw`), downloads what they made (`export`). Where
the audit cannot be written no text is shown: the error ends the page with a sentence.
"""

from collections.abc import Callable, Sequence
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime

import streamlit as st

from core.scope import Actor, Scope
from store import audit
from store.engine import Store

_MEMORY = "looked"
_AGAIN_SECONDS = 300
"""A page that is drawn anew within this time is one look."""

_MOST = 500


@dataclass(frozen=True, slots=True)
class Trail:
    """Who looks, and when this run began."""

    store: Store
    actor: Actor
    now: datetime


_trail: ContextVar[Trail | None] = ContextVar("trail", default=None)
_exporting: ContextVar[str] = ContextVar("exporting", default="")


def begin(store: Store, actor: Actor, now: datetime) -> None:
    """A run of a page begins."""
    _trail.set(Trail(store, actor, now))


def saw(ids: Sequence[int]) -> None:
    """These messages' texts are shown, or written into a file. Raises StoreError."""
    trail, name = _trail.get(), _exporting.get()
    if trail is None or not ids:
        return
    if name:
        _add(trail, "export", {"file": name, **_told(ids)})
    elif _is_new(tuple(ids), trail.now):
        _add(trail, "view", _told(ids))


def export(name: str, make: Callable[[], bytes]) -> bytes:
    """Make a file for a download that is called `name`."""
    trail = _trail.get()
    if trail is not None:
        _add(trail, "export", {"file": name})
    token = _exporting.set(name)
    try:
        return make()
    finally:
        _exporting.reset(token)


def denied(what: str) -> None:
    """Somebody asked for what their role does not allow."""
    trail = _trail.get()
    if trail is not None:
        _add(trail, "denied", {"what": what})


def _told(ids: Sequence[int]) -> dict[str, object]:
    return {"n": len(ids), "ids": list(ids[:_MOST])}


def _add(trail: Trail, action: str, details: dict[str, object]) -> None:
    audit.add(trail.store, Scope.ALL, trail.actor, action, ("messages", 0), details, trail.now)


def _is_new(ids: tuple[int, ...], now: datetime) -> bool:
    known: dict[tuple[int, ...], datetime] = st.session_state.setdefault(_MEMORY, {})
    last = known.get(ids)
    if last is not None and (now - last).total_seconds() < _AGAIN_SECONDS:
        return False
    known[ids] = now
    return True
