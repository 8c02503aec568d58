"""A store of every earlier schema is raised to this one and keeps what it held."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import MetaData, create_engine, func, insert, inspect, select, text

from core.scope import Scope
from store import frames, migrate, partitions, search
from store.engine import connect
from store.frames import Filter
from store.tables import metadata
from tests import postgres

DUMPS = Path(__file__).with_name("dumps")
REVISIONS = migrate.revisions()


def restored(revision, folder):
    """The path of a SQLite store as this revision left it."""
    path = folder / f"{revision}.db"
    with closing(sqlite3.connect(path)) as conn:
        conn.executescript((DUMPS / f"{revision}.sql").read_text("utf-8"))
    return path


def rows(conn):
    """table -> how many rows, of every table that is ours."""
    names = set(inspect(conn).get_table_names()) & set(metadata.tables)
    return {name: conn.execute(text(f"SELECT count(*) FROM {name}")).scalar_one() for name in names}


def check_upgrade(store):
    with store.read() as conn:
        before = rows(conn)
    migrate.upgrade(store)
    assert migrate.revision(store) == migrate.head()
    with store.read() as conn:
        after = rows(conn)
        assert set(after) == set(metadata.tables)
        for table in metadata.sorted_tables:  # every column is there and can be read
            conn.execute(select(table)).all()
    assert {name: after[name] for name in before} == before
    assert before["messages"] == 3
    assert frames.count_messages(store, Scope.ALL, Filter(words="夜间施工")) == 3


def test_there_is_a_store_of_every_schema():
    assert {path.stem for path in DUMPS.glob("*.sql")} == set(REVISIONS), "run tools/dumps.py"


@pytest.mark.parametrize(
    "revision",
    [
        pytest.param(one, marks=[] if one in ("0001", REVISIONS[-2]) else pytest.mark.slow)
        for one in REVISIONS
    ],
)
def test_an_older_store_keeps_what_it_held(revision, tmp_path):
    store = connect(f"sqlite:///{restored(revision, tmp_path)}")
    check_upgrade(store)
    store.close()


@pytest.mark.slow
@pytest.mark.parametrize("revision", REVISIONS)
def test_so_does_an_older_postgresql_store(revision, tmp_path, postgres_address):
    old = create_engine(f"sqlite:///{restored(revision, tmp_path)}")
    with postgres.database(postgres_address) as url:
        store = connect(url)
        migrate.upgrade(store, revision)
        if revision >= "0012":
            partitions.prepare(store, Scope.ALL, {202611})
        carry(old, store)
        check_upgrade(store)
        store.close()
    old.dispose()


def carry(old, store):
    """The rows of a SQLite store into a PostgreSQL one of the same revision."""
    with old.connect() as source, store.write() as target:
        names = set(inspect(source).get_table_names()) & set(metadata.tables)
        found, wanted = MetaData(), MetaData()
        found.reflect(source, only=names)
        wanted.reflect(target, only=names)
        for table in wanted.sorted_tables:
            times = {
                column.name for column in table.columns if "TIMESTAMP" in str(column.type).upper()
            }
            for row in source.execute(select(found.tables[table.name])).mappings():
                values = {
                    name: func.to_timestamp(value / 1e6) if name in times and value else value
                    for name, value in row.items()
                }
                target.execute(insert(table).values(values))
    if "search_texts" in inspect(store.engine).get_table_names():
        search.rebuild(store, Scope.ALL)
