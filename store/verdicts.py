"""A person's word on issues: merge, split, dismiss. Used inside the desk's transaction."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select, update

from core.scope import Actor, Scope
from store import marks
from store.engine import Store
from store.issues import join_keys
from store.rows import insert_or_skip
from store.schema import counters, history, issue_members, issues


def one(conn: Connection, number: int) -> dict[str, Any] | None:
    """An issue as the desk needs it (id, key, name, messages, merged_into), None if unknown."""
    columns = [issues.c[name] for name in ("id", "key", "name", "messages", "merged_into")]
    found = conn.execute(select(*columns).where(issues.c.id == number)).mappings().one_or_none()
    return dict(found) if found else None


def merge(conn: Connection, number: int, into: int) -> None:
    """Make one issue part of another inside the caller's transaction; its id stays an alias."""
    gone, kept = one(conn, number), one(conn, into)
    if gone and kept:
        join_keys(conn, gone["key"], kept["key"])
        marks.tell(conn, gone["key"], kept["key"])


def split(conn: Connection, number: int, chosen: Sequence[int], name: str, actor: Actor) -> int:
    """Give the chosen members of an issue an issue of their own; returns its id.

    Neither takes part in a merge by the finder again. Heat and counts follow with the next
    watch step.
    """
    parent = conn.execute(select(issues).where(issues.c.id == number)).mappings().one()
    fresh = _next_id(conn)
    row = {**parent, "id": fresh, "key": f"m-{min(chosen)}", "name": name}
    kept = {"named_by": actor.name, "fixed_by": actor.name, "messages": len(chosen)}
    conn.execute(issues.insert().values({**row, **kept, "merged_into": None, "heat_at": None}))
    conn.execute(
        update(issues).where(issues.c.id == number).values(fixed_by=actor.name, heat_at=None)
    )
    conn.execute(
        update(issue_members)
        .where(issue_members.c.message_id.in_(chosen), issue_members.c.issue_id == number)
        .values(key=row["key"], issue_id=fresh, origin="person")
    )
    marks.tell(conn, parent["key"], row["key"])
    return fresh


def _next_id(conn: Connection) -> int:
    conn.execute(insert_or_skip(conn, counters, "name").values(name="issues", next=1))
    statement = update(counters).where(counters.c.name == "issues")
    taken: int = conn.execute(
        statement.values(next=counters.c.next + 1).returning(counters.c.next)
    ).scalar_one()
    return taken - 1


def members_of(conn: Connection, number: int, chosen: Sequence[int]) -> list[int]:
    """Which of the chosen messages belong to an issue."""
    return list(
        conn.execute(
            select(issue_members.c.message_id).where(
                issue_members.c.issue_id == number, issue_members.c.message_id.in_(chosen)
            )
        ).scalars()
    )


def dismiss(conn: Connection, number: int, reason: str, actor: Actor, now: datetime) -> None:
    """Set an issue aside for a reason; its messages stay where they are and in every count."""
    conn.execute(
        update(issues)
        .where(issues.c.id == number)
        .values(
            dismissed_by=actor.name,
            dismissed_at=now,
            dismissed_messages=issues.c.messages,
            dismiss_reason=reason,
        )
    )


def take_up(conn: Connection, number: int) -> bool:
    """End the dismissal of an issue; false where it was not set aside."""
    aside = issues.c.id == number, issues.c.dismissed_at.is_not(None)
    gone = {"dismissed_at": None, "dismissed_messages": None}
    return conn.execute(update(issues).where(*aside).values(**gone)).rowcount == 1


@Store.needs("figures")
def dismissed(store: Store, scope: Scope, numbers: Sequence[int]) -> set[int]:
    """Which of these issues are set aside."""
    with store.read() as conn:
        found = select(issues.c.id).where(
            issues.c.id.in_(numbers), issues.c.dismissed_at.is_not(None)
        )
        return set(conn.execute(found).scalars())


@Store.needs("clock")
def lapse(store: Store, scope: Scope, numbers: Sequence[int], growth: float) -> list[int]:
    """End the dismissal of issues that grew by this factor since; returns their ids."""
    grown = issues.c.messages >= issues.c.dismissed_messages * growth
    with store.write() as conn:
        statement = update(issues).where(
            issues.c.id.in_(numbers), issues.c.dismissed_at.is_not(None), grown
        )
        return list(
            conn.execute(
                statement.values(dismissed_at=None, dismissed_messages=None).returning(issues.c.id)
            ).scalars()
        )


def was_called(conn: Connection, name: str) -> bool:
    """Has an issue this name, or had one before somebody gave it another?"""
    before = history.c.details["before"].as_string()
    renamed = select(history.c.id).where(history.c.action == "rename", before == name)
    named = select(issues.c.id).where(issues.c.name == name)
    return any(conn.execute(one.limit(1)).first() for one in (named, renamed))


def rename(conn: Connection, number: int, name: str, actor: Actor) -> str | None:
    """Set a person's name inside the caller's transaction; the old name, None if unknown."""
    before: str | None = conn.execute(
        select(issues.c.name).where(issues.c.id == number)
    ).scalar_one_or_none()
    if before is not None:
        conn.execute(
            update(issues).where(issues.c.id == number).values(name=name, named_by=actor.name)
        )
    return before
