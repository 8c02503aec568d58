"""The daybook: what pages ask of the records of months, a day at a time as columns.

A row holds one day's labelled messages as an Arrow stream: their times, labels and outcomes, no
text and no submitter. Whoever changes messages marks their days in the same transaction (`mark`),
which also empties the row; `store.daybooks` writes marked days behind the facts. `read` takes the
written days from here and everything else from the tables, so that its answer is always that of
the records themselves, whoever asks: scopes limit single records.
"""

import io
from collections.abc import Collection, Iterator, Sequence
from datetime import date, datetime, timedelta
from typing import Any

import polars as pl
from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    and_,
    case,
    func,
    or_,
    select,
    update,
)

from core.scope import Scope
from core.times import day_of, day_start
from store import bulk, recusal
from store.answer_tables import reply_labels
from store.cube_tables import daybook
from store.engine import Store
from store.joins import LABELLED, Label, best, looked_up, replied, told_by
from store.rows import upsert
from store.schema import messages, replies
from store.shapes import UTC
from store.wiping import overwriting

FORM = 2
"""Changes with what a row holds, so that rows of an older form are written anew."""

HAPPENED = (
    "assigned_at", "finished_at", "called_back_at", "reopened_at", "corrected_at", "extended_at",
    "third_party_from", "third_party_to", "received_at", "answered_at", "rectified_at",
    "correction_asked_at", "opens_on", "closes_on", "published_on",
)  # fmt: skip
"""Facts that are times; of a rule that names another one the records themselves are read."""

_LABELS = ("unit", "region", "area", "accused", "intent", "topic1", "topic2")
_ANSWERS = ("answered", "replied_at")
_SAID = ("outcome", "relevant", "promised_on", "score")
SHAPE: dict[str, Any] = {
    "id": pl.Int64,
    "month": pl.Int32,
    "posted_at": UTC,
    **dict.fromkeys(("kind", "channel", "own_unit", *_LABELS), pl.String),
    "answered": pl.Boolean,
    "replied_at": UTC,
    "effective": pl.Boolean,
    "contacted": pl.Boolean,
    **dict.fromkeys(("solved", "satisfied", "excluded", "item", "item_code"), pl.String),
    "stars": pl.Int64,
    "again_at": pl.String,
    **dict.fromkeys(HAPPENED, UTC),
    "outcome": pl.String,
    "relevant": pl.Int64,
    "promised_on": pl.Date,
    "score": pl.Int64,
}
"""What a row of the daybook holds of a message. `own_unit` is what the source named; `again_at`
is `reopened_at` as the source wrote it; `item` of a rating is its title where no fact says it."""

Bounds = tuple[datetime, datetime]
_DAYS = 14
_ROWS = 60_000
"""A piece has so many rows or a few more: what is done with it once takes longer than a row."""

_NEARLY = 0.8
_DAY = timedelta(days=1)
_YES = ("1", "true", "是")
_facts = messages.c.facts


def mark(conn: Connection, days: Collection[date]) -> None:
    """Messages of these days changed: what is written of them goes, and is written anew."""
    if not days:
        return
    statement = upsert(conn, daybook).values(made=0, form=FORM, records=0, data=None)
    changed = {"revision": daybook.c.revision + 1, "records": 0, "data": None}
    told = statement.on_conflict_do_update(index_elements=["day"], set_=changed)
    with overwriting(conn):
        conn.execute(told, [{"day": day, "revision": 1} for day in sorted(days)])


def mark_all(conn: Connection) -> None:
    """Whatever was written is written anew."""
    changed = {"revision": daybook.c.revision + 1, "records": 0, "data": None}
    with overwriting(conn):
        conn.execute(update(daybook).values(changed))


def mark_messages(conn: Connection, numbers: Sequence[int]) -> None:
    """Something beside these messages changed that the daybook holds."""
    asked = select(messages.c.posted_at).where(messages.c.id.in_(numbers))
    mark(conn, {day_of(at) for at in conn.execute(asked).scalars()})


