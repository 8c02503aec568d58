"""Statutory procedures in the store. Functions with a connection serve the desk."""

from collections.abc import Collection
from dataclasses import asdict, fields
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, insert, select, true, update

from core.case_clocks import Clock
from core.deadline import Event
from core.ladder import UNKNOWN
from core.procedures import Given, Procedure
from core.scope import Actor, Scope
from core.times import as_utc
from store.cases import rule_as, rule_from
from store.duty_tables import procedure_steps, procedures
from store.engine import Store
from store.joins import LABELLED, best, within
from store.schema import history, messages

_PLAIN = [field.name for field in fields(Procedure) if field.name not in ("clocks", "message")]


def visible(scope: Scope) -> ColumnElement[bool]:
    """As cases: a unit sees its own wherever they are, others those of their regions, and nobody
    what accuses the own unit (回避)."""
    found: list[ColumnElement[bool]] = [true()]
    if scope.units is not None:
        found.append(procedures.c.unit.in_(sorted(scope.units)))
    elif scope.regions is not None:
        found.append(within(scope, procedures.c.region))
    if scope.shielded:
        found.append(procedures.c.accused.not_in([*sorted(scope.shielded), UNKNOWN]))
    return and_(*found)


def as_procedure(row: Any) -> Procedure:
    """A row as the words of the house."""
    plain = {name: row[name] for name in _PLAIN}
    clocks = tuple(_clock(kept) for kept in row["clocks"])
    return Procedure(**plain, clocks=clocks, message=row["message_id"])


def _clock(kept: dict[str, Any]) -> Clock:
    events = tuple(
        Event(kind, datetime.fromisoformat(at), amount) for kind, at, amount in kept["events"]
    )
    start = datetime.fromisoformat(kept["start_at"])
    rule = rule_from(kept["rule"])
    return Clock(kept["id"], rule, kept["unit"], kept["purpose"], start, events, kept["ended"])


def _kept(clock: Clock) -> dict[str, Any]:
    events = [[event.kind, as_utc(event.at).isoformat(), event.amount] for event in clock.events]
    return {
        "id": clock.id, "rule": rule_as(clock.rule), "unit": clock.unit, "ended": clock.ended,
        "purpose": clock.purpose, "start_at": as_utc(clock.start_at).isoformat(), "events": events,
    }  # fmt: skip


def _values(found: Procedure) -> dict[str, Any]:
    plain = {name: getattr(found, name) for name in _PLAIN if name != "id"}
    clocks = [_kept(clock) for clock in found.clocks]
    return {**plain, "facts": dict(found.facts), "clocks": clocks, "message_id": found.message}


@Store.needs("cases")
def listed(
    store: Store, scope: Scope, flow: str, closed: bool = False, limit: int = 500
) -> list[Procedure]:
    """Procedures of a flow that go on (or are closed), the newest first."""
    done = procedures.c.state == "closed" if closed else procedures.c.state != "closed"
    chosen = select(procedures).where(procedures.c.flow == flow, done, visible(scope))
    with store.read() as conn:
        rows = conn.execute(chosen.order_by(procedures.c.id.desc()).limit(limit)).mappings()
        return [as_procedure(row) for row in rows]


@Store.needs("cases")
def read(store: Store, scope: Scope, number: int) -> Procedure | None:
    """One procedure that the reader may see."""
    chosen = select(procedures).where(procedures.c.id == number, visible(scope))
    with store.read() as conn:
        row = conn.execute(chosen).mappings().one_or_none()
        return as_procedure(row) if row else None


@Store.needs("cases")
def running(store: Store, scope: Scope) -> list[Procedure]:
    """Every procedure on which something may be due."""
    chosen = select(procedures).where(procedures.c.state != "closed", visible(scope))
    with store.read() as conn:
        return [as_procedure(row) for row in conn.execute(chosen).mappings()]


@Store.needs("cases")
def opened_between(
    store: Store, scope: Scope, flow: str, since: datetime, until: datetime
) -> list[Procedure]:
    """Procedures of a flow that were open at some time in a span."""
    columns = procedures.c
    still = columns.closed_at.is_(None) | (columns.closed_at >= since)
    which = and_(columns.flow == flow, columns.opened_at < until, still, visible(scope))
    with store.read() as conn:
        rows = conn.execute(select(procedures).where(which).order_by(columns.id)).mappings()
        return [as_procedure(row) for row in rows]


