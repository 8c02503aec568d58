"""Counts kept ahead of the question, so that overview pages never read raw messages.

A labelled message stands in exactly one cell. Whoever changes a message or its labels takes
it out before and puts it in after, in the same transaction.
"""

from collections import Counter
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, delete, func, select

from core.scope import Scope
from core.times import day_of
from store.engine import Store
from store.joins import labelled_by, replied
from store.rows import slices, upsert
from store.schema import cube_days, cube_hours, labels, messages, replies

DAY_KEYS = ("day", "source", "kind", "channel", "region", "area", "sentiment", "intent")
HOUR_KEYS = ("day", "source", "region", "area", "hours")
MAX_HOURS = 24 * 366 * 5
"""Answers that took longer than five years share the last cell."""

_LOOKUP = 500


def put_in(conn: Connection, ids: Sequence[int]) -> None:
    """Count these labelled messages."""
    _change(conn, ids, +1)


def take_out(conn: Connection, ids: Sequence[int]) -> None:
    """Stop counting these messages where they are counted."""
    _change(conn, ids, -1)


def rebuild(store: Store, scope: Scope) -> None:
    """Count everything again from the raw rows."""
    with store.write() as conn:
        conn.execute(delete(cube_days))
        conn.execute(delete(cube_hours))
        for chunk in slices(conn.execute(select(messages.c.id)).scalars().all(), 10_000):
            put_in(conn, chunk)


def difference(store: Store, scope: Scope) -> int:
    """By how many messages the cubes and the raw rows differ; 0 when all is well."""
    with store.read() as conn:
        counted = conn.execute(select(func.coalesce(func.sum(cube_days.c.messages), 0)))
        raw = conn.execute(
            select(func.count()).select_from(messages).where(messages.c.state != "pending")
        )
        return abs(int(counted.scalar_one()) - int(raw.scalar_one()))


def _change(conn: Connection, ids: Sequence[int], sign: int) -> None:
    days: Counter[tuple[Any, ...]] = Counter()
    answered: Counter[tuple[Any, ...]] = Counter()
    hours: Counter[tuple[Any, ...]] = Counter()
    for row in _cells(conn, ids):
        day = day_of(row.posted_at)
        region, area = row.region or "", row.area
        cell = (day, row.source, row.kind, row.channel, region, area, row.sentiment, row.intent)
        days[cell] += sign
        answered[cell] += sign * row.answered
        if row.hours is not None:
            hours[(day, row.source, region, area, min(int(row.hours), MAX_HOURS))] += sign
    _save(conn, cube_days, DAY_KEYS, [(*cell, days[cell], answered[cell]) for cell in days])
    _save(conn, cube_hours, HOUR_KEYS, [(*cell, count) for cell, count in hours.items()])


def _cells(conn: Connection, ids: Sequence[int]) -> list[Any]:
    person = labels.alias("person")
    model = labels.alias("model")
    best = {
        name: func.coalesce(person.c[name], model.c[name])
        for name in ("area", "sentiment", "intent", "region")
    }
    statement = (
        select(
            *(messages.c[name] for name in ("posted_at", "source", "kind", "channel")),
            func.coalesce(best["region"], messages.c.region, "").label("region"),
            func.coalesce(best["area"], "other").label("area"),
            func.coalesce(best["sentiment"], "neu").label("sentiment"),
            func.coalesce(best["intent"], "").label("intent"),
            (replies.c.message_id.is_not(None)).label("answered"),
            replies.c.hours,
        )
        .join_from(messages, model, labelled_by(model, "model"))
        .outerjoin(person, labelled_by(person, "person"))
        .outerjoin(replies, replied())
        .where(messages.c.state != "pending")
    )
    rows: list[Any] = []
    for chunk in slices(ids, _LOOKUP):
        rows += conn.execute(statement.where(messages.c.id.in_(chunk))).all()
    return rows


def _save(conn: Connection, table: Any, keys: tuple[str, ...], rows: list[tuple[Any, ...]]) -> None:
    if not rows:
        return
    counted = [column.name for column in table.columns if column.name not in keys]
    statement = upsert(conn, table)
    conn.execute(
        statement.on_conflict_do_update(
            index_elements=list(keys),
            set_={name: table.c[name] + statement.excluded[name] for name in counted},
        ),
        [dict(zip((*keys, *counted), row, strict=True)) for row in sorted(rows, key=str)],
    )
