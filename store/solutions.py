"""Answered is not solved: what came back after an answer, and cases whose solution was verified."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import polars as pl
from sqlalchemy import (
    BigInteger,
    ColumnElement,
    DateTime,
    and_,
    func,
    select,
    type_coerce,
)

from core.scope import Scope
from store import bulk, daybook, recusal
from store import cases as cellar
from store.answer_tables import reply_labels
from store.desk_tables import case_moves, cases
from store.engine import Store
from store.joins import MODEL, PERSON, best, labelled_by, replied
from store.schema import issue_members, messages, replies
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

SIGNS = ("called", "reopened", "again", "thin", "promised")
"""Signs that an answer solved nothing."""

_BAD: dict[str, Any] = {"id": pl.Int64, "replied_at": UTC}
_GOOD: dict[str, Any] = {"id": pl.Int64, "replied_at": UTC, "score": pl.Int64}
_READ = (
    "id", "answered", "replied_at", "solved", "again_at", "intent", "outcome", "relevant",
    "promised_on", "score",
)  # fmt: skip
_MOST = 300
_later = issue_members.alias("later")
_facts = messages.c.facts
_solved = _facts["solved"].as_string()
_reopened = _facts["reopened_at"].as_string()

AGAIN = timedelta(days=30)
"""A complaint of the same matter within this after an answer says that it was not solved; one
that comes later is another occasion."""


@Store.needs("texts")
def unsolved(
    store: Store, scope: Scope, since: datetime, until: datetime, today: date, limit: int = 300
) -> pl.DataFrame:
    """Answered messages that are not solved, the newest first (columns of UNSOLVED).

    The call-back says so, the platform reopened it, others complained of the same problem at
    the same place soon after the answer (`again` so many), the answer to a complaint has no
    substance, or the day it promised has passed; the last two unless a call-back says solved.
    """
    return _unsolved(store, scope, _look(store, scope, (since, until), today), limit)


@Store.needs("figures")
def answered(
    store: Store, scope: Scope, since: datetime, until: datetime, today: date
) -> dict[str, int]:
    """How many messages were answered, how many of them show each sign of not being solved
    (`called`, `reopened`, `again`, `thin`, `promised`), and how many show any (`unsolved`)."""
    return _look(store, scope, (since, until), today).counts


@Store.needs("texts")
def typical(
    store: Store, scope: Scope, since: datetime, until: datetime, limit: int = 20
) -> pl.DataFrame:
    """Complaints that a call-back says are solved and whose answer says what was done, the best
    answers first (columns of TYPICAL): nobody reopened or repeated them since."""
    return _typical(store, scope, _look(store, scope, (since, until), date.min), limit)


@Store.needs("texts")
def overview(
    store: Store, scope: Scope, since: datetime, until: datetime, today: date
) -> tuple[dict[str, int], pl.DataFrame, pl.DataFrame]:
    """`answered`, `unsolved` and `typical` by one look at the records."""
    look = _look(store, scope, (since, until), today)
    return look.counts, _unsolved(store, scope, look, 300), _typical(store, scope, look, 20)


@dataclass(frozen=True, slots=True)
class _Look:
    """`counts` as `answered` tells them; the newest unsolved messages and the best answers
    (`id`), both a few hundred at most."""

    counts: dict[str, int]
    unsolved: pl.DataFrame
    typical: pl.DataFrame


def _look(store: Store, scope: Scope, period: tuple[datetime, datetime], today: date) -> _Look:
    members = _members(store, scope, period[0] - AGAIN)
    counts = dict.fromkeys(("answered", *SIGNS, "unsolved"), 0)
    bad, good = [pl.DataFrame(schema=_BAD)], [pl.DataFrame(schema=_GOOD)]
    for piece in daybook.read(store, scope, period, _READ):
        replied = piece.filter("answered")
        again = _repeated(replied, members)
        found = replied.with_columns(**_signs(today), again=pl.col("id").is_in(again.implode()))
        found = found.with_columns(unsolved=pl.any_horizontal(SIGNS))
        counts["answered"] += found.height
        shown = found.select(pl.col(*SIGNS, "unsolved").sum())
        counts |= {name: counts[name] + n for name, n in shown.row(0, named=True).items()}
        bad = [_newest(pl.concat([*bad, found.filter("unsolved").select(*_BAD)]))]
        good = [_best(pl.concat([*good, found.filter(_is_typical()).select(*_GOOD)]))]
    return _Look(counts, bad[0], good[0])


def _signs(today: date) -> dict[str, pl.Expr]:
    # A fact that is not told is null, which is neither equal nor unequal to anything.
    not_solved = pl.col("solved").fill_null("") != "解决"
    outcome, wants = pl.col("outcome").fill_null(""), pl.col("intent").is_in(COMPLAINTS)
    return {
        "called": pl.col("solved").fill_null("").is_in(("未解决", "部分解决")),
        "reopened": pl.col("again_at").is_not_null(),
        "thin": outcome.is_in(THIN) & wants & not_solved,
        "promised": (pl.col("promised_on") < today).fill_null(False)
        & (outcome != "resolved")
        & not_solved,
    }


def _is_typical() -> pl.Expr:
    """Of records with their signs."""
    told = (pl.col("solved") == "解决") & (pl.col("outcome") == "resolved")
    good = told & (pl.col("relevant") == 1) & pl.col("intent").is_in(COMPLAINTS)
    return good.fill_null(False) & pl.col("again_at").is_null() & ~pl.col("again")


def _newest(found: pl.DataFrame) -> pl.DataFrame:
    order = ["replied_at", "id"]
    return found.sort(order, descending=True, nulls_last=True).head(_MOST)


def _best(found: pl.DataFrame) -> pl.DataFrame:
    ordered = found.sort(
        "score", "replied_at", "id", descending=[True, True, False], nulls_last=True
    )
    return ordered.head(_MOST)


def _members(store: Store, scope: Scope, since: datetime) -> pl.DataFrame:
    """Messages of issues since a moment: issue, id, posted_at; none that accuses the reader."""
    columns = [issue_members.c[name] for name in ("issue_id", "message_id", "posted_at")]
    asked = select(*columns).where(
        issue_members.c.issue_id.is_not(None),
        issue_members.c.posted_at >= since,
        recusal.accuses_none_of(scope, issue_members.c.message_id),
    )
    with store.read() as conn:
        found = bulk.by_number(conn, asked, issue_members.c.issue_id)
    return found.select(
        pl.col("issue_id").cast(pl.Int64).alias("issue"),
        pl.col("message_id").cast(pl.Int64).alias("id"),
        bulk.typed(found, "posted_at", UTC).alias("came_at"),
    ).sort("came_at")


def _repeated(replied: pl.DataFrame, members: pl.DataFrame) -> pl.Series:
    """Of which of these another complained of the same problem at the same place soon after the
    answer: nobody counts a thousand others to know that there is one."""
    known = replied.select("id", "replied_at").drop_nulls()
    mine = known.join(members.select("id", "issue"), on="id").sort("replied_at")
    others = members.select("issue", "came_at", next_at="came_at")
    found = mine.join_asof(
        others, left_on="replied_at", right_on="came_at", by="issue", strategy="forward",
        allow_exact_matches=False, check_sortedness=False,
    )  # fmt: skip
    return found.filter(pl.col("next_at") <= pl.col("replied_at") + AGAIN)["id"]


def _unsolved(store: Store, scope: Scope, look: _Look, limit: int) -> pl.DataFrame:
    columns = [
        messages.c.ref, messages.c.title, _unit(), replies.c.replied_at, _solved, _reopened,
        _again(store, scope), reply_labels.c.outcome, reply_labels.c.promised_on,
    ]  # fmt: skip
    rows = _rows(store, scope, look.unsolved["id"].head(limit).to_list(), columns)
    return pl.DataFrame(rows, schema=UNSOLVED, orient="row")


def _typical(store: Store, scope: Scope, look: _Look, limit: int) -> pl.DataFrame:
    columns = [
        messages.c.ref, messages.c.title, _unit(), messages.c.posted_at, replies.c.replied_at,
        replies.c.text, reply_labels.c.score,
    ]  # fmt: skip
    rows = _rows(store, scope, look.typical["id"].head(limit).to_list(), columns)
    return pl.DataFrame(rows, schema=TYPICAL, orient="row")


def _rows(
    store: Store, scope: Scope, numbers: list[int], columns: list[Any]
) -> list[tuple[Any, ...]]:
    """These of some answered messages that a reader may see, in the order of the numbers."""
    labelled = and_(
        reply_labels.c.month == messages.c.month, reply_labels.c.message_id == messages.c.id
    )
    statement = (
        select(messages.c.id, *columns)
        .select_from(messages)
        .join(replies, replied())
        .outerjoin(reply_labels, labelled)
        .outerjoin(issue_members, issue_members.c.message_id == messages.c.id)
        .outerjoin(MODEL, labelled_by(MODEL, "model"))
        .outerjoin(PERSON, labelled_by(PERSON, "person"))
        .where(messages.c.id.in_(numbers), recusal.open_to(scope))
    )
    with store.read() as conn:
        found = {row[0]: tuple(row[1:]) for row in conn.execute(statement)}
    return [found[number] for number in numbers if number in found]


def _again(store: Store, scope: Scope) -> ColumnElement[int]:
    """How many others complained of the same problem at the same place soon after the answer;
    whoever accuses the reader is not told."""
    answered_at, came_at = replies.c.replied_at, _later.c.posted_at
    if store.is_sqlite:  # times are microseconds there
        micros = int(AGAIN.total_seconds()) * 1_000_000
        ends = type_coerce(came_at, BigInteger) <= type_coerce(answered_at, BigInteger) + micros
    else:
        kind = DateTime(timezone=True)
        ends = type_coerce(came_at, kind) <= type_coerce(answered_at, kind) + AGAIN
    same = and_(
        _later.c.issue_id == issue_members.c.issue_id, came_at > answered_at, ends,
        recusal.accuses_none_of(scope, _later.c.message_id),
    )  # fmt: skip
    return select(func.count()).where(same).correlate(issue_members, replies).scalar_subquery()


def _unit() -> ColumnElement[str]:
    return best("unit", "")


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
