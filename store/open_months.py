"""Counts for the open-data file, and what was made of closed months."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import func, select

from core.open_data import Record, Table
from core.scope import Scope
from store import recusal
from store.cube_tables import cube_cells
from store.duty_tables import open_months
from store.engine import Store
from store.rows import insert_or_skip

_KINDS = ("ticket", "letter")


@Store.needs("figures")
def counted(store: Store, scope: Scope, since: date, until: date) -> list[Record]:
    """Tickets and letters of a month by place, area and intent, both days included.

    They are of the whole place: a reader with a limit gets none.
    """
    keys = [cube_cells.c[name] for name in ("region", "area", "intent")]
    chosen = (
        select(*keys, func.sum(cube_cells.c.messages).label("n"))
        .where(cube_cells.c.day.between(since, until), cube_cells.c.kind.in_(_KINDS))
        .where(recusal.nothing_unread(scope))
        .group_by(*keys)
        .having(func.sum(cube_cells.c.messages) > 0)
    )
    with store.read() as conn:
        return [
            Record(row.region or "", row.area or "other", row.intent or "", int(row.n))
            for row in conn.execute(chosen)
        ]


@Store.needs("clock")
def keep(
    store: Store, scope: Scope, month: int, tables: list[Table], who: str, now: datetime
) -> bool:
    """Keep what a month publishes; false where it was made before: then that stays."""
    row = {"month": month, "made_at": now, "made_by": who, "tables": [_plain(t) for t in tables]}
    with store.write() as conn:
        statement = insert_or_skip(conn, open_months, "month").values(**row)
        return conn.execute(statement).rowcount == 1


@Store.needs("figures")
def made(store: Store, scope: Scope) -> dict[int, dict[str, Any]]:
    """Month -> made_at, made_by, tables (core.open_data.Table), the newest first."""
    chosen = select(open_months).order_by(open_months.c.month.desc())
    with store.read() as conn:
        rows = conn.execute(chosen).mappings().all()
    return {
        row["month"]: {
            "made_at": row["made_at"],
            "made_by": row["made_by"],
            "tables": [_table(kept) for kept in row["tables"]],
        }
        for row in rows
    }


def _plain(table: Table) -> dict[str, Any]:
    cells = [[*cell, count] for cell, count in table.cells.items()]
    return {"name": table.name, "rows": dict(table.rows), "columns": dict(table.columns),
            "cells": cells}  # fmt: skip


def _table(kept: dict[str, Any]) -> Table:
    cells = {(row, column): count for row, column, count in kept["cells"]}
    return Table(kept["name"], kept["rows"], kept["columns"], cells)
