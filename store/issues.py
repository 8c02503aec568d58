"""Issues and their members, as the watch step grows them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import polars as pl
from sqlalchemy import ColumnElement, Connection, case, func, select, update

from core.issues import Issue
from core.scope import Actor, Scope
from store.engine import BATCH, Store
from store.joins import is_member, labelled_by
from store.rows import allocate, slices, upsert
from store.schema import issue_members, issues, labels, messages

UNJOINED: dict[str, Any] = {
    "id": pl.Int64,
    "month": pl.Int32,
    "posted_at": pl.Datetime("us", "UTC"),
    "place": pl.String,
    "problem": pl.String,
}
GROUP: dict[str, Any] = {
    "key": pl.String,
    "id": pl.Int64,
    "title": pl.String,
    "posted_at": pl.Datetime("us", "UTC"),
    "votes": pl.Int64,
    "submitter": pl.Binary,
    "area": pl.String,
    "urgency": pl.Int16,
    "sentiment": pl.String,
    "place": pl.String,
    "problem": pl.String,
}


def unjoined(store: Store, scope: Scope, limit: int = BATCH) -> pl.DataFrame:
    """Labelled messages with a place and a problem that were not yet looked at (UNJOINED)."""
    with store.read() as conn:
        rows = conn.execute(
            select(
                messages.c.id,
                messages.c.month,
                messages.c.posted_at,
                labels.c.place,
                labels.c.problem,
            )
            .join_from(messages, labels, labelled_by(labels, "model"))
            .outerjoin(issue_members, issue_members.c.message_id == messages.c.id)
            .where(
                messages.c.state == "done",
                labels.c.place != "",
                labels.c.problem != "",
                issue_members.c.message_id.is_(None),
            )
            .order_by(messages.c.id)
            .limit(limit)
        ).all()
    return pl.DataFrame([tuple(row) for row in rows], schema=UNJOINED, orient="row")


def enter(store: Store, scope: Scope, frame: pl.DataFrame) -> None:
    """Note which key each message has: columns `id`, `month`, `posted_at`, `key`."""
    for chunk in slices(frame.rows(named=True), BATCH):
        with store.write() as conn:
            statement = upsert(conn, issue_members)
            conn.execute(
                statement.on_conflict_do_nothing(index_elements=["message_id"]),
                [
                    {
                        "message_id": row["id"],
                        "month": row["month"],
                        "key": row["key"],
                        "posted_at": row["posted_at"],
                        "origin": "model",
                    }
                    for row in chunk
                ],
            )


def groups(store: Store, scope: Scope, keys: Sequence[str]) -> pl.DataFrame:
    """All messages that share one of the keys (columns of GROUP)."""
    rows: list[tuple[object, ...]] = []
    with store.read() as conn:
        for chunk in slices(keys, 500):
            found = conn.execute(
                select(
                    issue_members.c.key,
                    messages.c.id,
                    messages.c.title,
                    messages.c.posted_at,
                    messages.c.votes_up + messages.c.votes_down,
                    messages.c.submitter_hash,
                    labels.c.area,
                    labels.c.urgency,
                    labels.c.sentiment,
                    labels.c.place,
                    labels.c.problem,
                )
                .join_from(issue_members, messages, is_member())
                .join(labels, labelled_by(labels, "model"))
                .where(issue_members.c.key.in_(chunk))
            )
            rows += [tuple(row) for row in found]
    return pl.DataFrame(rows, schema=GROUP, orient="row")


def save(store: Store, scope: Scope, found: Sequence[Issue]) -> list[int]:
    """Create or refresh issues by key and give their members the issue's id.

    A name that a person gave stays. Returns the ids in the order of `found`.
    """
    fresh = iter(allocate(store, "issues", len(found))) if found else iter(())
    with store.write() as conn:
        return [_save_one(conn, issue, next(fresh)) for issue in found]


def _save_one(conn: Connection, issue: Issue, fresh: int) -> int:
    row = {name: getattr(issue, name) for name in Issue.__slots__}
    statement = upsert(conn, issues)
    kept = {name: value for name, value in row.items() if name not in ("key", "name")}
    number: int = conn.execute(
        statement.values(id=fresh, **row)
        .on_conflict_do_update(
            index_elements=["key"],
            set_={**kept, "name": _unless_named(issue.name)},
        )
        .returning(issues.c.id)
    ).scalar_one()
    conn.execute(
        update(issue_members)
        .where(issue_members.c.key == issue.key, issue_members.c.issue_id.is_(None))
        .values(issue_id=number)
    )
    return number


def _unless_named(name: str) -> ColumnElement[str]:
    return case((issues.c.named_by.is_(None), name), else_=issues.c.name)


def last_message_at(store: Store, scope: Scope) -> datetime | None:
    """When the newest message was posted; None in an empty store."""
    with store.read() as conn:
        newest: datetime | None = conn.execute(select(func.max(messages.c.posted_at))).scalar_one()
        return newest


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
