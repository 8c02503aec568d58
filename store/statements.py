"""统一口径 in the store: versions of statements. Functions with a connection serve the desk."""

from dataclasses import asdict, fields
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, exists, insert, or_, select, true, update

from core.scope import Scope
from core.wording import KeyFact, Point, Reach, Statement
from store import recusal
from store import sign_offs as rounds
from store.engine import Store
from store.wording_tables import sign_offs, statements

_PLAIN = (
    "id", "version", "kind", "topic", "text", "corrects", "contact", "valid_from", "valid_until",
    "state", "lead",
)  # fmt: skip


def visible(scope: Scope) -> ColumnElement[bool]:
    """What was agreed is for everybody; what is being drafted for the units concerned."""
    if scope.units is None:
        return true()
    mine = sorted(scope.units)
    asked = exists().where(
        sign_offs.c.subject == "statement",
        sign_offs.c.subject_id == statements.c.id,
        sign_offs.c.unit.in_(mine),
    )
    return or_(statements.c.state == "agreed", statements.c.lead.in_(mine), asked)


def as_statement(row: Any) -> Statement:
    """A row as the words of the house."""
    reach = {name: tuple(found) for name, found in row["reach"].items()}
    return Statement(
        **{name: row[name] for name in _PLAIN},
        reach=Reach(**reach),
        facts=tuple(KeyFact(**{**fact, "cues": tuple(fact["cues"])}) for fact in row["facts"]),
        points=tuple(Point(tuple(words)) for words in row["points"]),
    )


def _values(statement: Statement) -> dict[str, Any]:
    plain = {name: getattr(statement, name) for name in _PLAIN if name != "id"}
    reach = {field.name: list(getattr(statement.reach, field.name)) for field in fields(Reach)}
    facts = [{**asdict(fact), "cues": list(fact.cues)} for fact in statement.facts]
    points = [list(point.words) for point in statement.points]
    return {**plain, "reach": reach, "facts": facts, "points": points}


@Store.needs("figures")
def listed(store: Store, scope: Scope) -> list[dict[str, Any]]:
    """Every statement that the reader may see with its sign-offs, the newest first.

    Each row holds the columns of the table, `statement` (core.wording) and `signs` (rows of
    `sign_offs`).
    """
    chosen = select(statements).where(visible(scope))
    with store.read() as conn:
        rows = [
            dict(row) for row in conn.execute(chosen.order_by(statements.c.id.desc())).mappings()
        ]
        rows = _fair(conn, scope, rows)
        signs = rounds.of(conn, "statement", [row["id"] for row in rows])
    return [{**row, "statement": as_statement(row), "signs": signs[row["id"]]} for row in rows]


def _fair(conn: Connection, scope: Scope, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """回避: what is being drafted about an issue that accuses the reader's unit is left out, but
    for a unit that leads it or was asked to sign."""
    if scope.units is not None:
        return rows
    drafts = [row for row in rows if row["state"] != "agreed"]
    named = {number for row in drafts for number in row["reach"]["issues"]}
    closed = recusal.accusing(conn, scope, named)
    hidden = {row["id"] for row in drafts if closed.intersection(row["reach"]["issues"])}
    return [row for row in rows if row["id"] not in hidden]


@Store.needs("figures")
def agreed(store: Store, scope: Scope) -> list[Statement]:
    """The statements that were agreed and not replaced; whether in force is asked by day."""
    with store.read() as conn:
        return standing(conn)


def standing(conn: Connection) -> list[Statement]:
    """The same inside a transaction."""
    chosen = select(statements).where(statements.c.state == "agreed").order_by(statements.c.id)
    return [as_statement(row) for row in conn.execute(chosen).mappings()]


def one(conn: Connection, number: int) -> dict[str, Any] | None:
    """A statement as a row with `statement`."""
    row = conn.execute(select(statements).where(statements.c.id == number)).mappings().one_or_none()
    return {**row, "statement": as_statement(row)} if row else None


def add(conn: Connection, statement: Statement, series: int, who: str, now: datetime) -> int:
    """Enter a draft; series 0 begins a new one. Returns its number."""
    values = {**_values(statement), "series": series, "drafted_by": who, "drafted_at": now}
    values |= {"state": "draft", "agreed_by": "", "reason": ""}
    made: int = conn.execute(
        insert(statements).values(**values).returning(statements.c.id)
    ).scalar_one()
    if not series:
        conn.execute(update(statements).where(statements.c.id == made).values(series=made))
    return made


def change(conn: Connection, number: int, before: str, **values: Any) -> bool:
    """Change a statement that is still in the state `before`; false where it is not."""
    which = (statements.c.id == number) & (statements.c.state == before)
    return conn.execute(update(statements).where(which).values(**values)).rowcount == 1


def replace_others(conn: Connection, series: int, number: int) -> None:
    """An agreed version takes the place of the earlier ones of its series."""
    which = (statements.c.series == series) & (statements.c.id != number)
    on = statements.c.state.in_(("agreed", "signing", "draft"))
    conn.execute(update(statements).where(which & on).values(state="replaced"))


def versions(conn: Connection, series: int) -> int:
    """How many versions a series has."""
    found = select(statements.c.version).where(statements.c.series == series)
    return max(conn.execute(found).scalars(), default=0)


@Store.needs("figures")
def ending(store: Store, scope: Scope, day: date) -> list[dict[str, Any]]:
    """Agreed statements whose validity ended before a day: to be renewed or withdrawn."""
    chosen = select(statements).where(
        statements.c.state == "agreed", statements.c.valid_until < day, visible(scope)
    )
    with store.read() as conn:
        return [dict(row) for row in conn.execute(chosen).mappings()]
