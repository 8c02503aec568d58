"""How often a limit was extended: by us at the desk, by the platform in what it reported."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Text, cast, func, select

from core.cases import CLOSED
from core.scope import Scope
from store.desk_tables import case_moves, cases
from store.engine import Store
from store.schema import messages
from store.source_tables import message_changes

_FACTS = ("facts.extended_to", "facts.extended_days", "facts.extended_at")


@Store.needs("clock")
def at_desk(store: Store, scope: Scope, at_least: int) -> list[dict[str, Any]]:
    """Open cases whose extension was granted so often: id, title, unit, accused, ref, count.

    `ref` is that of the message a case is on, None for a case on anything else.
    """
    granted = (
        select(case_moves.c.case_id, func.count().label("count"))
        .where(case_moves.c.move == "grant_extension")
        .group_by(case_moves.c.case_id)
        .having(func.count() >= at_least)
        .subquery()
    )
    on_message = (cases.c.subject == "message") & (messages.c.id == cases.c.subject_id)
    statement = (
        select(
            cases.c.id, cases.c.title, cases.c.handler.label("unit"), cases.c.accused,
            messages.c.ref, granted.c.count,
        )
        .join(granted, granted.c.case_id == cases.c.id)
        .outerjoin(messages, on_message)
        .where(cases.c.state.not_in(sorted(CLOSED)), cases.c.finished_at.is_(None))
        .order_by(cases.c.id)
    )  # fmt: skip
    with store.read() as conn:
        return [dict(row) for row in conn.execute(statement).mappings()]


@Store.needs("clock")
def by_platform(store: Store, scope: Scope, since: datetime, at_least: int) -> dict[int, int]:
    """Message -> how many different limits its platform reported as extended, one after another.

    A platform tells the last one only; that there were more stands in what it changed.
    """
    columns = message_changes.c
    statement = select(columns.message_id, columns.changes).where(
        columns.at >= since, cast(columns.changes, Text).contains("facts.extended")
    )
    told: dict[int, set[str]] = {}
    with store.read() as conn:
        for number, changes in conn.execute(statement):
            told.setdefault(number, set()).update(_limits(changes))
    return {number: len(limits) for number, limits in told.items() if len(limits) >= at_least}


def _limits(changes: Mapping[str, Any]) -> set[str]:
    """The limits before and after, by the first fact that tells of them."""
    for name in _FACTS:
        if name in changes:
            return {str(value) for value in changes[name] if value not in (None, "", 0)}
    return set()
