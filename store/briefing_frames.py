"""What briefings count from the records of a period, beyond the cubes. Periods are half-open."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from typing import Any

import polars as pl
from sqlalchemy import BigInteger, ColumnElement, Select, and_, cast, func, or_, select

from core.scope import Scope
from store import recusal
from store.engine import Store
from store.joins import ANALYSED, best, is_member, replied, within
from store.schema import issue_members, issues, messages, replies
from store.shapes import UTC

SPREAD: dict[str, Any] = {
    "kind": pl.String,
    "channel": pl.String,
    "hour": pl.Int64,
    "messages": pl.Int64,
}
TOPICS: dict[str, Any] = {"topic1": pl.String, "topic2": pl.String, "messages": pl.Int64}
WORDS: dict[str, Any] = {"word": pl.String, "messages": pl.Int64}
NEWS: dict[str, Any] = {
    "ref": pl.String,
    "title": pl.String,
    "outlet": pl.String,
    "outlet_kind": pl.String,
    "posted_at": UTC,
    "issue": pl.Int64,
}
ACTIVE: dict[str, Any] = {"id": pl.Int64, "now": pl.Int64, "before": pl.Int64}
URGENT: dict[str, Any] = {
    "ref": pl.String,
    "title": pl.String,
    "posted_at": UTC,
    "unit": pl.String,
    "region": pl.String,
    "accused": pl.String,
    "words": pl.List(pl.Int64),
    "finished": pl.String,
    "effective": pl.String,
    "called_back": pl.String,
    "contacted": pl.String,
    "solved": pl.String,
    "satisfied": pl.String,
}
PAPERS: dict[str, Any] = {
    "received_at": pl.String,
    "answered_at": pl.String,
    "extended_at": pl.String,
    "corrected_at": pl.String,
    "outcome": pl.String,
    "review": pl.String,
    "consultation": pl.String,
    "adopted": pl.String,
    "closes_on": pl.String,
    "published_on": pl.String,
}
_DAYTIME = 8 * 3600
_MICROS = 1_000_000


@Store.needs("clock")
def spread(
    store: Store, scope: Scope, since: datetime, until: datetime, issue: int | None = None
) -> pl.DataFrame:
    """Records by kind, channel and Shanghai hour (0-23): never by who wrote (columns of SPREAD)."""
    hour = _hour(store)
    columns = [messages.c.kind, messages.c.channel, hour.label("hour"), func.count()]
    statement = _of(scope, columns, since, until).group_by(
        messages.c.kind, messages.c.channel, hour
    )
    if issue is not None:
        member = and_(is_member(), issue_members.c.issue_id == issue)
        statement = statement.join(issue_members, member)
    return _frame(store, statement, SPREAD)


def _hour(store: Store) -> ColumnElement[int]:
    if store.is_sqlite:
        seconds = cast(messages.c.posted_at, BigInteger) / _MICROS + _DAYTIME
        return cast(seconds / 3600, BigInteger) % 24
    return cast(func.extract("hour", func.timezone("Asia/Shanghai", messages.c.posted_at)),
                BigInteger)  # fmt: skip


@Store.needs("clock")
def topics(
    store: Store,
    scope: Scope,
    since: datetime,
    until: datetime,
    kinds: Sequence[str] = ("ticket", "letter"),
) -> pl.DataFrame:
    """Records of these kinds by 一级 and 二级分类, the most frequent first (columns of TOPICS)."""
    names = [best(name, "").label(name) for name in ("topic1", "topic2")]
    inner = _of(scope, names, since, until, tuple(kinds)).subquery()
    statement = select(inner.c.topic1, inner.c.topic2, func.count().label("n")).group_by(
        inner.c.topic1, inner.c.topic2
    )
    found = _frame(store, statement, TOPICS).filter(pl.col("topic2") != "")
    return found.sort("messages", "topic1", "topic2", descending=[True, False, False])


@Store.needs("clock")
def words(store: Store, scope: Scope, since: datetime, until: datetime) -> pl.DataFrame:
    """In how many tickets and letters each keyword stands, most first (columns of WORDS)."""
    said = best("keywords", "")
    counts: Counter[str] = Counter()
    with store.read() as conn:
        for text in conn.execute(_of(scope, [said], since, until, ("ticket", "letter"))).scalars():
            counts.update(set(filter(None, text.split("|"))))
    rows = sorted(counts.items(), key=lambda row: (-row[1], row[0]))
    return pl.DataFrame(rows, schema=WORDS, orient="row")


@Store.needs("clock")
def news(store: Store, scope: Scope, since: datetime, until: datetime) -> pl.DataFrame:
    """News of a period, the newest first; `issue` where it belongs to one (columns of NEWS)."""
    facts = messages.c.facts
    columns = [
        messages.c.ref,
        messages.c.title,
        func.coalesce(facts["outlet"].as_string(), messages.c.source),
        func.coalesce(facts["outlet_kind"].as_string(), messages.c.channel),
        messages.c.posted_at,
        issue_members.c.issue_id,
    ]
    statement = _of(scope, columns, since, until, ("news",)).outerjoin(issue_members, is_member())
    ordered = statement.order_by(messages.c.posted_at.desc(), messages.c.id.desc())
    return _frame(store, ordered, NEWS)


@Store.needs("clock")
def active(
    store: Store, scope: Scope, before: datetime, since: datetime, until: datetime
) -> pl.DataFrame:
    """Issues that were spoken of from `since`, and how often from `before` up to `since`."""
    now = issue_members.c.posted_at >= since
    statement = (
        select(
            issues.c.id,
            func.count().filter(now).label("now"),
            func.count().filter(~now).label("before"),
        )
        .join_from(issue_members, issues, issues.c.id == issue_members.c.issue_id)
        .where(issue_members.c.posted_at >= before, issue_members.c.posted_at < until)
        .where(issues.c.merged_into.is_(None), recusal.issues_open_to(scope))
        .group_by(issues.c.id)
        .having(func.count().filter(now) > 0)
    )
    found = _frame(store, statement, ACTIVE)
    return found.sort("now", "id", descending=[True, False])


_TOLD = ("finished_at", "effective", "called_back_at", "contacted", "solved", "satisfied")


@Store.needs("clock")
def urgent(
    store: Store, scope: Scope, since: datetime, until: datetime, classes: Sequence[Sequence[str]]
) -> pl.DataFrame:
    """Tickets that name a word of one of these classes (columns of URGENT, the oldest first).

    `words` tells which classes, counted from 0. The text itself stays in the store.
    """
    named = [
        or_(*(column.contains(word, autoescape=True)
              for word in listed for column in (messages.c.title, messages.c.text)))
        for listed in classes
    ]  # fmt: skip
    if not named:
        return pl.DataFrame(schema=URGENT)
    facts = messages.c.facts
    told = [facts[name].as_string() for name in _TOLD]
    columns = [
        messages.c.ref,
        messages.c.title,
        messages.c.posted_at,
        best("unit", ""),
        best("region", ""),
        best("accused_unit", ""),
        *(which.label(f"class_{place}") for place, which in enumerate(named)),
        *told,
    ]
    statement = _of(scope, columns, since, until, ("ticket",)).where(or_(*named))
    with store.read() as conn:
        rows = [_urgent(row, len(named)) for row in conn.execute(
            statement.order_by(messages.c.posted_at, messages.c.id))]  # fmt: skip
    return pl.DataFrame(rows, schema=URGENT, orient="row")


def _urgent(row: Sequence[Any], classes: int) -> tuple[Any, ...]:
    head, marks, told = row[:6], row[6 : 6 + classes], row[6 + classes :]
    return (*head, [place for place, mark in enumerate(marks) if mark], *map(_word, told))


def _word(value: Any) -> str | None:
    """A fact as text; a flag may be stored as a truth value or as a word."""
    text = str(value)
    return None if value is None else {"true": "1", "false": "0"}.get(text.lower(), text)


@Store.needs("clock")
def papers(store: Store, scope: Scope, kind: str, since: datetime, until: datetime) -> pl.DataFrame:
    """Disclosure requests or consultation comments by their facts (columns of PAPERS)."""
    facts = messages.c.facts
    names = {"review": "review_outcome", "consultation": "consultation_id"}
    columns = [facts[names.get(name, name)].as_string().label(name) for name in PAPERS]
    return _frame(store, _of(scope, columns, since, until, (kind,)), PAPERS)


@Store.needs("clock")
def replied_to(store: Store, scope: Scope, issue: int) -> int:
    """How many messages of an issue have an official reply."""
    statement = (
        select(func.count())
        .select_from(issue_members)
        .join(messages, is_member())
        .join(replies, replied())
        .where(issue_members.c.issue_id == issue)
    )
    with store.read() as conn:
        return int(conn.execute(statement).scalar_one())


def _of(
    scope: Scope,
    columns: Sequence[Any],
    since: datetime,
    until: datetime,
    kinds: Sequence[str] = (),
) -> Select[Any]:
    region = best("region", "")
    statement = (
        select(*columns)
        .select_from(ANALYSED)
        .where(messages.c.posted_at >= since, messages.c.posted_at < until)
        .where(messages.c.state != "pending")
        .where(within(scope, region), recusal.open_to(scope))
    )
    return statement.where(messages.c.kind.in_(kinds)) if kinds else statement


def _frame(store: Store, statement: Any, schema: dict[str, Any]) -> pl.DataFrame:
    with store.read() as conn:
        rows = [tuple(row) for row in conn.execute(statement)]
    return pl.DataFrame(rows, schema=schema, orient="row")
