"""What the pages of the desk read: lists of cases, one case with all that belongs to it."""

from collections.abc import Collection
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select

from core.case_clocks import Clock
from core.case_moves import BURYING
from core.cases import CLOSED, Case
from core.ladder import UNKNOWN
from core.scope import Scope
from store import cases as cellar
from store import recusal
from store.desk_tables import case_moves, case_partners, cases, instructions
from store.engine import Store
from store.joins import PERSON, best, joined
from store.schema import issue_members, issues, labels, message_keys, messages

_COLUMNS = [cases.c[field.name] for field in fields(Case)]


@dataclass(frozen=True, slots=True)
class File:
    """One case with its moves (newest last), clocks, helping units and instructions."""

    case: Case
    moves: list[dict[str, Any]]
    clocks: list[Clock]
    partners: list[dict[str, Any]]
    instructions: list[dict[str, Any]]


@Store.needs("cases")
def open_cases(
    store: Store, scope: Scope, unit: str = "", limit: int = 5_000
) -> list[tuple[Case, list[Clock]]]:
    """Cases on which somebody still owes something, the oldest first, with their clocks."""
    statement = _selected(scope, cases.c.state.not_in(sorted(CLOSED)))
    if unit:
        statement = statement.where(cases.c.handler == unit)
    statement = statement.order_by(cases.c.first_at, cases.c.id).limit(limit)
    with store.read() as conn:
        found = [Case(**row._mapping) for row in conn.execute(statement)]
        clocks = cellar.clocks_of(conn, [case.id for case in found]) if found else {}
    return [(case, clocks[case.id]) for case in found]


@dataclass(frozen=True, slots=True)
class Course:
    """How an open case has come here: its moves (oldest first: move, at, actor), the title and
    area of what it is on, and the unit that the source names for it; the source of its message,
    or its issue (the one that this is part of by now)."""

    title: str
    unit: str
    area: str
    source: str
    issue: int | None
    moves: list[dict[str, Any]]


@Store.needs("cases")
def courses(store: Store, scope: Scope) -> dict[int, Course]:
    """The course of every open case, by its number."""
    statement = (
        select(
            cases.c.id, cases.c.title, messages.c.unit, issues.c.area,
            messages.c.source, func.coalesce(issues.c.merged_into, issues.c.id).label("issue"),
            case_moves.c.move, case_moves.c.at, case_moves.c.actor,
        )
        .join(case_moves, case_moves.c.case_id == cases.c.id)
        .outerjoin(
            messages, (cases.c.subject == "message") & (messages.c.id == cases.c.subject_id)
        )
        .outerjoin(issues, (cases.c.subject == "issue") & (issues.c.id == cases.c.subject_id))
        .where(cases.c.state.not_in(sorted(CLOSED)), cellar.visible(scope))
        .order_by(cases.c.first_at, cases.c.id, case_moves.c.revision)
    )  # fmt: skip
    found: dict[int, Course] = {}
    with store.read() as conn:
        for row in conn.execute(statement):
            words = (row.title, row.unit or "", row.area or "", row.source or "")
            course = found.setdefault(row.id, Course(*words, row.issue, []))
            course.moves.append({"move": row.move, "at": row.at, "actor": row.actor})
    return found


@Store.needs("cases")
def closed_cases(store: Store, scope: Scope, limit: int = 500) -> list[Case]:
    """Cases that are done with, the newest first."""
    statement = _selected(scope, cases.c.state.in_(sorted(CLOSED)))
    ordered = statement.order_by(cases.c.closed_at.desc(), cases.c.id.desc()).limit(limit)
    with store.read() as conn:
        return [Case(**row._mapping) for row in conn.execute(ordered)]


@Store.needs("cases")
def counts(store: Store, scope: Scope) -> dict[str, int]:
    """How many cases are in which state."""
    statement = (
        select(cases.c.state, func.count().label("n"))
        .where(cellar.visible(scope))
        .group_by(cases.c.state)
    )
    with store.read() as conn:
        return {row.state: row.n for row in conn.execute(statement)}


@Store.needs("cases")
def file(store: Store, scope: Scope, number: int) -> File | None:
    """One case with all that belongs to it; None if there is none that the reader may see."""
    with store.read() as conn:
        row = conn.execute(_selected(scope, cases.c.id == number)).one_or_none()
        if row is None:
            return None
        return File(
            case=Case(**row._mapping),
            moves=_rows(conn, case_moves, number, case_moves.c.revision),
            clocks=cellar.clocks_of(conn, [number])[number],
            partners=_rows(conn, case_partners, number, case_partners.c.asked_at),
            instructions=_rows(conn, instructions, number, instructions.c.id),
        )


