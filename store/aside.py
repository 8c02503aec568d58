"""What could bury a matter outside a case: issues set aside, judgements refused, silences."""

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, func, select

from core.scope import Scope
from store import alarm_recusal, recusal
from store.alarm_tables import alarms
from store.desk_tables import cases
from store.engine import Store
from store.joins import MODEL, PERSON, best, labelled_by
from store.schema import history, issue_members, issues, messages

ACTIONS = ("dismiss", "decline", "withdraw", "silence")
"""Deeds of the house's history that each need a reason and are open one level up."""


def concerned(conn: Connection, issue: int) -> set[str]:
    """Units that an issue is about: whose most of its messages are, whom one of them accuses,
    and who holds an open case on it."""
    unit = best("unit", "")
    accused = best("accused_unit", "")
    statement = (
        select(unit.label("unit"), accused.label("accused"), func.count().label("n"))
        .join_from(issue_members, messages, messages.c.id == issue_members.c.message_id)
        .join(MODEL, labelled_by(MODEL, "model"))
        .outerjoin(PERSON, labelled_by(PERSON, "person"))
        .where(issue_members.c.issue_id == issue)
        .group_by(unit, accused)
    )
    rows = conn.execute(statement).all()
    counts: dict[str, int] = {}
    for row in rows:
        counts[row.unit] = counts.get(row.unit, 0) + row.n
    owner = max(sorted(counts), key=lambda code: counts[code], default="")
    holding = select(cases.c.handler).where(
        cases.c.subject == "issue", cases.c.subject_id == issue, cases.c.closed_at.is_(None)
    )
    handlers = set(conn.execute(holding).scalars())
    return ({row.accused for row in rows} | {owner} | handlers) - {""}


@Store.needs("cases")
def deeds(store: Store, scope: Scope, since: datetime) -> list[dict[str, Any]]:
    """Such deeds since a moment on what the reader may see, the newest first.

    Each has `at`, `actor`, `action`, `subject` (issue or alarm), `subject_id`, `title`, `reason`.
    """
    chosen = (
        select(history)
        .where(history.c.action.in_(ACTIONS), history.c.at >= since)
        .order_by(history.c.id.desc())
    )
    with store.read() as conn:
        found = [dict(row) for row in conn.execute(chosen).mappings()]
        titles = _titles(conn, scope, found)
    return [
        {**row, "title": titles[key], "reason": row["details"].get("reason", "")}
        for row in found
        if (key := (row["subject"], row["subject_id"])) in titles
    ]


def _titles(
    conn: Connection, scope: Scope, found: list[dict[str, Any]]
) -> dict[tuple[str, int], str]:
    """What the subjects that the reader may see are called."""
    numbers = {kind: {row["subject_id"] for row in found if row["subject"] == kind}
               for kind in ("issue", "alarm")}  # fmt: skip
    of_issues = select(issues.c.id, issues.c.name).where(
        issues.c.id.in_(numbers["issue"]), recusal.issues_open_to(scope)
    )
    of_alarms = select(alarms.c.id, alarms.c.title).where(alarms.c.id.in_(numbers["alarm"]))
    hidden = alarm_recusal.closed(conn, scope, numbers["alarm"])
    titles = {("issue", row.id): row.name for row in conn.execute(of_issues)}
    return titles | {
        ("alarm", row.id): row.title for row in conn.execute(of_alarms) if row.id not in hidden
    }