def is_written() -> ColumnElement[bool]:
    """The row holds its day as it is now."""
    return and_(
        daybook.c.made == daybook.c.revision, daybook.c.form == FORM, daybook.c.data.is_not(None)
    )


@Store.needs("figures", "texts", "cases", "clock")
def is_ready(store: Store, scope: Scope, period: Bounds) -> bool:
    """Whether nearly all days of a period are written, so that reading it here is the quick way."""
    days = daybook.c.day.between(day_of(period[0]), day_of(period[1]))
    asked = select(func.count(), func.count().filter(is_written())).where(days)
    with store.read() as conn:
        known, written = conn.execute(asked).one()
    return bool(known) and written >= _NEARLY * known


@Store.needs("figures", "texts", "cases", "clock")
def read(
    store: Store, scope: Scope, period: tuple[datetime, datetime | None], columns: Sequence[str]
) -> Iterator[pl.DataFrame]:
    """Messages posted in a period that a reader may see, piece by piece, at least one.

    `columns` are names of SHAPE or of facts that are times; what is not labelled yet is among
    them, in the last piece. Whoever hands this on says what its reader needs.
    """
    limits = ("unit", "region", "accused") if scope.is_part else ()
    asked = dict.fromkeys([*columns, *limits])
    wanted = [*filter(asked.__contains__, SHAPE), *(name for name in asked if name not in SHAPE)]
    held: list[pl.DataFrame] = []
    with store.moment() as conn:  # what is judged meanwhile must not be told twice, or never
        since, until = _bounds(conn, period)
        kept = all(name in SHAPE for name in wanted)
        for piece in _pieces(conn, (since, until), wanted, kept):
            held.append((piece.filter(open_to(scope)) if limits else piece).select(columns))
            if sum(one.height for one in held) >= _ROWS:
                yield pl.concat(held)
                held.clear()
        waiting = statement(wanted, told_by).where(messages.c.state == "pending")
        if not scope.shielded:  # from whom it is kept whom they accuse: nobody knows it yet
            found = _typed(bulk.few(conn, waiting, (since, until)), wanted)
            held.append(found.filter(open_to(scope)).select(columns))
    yield pl.concat([_empty(columns), *held])


def open_to(scope: Scope) -> pl.Expr:
    """`store.recusal.open_to` for labelled records as columns."""
    found = [pl.lit(True)]
    if scope.units is not None:
        found.append(pl.col("unit").is_in(sorted(scope.units)))
    if scope.regions is not None:
        starts = [pl.col("region").str.starts_with(code) for code in sorted(scope.regions)]
        found.append(pl.any_horizontal(starts) if starts else pl.lit(False))
    if scope.shielded:
        found.append(~pl.col("accused").is_in(recusal.kept_from(scope)))
    return pl.all_horizontal(found)


def _bounds(conn: Connection, period: tuple[datetime, datetime | None]) -> Bounds:
    """The period as far as there are days with messages; empty where there are none."""
    ends = [func.min(messages.c.posted_at), func.max(messages.c.posted_at)]
    first, last = conn.execute(select(*(select(end).scalar_subquery() for end in ends))).one()
    since, until = period
    if first is None:
        return since, since
    after = day_start(day_of(last) + _DAY)
    return max(since, day_start(day_of(first))), after if until is None else min(until, after)


def _pieces(
    conn: Connection, bounds: Bounds, columns: list[str], kept: bool
) -> Iterator[pl.DataFrame]:
    since, until = bounds
    while since < until:
        after = min(day_start(day_of(since) + _DAYS * _DAY), until)
        written = _written(conn, (since, after), columns) if kept else {}
        found = [one for _day, one in sorted(written.items())]
        found += [from_rows(conn, gap, columns) for gap in _gaps((since, after), written)]
        yield pl.concat(found, rechunk=False)
        since = after


