"""Ratings and tickets by service item, within a reader's scope."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import polars as pl
from sqlalchemy import ColumnElement, func, or_, select

from core.finding import phrases
from core.scope import Scope
from store import daybook, recusal, search
from store.engine import Store
from store.joins import LABELLED, best, within
from store.schema import messages

RATINGS: dict[str, Any] = {
    "item": pl.String,
    "unit": pl.String,
    "ratings": pl.Int64,
    "poor": pl.Int64,
}
TICKETS: dict[str, Any] = {"item": pl.String, "tickets": pl.Int64}


@Store.needs("figures")
def ratings(store: Store, scope: Scope, since: datetime, until: datetime) -> pl.DataFrame:
    """Ratings given to each item of each unit, and how many were poor (columns of RATINGS).

    Readers who see no group of fewer than `scope.least` get no such item; the unit of such a
    unit is not named.
    """
    parts = [pl.DataFrame(schema=RATINGS)]
    columns = ["kind", "item", "own_unit", "stars"]
    for piece in daybook.read(store, scope, (since, until), columns):
        poor = (pl.col("stars") <= 2).fill_null(False).sum().cast(pl.Int64)
        given = piece.filter(kind="rating").group_by("item", unit="own_unit")
        parts.append(given.agg(ratings=pl.len().cast(pl.Int64), poor=poor))
    whole = pl.concat(parts).group_by("item", "unit").agg(pl.col("ratings", "poor").sum())
    return _enough(whole.sort("item", "unit"), scope.least)


def _enough(found: pl.DataFrame, least: int) -> pl.DataFrame:
    if not least:
        return found
    many = pl.col("ratings").sum()
    small = many.over("unit") < least
    kept = found.filter(many.over("item") >= least)
    kept = kept.with_columns(unit=pl.when(small).then(pl.lit("")).otherwise(pl.col("unit")))
    summed = kept.group_by("item", "unit", maintain_order=True).agg(pl.col("ratings", "poor").sum())
    return summed.filter(many.over("unit") >= least)


@Store.needs("figures")
def tickets(
    store: Store, scope: Scope, names: Sequence[str], since: datetime, until: datetime
) -> pl.DataFrame:
    """How many tickets and letters name each item in their title or text (columns of TICKETS).

    A count above 0 and under `scope.least` is left out.
    """
    rows = []
    with store.read() as conn:
        for name in names:
            statement = _of(scope, ("ticket", "letter"), since, until, [func.count()])
            named = _named(name, store.is_sqlite)
            rows.append((name, conn.execute(statement.where(*named)).scalar_one()))
    enough = [row for row in rows if not 0 < row[1] < scope.least]
    return pl.DataFrame(enough, schema=TICKETS, orient="row")


def _named(name: str, is_sqlite: bool) -> list[ColumnElement[bool]]:
    """The name stands in a title or text; the full text says quickly in which it may."""
    columns = (messages.c.title, messages.c.text)
    exact = or_(*(column.contains(name, autoescape=True) for column in columns))
    parts = phrases(name)
    return [*search.holding(name, is_sqlite), exact] if parts and all(parts) else [exact]


def _of(
    scope: Scope, kinds: tuple[str, ...], since: datetime, until: datetime, columns: list[Any]
) -> Any:
    region = best("region", "")
    return (
        select(*columns)
        .select_from(LABELLED)
        .where(messages.c.kind.in_(kinds))
        .where(messages.c.posted_at >= since, messages.c.posted_at < until)
        .where(within(scope, region), recusal.open_to(scope))
    )
