"""How many different people spoke: from hashes while they live, from frozen counts afterwards."""

from collections import Counter
from collections.abc import Iterable

from sqlalchemy import Connection, delete, func, select

from core.scope import Scope
from store import recusal
from store.engine import Store
from store.joins import is_member
from store.rows import slices, upsert
from store.schema import issue_members, issues, messages, submitter_counts

_LOOKUP = 500


@Store.needs("figures")
def of_issue(store: Store, scope: Scope, issue: int) -> dict[int, int]:
    """Month (as 202611) -> different submitters of an issue. Months cannot be joined: whoever
    spoke in two of them counts in both. Readers who see no group of fewer than `scope.least`
    get no month of fewer people."""
    columns = submitter_counts.c
    alive = (
        select(messages.c.month, func.count(messages.c.submitter_hash.distinct()))
        .join_from(issue_members, messages, is_member())
        .where(issue_members.c.issue_id == issue, messages.c.submitter_hash.is_not(None))
        .group_by(messages.c.month)
    )
    frozen = select(columns.month, columns.submitters).where(
        columns.subject == "issue", columns.subject_key == str(issue)
    )
    found: Counter[int] = Counter()
    seen = select(issues.c.id).where(issues.c.id == issue, recusal.issues_open_to(scope))
    with store.read() as conn:
        if conn.execute(seen).first() is None:
            return {}
        for month, people in (*conn.execute(alive), *conn.execute(frozen)):
            found[month] += people
    return {month: people for month, people in sorted(found.items()) if people >= scope.least}


def shares(conn: Connection, issues: Iterable[int]) -> dict[tuple[int, int], float]:
    """(issue, month) -> people a message stands for, where the hashes of the month are gone.

    Two of three messages of one person are the same voice: each then counts as 0.67.
    """
    columns = submitter_counts.c
    found: dict[tuple[int, int], float] = {}
    for chunk in slices(sorted(set(issues)), _LOOKUP):
        silent = _silent(conn, chunk)
        rows = conn.execute(
            select(columns.subject_key, columns.month, columns.submitters).where(
                columns.subject == "issue", columns.subject_key.in_([str(n) for n in chunk])
            )
        )
        for key, month, people in rows:
            unknown = silent.get((int(key), month), 0)
            if unknown:
                found[int(key), month] = min(1.0, people / unknown)
    return found


def _silent(conn: Connection, issues: list[int]) -> dict[tuple[int, int], int]:
    """(issue, month) -> messages without a hash."""
    rows = conn.execute(
        select(issue_members.c.issue_id, messages.c.month, func.count())
        .join_from(issue_members, messages, is_member())
        .where(issue_members.c.issue_id.in_(issues), messages.c.submitter_hash.is_(None))
        .group_by(issue_members.c.issue_id, messages.c.month)
    )
    return {(issue, month): number for issue, month, number in rows}


def move(conn: Connection, gone: int, kept: int) -> None:
    """Frozen counts follow an issue that joins another one."""
    columns = submitter_counts.c
    of_gone = (columns.subject == "issue") & (columns.subject_key == str(gone))
    rows = [
        {**row._mapping, "subject_key": str(kept)}
        for row in conn.execute(select(submitter_counts).where(of_gone))
    ]
    if not rows:
        return
    statement = upsert(conn, submitter_counts)
    total = columns.submitters + statement.excluded.submitters
    conn.execute(
        statement.on_conflict_do_update(
            index_elements=["month", "subject", "subject_key"], set_={"submitters": total}
        ),
        rows,
    )
    conn.execute(delete(submitter_counts).where(of_gone))
