"""Hashes of submitters: how long they live, and the counts that outlive them."""

from datetime import datetime

from sqlalchemy import Connection, Select, String, cast, delete, func, select, update

from core.scope import Scope
from store import people
from store.engine import BATCH, Store
from store.rows import insert_or_skip, slices, upsert
from store.schema import issue_members, messages, submitter_counts
from store.source_tables import quarantine
from store.wiping import wiping

_CLEARING = "clearing"


@Store.needs("clock")
def months(store: Store, scope: Scope) -> list[int]:
    """Months (as 202611) that still have hashes, or are about to lose them; oldest first."""
    with store.read() as conn:
        hashed = conn.execute(
            select(messages.c.month).where(messages.c.submitter_hash.is_not(None)).distinct()
        )
        waiting = conn.execute(
            select(quarantine.c.hash_month).where(quarantine.c.hash_month.is_not(None)).distinct()
        )
        clearing = conn.execute(
            select(submitter_counts.c.month).where(submitter_counts.c.subject == _CLEARING)
        )
        return sorted({*hashed.scalars(), *waiting.scalars(), *clearing.scalars()})


@Store.needs("clock")
def forget(store: Store, scope: Scope, month: int, now: datetime) -> int:
    """Keep a month's distinct submitters as counts, then clear its hashes.

    Counts come first and in one transaction, hashes go in batches; after a crash between the
    two the counts are not taken again. Records that arrive later are counted apart and added:
    whoever speaks before and after is then counted twice. Returns how many hashes went.
    """
    with store.write() as conn:
        marker = {"month": month, "subject": _CLEARING, "subject_key": "", "submitters": 0}
        keys = ("month", "subject", "subject_key")
        begun = conn.execute(
            insert_or_skip(conn, submitter_counts, *keys)
            .values(**marker, frozen_at=now)
            .returning(submitter_counts.c.month)
        ).one_or_none()
        if begun:
            _freeze(conn, month, now)
            people.leave(conn, month)
    cleared = _clear(store, month)
    with store.write() as conn:
        columns = submitter_counts.c
        conn.execute(
            delete(submitter_counts).where(columns.month == month, columns.subject == _CLEARING)
        )
    return cleared


def _freeze(conn: Connection, month: int, now: datetime) -> None:
    statement = upsert(conn, submitter_counts)
    adding = statement.on_conflict_do_update(
        index_elements=["month", "subject", "subject_key"],
        set_={
            "submitters": submitter_counts.c.submitters + statement.excluded.submitters,
            "frozen_at": now,
        },
    )
    for subject, counts in _counts(month).items():
        fixed = {"month": month, "subject": subject, "frozen_at": now}
        rows = [{**fixed, **row._mapping} for row in conn.execute(counts)]
        if rows:
            conn.execute(adding, rows)


def _counts(month: int) -> dict[str, Select[tuple[str, int]]]:
    """Distinct submitters by all that `store.people` counts them by, and by issue."""
    people_ = func.count(messages.c.submitter_hash.distinct()).label("submitters")
    known = (messages.c.month == month) & messages.c.submitter_hash.is_not(None)
    of_issues = (
        select(cast(issue_members.c.issue_id, String).label("subject_key"), people_)
        .join_from(messages, issue_members, issue_members.c.message_id == messages.c.id)
        .where(known, issue_members.c.issue_id.is_not(None))
        .group_by(issue_members.c.issue_id)
    )
    by = {subject: people.counting(subject, month) for subject in people.SUBJECTS}
    return {**by, "issue": of_issues}


def _clear(store: Store, month: int) -> int:
    hashed = (messages.c.month == month) & messages.c.submitter_hash.is_not(None)
    with store.read() as conn:
        ids = conn.execute(select(messages.c.id).where(hashed)).scalars().all()
    with wiping(store) as conn:
        conn.execute(
            update(quarantine)
            .where(quarantine.c.hash_month == month)
            .values(submitter_hash=None, hash_month=None)
        )
    for chunk in slices(ids, BATCH):
        with wiping(store) as conn:
            conn.execute(
                update(messages)
                .where(messages.c.month == month, messages.c.id.in_(chunk))
                .values(submitter_hash=None)
            )
    return len(ids)


@Store.needs("figures")
def frozen(store: Store, scope: Scope, subject: str = "source") -> dict[tuple[int, str], int]:
    """(month, key) -> distinct submitters of months whose hashes are gone."""
    columns = submitter_counts.c
    with store.read() as conn:
        rows = conn.execute(select(submitter_counts).where(columns.subject == subject))
        return {(row.month, row.subject_key): row.submitters for row in rows}
