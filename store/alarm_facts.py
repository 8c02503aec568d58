"""What another step found and an alarm rule tells of: it is on until it is said to be over.

Whoever finds something says it with `say` inside the transaction of its own work, under a kind
that an alarm rule looks for (`contradiction`), and `end`s it when it is no longer true.
"""

from collections.abc import Collection
from dataclasses import asdict
from datetime import datetime

from sqlalchemy import Connection, case, select, update

from core.alarms import Found
from core.scope import Scope
from store.alarm_tables import alarm_facts
from store.engine import Store
from store.rows import upsert


def say(conn: Connection, found: Found, now: datetime) -> None:
    """Keep that this is so since now; what was over begins again, what is on keeps its start."""
    row = {**asdict(found), "accused": list(found.accused), "found_at": now, "over_at": None}
    statement = upsert(conn, alarm_facts).values(**row)
    told = {name: statement.excluded[name] for name in row if name not in ("kind", "subject")}
    on = alarm_facts.c.over_at.is_(None)
    told["found_at"] = case((on, alarm_facts.c.found_at), else_=statement.excluded.found_at)
    conn.execute(statement.on_conflict_do_update(index_elements=["kind", "subject"], set_=told))


def end(conn: Connection, kind: str, subjects: Collection[str], now: datetime) -> int:
    """Say that these are over; returns how many were on."""
    columns = alarm_facts.c
    which = (columns.kind == kind) & columns.subject.in_(sorted(subjects))
    ended = update(alarm_facts).where(which, columns.over_at.is_(None)).values(over_at=now)
    return int(conn.execute(ended).rowcount)


@Store.needs("clock")
def standing(store: Store, scope: Scope, kind: str) -> list[Found]:
    """What of a kind is on now, the oldest first. For the rules of alarms, which limit nobody:
    each alarm carries whom it accuses."""
    columns = [alarm_facts.c[name] for name in Found.__slots__]
    chosen = select(*columns).where(alarm_facts.c.kind == kind, alarm_facts.c.over_at.is_(None))
    with store.read() as conn:
        rows = conn.execute(chosen.order_by(alarm_facts.c.id)).mappings()
        return [Found(**{**row, "accused": tuple(row["accused"])}) for row in rows]
