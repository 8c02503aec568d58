"""Keep a small filled store of each schema as SQL text, for the tests of the migrations.

`python tools/dumps.py` writes tests/store/dumps/REVISION.sql for every revision that has none;
run it when a migration is added. A dump is never written again: it is what that schema was.
"""

import sys
import tempfile
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import MetaData, Table, insert, inspect, types

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from core.scope import Scope  # noqa: E402 - the rooms lie beside this folder
from store import migrate, search  # noqa: E402 - the rooms lie beside this folder
from store.engine import Store, connect  # noqa: E402

FOLDER = ROOT / "tests" / "store" / "dumps"
_MOMENT = 1_763_870_400_000_000
_ROWS = 3
_VIRTUAL = 'INSERT INTO "search_texts" '
"""Its words stand in its own tables."""

_KNOWN: dict[str, Any] = {
    "month": 202611,
    "source": "board",
    "origin": "model",
    "state": "labelled",
    "kind": "letter",
    "area": "environment",
    "sentiment": "neg",
    "intent": "投诉",
    "title": "云杉小区夜间施工",
    "text": "云杉小区旁边的工地半夜施工。",
    "cells": '{"留言主题": "停水"}',
    "subject": "message",
    "day": "2025-11-23",
    "revision": 0,
}
_NUMBERED = frozenset(
    {"id", "message_id", "issue_id", "external_id", "key", "ref", "alert_id", "case_id", "name"}
)


def main() -> None:
    """Write what is missing."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    for revision in migrate.revisions():
        path = FOLDER / f"{revision}.sql"
        if not path.exists():
            path.write_text(dump(revision), "utf-8")
            print(path.name)


def dump(revision: str) -> str:
    """A store of this revision with rows in every table, as SQL."""
    with tempfile.TemporaryDirectory() as folder:
        store = connect(f"sqlite:///{folder}/old.db")
        migrate.upgrade(store, revision)
        fill(store)
        with store.read() as conn:
            indexed = inspect(conn).has_table("search_texts")
        if indexed:
            search.rebuild(store, Scope.ALL)
        with closing(store.engine.raw_connection()) as conn:
            lines = [line for line in conn.driver_connection.iterdump() if _VIRTUAL not in line]
        store.close()
    return "\n".join(lines) + "\n"


def fill(store: Store) -> None:
    """One to three rows in every table, by the names and types of its columns."""
    found = MetaData()
    with store.write() as conn:
        found.reflect(conn, only=lambda name, _: not name.startswith("search_texts"))
        for table in found.sorted_tables:
            if table.name != "alembic_version":
                rows = [_row(table, number) for number in range(1, _ROWS + 1)]
                conn.execute(insert(table).prefix_with("OR IGNORE"), rows)


def _row(table: Table, number: int) -> dict[str, Any]:
    row = {column.name: _value(column.name, column.type, number) for column in table.columns}
    key = list(table.primary_key.columns)
    if len(key) == 1 and isinstance(key[0].type, types.String):
        row[key[0].name] = f"n{number}"
    return row


def _value(name: str, kind: Any, number: int) -> Any:
    if isinstance(kind, types.Date):
        return date(2025, 11, 20 + number)
    if name in _NUMBERED and isinstance(kind, types.String):
        return f"n{number}"
    if name in _KNOWN:
        return _KNOWN[name]
    if name in _NUMBERED:
        return number
    if name.endswith("_at") or name.endswith("_until"):
        return _MOMENT + number
    return _by_type(kind, number)


def _by_type(kind: Any, number: int) -> Any:
    if isinstance(kind, types.LargeBinary):
        return bytes([number]) * 16
    if isinstance(kind, types.JSON):
        return {}
    if isinstance(kind, types.Boolean):
        return False
    if isinstance(kind, types.Integer | types.Float | types.Numeric):
        return number
    return f"{number}"


if __name__ == "__main__":
    main()
