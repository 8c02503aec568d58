"""研判认定: a person's word that an issue must be answered in public, and what was published."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import polars as pl
from sqlalchemy import Connection, select, update

from core.judgement import Judgement
from core.scope import Scope
from store import recusal
from store.alarm_tables import judgements, publications
from store.engine import Store
from store.schema import issues
from store.shapes import UTC

PROPOSALS: dict[str, Any] = {
    "issue": pl.Int64,
    "name": pl.String,
    "area": pl.String,
    "messages": pl.Int64,
    "level": pl.String,
    "why": pl.String,
    "found_at": UTC,
}
JUDGED: dict[str, Any] = {
    "id": pl.Int64,
    "issue": pl.Int64,
    "name": pl.String,
    "found_at": UTC,
    "judged_by": pl.String,
    "judged_at": UTC,
    "type": pl.String,
    "grade": pl.String,
    "basis": pl.String,
    "withdrawn_at": UTC,
}
PUBLISHED: dict[str, Any] = {
    "judgement": pl.Int64,
    "kind": pl.String,
    "published_at": UTC,
    "title": pl.String,
    "link": pl.String,
    "by": pl.String,
}


def found_at(conn: Connection, issue: int) -> datetime | None:
    """When the system first proposed an issue for a judgement; None for one it never did."""
    statement = select(judgements.c.found_at).where(
        judgements.c.issue_id == issue, judgements.c.found_at.is_not(None)
    )
    return conn.execute(statement.order_by(judgements.c.id).limit(1)).scalar_one_or_none()


@Store.needs("clock")
def propose(store: Store, scope: Scope, numbers: Sequence[int], now: datetime) -> int:
    """Keep that these issues are candidates, each once for ever; returns how many are new."""
    with store.write() as conn:
        known = set(
            conn.execute(
                select(judgements.c.issue_id).where(judgements.c.issue_id.in_(numbers))
            ).scalars()
        )
        fresh = [number for number in dict.fromkeys(numbers) if number not in known]
        for number in fresh:
            conn.execute(judgements.insert().values(issue_id=number, found_at=now, **_OPEN))
    return len(fresh)


_OPEN = {"state": "open", "judged_by": "", "type": "", "grade": "", "basis": ""}


def judge(conn: Connection, issue: int, said: Judgement, found: datetime) -> int:
    """Write a judgement into the issue's open proposal, or as a new row; returns its id."""
    values = {
        "state": "judged",
        "judged_by": said.who.name,
        "judged_at": said.at,
        "type": said.type,
        "grade": said.level,
        "basis": said.basis,
    }
    waiting = select(judgements.c.id).where(
        judgements.c.issue_id == issue, judgements.c.state == "open"
    )
    number = conn.execute(waiting).scalar_one_or_none()
    if number is None:
        statement = judgements.insert().values(issue_id=issue, found_at=found, **values)
        return int(conn.execute(statement.returning(judgements.c.id)).scalar_one())
    conn.execute(update(judgements).where(judgements.c.id == number).values(**values))
    return int(number)


def close(conn: Connection, number: int, state: str, reason: str, now: datetime) -> None:
    """End a proposal (declined) or a judgement (withdrawn) with its reason."""
    values = {"state": state, "withdrawn_at": now, "reason": reason}
    conn.execute(update(judgements).where(judgements.c.id == number).values(**values))


def one(conn: Connection, number: int) -> dict[str, Any] | None:
    """A row of judgements as it is."""
    found = conn.execute(select(judgements).where(judgements.c.id == number))
    row = found.mappings().one_or_none()
    return dict(row) if row else None


def standing(conn: Connection, issue: int) -> dict[str, Any] | None:
    """The proposal or judgement of an issue that is neither declined nor withdrawn."""
    found = conn.execute(
        select(judgements).where(
            judgements.c.issue_id == issue, judgements.c.state.in_(("open", "judged"))
        )
    )
    row = found.mappings().first()
    return dict(row) if row else None


def publish(conn: Connection, number: int, values: dict[str, Any]) -> None:
    """Keep one publication of a judged matter."""
    conn.execute(publications.insert().values(judgement_id=number, **values))


@Store.needs("figures")
def proposals(store: Store, scope: Scope) -> pl.DataFrame:
    """Candidates nobody judged, the oldest first (columns of PROPOSALS).

    One that was merged into another issue is left to that one.
    """
    own = {"issue": judgements.c.issue_id, "found_at": judgements.c.found_at}
    columns = [own[name].label(name) if name in own else issues.c[name] for name in PROPOSALS]
    statement = (
        select(*columns)
        .join_from(judgements, issues, issues.c.id == judgements.c.issue_id)
        .where(judgements.c.state == "open", issues.c.merged_into.is_(None))
        .where(recusal.issues_open_to(scope))
        .order_by(judgements.c.found_at, judgements.c.id)
    )
    return _frame(store, statement, PROPOSALS)


@Store.needs("figures")
def judged(store: Store, scope: Scope, open_only: bool = True) -> pl.DataFrame:
    """Judgements, the newest first (columns of JUDGED); withdrawn ones only if asked for."""
    own = {"issue": judgements.c.issue_id, "name": issues.c.name}
    columns = [own[name].label(name) if name in own else judgements.c[name] for name in JUDGED]
    states = ("judged",) if open_only else ("judged", "withdrawn")
    statement = (
        select(*columns)
        .join_from(judgements, issues, issues.c.id == judgements.c.issue_id)
        .where(judgements.c.state.in_(states), recusal.issues_open_to(scope))
        .order_by(judgements.c.judged_at.desc(), judgements.c.id.desc())
    )
    return _frame(store, statement, JUDGED)


@Store.needs("figures")
def published(store: Store, scope: Scope) -> pl.DataFrame:
    """All publications, in order of time (columns of PUBLISHED)."""
    own = {"judgement": publications.c.judgement_id, "by": publications.c.published_by}
    columns = [own[name].label(name) if name in own else publications.c[name] for name in PUBLISHED]
    statement = (
        select(*columns)
        .join_from(publications, judgements, judgements.c.id == publications.c.judgement_id)
        .join(issues, issues.c.id == judgements.c.issue_id)
        .where(recusal.issues_open_to(scope))
        .order_by(publications.c.published_at, publications.c.id)
    )
    return _frame(store, statement, PUBLISHED)


def _frame(store: Store, statement: Any, schema: dict[str, Any]) -> pl.DataFrame:
    with store.read() as conn:
        rows = [tuple(row) for row in conn.execute(statement)]
    return pl.DataFrame(rows, schema=schema, orient="row")
