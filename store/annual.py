"""Tables of the annual report on openness (政府信息公开工作年度报告), one call a year."""

from collections import Counter
from datetime import date
from typing import Any

import polars as pl
from sqlalchemy import func, select

from core.procedure_steps import OUTCOMES, RESULTS
from core.scope import Scope
from core.times import day_of, day_start
from store import openness, procedures
from store.engine import Store
from store.schema import messages
from store.wording_tables import knowledge, policy_documents, releases, statements

_WORDS = {"公开": "open", "部分公开": "part", "不予公开": "refuse", "无法提供": "unable",
          "不予处理": "dismiss"}  # fmt: skip
"""How imported registers call an outcome."""

TABLES = ("requests", "contested", "consultations", "documents", "work")


@Store.needs("cases")
def tables(store: Store, scope: Scope, year: int) -> dict[str, pl.DataFrame]:
    """Every table of a year (names in TABLES), each with columns `item`, `count`.

    requests: 收到和处理政府信息公开申请情况 (new, carried over, by outcome, carried on).
    contested: 行政复议、行政诉讼情况 (course and result, never whose). consultations: opened,
    adoption published, comments by fate. documents: issued, repealed or lapsed. work:
    statements agreed, releases published, knowledge entries approved.
    """
    since, until = day_start(date(year, 1, 1)), day_start(date(year + 1, 1, 1))
    span = (since, until)
    return {
        "requests": _frame(_requests(store, scope, span)),
        "contested": _frame(_contested(store, scope, span)),
        "consultations": _frame(_consultations(store, scope, span)),
        "documents": _frame(_documents(store, year)),
        "work": _frame(_work(store, scope, span)),
    }


def _frame(rows: dict[str, int]) -> pl.DataFrame:
    return pl.DataFrame(
        {"item": list(rows), "count": list(rows.values())},
        schema={"item": pl.String, "count": pl.Int64},
    )


def _requests(store: Store, scope: Scope, span: Any) -> dict[str, int]:
    since, until = span
    found = Counter[str]()
    for one in procedures.opened_between(store, scope, "disclosure", since, until):
        answered = [
            event.at
            for clock in one.clocks
            if clock.rule.duty == "reply"
            for event in clock.events
            if event.kind == "stop"
        ]
        _count(found, span, one.opened_at, max(answered, default=one.closed_at), one.outcome)
    for row in openness.registered(store, scope, since, until):
        outcome = _WORDS.get(row["outcome"], "other" if row["outcome"] else "")
        _count(found, span, row["posted_at"], row["replied_at"], outcome)
    names = ("new", "carried_over", *OUTCOMES, "given_up", "answered", "carried_on")
    return {name: found[name] for name in names}


def _count(found: Counter[str], span: Any, opened: Any, answered: Any, outcome: str) -> None:
    since, until = span
    if answered is not None and answered < since:
        return
    found["new" if opened >= since else "carried_over"] += 1
    if answered is None or answered >= until:
        found["carried_on"] += 1
        return
    found["answered"] += 1
    found[outcome or "given_up"] += 1


def _contested(store: Store, scope: Scope, span: Any) -> dict[str, int]:
    found = Counter[str]()
    for one in procedures.opened_between(store, scope, "disclosure", *span):
        for course in ("review", "court"):
            result = one.facts.get(course)
            if result:
                found[f"{course}_{result}"] += 1
    return {
        f"{course}_{r}": found[f"{course}_{r}"] for course in ("review", "court") for r in RESULTS
    }


def _consultations(store: Store, scope: Scope, span: Any) -> dict[str, int]:
    found = Counter[str]()
    for one in procedures.opened_between(store, scope, "consultation", *span):
        found["opened"] += 1
        found["adoption_published"] += one.state in ("published", "closed")
        told = openness.comments(store, scope, str(one.facts.get("consultation_id", "")))
        found["comments"] += told["total"]
        for fate, name in (("采纳", "adopted"), ("部分采纳", "partly"), ("不采纳", "not_adopted")):
            found[name] += told["fates"].get(fate, 0)
    names = ("opened", "adoption_published", "comments", "adopted", "partly", "not_adopted")
    return {name: found[name] for name in names}


def _documents(store: Store, year: int) -> dict[str, int]:
    found = Counter[str]()
    with store.read() as conn:
        for row in conn.execute(select(policy_documents)).mappings():
            found["issued"] += row["issued_on"] is not None and row["issued_on"].year == year
            ended = row["status_on"] if row["status"] in ("repealed", "lapsed") else row["until"]
            found["ended"] += ended is not None and ended.year == year
            found["in_force"] += row["status"] in ("valid", "amended")
    return {name: found[name] for name in ("issued", "ended", "in_force")}


def _work(store: Store, scope: Scope, span: Any) -> dict[str, int]:
    since, until = span
    asked = {
        "statements": (statements, statements.c.agreed_at),
        "releases": (releases, releases.c.decided_at),
        "entries": (knowledge, knowledge.c.approved_at),
    }
    with store.read() as conn:
        done = {
            name: int(
                conn.execute(
                    select(func.count()).select_from(table).where(at >= since, at < until)
                ).scalar_one()
            )
            for name, (table, at) in asked.items()
        }
    return done | {"messages": openness.received(store, scope, since, until)}


@Store.needs("figures")
def years(store: Store, scope: Scope) -> list[int]:
    """The years of which there are records, the newest first."""
    with store.read() as conn:
        ends = (func.min(messages.c.posted_at), func.max(messages.c.posted_at))
        bounds = select(*(select(end).scalar_subquery() for end in ends))
        first, last = conn.execute(bounds).one()
    return list(range(day_of(last).year, day_of(first).year - 1, -1)) if first else []
