"""What the first page asks at once: what moved since yesterday, what is new, what is instructed."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, func, or_, select

from core.cases import CLOSED
from core.scope import Scope
from core.times import day_of, day_start
from store import cases as cellar
from store import counts, recusal
from store.alarm_tables import alarms, judgements
from store.desk_tables import cases, instructions
from store.engine import Store
from store.filters import Filter
from store.joins import LABELLED, best, replied, within
from store.schema import issues, messages, replies

Counts = Mapping[str, int]


@Store.needs("figures")
def moved(store: Store, scope: Scope, since: datetime, until: datetime) -> Counts:
    """received, urgent, answered, finished and issues from `since` up to `until`, not included.

    It reads the records of the span one by one, those received once: for a day, not for a year.
    """
    posted = messages.c.posted_at
    urgency = best("urgency", 0)
    came = _messages(scope).add_columns(func.count().filter(urgency >= 1))
    statements = {
        "answered": _messages(scope, answered=True).where(
            replies.c.replied_at >= since, replies.c.replied_at < until
        ),
        "finished": _cases(scope).where(cases.c.finished_at >= since, cases.c.finished_at < until),
        "issues": _issues(scope).where(issues.c.first_at >= since, issues.c.first_at < until),
    }
    with store.read() as conn:
        received, urgent = conn.execute(came.where(posted >= since, posted < until)).one()
    return {"received": int(received), "urgent": int(urgent), **_counted(store, statements)}


@Store.needs("figures")
def fresh(store: Store, scope: Scope, since: datetime) -> Counts:
    """messages, issues, proposals, alarms and cases that came after a moment.

    Messages of whole days are told by the cubes, and those of its own day one by one.
    """
    tomorrow = day_of(since) + timedelta(days=1)
    proposed = select(func.count()).select_from(judgements)
    fired = select(func.count()).select_from(alarms)
    statements = {
        "messages": _messages(scope).where(
            messages.c.posted_at >= since,
            or_(messages.c.posted_at < day_start(tomorrow), messages.c.state == "pending"),
        ),
        "issues": _issues(scope).where(issues.c.first_at >= since),
        "proposals": proposed.where(judgements.c.found_at >= since, judgements.c.state == "open"),
        "alarms": fired.where(alarms.c.fired_at >= since),
        "cases": _cases(scope).where(cases.c.opened_at >= since),
    }
    if scope.is_part:
        del statements["proposals"], statements["alarms"]
    found = _counted(store, statements)
    later = counts.counts(store, replace(scope, least=0), Filter(since=tomorrow))
    return found | {"messages": found["messages"] + int(later["messages"].sum())}


@Store.needs("figures")
def seen(store: Store, scope: Scope, name: str) -> list[str]:
    """The values that occur in one of the DIMENSIONS of `store.counts`; empty ones left out.

    For a choice in a filter: only what the reader may count is told.
    """
    found = counts.counts(store, scope, Filter(), (name,))
    return [value for value in found[name].to_list() if value]


@Store.needs("cases")
def instructed(store: Store, scope: Scope, limit: int = 50) -> list[dict[str, Any]]:
    """Instructions (批示) not yet answered, the most pressing first: case, title, handler, post,
    requirement, given_on, due_on."""
    statement = (
        select(
            cases.c.id.label("case"),
            cases.c.title,
            cases.c.handler,
            *(instructions.c[name] for name in ("post", "requirement", "given_on", "due_on")),
        )
        .join(cases, cases.c.id == instructions.c.case_id)
        .where(instructions.c.answered_at.is_(None), cellar.visible(scope))
        .order_by(instructions.c.due_on, instructions.c.id)
        .limit(limit)
    )
    with store.read() as conn:
        return [dict(row) for row in conn.execute(statement).mappings()]


@Store.needs("cases")
def supervised(store: Store, scope: Scope, limit: int = 50) -> list[dict[str, Any]]:
    """Open cases under supervision (督办), the oldest first: case, title, handler, first_at."""
    statement = (
        select(cases.c.id.label("case"), cases.c.title, cases.c.handler, cases.c.first_at)
        .where(cases.c.supervised, cases.c.state.not_in(sorted(CLOSED)), cellar.visible(scope))
        .order_by(cases.c.first_at, cases.c.id)
        .limit(limit)
    )
    with store.read() as conn:
        return [dict(row) for row in conn.execute(statement).mappings()]


def _messages(scope: Scope, answered: bool = False) -> Select[Any]:
    region = best("region", "")
    joined = (
        select(func.count())
        .select_from(LABELLED)
        .where(within(scope, region), recusal.open_to(scope))
    )
    return joined.join(replies, replied()) if answered else joined


def _cases(scope: Scope) -> Select[Any]:
    return select(func.count()).select_from(cases).where(cellar.visible(scope))


def _issues(scope: Scope) -> Select[Any]:
    standing = issues.c.merged_into.is_(None), issues.c.dismissed_at.is_(None)
    open_to = recusal.issues_open_to(scope)
    return select(func.count()).select_from(issues).where(*standing, open_to)


def _counted(store: Store, statements: Mapping[str, Select[Any]]) -> dict[str, int]:
    with store.read() as conn:
        return {name: int(conn.execute(one).scalar_one()) for name, one in statements.items()}
