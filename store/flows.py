"""Where cases stand and how they came there, counted for charts of the flow."""

from datetime import datetime
from typing import Any

import polars as pl
from sqlalchemy import Integer, cast, func, select, true

from core.cases import CLOSED
from core.scope import Scope
from store import cases as cellar
from store.desk_tables import cases
from store.engine import Store

STANDING: dict[str, Any] = {
    "flow": pl.String,
    "state": pl.String,
    "solved": pl.String,
    "cases": pl.Int64,
}
HANDLERS: dict[str, Any] = {"unit": pl.String, "open": pl.Int64, "waiting": pl.Int64}


@Store.needs("figures")
def standing(
    store: Store, scope: Scope, since: datetime, until: datetime, unit: str = ""
) -> pl.DataFrame:
    """Cases first taken in from `since` up to `until` by flow, state and solution (STANDING).

    With `unit`, those that it handles. Nothing of fewer than `scope.least` cases in all.
    """
    mine = cases.c.handler == unit if unit else true()
    keys = (cases.c.flow, cases.c.state, cases.c.solved)
    statement = (
        select(*keys, func.count())
        .where(cases.c.first_at >= since, cases.c.first_at < until, mine, cellar.visible(scope))
        .group_by(*keys)
        .order_by(*keys)
    )
    with store.read() as conn:
        rows = [tuple(row) for row in conn.execute(statement)]
    found = pl.DataFrame(rows, schema=STANDING, orient="row")
    return found if found["cases"].sum() >= scope.least else found.clear()


@Store.needs("figures")
def handlers(store: Store, scope: Scope) -> pl.DataFrame:
    """Open cases of each unit, and how many of them it has not signed for (HANDLERS).

    Without units of fewer than `scope.least`.
    """
    unsigned = func.sum(cast(cases.c.state == "assigned", Integer))
    statement = (
        select(cases.c.handler, func.count(), unsigned)
        .where(cases.c.state.not_in(sorted(CLOSED)), cases.c.handler != "", cellar.visible(scope))
        .group_by(cases.c.handler)
        .having(func.count() >= scope.least)
        .order_by(cases.c.handler)
    )
    with store.read() as conn:
        rows = [(unit, many, int(unseen or 0)) for unit, many, unseen in conn.execute(statement)]
    return pl.DataFrame(rows, schema=HANDLERS, orient="row")
