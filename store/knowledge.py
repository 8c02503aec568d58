"""Knowledge entries in the store: what was asked, the approved answer, its basis and validity."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import Any

import polars as pl
from sqlalchemy import Connection, and_, func, insert, or_, select, update

from core.finding import characters, phrases
from core.scope import Scope
from store import daybook, recusal
from store.engine import Store
from store.joins import ANALYSED, LABELLED, best, replied
from store.schema import messages, replies
from store.shapes import UTC
from store.wording_tables import knowledge, policy_documents

_SAMPLE: dict[str, Any] = {
    "topic": pl.String,
    "unit": pl.String,
    "id": pl.Int64,
    "posted_at": UTC,
}


@Store.needs("figures")
def listed(store: Store, scope: Scope, words: str = "", limit: int = 500) -> list[dict[str, Any]]:
    """Entries that hold every word (all without any), approved ones first, with the number and
    status of the document they rest on."""
    chosen = (
        select(
            knowledge,
            policy_documents.c.title.label("document"),
            policy_documents.c.status.label("document_status"),
        )
        .outerjoin(policy_documents, policy_documents.c.id == knowledge.c.document_id)
        .where(knowledge.c.state.in_(("draft", "approved", "withdrawn")))
        .order_by(knowledge.c.state, knowledge.c.id.desc())
        .limit(limit)
    )
    for run in phrases(words):
        if run:
            chosen = chosen.where(knowledge.c.folded.contains(run, autoescape=True))
    if scope.units is not None:
        mine = knowledge.c.unit.in_(sorted(scope.units))
        chosen = chosen.where(or_(knowledge.c.state == "approved", mine))
    with store.read() as conn:
        return [dict(row) for row in conn.execute(chosen).mappings()]


def one(conn: Connection, number: int) -> dict[str, Any] | None:
    """An entry as a row."""
    row = conn.execute(select(knowledge).where(knowledge.c.id == number)).mappings().one_or_none()
    return dict(row) if row else None


def add(conn: Connection, values: dict[str, Any], now: datetime) -> int:
    """Enter a draft (question, answer, basis, document_id, unit, topic, valid_from, valid_until,
    message_id, drafted_by, series, version); series 0 begins a new one."""
    row = {**values, "folded": characters(values["question"] + " " + values["answer"])}
    row |= {"state": "draft", "drafted_at": now, "approved_by": "", "reason": ""}
    made: int = conn.execute(insert(knowledge).values(**row).returning(knowledge.c.id)).scalar_one()
    if not row["series"]:
        conn.execute(update(knowledge).where(knowledge.c.id == made).values(series=made))
    return made


def change(conn: Connection, number: int, before: str, **values: Any) -> bool:
    """Change an entry that is still in the state `before`."""
    which = and_(knowledge.c.id == number, knowledge.c.state == before)
    return conn.execute(update(knowledge).where(which).values(**values)).rowcount == 1


def replace_others(conn: Connection, series: int, number: int) -> None:
    """An approved version takes the place of the earlier ones."""
    which = and_(knowledge.c.series == series, knowledge.c.id != number)
    conn.execute(update(knowledge).where(which).values(state="replaced"))


@Store.needs("figures")
def expired(store: Store, scope: Scope, day: date) -> list[dict[str, Any]]:
    """Approved entries that are no longer valid, or rest on a document that is not."""
    dead = policy_documents.c.status.in_(("repealed", "lapsed"))
    over = or_(knowledge.c.valid_until < day, dead, policy_documents.c.until < day)
    chosen = (
        select(knowledge, policy_documents.c.status.label("document_status"))
        .outerjoin(policy_documents, policy_documents.c.id == knowledge.c.document_id)
        .where(knowledge.c.state == "approved", over)
        .order_by(knowledge.c.valid_until, knowledge.c.id)
    )
    if scope.units is not None:
        chosen = chosen.where(knowledge.c.unit.in_(sorted(scope.units)))
    with store.read() as conn:
        return [dict(row) for row in conn.execute(chosen).mappings()]


@Store.needs("figures")
def asked(
    store: Store, scope: Scope, since: datetime, day: date, at_least: int
) -> list[dict[str, Any]]:
    """Matters asked often since a moment that no entry valid on `day` answers: topic, unit, asked.

    A matter is a second-level topic of questions (咨询) together with the unit responsible.
    """
    valid = or_(knowledge.c.valid_until.is_(None), knowledge.c.valid_until >= day)
    entries = select(knowledge.c.topic).where(knowledge.c.state == "approved", valid)
    with store.read() as conn:
        known = sorted({one or "" for one in conn.execute(entries).scalars()} | {"", "其他"})
    parts = [
        piece.filter(pl.col("intent") == "咨询", ~pl.col("topic").is_in(known))
        .group_by("topic", "unit")
        .agg(asked=pl.len().cast(pl.Int64))
        for piece in _questions(store, scope, since, ())
    ]
    found = pl.concat(parts).group_by("topic", "unit").agg(pl.col("asked").sum())
    often = found.filter(pl.col("asked") >= max(at_least, scope.least))
    return often.sort("asked", "topic", "unit", descending=[True, False, False]).to_dicts()


def _questions(
    store: Store, scope: Scope, since: datetime, more: Sequence[str]
) -> Iterator[pl.DataFrame]:
    for piece in daybook.read(store, scope, (since, None), ["intent", "topic2", "unit", *more]):
        yield piece.rename({"topic2": "topic"})


@Store.needs("texts")
def samples(
    store: Store, scope: Scope, since: datetime, matters: Sequence[tuple[str, str]], limit: int = 5
) -> dict[tuple[str, str], list[dict[str, Any]]]:
    """Answered questions since a moment on each matter of `asked` (topic, unit), the newest
    first: id, ref, title, text, reply, unit. One look at the records serves all matters."""
    wanted = pl.DataFrame(matters, schema=["topic", "unit"], orient="row")
    newest = pl.DataFrame(schema=_SAMPLE)
    for piece in _questions(store, scope, since, ("id", "posted_at", "answered")):
        asked = piece.filter(pl.col("intent") == "咨询", "answered")
        mine = asked.join(wanted, on=["topic", "unit"], how="semi").select(*_SAMPLE)
        ordered = pl.concat([newest, mine]).sort("posted_at", "id", descending=True)
        newest = ordered.group_by("topic", "unit", maintain_order=True).head(limit)
        newest = newest.select(*_SAMPLE)
    places = {row["id"]: row for row in newest.iter_rows(named=True)}
    columns = [messages.c[name] for name in ("id", "ref", "title", "text")]
    chosen = (
        select(*columns, replies.c.text.label("reply"))
        .select_from(LABELLED)
        .join(replies, replied())
        .where(messages.c.id.in_(places), recusal.open_to(scope))
        .order_by(messages.c.posted_at.desc(), messages.c.id.desc())
    )
    found: dict[tuple[str, str], list[dict[str, Any]]] = {matter: [] for matter in matters}
    with store.read() as conn:
        for row in conn.execute(chosen).mappings():
            told = dict(row) | {"unit": places[row["id"]]["unit"]}
            found[places[row["id"]]["topic"], told["unit"]].append(told)
    return found


@Store.needs("texts")
def about(store: Store, scope: Scope, holding: Sequence[Any], since: datetime) -> dict[str, Any]:
    """Questions since a moment whose text meets one of the conditions: how many, and samples."""
    intent = best("intent", "")
    chosen = (
        select(messages.c.ref, messages.c.title, messages.c.text)
        .select_from(ANALYSED)
        .where(messages.c.posted_at >= since, intent == "咨询", or_(*holding))
        .where(recusal.open_to(scope))
    )
    with store.read() as conn:
        count = conn.execute(chosen.with_only_columns(func.count())).scalar_one()
        newest = chosen.order_by(messages.c.posted_at.desc()).limit(3)
        rows = [dict(row) for row in conn.execute(newest).mappings()]
    return {"asked": int(count), "samples": rows}


def forget(conn: Connection, message: int) -> None:
    """An entry stays when the record it was drawn from is erased; the way back goes."""
    which = knowledge.c.message_id == message
    conn.execute(update(knowledge).where(which).values(message_id=None))
