"""Indexes over facts: which records are open, taken up again, unsolved or badly rated.

A database uses such an index where a statement says its condition word for word, with no value
handed over beside it. `holds` says it; the condition itself is only a part of what is asked, so
that a store without the index answers the same.
"""

from sqlalchemy import ColumnElement, Index, literal_column, text

from store.engine import Store
from store.schema import messages

_FACT = {"sqlite": "json_extract({0}facts, '$.\"{1}\"')", "postgresql": "({0}facts ->> '{1}')"}
_BAD = {"sqlite": "{0} <= 2", "postgresql": "{0} IN ('0', '1', '2')"}

MOST_STARS = 2
"""A rating of at most so many stars is a bad one."""

CONDITIONS: dict[str, tuple[tuple[str, str], ...]] = {
    "open": (("assigned_at", "{0} IS NOT NULL"), ("finished_at", "{0} IS NULL")),
    "reopened": (("reopened_at", "{0} IS NOT NULL"),),
    "returned": (("returned", "{0} IS NOT NULL"), ("finished_at", "{0} IS NULL")),
    "extensions": (("extensions", "{0} IS NOT NULL"), ("finished_at", "{0} IS NULL")),
    "unsolved": (("solved", "{0} = '未解决'"),),
    "excluded": (("excluded", "{0} IS NOT NULL"),),
    "bad": (("stars", ""),),
}
"""Index -> facts and what each must be; `bad` is spelled by database, as stars are numbers."""


def _spelled(name: str, dialect: str, table: str = "") -> str:
    parts = []
    for fact, condition in CONDITIONS[name]:
        told = _FACT[dialect].format(table, fact)
        parts.append((condition or _BAD[dialect]).format(told))
    return " AND ".join(parts)


def holds(name: str, store: Store) -> ColumnElement[bool]:
    """The condition of one of CONDITIONS on `messages`, as the database needs to read it."""
    dialect = "sqlite" if store.is_sqlite else "postgresql"
    found: ColumnElement[bool] = literal_column(f"({_spelled(name, dialect, 'messages.')})")
    return found


for _name in CONDITIONS:
    Index(
        f"ix_messages_{_name}",
        messages.c.kind,
        messages.c.posted_at,
        sqlite_where=text(_spelled(_name, "sqlite")),
        postgresql_where=text(_spelled(_name, "postgresql")),
    )
