"""Monthly partitions in PostgreSQL; in SQLite nothing changes."""

import sqlalchemy as sa
from alembic import op

from store.partitions import PARTITIONED, statement

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    """Each table becomes a partitioned one with the same columns, key and indexes."""
    bind = op.get_bind()
    if bind.dialect.name == "postgresql":
        for table in PARTITIONED:
            _divide(bind, table)


def _divide(bind: sa.Connection, table: str) -> None:
    key = sa.inspect(bind).get_pk_constraint(table)
    indexes = bind.execute(
        sa.text(
            "SELECT indexname, indexdef FROM pg_indexes "
            "WHERE tablename = :table AND schemaname = current_schema() AND indexname <> :key"
        ),
        {"table": table, "key": key["name"]},
    ).all()
    for index in indexes:
        op.execute(f"DROP INDEX {index.indexname}")
    op.execute(f"ALTER TABLE {table} DROP CONSTRAINT {key['name']}")
    op.execute(f"ALTER TABLE {table} RENAME TO {table}_whole")
    op.execute(
        f"CREATE TABLE {table} (LIKE {table}_whole INCLUDING DEFAULTS) PARTITION BY LIST (month)"
    )
    columns = ", ".join(key["constrained_columns"])
    op.execute(f"ALTER TABLE {table} ADD CONSTRAINT {key['name']} PRIMARY KEY ({columns})")
    names = [column["name"] for column in sa.inspect(bind).get_columns(table)]
    whole = sa.table(f"{table}_whole", *map(sa.column, names))
    for month in bind.execute(sa.select(whole.c.month).distinct()).scalars():
        op.execute(statement(table, month))
    divided = sa.table(table, *map(sa.column, names))
    bind.execute(sa.insert(divided).from_select(names, sa.select(whole)))
    op.execute(f"DROP TABLE {table}_whole")
    for index in indexes:
        op.execute(index.indexdef)
