"""How hot issues were, day by day: what rules are tried on."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

import polars as pl
from sqlalchemy import delete, func, select

from core.issues import Issue
from core.scope import Scope
from core.times import day_of
from store import recusal
from store.engine import BATCH, Store
from store.issue_tables import heat_days
from store.rows import slices, upsert
from store.schema import issues
from store.shapes import UTC

HEATS: dict[str, Any] = {
    "issue": pl.Int64,
    "name": pl.String,
    "area": pl.String,
    "day": pl.Date,
    "heat": pl.Float64,
    "level": pl.String,
    "growth": pl.Float64,
    "messages": pl.Int64,
    "at": UTC,
}


@Store.needs("clock")
def keep(store: Store, scope: Scope, found: Sequence[tuple[int, Issue]], as_of: datetime) -> None:
    """Keep the heat of these issues (number, issue) as of a moment, if it is the day's highest."""
    rows = [
        {
            "issue_id": number, "day": day_of(as_of), "heat": issue.heat, "level": issue.level,
            "growth": float((issue.parts or {}).get("growth", 0.0)), "messages": issue.messages,
            "at": as_of,
        }
        for number, issue in found
    ]  # fmt: skip
    for chunk in slices(rows, BATCH):
        with store.write() as conn:
            statement = upsert(conn, heat_days)
            kept = ("heat", "level", "growth", "messages", "at")
            conn.execute(
                statement.on_conflict_do_update(
                    index_elements=["issue_id", "day"],
                    set_={name: statement.excluded[name] for name in kept},
                    where=statement.excluded.heat > heat_days.c.heat,
                ),
                chunk,
            )


@Store.needs("figures")
def listed(store: Store, scope: Scope, since: date, until: date) -> pl.DataFrame:
    """The heat of each issue on each day from `since` up to `until`, not included (HEATS)."""
    own = {"issue": heat_days.c.issue_id, "name": issues.c.name, "area": issues.c.area}
    columns = [own[name].label(name) if name in own else heat_days.c[name] for name in HEATS]
    statement = (
        select(*columns)
        .join_from(heat_days, issues, issues.c.id == heat_days.c.issue_id)
        .where(heat_days.c.day >= since, heat_days.c.day < until)
        .where(recusal.issues_open_to(scope))
        .order_by(heat_days.c.day, heat_days.c.issue_id)
    )
    with store.read() as conn:
        rows = [tuple(row) for row in conn.execute(statement)]
    return pl.DataFrame(rows, schema=HEATS, orient="row")


@Store.needs("figures")
def begun(store: Store, scope: Scope) -> date | None:
    """Since which day heat is kept; None where there is none yet."""
    with store.read() as conn:
        found: date | None = conn.execute(select(func.min(heat_days.c.day))).scalar_one()
    return found


@Store.needs("clock")
def forget(store: Store, scope: Scope, before: date) -> int:
    """Delete the heat of days before one."""
    with store.write() as conn:
        return int(conn.execute(delete(heat_days).where(heat_days.c.day < before)).rowcount)
