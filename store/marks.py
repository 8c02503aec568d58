"""The mark of the issue finder: which one knew the members last, and what people changed since.

A finder lives in one process and signs with its own mark. A merge or a split by a person adds the
keys that it touched, after commas; with an empty mark every finder begins anew.
"""

from sqlalchemy import Connection

from core.scope import Scope
from store import jottings
from store.engine import Store

_NAME = "finder"
_MOST_TOLD = 64
"""Keys that deeds of people changed; with more of them the finder is built anew."""


@Store.needs("clock")
def current(store: Store, scope: Scope) -> str:
    """Which finder knew the members last, and after commas the keys that people changed since."""
    with store.read() as conn:
        return _mark(conn)


def tell(conn: Connection, *keys: str) -> None:
    """Note inside the caller's transaction that a person moved members of these keys."""
    before = _mark(conn, to_change=True)
    if before:
        told = dict.fromkeys([*before.split(","), *keys])
        write(conn, ",".join(told) if len(told) <= _MOST_TOLD else "")


def sign(conn: Connection, mark: str, seen: str) -> None:
    """Put a finder's mark in place of the one it saw; where another finder wrote, nobody's."""
    now = _mark(conn, to_change=True)
    since = now[len(seen) :]
    known = now == seen or now.startswith(f"{seen},")
    write(conn, f"{mark}{since}" if known else "")


def _mark(conn: Connection, *, to_change: bool = False) -> str:
    return jottings.read(conn, _NAME, to_change=to_change) or ""


def write(conn: Connection, mark: str) -> None:
    """Write the mark inside the caller's transaction; with an empty one all is read anew."""
    jottings.write(conn, _NAME, mark)
