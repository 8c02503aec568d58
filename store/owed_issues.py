"""Keys of issues whose messages changed and that were not judged since.

The watch step joins messages and judges their issues in transactions of their own. What the
first one touched is noted in it, so that whoever dies between the two leaves it to the next.
"""

import json
from collections.abc import Iterable

from sqlalchemy import Connection

from core.scope import Scope
from store import jottings
from store.engine import Store

_NOTE = "issues_owed"


def owe(conn: Connection, keys: Iterable[str]) -> None:
    """These are to be judged; inside the transaction that changes their messages."""
    before = _read(conn)
    if after := before | set(keys):
        _write(conn, after)


@Store.needs("clock")
def owed(store: Store, scope: Scope) -> set[str]:
    """Keys that wait for their judgement."""
    with store.read() as conn:
        return _read(conn)


@Store.needs("clock")
def paid(store: Store, scope: Scope, keys: Iterable[str]) -> None:
    """These were judged, and all that follows from it is written."""
    with store.write() as conn:
        before = _read(conn)
        if before:
            _write(conn, before - set(keys))


def _read(conn: Connection) -> set[str]:
    return set(json.loads(jottings.read(conn, _NOTE) or "[]"))


def _write(conn: Connection, keys: set[str]) -> None:
    jottings.write(conn, _NOTE, json.dumps(sorted(keys)))
