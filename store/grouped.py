"""All messages of an issue with what is known of each, as heat and life are judged from them."""

from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl
from sqlalchemy import func, select

from core.scope import Scope
from store import voices
from store.engine import Store
from store.handled import HANDLED, told
from store.joins import is_member, labelled_by, replied
from store.rows import slices
from store.schema import issue_members, labels, messages, replies

GROUP: dict[str, Any] = {
    "key": pl.String,
    "id": pl.Int64,
    "title": pl.String,
    "posted_at": pl.Datetime("us", "UTC"),
    "votes": pl.Int64,
    "submitter": pl.Binary,
    "channel": pl.String,
    "text": pl.String,
    "region": pl.String,
    "replied_at": pl.Datetime("us", "UTC"),
    "intent": pl.String,
    "area": pl.String,
    "urgency": pl.Int16,
    "sentiment": pl.String,
    "place": pl.String,
    "problem": pl.String,
    "kind": pl.String,
    "reply": pl.String,
    **HANDLED,
    "share": pl.Float64,
}


@Store.needs("clock")
def groups(store: Store, scope: Scope, keys: Sequence[str]) -> pl.DataFrame:
    """All messages that share one of the keys (columns of GROUP).

    `share` is below 1 where who wrote is no longer known: see `voices.shares`.
    """
    rows: list[tuple[object, ...]] = []
    with store.read() as conn:
        for chunk in slices(keys, 500):
            found = conn.execute(
                select(
                    issue_members.c.key,
                    messages.c.id,
                    messages.c.title,
                    messages.c.posted_at,
                    messages.c.votes_up + messages.c.votes_down,
                    messages.c.submitter_hash,
                    messages.c.channel,
                    messages.c.text,
                    func.coalesce(labels.c.region, messages.c.region),
                    replies.c.replied_at,
                    labels.c.intent,
                    labels.c.area,
                    labels.c.urgency,
                    labels.c.sentiment,
                    labels.c.place,
                    labels.c.problem,
                    messages.c.kind,
                    replies.c.text,
                    messages.c.facts,
                    issue_members.c.issue_id,
                    messages.c.month,
                )
                .join_from(issue_members, messages, is_member())
                .join(labels, labelled_by(labels, "model"))
                .outerjoin(replies, replied())
                .where(issue_members.c.key.in_(chunk))
            ).all()
            shares = voices.shares(conn, (row.issue_id for row in found if row.issue_id))
            rows += [(*row[:-3], *told(row.facts), _share(row, shares)) for row in found]
    return pl.DataFrame(rows, schema=GROUP, orient="row")


def _share(row: Any, shares: Mapping[tuple[int, int], float]) -> float:
    return 1.0 if row.submitter_hash else shares.get((row.issue_id, row.month), 1.0)