def _rows(conn: Any, table: Any, number: int, order: Any) -> list[dict[str, Any]]:
    chosen = select(table).where(table.c.case_id == number).order_by(order)
    return [dict(row._mapping) for row in conn.execute(chosen)]


@Store.needs("cases")
def of_subjects(
    store: Store, scope: Scope, subject: str, numbers: Collection[int]
) -> dict[int, Case]:
    """The newest case on each of these issues or messages."""
    which = (cases.c.subject == subject) & cases.c.subject_id.in_(sorted(numbers))
    statement = _selected(scope, which).order_by(cases.c.id)
    with store.read() as conn:
        return {row.subject_id: Case(**row._mapping) for row in conn.execute(statement)}


@Store.needs("cases")
def burying(store: Store, scope: Scope, since: datetime) -> list[dict[str, Any]]:
    """Moves that could bury a matter (BURYING) since a moment, newest first, with their reasons.

    For whoever stands above the unit that used them: hidden from nobody who may see the case.
    """
    statement = (
        select(case_moves, cases.c.title, cases.c.handler)
        .join(cases, cases.c.id == case_moves.c.case_id)
        .where(case_moves.c.move.in_(sorted(BURYING)), case_moves.c.at >= since)
        .where(cellar.visible(scope))
        .order_by(case_moves.c.id.desc())
    )
    with store.read() as conn:
        return [dict(row._mapping) for row in conn.execute(statement)]


def _selected(scope: Scope, which: ColumnElement[bool]) -> Select[Any]:
    return select(*_COLUMNS).where(which, cellar.visible(scope))


@Store.needs("texts")
def message_ref(store: Store, scope: Scope, number: int) -> str | None:
    """The public number of the message that a case is on."""
    with store.read() as conn:
        seen = recusal.message_open_to(scope, number)
        found = select(messages.c.ref).where(messages.c.id == number, seen)
        return conn.execute(found).scalar_one_or_none()


@Store.needs("cases")
def to_return(store: Store, scope: Scope, numbers: Collection[int]) -> list[dict[str, Any]]:
    """What the platform has to be told of these cases: its ticket number and the last reply."""
    replied = case_moves.alias("replied")
    last = (
        select(func.max(replied.c.id))
        .where(replied.c.case_id == cases.c.id, replied.c.move.in_(("reply", "rectify")))
        .scalar_subquery()
    )
    statement = (
        select(*_COLUMNS, message_keys.c.external_id, case_moves.c.given)
        .select_from(cases)
        .join(
            message_keys,
            (message_keys.c.id == cases.c.subject_id) & (cases.c.subject == "message"),
        )
        .outerjoin(case_moves, case_moves.c.id == last)
        .where(cases.c.id.in_(sorted(numbers)), cellar.visible(scope))
        .order_by(cases.c.id)
    )
    with store.read() as conn:
        return [dict(row._mapping) for row in conn.execute(statement)]


@Store.needs("texts")
def source_ticket(store: Store, scope: Scope, number: int) -> str:
    """The number that a message's source gave it: for whoever handles its case, nobody else."""
    with store.read() as conn:
        seen = recusal.message_open_to(scope, number)
        found = select(message_keys.c.external_id).where(message_keys.c.id == number, seen)
        return conn.execute(found).scalar_one_or_none() or ""


@Store.needs("cases")
def accused_in(store: Store, scope: Scope, subject: str, number: int) -> str:
    """Whom a message, or any message of an issue, accuses; UNKNOWN where they differ."""
    named = best("accused_unit", "", told=joined(PERSON, labels))
    both = labels.outerjoin(
        PERSON, (PERSON.c.message_id == labels.c.message_id) & (PERSON.c.origin == "person")
    )
    which = labels.c.message_id == number
    if subject == "issue":
        members = select(issue_members.c.message_id).where(issue_members.c.issue_id == number)
        which = labels.c.message_id.in_(members)
    statement = select(named).select_from(both).where(labels.c.origin == "model", which)
    with store.read() as conn:
        found = {code for code in conn.execute(statement.distinct()).scalars() if code}
    return found.pop() if len(found) == 1 else UNKNOWN if found else ""
