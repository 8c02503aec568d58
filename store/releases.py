"""Drafts for publication in the store (table `releases`)."""

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, exists, insert, or_, select, true, update

from core.scope import Scope
from store import sign_offs as rounds
from store.engine import Store
from store.wording_tables import releases, sign_offs

_TEXTS = ("reason", "link", "decided_by")


def visible(scope: Scope) -> ColumnElement[bool]:
    """A unit sees its own drafts and those it was asked about."""
    if scope.units is None:
        return true()
    mine = sorted(scope.units)
    asked = exists().where(
        sign_offs.c.subject == "release",
        sign_offs.c.subject_id == releases.c.id,
        sign_offs.c.unit.in_(mine),
    )
    return or_(releases.c.unit.in_(mine), asked)


@Store.needs("figures")
def listed(store: Store, scope: Scope, limit: int = 300) -> list[dict[str, Any]]:
    """Drafts that the reader may see with their opinions (`signs`), the newest first."""
    chosen = select(releases).where(visible(scope)).order_by(releases.c.id.desc()).limit(limit)
    with store.read() as conn:
        rows = [dict(row) for row in conn.execute(chosen).mappings()]
        signs = rounds.of(conn, "release", [row["id"] for row in rows])
    return [{**row, "signs": signs[row["id"]]} for row in rows]


def one(conn: Connection, number: int) -> dict[str, Any] | None:
    """A draft as a row."""
    row = conn.execute(select(releases).where(releases.c.id == number)).mappings().one_or_none()
    return dict(row) if row else None


def add(conn: Connection, values: dict[str, Any], now: datetime) -> int:
    """Enter a draft (title, text, unit, sensitive, statement_id, drafted_by, remarks)."""
    row = {**dict.fromkeys(_TEXTS, ""), **values}
    row |= {"revision": 1, "state": "draft", "drafted_at": now}
    made: int = conn.execute(insert(releases).values(**row).returning(releases.c.id)).scalar_one()
    return made


def change(conn: Connection, number: int, revision: int, **values: Any) -> bool:
    """Change a draft that still has this revision; false if somebody was quicker."""
    which = (releases.c.id == number) & (releases.c.revision == revision)
    changed = update(releases).where(which).values(revision=revision + 1, **values)
    return conn.execute(changed).rowcount == 1
