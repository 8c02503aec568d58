"""Write docs/data-model.md from the tables in store/schema.py: `python tools/data_model.py`."""

import sys
from pathlib import Path

from sqlalchemy import Table

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from store.schema import metadata  # noqa: E402 - the rooms lie beside this folder

PAGE = ROOT / "docs" / "data-model.md"
_HEAD = """# Data model

Generated from `store/schema.py` by `python tools/data_model.py`; a test fails when it is stale.
The room that owns every table is `store`. Times are integer microseconds UTC in SQLite and
`timestamptz` in PostgreSQL; `month` is YYYYMM at +08:00.
"""


def page() -> str:
    """The whole page."""
    return "\n".join([_HEAD, *(_section(table) for table in metadata.sorted_tables)])


def _section(table: Table) -> str:
    keys = ", ".join(column.name for column in table.primary_key.columns)
    rows = "\n".join(
        f"| {column.name} | {_kind(column)} | {'' if column.nullable else 'required'} |"
        for column in table.columns
    )
    return (
        f"## {table.name}\n\n{table.comment}\n\nKey: {keys}\n\n"
        f"| column | type | |\n|---|---|---|\n{rows}\n"
    )


def _kind(column: object) -> str:
    kind = column.type  # type: ignore[attr-defined]
    return type(kind).__name__ + (f"({kind.length})" if getattr(kind, "length", None) else "")


if __name__ == "__main__":
    PAGE.write_text(page(), "utf-8")
