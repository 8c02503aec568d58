"""投诉集中事项: counted once a day, kept ready for the page."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import polars as pl
from sqlalchemy import ColumnElement, delete, func, insert, or_, select

from core.concentration import SPAN_DAYS, SPANS, Matter, concentrated
from core.scope import Scope
from store import daybook
from store.engine import Store
from store.issue_tables import concentrations
from store.joins import best
from store.schema import messages

COMPLAINTS = ("投诉", "举报", "求助")
"""Intents that say something is wrong."""

CONCENTRATIONS: dict[str, Any] = {
    "topic1": pl.String,
    "topic2": pl.String,
    "unit": pl.String,
    "counts": pl.List(pl.Int64),
    "solved": pl.Int64,
    "asked": pl.Int64,
    "for_study": pl.Boolean,
    "until_at": pl.Datetime("us", "UTC"),
    "item": pl.String,
}
_POOR = 2
"""Stars of a poor rating (差评): one that carries the code of an item complains of it."""

_READ = ("topic1", "topic2", "unit", "item_code", "stars", "intent", "solved")
_Key = tuple[str, str, str, str]


@Store.needs("clock")
def count(store: Store, scope: Scope, until: datetime) -> list[Matter]:
    """Complaints by item or kind, and unit, in the SPANS spans that end at a moment.

    Only what a reader may see is counted.
    """
    counts: dict[_Key, list[int]] = defaultdict(lambda: [0] * SPANS)
    called: dict[_Key, tuple[int, int]] = {}
    for span in range(SPANS):
        end = until - timedelta(days=SPAN_DAYS * (SPANS - 1 - span))
        for *key, number, solved, asked in _counted(store, scope, end):
            counts[(key[0], key[1], key[2], key[3])][span] = number
            called[(key[0], key[1], key[2], key[3])] = (solved, asked)
    return [Matter(*key[:3], tuple(row), *called[key], item=key[3]) for key, row in counts.items()]


def _counted(store: Store, scope: Scope, end: datetime) -> Sequence[Any]:
    """topic1, topic2, unit, item, how many, how many of them solved and asked."""
    after = timedelta(microseconds=1)
    period = (end - timedelta(days=SPAN_DAYS) + after, end + after)
    item = pl.col("item_code").fill_null("")
    complains = pl.col("intent").is_in(COMPLAINTS)
    poor = (pl.col("stars") <= _POOR).fill_null(False) & (item != "")
    named = (pl.col("topic2") != "") | (item != "")
    kinds = [
        pl.when(item == "").then(name).otherwise(pl.lit("")).alias(name)
        for name in ("topic1", "topic2")
    ]
    key = ("topic1", "topic2", "unit", "item")
    parts = [
        piece.filter((complains | poor) & named)
        .with_columns(*kinds, item=item)
        .group_by(key)
        .agg(
            n=pl.len().cast(pl.Int64),
            solved=(pl.col("solved") == "解决").fill_null(False).sum().cast(pl.Int64),
            asked=pl.col("solved").count().cast(pl.Int64),
        )
        for piece in daybook.read(store, scope, period, _READ)
    ]
    whole = pl.concat(parts).group_by(key).agg(pl.col("n", "solved", "asked").sum())
    return whole.sort(key).rows()


def belongs(topic1: str, topic2: str, item: str) -> list[ColumnElement[bool]]:
    """What a complaint of a matter is, in a question that knows labels: of these topics, or of
    the item of this code, for which a poor rating counts too."""
    complains = best("intent", "").in_(COMPLAINTS)
    named = func.coalesce(messages.c.facts["item_code"].as_string(), "") == item
    if item:
        poor = [str(stars) for stars in range(_POOR + 1)]
        return [named, or_(complains, messages.c.facts["stars"].as_string().in_(poor))]
    return [named, complains, best("topic1", "") == topic1, best("topic2", "") == topic2]


@Store.needs("clock")
def keep(store: Store, scope: Scope, found: Sequence[Matter], until: datetime) -> None:
    """Put these in the place of what was kept before."""
    with store.write() as conn:
        conn.execute(delete(concentrations))
        for rank, matter in enumerate(found):
            conn.execute(
                insert(concentrations).values(
                    rank=rank,
                    topic1=matter.topic1,
                    topic2=matter.topic2,
                    unit=matter.unit,
                    counts=list(matter.counts),
                    solved=matter.solved,
                    asked=matter.asked,
                    for_study=matter.for_study,
                    until_at=until,
                    item=matter.item,
                )
            )


@Store.needs("figures")
def kept(store: Store, scope: Scope) -> pl.DataFrame:
    """What was kept, most complaints first (columns of CONCENTRATIONS).

    A reader who must not see some messages gets it counted anew without them (回避).
    """
    columns = [concentrations.c[name] for name in CONCENTRATIONS]
    with store.read() as conn:
        found = conn.execute(select(*columns).order_by(concentrations.c.rank)).all()
    rows = [tuple(row) for row in found]
    if rows and scope.is_part:
        until = found[0].until_at
        rows = [
            (one.topic1, one.topic2, one.unit, list(one.counts), one.solved, one.asked,
             one.for_study, until, one.item)
            for one in concentrated(count(store, scope, until))
        ]  # fmt: skip
    return pl.DataFrame(rows, schema=CONCENTRATIONS, orient="row")
