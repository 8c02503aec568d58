"""Frozen assessments and objections to them in the store."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, func, insert, select, update

from core.scope import Scope
from store.duty_tables import assessments, objections
from store.engine import Store
from store.wording_tables import sign_offs


@Store.needs("figures")
def listed(store: Store, scope: Scope, limit: int = 50) -> list[dict[str, Any]]:
    """Frozen versions with their `objections`, the newest first; a unit sees its own row only."""
    chosen = select(assessments).order_by(assessments.c.id.desc()).limit(limit)
    with store.read() as conn:
        rows = [dict(row) for row in conn.execute(chosen).mappings()]
        raised = [dict(row) for row in conn.execute(select(objections)).mappings()]
    for row in rows:
        mine = [one for one in raised if one["assessment_id"] == row["id"]]
        if scope.units is not None:
            row["rows"] = [one for one in row["rows"] if one["unit"] in scope.units]
            mine = [one for one in mine if one["unit"] in scope.units]
        row["objections"] = mine
    return rows


def one(conn: Connection, number: int) -> dict[str, Any] | None:
    """A frozen version as a row."""
    found = conn.execute(select(assessments).where(assessments.c.id == number))
    row = found.mappings().one_or_none()
    return dict(row) if row else None


def freeze(conn: Connection, values: dict[str, Any], now: datetime) -> int:
    """Keep a version: name, since, until, scheme, rows, frozen_by, reason. Returns its number."""
    newest = select(func.max(assessments.c.version)).where(assessments.c.name == values["name"])
    version = (conn.execute(newest).scalar_one() or 0) + 1
    row = {**values, "version": version, "frozen_at": now}
    made: int = conn.execute(
        insert(assessments).values(**row).returning(assessments.c.id)
    ).scalar_one()
    return made


def object_to(conn: Connection, values: dict[str, Any], now: datetime) -> int:
    """Enter an objection: assessment_id, unit, measure, text, raised_by, value."""
    row = {**values, "raised_at": now, "state": "open", "answer": "", "answered_by": ""}
    made: int = conn.execute(
        insert(objections).values(**row).returning(objections.c.id)
    ).scalar_one()
    return made


def open_objection(conn: Connection, number: int) -> dict[str, Any] | None:
    """An objection that waits for its answer."""
    which = (objections.c.id == number) & (objections.c.state == "open")
    row = conn.execute(select(objections).where(which)).mappings().one_or_none()
    return dict(row) if row else None


def answer(conn: Connection, number: int, values: dict[str, Any], now: datetime) -> None:
    """Answer it: state (upheld or refused), answer, answered_by."""
    which = objections.c.id == number
    conn.execute(update(objections).where(which).values(**values, answered_at=now))


def upheld(conn: Connection, number: int) -> dict[tuple[str, str], tuple[float, int]]:
    """What objections to a version put right: (unit, measure) -> (done, owed)."""
    which = (objections.c.assessment_id == number) & (objections.c.state == "upheld")
    rows = conn.execute(select(objections).where(which)).mappings()
    return {(row["unit"], row["measure"]): tuple(row["value"]) for row in rows if row["value"]}


@Store.needs("figures")
def rounds(store: Store, scope: Scope, since: date, until: date) -> list[dict[str, Any]]:
    """Sign-offs and opinions that were due in a period, both days included."""
    chosen = select(sign_offs).where(sign_offs.c.due_on.between(since, until))
    if scope.units is not None:
        chosen = chosen.where(sign_offs.c.unit.in_(sorted(scope.units)))
    with store.read() as conn:
        return [dict(row) for row in conn.execute(chosen).mappings()]
