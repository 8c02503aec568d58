"""投诉集中事项: counted once a day, kept ready for the page."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import polars as pl
from sqlalchemy import and_, case, delete, func, insert, or_, select

from core.concentration import SPAN_DAYS, SPANS, Matter, concentrated
from core.scope import Scope
from store import recusal
from store.engine import Store
from store.issue_tables import concentrations
from store.joins import labelled_by
from store.schema import labels, messages

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
    model, person = labels.alias("model"), labels.alias("person")
    solved = messages.c.facts["solved"].as_string()
    columns = [
        func.coalesce(person.c[name], model.c[name], "").label(name)
        for name in ("topic1", "topic2", "intent")
    ]
    unit = func.coalesce(messages.c.unit, person.c.unit, model.c.unit, "").label("unit")
    item = func.coalesce(messages.c.facts["item_code"].as_string(), "").label("item")
    stars = messages.c.facts["stars"].as_integer().label("stars")
    rows = (
        select(*columns, unit, item, stars, solved.label("solved"))
        .join_from(messages, model, labelled_by(model, "model"))
        .outerjoin(person, labelled_by(person, "person"))
        .where(messages.c.posted_at > end - timedelta(days=SPAN_DAYS), messages.c.posted_at <= end)
        .where(recusal.open_to(scope, person, model))
        .subquery()
    )
    kinds = [case((rows.c.item == "", rows.c[name]), else_="") for name in ("topic1", "topic2")]
    key = (*kinds, rows.c.unit, rows.c.item)
    complains = rows.c.intent.in_(COMPLAINTS)
    poor = and_(rows.c.stars <= _POOR, rows.c.item != "")
    statement = (
        select(
            *key,
            func.count(),
            func.sum(case((rows.c.solved == "解决", 1), else_=0)),
            func.count(rows.c.solved),
        )
        .where(or_(complains, poor), or_(rows.c.topic2 != "", rows.c.item != ""))
        .group_by(*key)
    )
    with store.read() as conn:
        return conn.execute(statement).all()


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
