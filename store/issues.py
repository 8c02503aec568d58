"""Issues and their members, as the watch step grows them."""

from array import array
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

import polars as pl
from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    and_,
    case,
    delete,
    func,
    or_,
    select,
    true,
    update,
)

from core.issues import Issue
from core.scope import Scope
from store import marks, owed_issues, voices
from store.engine import BATCH, Store
from store.joins import is_member, labelled_by
from store.rows import allocate, slices, upsert
from store.schema import (
    issue_members,
    issues,
    labels,
    messages,
)

UNJOINED: dict[str, Any] = {
    "id": pl.Int64,
    "month": pl.Int32,
    "posted_at": pl.Datetime("us", "UTC"),
    "kind": pl.String,
    "title": pl.String,
    "text": pl.String,
    "region": pl.String,
    "place": pl.String,
    "problem": pl.String,
}
MEMBERS: dict[str, Any] = {
    **{name: kind for name, kind in UNJOINED.items() if name not in ("month", "kind", "problem")},
    "key": pl.String,
    "fixed": pl.Boolean,
}

EARLY = "finder_early"
"""The note that messages left the finder before their time, and how many it compares at most."""


@Store.needs("clock")
def unjoined(store: Store, scope: Scope, limit: int = BATCH) -> pl.DataFrame:
    """Labelled messages that the watch step has not looked at (columns of UNJOINED)."""
    with store.read() as conn:
        rows = conn.execute(
            select(
                *(messages.c[name] for name in ("id", "month", "posted_at", "kind")),
                *_said(),
                func.coalesce(labels.c.problem, ""),
            )
            .join_from(messages, labels, labelled_by(labels, "model"))
            .where(messages.c.state == "labelled")
            .order_by(messages.c.id)
            .limit(limit)
        ).all()
    return pl.DataFrame([tuple(row) for row in rows], schema=UNJOINED, orient="row")


@Store.needs("clock")
def members(
    store: Store,
    scope: Scope,
    since: datetime,
    keys: Sequence[str] | None = None,
    most: int | None = None,
) -> Iterator[pl.DataFrame]:
    """What the finder has to know of messages since a moment, oldest first, in pieces (MEMBERS).

    With `keys` only those of these groups, with `most` the newest so many.
    """
    found = _members(store, since, keys)
    for chunk in slices(found if most is None else found[-most:], BATCH):
        with store.read() as conn:
            rows = {row.id: tuple(row) for row in conn.execute(_told(chunk))}
        known = [rows[number] for number in chunk if number in rows]
        yield pl.DataFrame(known, schema=MEMBERS, orient="row")


def _members(store: Store, since: datetime, keys: Sequence[str] | None) -> Sequence[int]:
    """Numbers, oldest first: of a year's messages these are few bytes, their texts many."""
    chosen = issue_members.c.key.in_(keys) if keys is not None else true()
    asked = (
        select(issue_members.c.message_id)
        .where(issue_members.c.posted_at >= since, chosen)
        .order_by(issue_members.c.posted_at, issue_members.c.message_id)
    )
    found = array("q")
    with store.read() as conn:
        found.extend(conn.execution_options(yield_per=BATCH).execute(asked).scalars())
    return found


def _told(numbers: Sequence[int]) -> Select[Any]:
    return (
        select(
            messages.c.id,
            messages.c.posted_at,
            *_said(),
            issue_members.c.key,
            issues.c.fixed_by.is_not(None),
        )
        .join_from(issue_members, messages, is_member())
        .join(labels, labelled_by(labels, "model"))
        .outerjoin(issues, issues.c.id == issue_members.c.issue_id)
        .where(issue_members.c.message_id.in_(numbers))
    )


def _said() -> tuple[ColumnElement[Any], ...]:
    region = func.coalesce(labels.c.region, messages.c.region, "")
    return (messages.c.title, messages.c.text, region, func.coalesce(labels.c.place, ""))


@Store.needs("clock")
def enter(
    store: Store,
    scope: Scope,
    frame: pl.DataFrame,
    merged: Mapping[str, str] | None = None,
    mark: str = "",
    seen: str = "",
) -> None:
    """Note which key each message has: `id`, `month`, `posted_at`, `key` (null: has none).

    They leave the line before the watch step in the same transaction. A message whose key
    changed leaves its old issue. `merged` tells keys that became another key; an issue of the
    old key then points to that of the new one. `mark` names the finder that knows all this, and
    `seen` the mark it last read: what a person did since stays told. Their issues are owed a
    judgement (store.owed_issues).
    """
    rows = frame.rows(named=True)
    chunks = list(slices(rows, BATCH)) if rows else [[]]
    for chunk in chunks:
        with store.write() as conn:
            keyed = [row for row in chunk if row["key"] is not None]
            _enter(conn, keyed)
            owed_issues.owe(conn, {row["key"] for row in keyed})
            for part in slices([row["id"] for row in chunk], 500):
                conn.execute(delete(issue_members).where(_keyless(part, chunk)))
                conn.execute(
                    update(messages)
                    .where(messages.c.id.in_(part), messages.c.state == "labelled")
                    .values(state="done")
                )
            for old, new in (merged or {}).items():
                join_keys(conn, old, new)
            if mark and chunk is chunks[-1]:
                marks.sign(conn, mark, seen)


