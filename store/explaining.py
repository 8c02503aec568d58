"""解读需求清单: policies that people ask about or misread most, with sample questions."""

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, select

from core.scope import Scope
from store import documents, knowledge, recusal, search
from store.alarm_tables import judgements
from store.engine import Store
from store.joins import ANALYSED, is_member
from store.schema import issue_members, messages


@Store.needs("texts")
def wanted(store: Store, scope: Scope, since: datetime, limit: int = 30) -> list[dict[str, Any]]:
    """Documents in force by how often they were asked about or misread since a moment.

    Each row: document, title, number, unit, link, asked (questions that name it), misread
    (messages of issues judged 对政策措施误解误读 that name it), samples (ref, title, text).
    Questions are counted, never who asked.
    """
    found = []
    for row in documents.listed(store, scope):
        if row["status"] in ("repealed", "lapsed"):
            continue
        holding = _naming(store, (row["title"], *row["aliases"]))
        if not holding:
            continue
        told = knowledge.about(store, scope, holding, since)
        misread = _misread(store, scope, holding, since)
        if told["asked"] or misread:
            plain = {name: row[name] for name in ("title", "number", "unit", "link")}
            found.append({"document": row["id"], **plain, **told, "misread": misread})
    found.sort(key=lambda row: (-row["asked"] - 3 * row["misread"], row["document"]))
    return found[:limit]


def _naming(store: Store, names: tuple[str, ...]) -> list[ColumnElement[bool]]:
    """The message names the document, in any of these ways."""
    ways = [search.holding(name, store.is_sqlite) for name in names if name]
    return [and_(*way) for way in ways if way]


def _misread(
    store: Store, scope: Scope, holding: list[ColumnElement[bool]], since: datetime
) -> int:
    judged = select(judgements.c.issue_id).where(
        judgements.c.type == "misread", judgements.c.state == "judged"
    )
    counted = (
        select(func.count())
        .select_from(ANALYSED)
        .join(issue_members, is_member())
        .where(issue_members.c.issue_id.in_(judged), messages.c.posted_at >= since)
        .where(or_(*holding), recusal.open_to(scope))
    )
    with store.read() as conn:
        return int(conn.execute(counted).scalar_one())
