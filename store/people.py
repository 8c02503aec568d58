"""Distinct submitters by calendar month: exact within one, summed over several (人月次).

They are counted behind the messages: whoever changes what is counted marks its month as due
(`store.cubes`), and `count` counts marked months again, exactly, from the hashes that live. When
the hashes of a month go, its counts are frozen (`store.submitters`) and are not counted again.
What accuses a unit is left out of the counts of units: they may be shown to anybody.
"""

from datetime import datetime
from typing import Any

import polars as pl
from sqlalchemy import Connection, Select, String, cast, delete, func, insert, literal, select

from core.scope import Scope
from store.cube_tables import cube_dues, cube_people
from store.engine import Store
from store.joins import LABELLED, best
from store.schema import messages, submitter_counts

SUBJECTS = ("all", "source", "kind", "channel", "region", "area", "unit")
"""By what submitters are counted; the key of `all` is empty."""

PEOPLE: dict[str, Any] = {"month": pl.Int32, "key": pl.String, "submitters": pl.Int64}


@Store.needs("clock")
def due(store: Store, scope: Scope) -> list[int]:
    """Months (as 202611) that must be counted again, oldest first."""
    with store.read() as conn:
        return sorted(conn.execute(select(cube_dues.c.month)).scalars())


@Store.needs("clock")
def count(store: Store, scope: Scope, month: int, now: datetime) -> int:
    """Count a month again; what changes meanwhile marks it anew. Returns how many rows."""
    with store.write() as conn:
        conn.execute(delete(cube_dues).where(cube_dues.c.month == month))
        conn.execute(delete(cube_people).where(cube_people.c.month == month))
        rows = [
            {"month": month, "subject": subject, "counted_at": now, **row._mapping}
            for subject in SUBJECTS
            for row in conn.execute(counting(subject, month))
        ]
        if rows:
            conn.execute(insert(cube_people), rows)
    return len(rows)


@Store.needs("figures")
def submitters(
    store: Store, scope: Scope, months: tuple[int, int], subject: str = "all"
) -> pl.DataFrame:
    """month, key and submitters from one month to another, both included (columns of PEOPLE).

    Months cannot be joined: their sum is 人月次, not people. A reader who is limited to regions or
    units is told of these units and regions only.
    """
    told = [_asked(table, months, subject) for table in (cube_people, submitter_counts)]
    with store.read() as conn:
        rows = [tuple(row) for statement in told for row in conn.execute(statement)]
    found = pl.DataFrame(rows, schema=PEOPLE, orient="row")
    joined = found.group_by("month", "key").agg(pl.col("submitters").sum())
    return joined.filter(_allowed(scope, subject)).sort("month", "key")


def _asked(table: Any, months: tuple[int, int], subject: str) -> Select[Any]:
    columns = table.c
    return select(columns.month, columns.subject_key, columns.submitters).where(
        columns.subject == subject, columns.month.between(*months)
    )


def _allowed(scope: Scope, subject: str) -> pl.Expr:
    if not scope.is_part:
        return pl.lit(True)
    if subject == "unit" and scope.units is not None:
        return pl.col("key").is_in(sorted(scope.units))
    if subject == "region" and scope.regions is not None and scope.units is None:
        if scope.shielded:
            return pl.lit(False)
        starts = [pl.col("key").str.starts_with(code) for code in sorted(scope.regions)]
        return pl.any_horizontal(starts) if starts else pl.lit(False)
    return pl.lit(False)


def counting(subject: str, month: int) -> Any:
    """subject_key and submitters of one month, from the hashes that live."""
    accused = best("accused_unit", "")
    keys = {
        "all": literal(""),
        "region": best("region", ""),
        "area": best("area", "other"),
        "unit": best("unit", ""),
    }
    key = keys.get(subject, messages.c.get(subject))
    people = func.count(messages.c.submitter_hash.distinct())
    statement = (
        select(cast(key, String).label("subject_key"), people.label("submitters"))
        .select_from(LABELLED)
        .where(messages.c.month == month, messages.c.submitter_hash.is_not(None))
        .group_by("subject_key")
    )
    return statement.where(accused == "") if subject == "unit" else statement


def leave(conn: Connection, month: int) -> None:
    """A month is left to what was frozen of it, inside the caller's transaction."""
    conn.execute(delete(cube_people).where(cube_people.c.month == month))
    conn.execute(delete(cube_dues).where(cube_dues.c.month == month))
