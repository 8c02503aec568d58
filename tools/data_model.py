"""Write docs/data-model.md from the tables in store/schema.py: `python tools/data_model.py`."""

import sys
from pathlib import Path

from sqlalchemy import Table

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from core.kinds import FACTS, FactType  # noqa: E402 - the rooms lie beside this folder
from core.labels import KIND_NAMES  # noqa: E402
from core.messages import KINDS  # noqa: E402
from store.tables import metadata  # noqa: E402

PAGE = ROOT / "docs" / "data-model.md"
_HEAD = """# Data model

Generated from `store/schema.py` by `python tools/data_model.py`; a test fails when it is stale.
The room that owns every table is `store`. Times are integer microseconds UTC in SQLite and
`timestamptz` in PostgreSQL; `month` is YYYYMM at +08:00.
"""

_FACTS = """# Facts by record kind

From `core/kinds.py`: what belongs to one kind only, in the column `facts` of `messages`. A profile
maps a column to a fact; a value that is none of its type sends the row to quarantine. Types:
`moment` is ISO 8601 at +08:00, `day` an ISO day, `stars` 1 to 5, `flag` true or false, `choice` one
of its words (a profile's `words` teaches it more spellings). Common to all kinds: source, external
id, posted_at, title, text, link, channel, region, unit, reply, replied_at. Columns about the
writer (姓名, 性别, 来电号码, 联系方式, 邮箱, 公司, 来电人标签, 是否老户 …) are refused as facts.
"""


def page() -> str:
    """The whole page."""
    tables = (_section(table) for table in metadata.sorted_tables)
    return "\n".join([_HEAD, *tables, _FACTS, *(_facts(kind) for kind in KINDS)])


def _facts(kind: str) -> str:
    """The facts of one record kind: what a profile maps, and the words it understands."""
    rows = "\n".join(
        f"| {name} | {fact.name} | {fact.kind} | {_words(fact)} |"
        for name, fact in FACTS[kind].items()
    )
    head = "| fact | 中文 | type | words |\n|---|---|---|---|"
    return f"### {kind} {KIND_NAMES[kind]}\n\n{head}\n{rows}\n"


def _words(fact: FactType) -> str:
    """The words that are kept, in order; a flag's spellings are not listed."""
    if fact.kind != "choice":
        return ""
    kept = " · ".join(dict.fromkeys(word for word in fact.words.values() if word))
    return f"{kept}; any other is kept" if fact.open else kept


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
