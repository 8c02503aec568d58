"""Closed months as they go into the history beside the store, and which files have to follow it."""

import json
from collections.abc import Iterator, Mapping
from secrets import token_hex
from typing import Any

import polars as pl
from sqlalchemy import Connection, Select, delete, func, select

from core.scope import Scope
from store import jottings
from store.engine import BATCH, Store
from store.joins import ANALYSED, MODEL, best, is_member, replied
from store.schema import issue_members, labels, messages, notes, replies

UTC = pl.Datetime("us", "UTC")
HISTORY: dict[str, Any] = {
    "id": pl.Int64,
    "ref": pl.String,
    "source": pl.String,
    "kind": pl.String,
    "channel": pl.String,
    "title": pl.String,
    "text": pl.String,
    "posted_at": UTC,
    "votes": pl.Int64,
    "area": pl.String,
    "topic1": pl.String,
    "topic2": pl.String,
    "intent": pl.String,
    "sentiment": pl.String,
    "urgency": pl.Int16,
    "region": pl.String,
    "unit": pl.String,
    "accused_unit": pl.String,
    "place": pl.String,
    "problem": pl.String,
    "issue_id": pl.Int64,
    "reply": pl.String,
    "replied_at": UTC,
    "reply_hours": pl.Float64,
    "day_only": pl.Boolean,
    "keywords": pl.String,
    "facts": pl.String,
}
"""Masked, without the source's number, without any hash of who wrote. `facts` are JSON."""

_FORM = "2"
"""Changes with the columns, so that months of an older form are written anew."""

_OWED = "history_owed_"
_WRITTEN = "history_written"


@Store.needs("clock")
def months(store: Store, scope: Scope, before: int) -> list[int]:
    """Months (YYYYMM) below `before` that have messages, oldest first."""
    found: list[int] = []
    with store.read() as conn:
        while True:
            after = found[-1] if found else 0
            asked = select(func.min(messages.c.month)).where(
                messages.c.month > after, messages.c.month < before
            )
            month = conn.execute(asked).scalar_one()
            if month is None:
                return found
            found.append(int(month))


@Store.needs("clock")
def rows(store: Store, scope: Scope, month: int, size: int = BATCH) -> Iterator[pl.DataFrame]:
    """The analysed messages of a month by number, `size` at a time (columns of HISTORY)."""
    after = 0
    while True:
        with store.read() as conn:
            told = [tuple(row) for row in conn.execute(_asked(month, after, size))]
        if not told:
            return
        yield pl.DataFrame([_spoken(row) for row in told], schema=HISTORY, orient="row")
        after = int(told[-1][0])


def _spoken(row: tuple[Any, ...]) -> tuple[Any, ...]:
    """A row with its last column, the facts, as text."""
    return (*row[:-1], json.dumps(row[-1], ensure_ascii=False, sort_keys=True))


def _asked(month: int, after: int, size: int) -> Select[Any]:
    own = {
        "votes": messages.c.votes_up + messages.c.votes_down,
        "region": best("region", ""),
        "unit": best("unit", ""),
        "issue_id": issue_members.c.issue_id,
        "reply": replies.c.text,
        "replied_at": replies.c.replied_at,
        "reply_hours": replies.c.hours,
        "day_only": replies.c.day_only,
        "facts": messages.c.facts,
        **{name: MODEL.c[name] for name in ("topic1", "topic2", "place", "problem")},
    }
    columns = [
        own[name].label(name)
        if name in own
        else messages.c[name]
        if name in messages.c
        else best(name).label(name)
        for name in HISTORY
    ]
    return (
        select(*columns)
        .select_from(ANALYSED)
        .outerjoin(replies, replied())
        .outerjoin(issue_members, is_member())
        .where(messages.c.month == month, messages.c.state != "pending", messages.c.id > after)
        .order_by(messages.c.id)
        .limit(size)
    )


@Store.needs("clock")
def stamp(store: Store, scope: Scope, month: int) -> str:
    """A text that changes when anything of a month does: messages, labels, replies."""
    counted = select(func.count(), func.max(messages.c.id), func.sum(messages.c.revision)).where(
        messages.c.month == month, messages.c.state != "pending"
    )
    labelled = select(func.count(), func.max(labels.c.labelled_at)).where(labels.c.month == month)
    answered = select(func.count(), func.max(replies.c.replied_at)).where(replies.c.month == month)
    with store.read() as conn:
        found = [tuple(conn.execute(asked).one()) for asked in (counted, labelled, answered)]
    return "|".join((_FORM, *(str(value) for row in found for value in row)))


def owe(conn: Connection, month: int) -> None:
    """Inside the transaction of an erasure: the month's files have to follow."""
    jottings.write(conn, f"{_OWED}{month}", token_hex(8))


@Store.needs("clock")
def owed(store: Store, scope: Scope) -> dict[int, str]:
    """Months of which something was erased and whose files do not know it yet, each with the
    mark that `paid` takes."""
    asked = select(notes.c.name, notes.c.value).where(
        notes.c.name.startswith(_OWED, autoescape=True)
    )
    with store.read() as conn:
        found = conn.execute(asked.order_by(notes.c.name)).all()
    return {int(row.name.removeprefix(_OWED)): row.value for row in found}


@Store.needs("clock")
def written(store: Store, scope: Scope) -> dict[str, dict[str, Any]]:
    """Place -> month (as text) -> its `stamp` and its `files`."""
    with store.read() as conn:
        return _written(conn)


@Store.needs("clock")
def note_written(
    store: Store, scope: Scope, place: str, month: int, files: Mapping[str, Any] | None
) -> None:
    """Note what stands at a place for a month; None: nothing does any more."""
    with store.write() as conn:
        found = _written(conn)
        at = found.setdefault(place, {})
        if files is None:
            at.pop(str(month), None)
        else:
            at[str(month)] = dict(files)
        jottings.write(conn, _WRITTEN, json.dumps(found))


def _written(conn: Connection) -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = json.loads(jottings.read(conn, _WRITTEN) or "{}")
    return found


@Store.needs("clock")
def paid(store: Store, scope: Scope, month: int, mark: str) -> None:
    """Every file of the month knows what was erased; another erasure since is still owed."""
    with store.write() as conn:
        same = (notes.c.name == f"{_OWED}{month}") & (notes.c.value == mark)
        conn.execute(delete(notes).where(same))