def join_keys(conn: Connection, old: str, new: str) -> None:
    """Members of the old key belong to the new one; so does its issue, if it has one."""
    gone = conn.execute(select(issues.c.id).where(issues.c.key == old)).scalar_one_or_none()
    kept = conn.execute(select(issues.c.id).where(issues.c.key == new)).scalar_one_or_none()
    conn.execute(
        update(issue_members)
        .where(issue_members.c.key == old)
        .values(key=new, issue_id=kept if kept is not None else gone)
    )
    if gone is None:
        return
    if kept is None:
        conn.execute(update(issues).where(issues.c.id == gone).values(key=new))
        return
    voices.move(conn, gone, kept)
    below = or_(issues.c.id == gone, issues.c.merged_into == gone)
    conn.execute(update(issues).where(below).values(merged_into=kept, heat=0.0, level=""))


def _keyless(part: list[int], chunk: list[dict[str, Any]]) -> ColumnElement[bool]:
    without = {row["id"] for row in chunk if row["key"] is None}
    return issue_members.c.message_id.in_([number for number in part if number in without])


def _enter(conn: Connection, rows: list[dict[str, Any]]) -> None:
    if not rows:
        return
    statement = upsert(conn, issue_members)
    moved = issue_members.c.key != statement.excluded.key
    conn.execute(
        statement.on_conflict_do_update(
            index_elements=["message_id"],
            set_={
                "key": statement.excluded.key,
                "posted_at": statement.excluded.posted_at,
                "issue_id": case((moved, None), else_=issue_members.c.issue_id),
            },
        ),
        [
            {
                "message_id": row["id"],
                "month": row["month"],
                "key": row["key"],
                "posted_at": row["posted_at"],
                "origin": "model",
            }
            for row in rows
        ],
    )


@Store.needs("clock")
def cooling(store: Store, scope: Scope, before: datetime, limit: int = 500) -> list[str]:
    """Keys of issues that still have heat and were judged before a moment, or not at all.

    A person's split leaves both parts without a judgement.
    """
    old = and_(issues.c.heat > 0, issues.c.heat_at < before)
    with store.read() as conn:
        return list(
            conn.execute(
                select(issues.c.key)
                .where(or_(old, issues.c.heat_at.is_(None)), issues.c.merged_into.is_(None))
                .order_by(issues.c.heat_at)
                .limit(limit)
            ).scalars()
        )


@Store.needs("clock")
def levels(store: Store, scope: Scope, keys: Sequence[str]) -> dict[str, str]:
    """The level that each key's issue has now."""
    with store.read() as conn:
        return {
            row.key: row.level
            for chunk in slices(keys, 500)
            for row in conn.execute(
                select(issues.c.key, issues.c.level).where(issues.c.key.in_(chunk))
            )
        }


@Store.needs("clock")
def save(store: Store, scope: Scope, found: Sequence[Issue]) -> list[int]:
    """Create or refresh issues by key and give their members the issue's id.

    A name that a person gave stays. Returns the ids in the order of `found`.
    """
    known = _known(store, [issue.key for issue in found])
    new = [issue.key for issue in found if issue.key not in known]
    ids = known | dict(zip(new, allocate(store, "issues", len(new)), strict=True))
    for chunk in slices(found, 500):
        with store.write() as conn:
            _save(conn, chunk, ids)
    saved = _known(store, [issue.key for issue in found])
    return [saved[issue.key] for issue in found]


def _known(store: Store, keys: list[str]) -> dict[str, int]:
    with store.read() as conn:
        return {
            row.key: row.id
            for chunk in slices(keys, 500)
            for row in conn.execute(
                select(issues.c.key, issues.c.id).where(issues.c.key.in_(chunk))
            )
        }


def _save(conn: Connection, found: Sequence[Issue], ids: Mapping[str, int]) -> None:
    """Create or refresh issues, and give members that have only a key their issue."""
    statement = upsert(conn, issues)
    fresh = statement.excluded
    kept = {name: fresh[name] for name in Issue.__slots__ if name not in ("key", "name")}
    kept["name"] = case((issues.c.named_by.is_(None), fresh.name), else_=issues.c.name)
    conn.execute(
        statement.on_conflict_do_update(index_elements=["key"], set_=kept),
        [_row(issue, ids[issue.key]) for issue in found],
    )
    own = select(issues.c.id).where(issues.c.key == issue_members.c.key).scalar_subquery()
    keys = [issue.key for issue in found]
    conn.execute(
        update(issue_members)
        .where(issue_members.c.key.in_(keys), issue_members.c.issue_id.is_(None))
        .values(issue_id=own)
    )


def _row(issue: Issue, number: int) -> dict[str, Any]:
    row = {name: getattr(issue, name) for name in Issue.__slots__}
    return row | {"id": number, "parts": dict(issue.parts), "life": dict(issue.life)}


@Store.needs("clock")
def last_message_at(store: Store, scope: Scope) -> datetime | None:
    """When the newest message was posted; None in an empty store."""
    with store.read() as conn:
        newest: datetime | None = conn.execute(select(func.max(messages.c.posted_at))).scalar_one()
        return newest
