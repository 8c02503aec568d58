"""Answered is not solved: what came back after an answer, and cases whose solution was verified."""

from datetime import date, datetime, timedelta
from typing import Any

import polars as pl
from sqlalchemy import (
    BigInteger,
    ColumnElement,
    DateTime,
    and_,
    case,
    exists,
    func,
    not_,
    or_,
    select,
    type_coerce,
)

from core.scope import Scope
from store import cases as cellar
from store import recusal
from store.answer_tables import reply_labels
from store.desk_tables import case_moves, cases
from store.engine import Store
from store.joins import Label, joined, label_of, labelled_by, looked_up, replied, within
from store.schema import issue_members, labels, messages, replies
from store.shapes import UTC

UNSOLVED: dict[str, Any] = {
    "ref": pl.String,
    "title": pl.String,
    "unit": pl.String,
    "replied_at": UTC,
    "solved": pl.String,
    "reopened_at": pl.String,
    "again": pl.Int64,
    "outcome": pl.String,
    "promised_on": pl.Date,
}
TYPICAL: dict[str, Any] = {
    "ref": pl.String,
    "title": pl.String,
    "unit": pl.String,
    "posted_at": UTC,
    "replied_at": UTC,
    "reply": pl.String,
    "score": pl.Int64,
}
THIN = ("referred", "empty")
"""Outcomes of a reply without substance: sent elsewhere, or words only."""

COMPLAINTS = ("投诉", "举报", "求助")
"""Intents that want something done: thanks for advice may well be words only."""

_person = labels.alias("person")
_model = labels.alias("model")
_joined = joined(_person, _model)
_later = issue_members.alias("later")
_facts = messages.c.facts
_solved = _facts["solved"].as_string()
_reopened = _facts["reopened_at"].as_string()

AGAIN = timedelta(days=30)
"""A complaint of the same matter within this after an answer says that it was not solved; one
that comes later is another occasion."""


def _soon(store: Store) -> ColumnElement[bool]:
    """Another complained of the same problem at the same place soon after the answer."""
    answered_at, came_at = replies.c.replied_at, _later.c.posted_at
    if store.is_sqlite:  # times are microseconds there
        micros = int(AGAIN.total_seconds()) * 1_000_000
        ends = type_coerce(came_at, BigInteger) <= type_coerce(answered_at, BigInteger) + micros
    else:
        kind = DateTime(timezone=True)
        ends = type_coerce(came_at, kind) <= type_coerce(answered_at, kind) + AGAIN
    return and_(_later.c.issue_id == issue_members.c.issue_id, came_at > answered_at, ends)


def _again(store: Store) -> ColumnElement[int]:
    """How many others complained so."""
    counted = select(func.count()).where(_soon(store))
    return counted.correlate(issue_members, replies).scalar_subquery()


def _repeated(store: Store) -> ColumnElement[bool]:
    """Whether anybody did: nobody counts a thousand others to know that there is one."""
    return exists(select(_later.c.issue_id).where(_soon(store)).correlate(issue_members, replies))


@Store.needs("texts")
def unsolved(
    store: Store, scope: Scope, since: datetime, until: datetime, today: date, limit: int = 300
) -> pl.DataFrame:
    """Answered messages that are not solved, the newest first (columns of UNSOLVED).

    The call-back says so, the platform reopened it, others complained of the same problem at
    the same place soon after the answer (`again` so many), the answer to a complaint has no
    substance, or the day it promised has passed; the last two unless a call-back says solved.
    """
    told = label_of(scope, store, _joined)
    signs = _signs(store, today, told)
    statement = (
        _answered(
            scope, (since, until), told,
            [messages.c.ref, messages.c.title, _unit(told), replies.c.replied_at, _solved,
             _reopened, _again(store), reply_labels.c.outcome, reply_labels.c.promised_on],
        )
        .where(or_(*signs.values()))
        .order_by(replies.c.replied_at.desc(), messages.c.id.desc())
        .limit(limit)
    )  # fmt: skip
    with store.read() as conn:
        rows = [tuple(row) for row in conn.execute(statement)]
    return pl.DataFrame(rows, schema=UNSOLVED, orient="row")


@Store.needs("figures")
def answered(
    store: Store, scope: Scope, since: datetime, until: datetime, today: date
) -> dict[str, int]:
    """How many messages were answered, how many of them show each sign of not being solved
    (`called`, `reopened`, `again`, `thin`, `promised`), and how many show any (`unsolved`)."""
    told = label_of(scope, store, _joined)
    signs = _signs(store, today, told)
    shown = {**signs, "unsolved": or_(*signs.values())}
    inner = _answered(
        scope, (since, until), told,
        [case((sign, 1), else_=0).label(name) for name, sign in shown.items()],
    ).subquery()  # fmt: skip
    statement = select(
        func.count().label("answered"), *(func.sum(inner.c[name]).label(name) for name in shown)
    ).select_from(inner)
    with store.read() as conn:
        found = conn.execute(statement).mappings().one()
    return {name: int(value or 0) for name, value in found.items()}


