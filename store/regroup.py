"""All that the issue finder reads of every message, and issues after all were grouped anew."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

import polars as pl
from sqlalchemy import ColumnElement, func, or_, select, tuple_, update

from core.scope import Scope
from store.engine import BATCH, Store
from store.issues import MEMBERS
from store.joins import is_member, labelled_by
from store.rows import slices
from store.schema import history, issue_members, issues, labels, messages

SAID: dict[str, Any] = {
    "month": pl.Int32,
    **{name: kind for name, kind in MEMBERS.items() if name != "fixed"},
    "fixed": pl.Boolean,
}


@Store.needs("clock")
def everything(
    store: Store, scope: Scope, kinds: Sequence[str], size: int = BATCH
) -> Iterator[pl.DataFrame]:
    """All labelled messages of these kinds in the order of their time, `size` at a time (columns
    of SAID; `key` is null where the message belongs to no group yet)."""
    after: tuple[datetime, int] | None = None
    while True:
        with store.read() as conn:
            rows = [tuple(row) for row in conn.execute(_asked(kinds, after, size))]
        if not rows:
            return
        found = pl.DataFrame(rows, schema=SAID, orient="row")
        yield found
        after = (found["posted_at"][-1], int(found["id"][-1]))


def _asked(kinds: Sequence[str], after: tuple[datetime, int] | None, size: int) -> Any:
    place = (messages.c.posted_at, messages.c.id)
    asked = (
        select(
            messages.c.month,
            messages.c.id,
            messages.c.posted_at,
            messages.c.title,
            messages.c.text,
            func.coalesce(labels.c.region, messages.c.region, ""),
            func.coalesce(labels.c.place, ""),
            issue_members.c.key,
            func.coalesce(_held(), False),
        )
        .join_from(messages, labels, labelled_by(labels, "model"))
        .outerjoin(issue_members, is_member())
        .outerjoin(issues, issues.c.id == issue_members.c.issue_id)
        .where(messages.c.state != "pending", messages.c.kind.in_(list(kinds)))
        .order_by(*place)
        .limit(size)
    )
    return asked if after is None else asked.where(tuple_(*place) > after)


def _held() -> ColumnElement[bool]:
    """The message stands where a person put it: a split, or a merge."""
    alias = issues.alias("alias")
    deeds = select(history.c.subject_id).where(
        history.c.subject == "issue", history.c.action == "merge"
    )
    joined = select(alias.c.merged_into).where(
        alias.c.id.in_(deeds), alias.c.merged_into.is_not(None)
    )
    split = or_(issues.c.fixed_by.is_not(None), issue_members.c.origin == "person")
    return or_(split, issues.c.id.in_(joined))


@Store.needs("clock")
def emptied(store: Store, scope: Scope) -> list[str]:
    """Keys of issues that no message has any more."""
    has = select(issue_members.c.message_id).where(issue_members.c.key == issues.c.key)
    asked = select(issues.c.key).where(issues.c.merged_into.is_(None), ~has.exists())
    with store.read() as conn:
        return list(conn.execute(asked.order_by(issues.c.id)).scalars())


@Store.needs("clock")
def revive(store: Store, scope: Scope, keys: Sequence[str]) -> None:
    """Issues of these keys stand for themselves: they have messages again."""
    for chunk in slices(keys, 500):
        with store.write() as conn:
            conn.execute(update(issues).where(issues.c.key.in_(chunk)).values(merged_into=None))


@Store.needs("clock")
def cool_down(store: Store, scope: Scope, keys: Sequence[str], now: datetime) -> None:
    """Issues that are none any more, for one message or none is left, have no heat."""
    counted = select(func.count()).where(issue_members.c.key == issues.c.key).scalar_subquery()
    for chunk in slices(keys, 500):
        with store.write() as conn:
            conn.execute(
                update(issues)
                .where(issues.c.key.in_(chunk), issues.c.merged_into.is_(None), counted < 2)
                .values(messages=counted, heat=0.0, level="", heat_at=now)
            )
