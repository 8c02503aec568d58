"""Cases in the store. Functions that take a connection work inside the desk's transaction."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, fields, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, bindparam, insert, or_, select, true, update

from core.case_clocks import Begin, Change, Clock
from core.case_moves import Given
from core.cases import Case
from core.deadline import Event
from core.deadline_rules import Rule
from core.scope import Actor, Scope
from store import recusal
from store.desk_tables import case_clocks, case_moves, case_partners, cases, clock_events
from store.rows import upsert
from store.schema import issues

_SAVE = update(cases).where(
    cases.c.id == bindparam("seen_id"), cases.c.revision == bindparam("seen_revision")
)
_COLUMNS = [cases.c[field.name] for field in fields(Case)]


def visible(scope: Scope) -> ColumnElement[bool]:
    """Which cases a reader may see: those of its units, and never what accuses it (回避)."""
    if scope.units is None:
        return and_(_not_accusing(scope), _in_regions(scope))
    return and_(recusal.handled_by(sorted(scope.units)), _not_accusing(scope))


def _in_regions(scope: Scope) -> ColumnElement[bool]:
    """Cases on a message or an issue of the reader's regions; one on a service item has none."""
    if scope.regions is None:
        return true()
    number = cases.c.subject_id
    concerned = select(issues.c.id).where(recusal.issues_open_to(scope))
    return or_(
        and_(cases.c.subject == "message", recusal.message_open_to(scope, number)),
        and_(cases.c.subject == "issue", number.in_(concerned)),
    )


def _not_accusing(scope: Scope) -> ColumnElement[bool]:
    if not scope.shielded:
        return true()
    return cases.c.accused.not_in(recusal.kept_from(scope))


def one(conn: Connection, number: int) -> Case | None:
    """A case by its number."""
    row = conn.execute(select(*_COLUMNS).where(cases.c.id == number)).one_or_none()
    return Case(**row._mapping) if row else None


def actors(conn: Connection, number: int) -> set[str]:
    """Everybody who has made a move in a case."""
    named = select(case_moves.c.actor).where(case_moves.c.case_id == number)
    return set(conn.execute(named.distinct()).scalars())


def sees(conn: Connection, scope: Scope, number: int) -> bool:
    """Whether a reader may see a case."""
    found = select(cases.c.id).where(cases.c.id == number, visible(scope))
    return conn.execute(found).first() is not None


def standing_on(conn: Connection, case: Case) -> int | None:
    """The number of another open case on the same thing; None where there is none."""
    found = select(cases.c.id).where(
        cases.c.subject == case.subject,
        cases.c.subject_id == case.subject_id,
        cases.c.item == case.item,
        cases.c.closed_at.is_(None),
        cases.c.id != case.id,
    )
    return conn.execute(found.limit(1)).scalar_one_or_none()


def on_message(conn: Connection, message: int) -> list[Case]:
    """Every case on a message, the oldest first."""
    mine = (cases.c.subject == "message") & (cases.c.subject_id == message)
    rows = conn.execute(select(*_COLUMNS).where(mine).order_by(cases.c.id))
    return [Case(**row._mapping) for row in rows]


def add(conn: Connection, case: Case) -> Case | None:
    """Enter a new case; the same with its number, None if the thing has an open one."""
    row = asdict(case)
    del row["id"]
    statement = upsert(conn, cases).values(**row).on_conflict_do_nothing()
    number = conn.execute(statement.returning(cases.c.id)).scalar_one_or_none()
    return replace(case, id=number) if number else None


def save(conn: Connection, before: Case, after: Case) -> bool:
    """Keep a case after a move; false if somebody else was quicker."""
    row = asdict(after)
    del row["id"]
    kept = conn.execute(_SAVE, row | {"seen_id": before.id, "seen_revision": before.revision})
    return kept.rowcount == 1


def write_move(
    conn: Connection,
    before: Case,
    after: Case,
    move: str,
    actor: Actor,
    given: Given,
    now: datetime,
) -> None:
    """One line of the case's own history."""
    line = {
        "case_id": after.id,
        "revision": after.revision,
        "at": now,
        "move": move,
        "before": before.state,
        "after": after.state,
        "actor": actor.name,
        "actor_unit": actor.unit,
        "role": actor.role,
        "given": _plain(given),
    }
    conn.execute(insert(case_moves), line)


