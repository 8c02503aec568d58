"""关注专题: the topics that people watch, and the messages that belong to one."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date, datetime, timedelta
from typing import Any

import polars as pl
from sqlalchemy import ColumnElement, Connection, Select, and_, or_, select, true, update

from core.scope import Actor, Scope
from core.times import day_start
from core.watched import Watched
from store import recusal, search
from store.engine import Store
from store.joins import LABELLED, best, is_member, within
from store.schema import issue_members, issues, messages
from store.shapes import UTC
from store.topic_tables import watched_topics

TOPICS: dict[str, Any] = {
    "id": pl.Int64,
    "name": pl.String,
    "words": pl.List(pl.String),
    "areas": pl.List(pl.String),
    "regions": pl.List(pl.String),
    "since_on": pl.Date,
    "until_on": pl.Date,
    "made_by": pl.String,
    "made_at": UTC,
    "ended_by": pl.String,
    "ended_at": UTC,
    "end_reason": pl.String,
}
MATCHING: dict[str, Any] = {
    "id": pl.Int64,
    "posted_at": UTC,
    "area": pl.String,
    "region": pl.String,
    "channel": pl.String,
    "sentiment": pl.String,
    "accused": pl.String,
    "issue_id": pl.Int64,
}
HOT_IN: dict[str, Any] = {
    "id": pl.Int64,
    "name": pl.String,
    "area": pl.String,
    "level": pl.String,
    "heat": pl.Float64,
    "messages": pl.Int64,
}
_MOST = 200_000
"""A topic that more messages belong to is counted by its newest."""

_LOOKUP = 500


def create(conn: Connection, topic: Watched, actor: Actor, now: datetime) -> int:
    """Keep a topic inside the caller's transaction; returns its number."""
    row = asdict(topic) | {"made_by": actor.name, "made_at": now, "end_reason": ""}
    row |= {"since_on": row.pop("since"), "until_on": row.pop("until")}
    row |= {name: list(row[name]) for name in ("words", "areas", "regions")}
    return int(
        conn.execute(
            watched_topics.insert().values(row).returning(watched_topics.c.id)
        ).scalar_one()
    )


def end(conn: Connection, number: int, reason: str, actor: Actor, now: datetime) -> bool:
    """End a topic inside the caller's transaction; false where none of this number goes on."""
    statement = update(watched_topics).where(
        watched_topics.c.id == number, watched_topics.c.ended_at.is_(None)
    )
    done = conn.execute(statement.values(ended_by=actor.name, ended_at=now, end_reason=reason))
    return bool(done.rowcount)


def names(conn: Connection) -> set[str]:
    """Names of the topics that nobody has ended."""
    going = select(watched_topics.c.name).where(watched_topics.c.ended_at.is_(None))
    return set(conn.execute(going).scalars())


@Store.needs("figures")
def listed(store: Store, scope: Scope) -> pl.DataFrame:
    """All topics, those that go on first, then the newest (columns of TOPICS)."""
    over = watched_topics.c.ended_at.is_not(None)
    columns = [watched_topics.c[name] for name in TOPICS]
    statement = select(*columns).order_by(over, watched_topics.c.id.desc())
    with store.read() as conn:
        rows = [tuple(row) for row in conn.execute(statement)]
    return pl.DataFrame(rows, schema=TOPICS, orient="row")


def of_row(row: Mapping[str, Any]) -> Watched:
    """A row of TOPICS as the topic it keeps."""
    lists = (tuple(row[name]) for name in ("areas", "regions"))
    return Watched(row["name"], tuple(row["words"]), row["since_on"], row["until_on"], *lists)


@Store.needs("texts")
def matching(store: Store, scope: Scope, topic: Watched, since: date, until: date) -> pl.DataFrame:
    """Messages of a topic on these Shanghai days, both included, newest first (MATCHING).

    The days may reach back before the topic's own: that is the past it is compared with.
    """
    statement = (
        _selected(store, scope, topic)
        .where(
            messages.c.posted_at >= day_start(since),
            messages.c.posted_at < day_start(until + timedelta(days=1)),
        )
        .order_by(messages.c.posted_at.desc(), messages.c.id.desc())
        .limit(_MOST)
    )
    with store.read() as conn:
        rows = [tuple(row) for row in conn.execute(statement)]
    return pl.DataFrame(rows, schema=MATCHING, orient="row")


@Store.needs("figures")
def hot_in(store: Store, scope: Scope, counted: Mapping[int, int]) -> pl.DataFrame:
    """Issues with the messages that a topic has in each, hottest first (columns of HOT_IN)."""
    found = []
    numbers = sorted(counted)
    columns = [issues.c[name] for name in HOT_IN if name != "messages"]
    with store.read() as conn:
        for start in range(0, len(numbers), _LOOKUP):
            statement = select(*columns).where(
                issues.c.id.in_(numbers[start : start + _LOOKUP]),
                issues.c.merged_into.is_(None),
                issues.c.dismissed_at.is_(None),
                recusal.issues_open_to(scope),
            )
            found += [(*row, counted[row.id]) for row in conn.execute(statement)]
    return pl.DataFrame(found, schema=HOT_IN, orient="row").sort(
        "heat", "messages", "id", descending=[True, True, False]
    )


def belongs(
    topic: Watched, area: ColumnElement[str], region: ColumnElement[str], is_sqlite: bool
) -> ColumnElement[bool]:
    """A message, whose best area and region these are, belongs to the topic; days left aside."""
    places = [region.startswith(code, autoescape=True) for code in topic.regions]
    return and_(
        search.holding_any(topic.words, is_sqlite),
        area.in_(topic.areas) if topic.areas else true(),
        or_(*places) if places else true(),
    )


def _selected(store: Store, scope: Scope, topic: Watched) -> Select[Any]:
    region = best("region", "")
    area = best("area", "")
    own = {
        "area": area,
        "region": region,
        "sentiment": best("sentiment", ""),
        "accused": best("accused_unit", ""),
        "issue_id": issue_members.c.issue_id,
    }
    columns = [own[name].label(name) if name in own else messages.c[name] for name in MATCHING]
    return (
        select(*columns)
        .select_from(LABELLED)
        .outerjoin(issue_members, is_member())
        .where(
            within(scope, region),
            recusal.open_to(scope),
            belongs(topic, area, region, store.is_sqlite),
        )
    )