@Store.needs("texts")
def typical(
    store: Store, scope: Scope, since: datetime, until: datetime, limit: int = 20
) -> pl.DataFrame:
    """Complaints that a call-back says are solved and whose answer says what was done, the best
    answers first (columns of TYPICAL): nobody reopened or repeated them since."""
    statement = (
        _answered(
            scope, (since, until), _joined,
            [messages.c.ref, messages.c.title, _unit(_joined), messages.c.posted_at,
             replies.c.replied_at, replies.c.text, reply_labels.c.score],
        )
        .where(_solved == "解决", _reopened.is_(None), not_(_repeated(store)), _wants(_joined))
        .where(reply_labels.c.outcome == "resolved", reply_labels.c.relevant == 1)
        .order_by(reply_labels.c.score.desc(), replies.c.replied_at.desc(), messages.c.id)
        .limit(limit)
    )  # fmt: skip
    with store.read() as conn:
        rows = [tuple(row) for row in conn.execute(statement)]
    return pl.DataFrame(rows, schema=TYPICAL, orient="row")


def _signs(store: Store, today: date, told: Label) -> dict[str, ColumnElement[bool]]:
    # A fact that is not told is NULL, which is neither equal nor unequal to anything.
    not_solved = func.coalesce(_solved, "") != "解决"
    return {
        "called": func.coalesce(_solved, "").in_(("未解决", "部分解决")),
        "reopened": _reopened.is_not(None),
        "again": _repeated(store),
        "thin": and_(func.coalesce(reply_labels.c.outcome, "").in_(THIN), _wants(told), not_solved),
        "promised": and_(
            reply_labels.c.promised_on.is_not(None),
            reply_labels.c.promised_on < today,
            func.coalesce(reply_labels.c.outcome, "") != "resolved",
            not_solved,
        ),
    }


def _wants(told: Label) -> ColumnElement[bool]:
    return func.coalesce(told("person", "intent"), told("model", "intent"), "").in_(COMPLAINTS)


def _unit(told: Label) -> ColumnElement[str]:
    return func.coalesce(messages.c.unit, told("person", "unit"), told("model", "unit"), "")


def _answered(
    scope: Scope, period: tuple[datetime, datetime], told: Label, columns: list[Any]
) -> Any:
    """Messages of a period that were answered, with all that is known of them and the answer."""
    labelled = and_(
        reply_labels.c.month == messages.c.month, reply_labels.c.message_id == messages.c.id
    )
    found = (
        select(*columns)
        .select_from(messages)
        .join(replies, replied())
        .outerjoin(reply_labels, labelled)
        .outerjoin(issue_members, issue_members.c.message_id == messages.c.id)
        .where(messages.c.posted_at >= period[0], messages.c.posted_at < period[1])
    )
    if told is looked_up:
        return found
    region = func.coalesce(_person.c.region, _model.c.region, messages.c.region, "")
    return (
        found.outerjoin(_model, labelled_by(_model, "model"))
        .outerjoin(_person, labelled_by(_person, "person"))
        .where(within(scope, region), recusal.open_to(scope, _person, _model))
    )


@Store.needs("cases")
def solved_cases(store: Store, scope: Scope, limit: int = 20) -> list[dict[str, Any]]:
    """Cases that somebody else than the handler verified as solved, with the last reply."""
    said = case_moves.alias("said")
    last = (
        select(func.max(said.c.id))
        .where(said.c.case_id == cases.c.id, said.c.move.in_(("reply", "rectify")))
        .scalar_subquery()
    )
    statement = (
        select(cases, case_moves.c.given)
        .select_from(cases)
        .outerjoin(case_moves, case_moves.c.id == last)
        .where(cases.c.solved == "yes", cellar.visible(scope))
        .order_by(cases.c.verified_at.desc(), cases.c.id.desc())
        .limit(limit)
    )
    with store.read() as conn:
        return [dict(row._mapping) for row in conn.execute(statement)]


@Store.needs("figures")
def outcomes(store: Store, scope: Scope) -> dict[str, int]:
    """Finished cases by what was found of their solution; empty: nobody has said yet."""
    statement = (
        select(cases.c.solved, func.count().label("n"))
        .where(cases.c.finished_at.is_not(None), cellar.visible(scope))
        .group_by(cases.c.solved)
    )
    with store.read() as conn:
        return {row.solved: row.n for row in conn.execute(statement)}