def _plain(given: Given) -> dict[str, Any]:
    filled = {name: value for name, value in asdict(given).items() if value}
    return {k: v.isoformat() if isinstance(v, date) else v for k, v in filled.items()}


def clocks_of(conn: Connection, numbers: Collection[int]) -> dict[int, list[Clock]]:
    """The clocks of each case, the oldest first."""
    found: dict[int, list[Clock]] = {number: [] for number in numbers}
    events = _events_of(conn, numbers)
    chosen = select(case_clocks).where(case_clocks.c.case_id.in_(sorted(numbers)))
    for row in conn.execute(chosen.order_by(case_clocks.c.id)):
        clock = Clock(
            row.id, rule_from(row.rule), row.unit, row.purpose, row.start_at,
            tuple(events.get(row.id, ())), row.ended,
        )  # fmt: skip
        found[row.case_id].append(clock)
    return found


def _events_of(conn: Connection, numbers: Collection[int]) -> dict[int, list[Event]]:
    found: dict[int, list[Event]] = {}
    chosen = (
        select(clock_events)
        .join(case_clocks, case_clocks.c.id == clock_events.c.clock_id)
        .where(case_clocks.c.case_id.in_(sorted(numbers)))
    )
    for row in conn.execute(chosen.order_by(clock_events.c.id)):
        found.setdefault(row.clock_id, []).append(Event(row.kind, row.at, row.amount))
    return found


def change_clocks(conn: Connection, number: int, changes: Sequence[Change]) -> list[int]:
    """Begin clocks and tell others what happened; the numbers of those begun."""
    begun = []
    for change in changes:
        if isinstance(change, Begin):
            begun.append(_begin(conn, number, change))
            continue
        values: dict[str, Any] = {"ended": change.ended} if change.ended else {}
        if change.event:
            event = asdict(change.event)
            conn.execute(insert(clock_events), {"clock_id": change.clock, **event})
            if change.event.kind in ("stop", "reopen"):
                values["running"] = change.event.kind == "reopen"
        if values:
            which = case_clocks.c.id == change.clock
            conn.execute(update(case_clocks).where(which).values(**values))
    return begun


def _begin(conn: Connection, number: int, begin: Begin) -> int:
    made: int = conn.execute(
        insert(case_clocks)
        .values(
            case_id=number,
            rule_id=begin.rule.id,
            rule=rule_as(begin.rule),
            unit=begin.unit,
            purpose=begin.purpose,
            start_at=begin.start_at,
            running=True,
            ended="",
        )
        .returning(case_clocks.c.id)
    ).scalar_one()
    return made


def rule_as(rule: Rule) -> dict[str, Any]:
    """A rule as JSON."""
    return {k: v.isoformat() if isinstance(v, date) else v for k, v in asdict(rule).items()}


def rule_from(kept: Mapping[str, Any]) -> Rule:
    """A rule from JSON; fields that this program does not know are left out."""
    known = {field.name for field in fields(Rule)}
    row = {name: value for name, value in kept.items() if name in known}
    for name in ("effective_from", "effective_to"):
        row[name] = date.fromisoformat(row[name]) if row.get(name) else None
    return Rule(**row)


def partners_of(conn: Connection, number: int) -> frozenset[str]:
    """The units that help with a case."""
    found = select(case_partners.c.unit).where(case_partners.c.case_id == number)
    return frozenset(conn.execute(found).scalars())


def add_partner(conn: Connection, number: int, unit: str, now: datetime) -> None:
    """Ask a unit to help."""
    conn.execute(insert(case_partners).values(case_id=number, unit=unit, asked_at=now))


def partner_answered(conn: Connection, number: int, unit: str, now: datetime) -> None:
    """A helping unit has given its opinion."""
    which = and_(case_partners.c.case_id == number, case_partners.c.unit == unit)
    conn.execute(update(case_partners).where(which).values(answered_at=now))