@Store.needs("cases")
def steps(store: Store, scope: Scope, numbers: Collection[int]) -> dict[int, list[dict[str, Any]]]:
    """The steps of each procedure, the oldest first."""
    found: dict[int, list[dict[str, Any]]] = {number: [] for number in numbers}
    chosen = (
        select(procedure_steps)
        .join(procedures, procedures.c.id == procedure_steps.c.procedure_id)
        .where(procedure_steps.c.procedure_id.in_(sorted(numbers)), visible(scope))
        .order_by(procedure_steps.c.id)
    )
    with store.read() as conn:
        for row in conn.execute(chosen).mappings():
            found[row["procedure_id"]].append(dict(row))
    return found


def one(conn: Connection, number: int) -> Procedure | None:
    """A procedure by its number."""
    chosen = select(procedures).where(procedures.c.id == number)
    row = conn.execute(chosen).mappings().one_or_none()
    return as_procedure(row) if row else None


def sees(conn: Connection, scope: Scope, number: int) -> bool:
    """Whether a reader may see a procedure."""
    found = select(procedures.c.id).where(procedures.c.id == number, visible(scope))
    return conn.execute(found).first() is not None


def region_of(conn: Connection, message: int) -> str:
    """Where a record that is registered as a procedure happened; empty if nobody knows."""
    chosen = select(best("region", "")).select_from(LABELLED).where(messages.c.id == message)
    return conn.execute(chosen).scalar() or ""


def accused_in(conn: Connection, message: int) -> str:
    """Whom a record accuses that is registered as a procedure."""
    chosen = select(best("accused_unit", "")).select_from(LABELLED).where(messages.c.id == message)
    return conn.execute(chosen).scalar() or ""


def done(conn: Connection, number: int) -> list[dict[str, Any]]:
    """The steps of one, the oldest first."""
    chosen = select(procedure_steps).where(procedure_steps.c.procedure_id == number)
    return [dict(row) for row in conn.execute(chosen.order_by(procedure_steps.c.id)).mappings()]


def on_message(conn: Connection, message: int) -> int | None:
    """The number of the procedure that a record was registered as."""
    found = select(procedures.c.id).where(procedures.c.message_id == message)
    return conn.execute(found.limit(1)).scalar_one_or_none()


def add(conn: Connection, found: Procedure) -> int:
    """Enter a new procedure; returns its number."""
    made: int = conn.execute(
        insert(procedures).values(**_values(found)).returning(procedures.c.id)
    ).scalar_one()
    return made


def save(conn: Connection, before: Procedure, after: Procedure) -> bool:
    """Keep a procedure after a step; false if somebody else was quicker."""
    which = (procedures.c.id == before.id) & (procedures.c.revision == before.revision)
    return conn.execute(update(procedures).where(which).values(**_values(after))).rowcount == 1


def write_step(
    conn: Connection,
    after: Procedure,
    step: str,
    actor: Actor,
    given: Given,
    at: datetime,
    now: datetime,
) -> None:
    """One line of what was done."""
    filled = {name: value for name, value in asdict(given).items() if value}
    conn.execute(
        insert(procedure_steps).values(
            procedure_id=after.id, revision=after.revision, step=step, at=at, noted_at=now,
            actor=actor.name, actor_unit=actor.unit, role=actor.role, given=filled,
        )
    )  # fmt: skip


def forget(conn: Connection, message: int) -> None:
    """The record that a procedure was registered from is erased: so is what it asked for."""
    number = on_message(conn, message)
    if number is None:
        return
    which = procedures.c.id == number
    conn.execute(update(procedures).where(which).values(title="", text="", message_id=None))
    mine = procedure_steps.c.procedure_id == number
    conn.execute(update(procedure_steps).where(mine).values(given={}))
    deeds = (history.c.subject == "procedure") & (history.c.subject_id == number)
    conn.execute(update(history).where(deeds).values(details={}))
