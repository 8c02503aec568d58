"""Pictures that prove what a case changed."""

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, func, insert, select

from core.scope import Actor, Scope
from store import cases as cellar
from store.desk_tables import cases, evidence
from store.engine import Store


def add(
    conn: Connection,
    case: int,
    phase: str,
    note: str,
    picture: bytes,
    actor: Actor,
    now: datetime,
) -> int:
    """Keep a picture that was drawn anew; its number."""
    values = {"case_id": case, "phase": phase, "note": note, "picture": picture}
    statement = insert(evidence).values(**values, added_at=now, added_by=actor.name)
    return int(conn.execute(statement.returning(evidence.c.id)).scalar_one())


def count(conn: Connection, case: int) -> int:
    """How many pictures a case has."""
    which = evidence.c.case_id == case
    return int(conn.execute(select(func.count()).where(which)).scalar_one())


@Store.needs("cases")
def pictures(store: Store, scope: Scope, case: int) -> list[dict[str, Any]]:
    """The pictures of a case that the reader may see, the oldest first."""
    statement = (
        select(evidence)
        .join(cases, cases.c.id == evidence.c.case_id)
        .where(evidence.c.case_id == case, cellar.visible(scope))
        .order_by(evidence.c.id)
    )
    with store.read() as conn:
        return [dict(row._mapping) for row in conn.execute(statement)]
