"""Edited rules and the clocks that still run under the rule as it stood before."""

from collections import Counter
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, insert, select, update

from core.deadline_rules import Rule
from core.scope import Actor, Scope
from store import cases as cellar
from store.desk_tables import case_clocks, cases, rule_changes
from store.engine import Store


@Store.needs("cases")
def differing(store: Store, scope: Scope, rules: Mapping[str, Rule]) -> dict[str, int]:
    """How many running clocks go by another text of a rule than the present one, by rule."""
    found: Counter[str] = Counter()
    with store.read() as conn:
        seen = select(cases.c.id).where(cellar.visible(scope))
        statement = _running(list(rules)).where(case_clocks.c.case_id.in_(seen))
        for row in conn.execute(statement):
            found[row.rule_id] += cellar.rule_from(row.rule) != rules[row.rule_id]
    return {name: count for name, count in found.items() if count}


def running(conn: Connection, rule: str) -> list[tuple[int, int, str]]:
    """Running clocks of a rule: their number, their case, their unit."""
    return [(row.id, row.case_id, row.unit) for row in conn.execute(_running([rule]))]


def _running(names: list[str]) -> Any:
    return select(case_clocks).where(case_clocks.c.running, case_clocks.c.rule_id.in_(names))


def ask(conn: Connection, rule: Rule, reason: str, actor: Actor, now: datetime) -> int:
    """Keep a wish to apply an edited rule to running clocks; its number."""
    made: int = conn.execute(
        insert(rule_changes)
        .values(
            rule_id=rule.id,
            rule=cellar.rule_as(rule),
            reason=reason,
            asked_by=actor.name,
            asked_at=now,
            decided_by="",
            outcome="",
            clocks=0,
        )
        .returning(rule_changes.c.id)
    ).scalar_one()
    return made


def one(conn: Connection, number: int) -> dict[str, Any] | None:
    """One wish."""
    found = conn.execute(select(rule_changes).where(rule_changes.c.id == number))
    row = found.mappings().one_or_none()
    return dict(row) if row else None


def waiting_for(conn: Connection, rule: str) -> int | None:
    """The number of an undecided wish on a rule."""
    which = (rule_changes.c.rule_id == rule) & (rule_changes.c.outcome == "")
    return conn.execute(select(rule_changes.c.id).where(which)).scalar_one_or_none()


def decide(
    conn: Connection, number: int, outcome: str, clocks: int, actor: Actor, now: datetime
) -> None:
    """Keep who decided, what, and how many clocks it touched."""
    values = {"outcome": outcome, "clocks": clocks, "decided_by": actor.name, "decided_at": now}
    conn.execute(update(rule_changes).where(rule_changes.c.id == number).values(**values))


def apply(conn: Connection, clock: int, rule: Rule) -> None:
    """A clock goes by this text of its rule from now on."""
    which = case_clocks.c.id == clock
    conn.execute(update(case_clocks).where(which).values(rule=cellar.rule_as(rule)))


@Store.needs("cases")
def changes(store: Store, scope: Scope, limit: int = 100) -> list[dict[str, Any]]:
    """Wishes and decisions, the newest first: for those who lead, not for a handling unit."""
    if scope.units is not None:
        return []
    statement = select(rule_changes).order_by(rule_changes.c.id.desc()).limit(limit)
    with store.read() as conn:
        return [dict(row._mapping) for row in conn.execute(statement)]
