"""What clocks are counted from, by the daybook: how long records took, and their times."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

import polars as pl
from sqlalchemy import select

from core.scope import Scope
from store import daybook, recusal
from store.engine import Store
from store.fact_indexes import MOST_STARS
from store.joins import LABELLED
from store.rates import GROUPS, HAPPENED, enough
from store.schema import messages

HOURS: dict[str, Any] = {"group": pl.String, "hours": pl.Float64}
TITLED: dict[str, Any] = {"id": pl.Int64, "ref": pl.String, "title": pl.String}


@Store.needs("figures")
def hours(store: Store, scope: Scope, since: datetime, until: datetime, by: str) -> pl.DataFrame:
    """Natural hours from question to reply, null without a time (columns of HOURS)."""
    column = _column(by)
    took = (pl.col("replied_at") - pl.col("posted_at")).dt.total_microseconds() / 1e6 / 3600
    asked = ["posted_at", "answered", "replied_at", column]
    found = pl.concat(
        piece.filter("answered").select(
            pl.col(column).cast(pl.String).alias("group"),
            hours=pl.when(pl.col("replied_at") >= pl.col("posted_at")).then(took),
        )
        for piece in daybook.read(store, scope, (since, until), asked)
    )
    return enough(found, scope, by, pl.len())


@Store.needs("figures")
def parts(
    store: Store,
    scope: Scope,
    period: tuple[datetime, datetime],
    clock: tuple[str, str, str],
    by: str = "unit",
) -> Iterator[pl.DataFrame]:
    """The columns of SPANS without texts, with the `id` of each record, some weeks at a time;
    of ratings the bad ones, whose clocks they are.

    Groups of fewer than `scope.least` are among them: they are known when all parts are.
    """
    kind, starts, ends = clock
    column = _column(by)
    asked = ["id", "kind", column, starts, ends, "stars", *HAPPENED]
    bad = (pl.lit(kind != "rating") | (pl.col("stars") <= MOST_STARS)).fill_null(False)
    for piece in daybook.read(store, scope, period, list(dict.fromkeys(asked))):
        yield piece.filter(bad, kind=kind).select(
            "id",
            pl.col(column).cast(pl.String).alias("group"),
            pl.col(starts).alias("start_at"),
            pl.col(ends).alias("end_at"),
            *HAPPENED,
        )


@Store.needs("texts")
def titled(store: Store, scope: Scope, numbers: Sequence[int]) -> pl.DataFrame:
    """Number, ref and title of a few of the records that a reader may see (columns of TITLED)."""
    columns = [messages.c[name] for name in TITLED]
    asked = (
        select(*columns)
        .select_from(LABELLED)
        .where(messages.c.id.in_(numbers), recusal.open_to(scope))
    )
    with store.read() as conn:
        rows = [tuple(row) for row in conn.execute(asked)]
    return pl.DataFrame(rows, schema=TITLED, orient="row")


def _column(by: str) -> str:
    """The column of the daybook by which records are grouped."""
    return by if by in GROUPS else GROUPS[-1]