def _written(conn: Connection, bounds: Bounds, columns: list[str]) -> dict[date, pl.DataFrame]:
    """The whole days within these bounds that are written, by day."""
    first, after = day_of(bounds[0]), day_of(bounds[1])
    if day_start(first) < bounds[0]:
        first += _DAY
    asked = select(daybook.c.day, daybook.c.data).where(
        daybook.c.day >= first, daybook.c.day < after, is_written()
    )
    return {row.day: unpacked(row.data, columns) for row in conn.execute(asked)}


def _gaps(bounds: Bounds, written: Collection[date]) -> list[Bounds]:
    """The stretches of a period between its written days."""
    gaps: list[Bounds] = []
    begins = bounds[0]
    for day in sorted(written):
        gaps += [(begins, day_start(day))] if begins < day_start(day) else []
        begins = day_start(day + _DAY)
    return [*gaps, (begins, bounds[1])] if begins < bounds[1] else gaps


def from_rows(conn: Connection, bounds: Bounds, columns: Sequence[str]) -> pl.DataFrame:
    """Labelled messages of some days from the tables, as the daybook holds them."""
    few = conn.dialect.name == "sqlite" and sum(name in _LABELS for name in columns) <= 1
    asked = statement(columns, looked_up if few else told_by)
    found = bulk.read(conn, asked.where(messages.c.state != "pending"), bounds)
    return _typed(found, columns)


def packed(found: pl.DataFrame) -> bytes:
    """The records of a day as the daybook keeps them."""
    into = io.BytesIO()
    found.write_ipc_stream(into, compression="zstd")
    return into.getvalue()


def unpacked(data: bytes, columns: Sequence[str]) -> pl.DataFrame:
    """Some columns of a day, in the order of SHAPE."""
    return pl.read_ipc_stream(data, columns=list(columns))


def statement(columns: Sequence[str], told: Label) -> Select[Any]:
    """Messages with these columns; no tables are joined that none of them is in."""
    chosen = [_column(name, told).label(name) for name in columns]
    found = select(*chosen).select_from(LABELLED if told is told_by else messages)
    if any(name in _ANSWERS for name in columns):
        found = found.outerjoin(replies, replied())
    if any(name in _SAID for name in columns):
        own = (reply_labels.c.month == messages.c.month) & (
            reply_labels.c.message_id == messages.c.id
        )
        found = found.outerjoin(reply_labels, own)
    return found


def _column(name: str, told: Label) -> Any:
    if name in _LABELS:
        return _label(name, told)
    if name in _SAID:
        return reply_labels.c[name]
    if name in ("id", "month", "posted_at", "kind", "channel"):
        return messages.c[name]
    if name == "answered":
        return case((replies.c.message_id.is_not(None), 1), else_=0)
    if name == "replied_at":
        return replies.c.replied_at
    return _fact(name)


def _label(name: str, told: Label) -> ColumnElement[Any]:
    own = "accused_unit" if name == "accused" else name
    return best(own, "other" if name == "area" else "", told=told)


def _fact(name: str) -> Any:
    if name == "own_unit":
        return func.coalesce(messages.c.unit, "")
    if name == "effective":
        fact, back = _facts["effective"].as_string(), _facts["called_back_at"].as_string()
        return case((or_(fact.in_(_YES), and_(fact.is_(None), back.is_not(None))), 1), else_=0)
    if name == "contacted":
        return case((_facts["contacted"].as_string().in_(_YES), 1), else_=0)
    if name == "item":
        title = case((messages.c.kind == "rating", messages.c.title), else_=None)
        return func.coalesce(_facts["item"].as_string(), title)
    if name == "stars":
        return _facts["stars"].as_string()  # of what is no rating it may be any word
    return _facts["reopened_at" if name == "again_at" else name].as_string()


def _typed(found: pl.DataFrame, columns: Sequence[str]) -> pl.DataFrame:
    return found.select(bulk.typed(found, name, SHAPE.get(name, UTC)) for name in columns)


def _empty(columns: Sequence[str]) -> pl.DataFrame:
    return pl.DataFrame(schema={name: SHAPE.get(name, UTC) for name in columns})
