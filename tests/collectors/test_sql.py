"""Other people's databases: SQLite files and a real PostgreSQL, read and never written."""

import json
import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from sqlalchemy import create_engine, text

from collectors import sql
from collectors.databases import places
from collectors.databases.opening import reading
from core.doors import Sql
from core.errors import FetchError
from core.queries import problem
from core.sources import Opened, Profile
from tests import postgres
from tests.collectors import samples
from tests.collectors.looks import look
from tests.collectors.odd import BODY, only_what_may_come

NOW = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)
SAMPLES = samples.SAMPLES / "sql"
CASES = samples.cases("sql")
PROFILE = Profile(
    "p", "ticket", {"external_id": ["id"], "text": ["body"], "posted_at": ["created"]}
)  # fmt: skip
QUERY = "SELECT id, body, created, updated FROM ticket"


def a_source(secret, profile=PROFILE, **door):
    return Opened(
        "hotline-db", "sql", "示例库", "official_platform",
        mapping=profile, secret=secret, sql=Sql(**{"query": QUERY, **door}),
    )  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_sample(name, tmp_path):
    path = tmp_path / "other.db"
    with closing(sqlite3.connect(path)) as conn:
        conn.executescript((SAMPLES / f"{name}.sql").read_text("utf-8"))
    expected = samples.expectation("sql", name)
    source = a_source(f"sqlite:///{path}", expected["profile"], **expected["door"])
    if "error" in expected:
        with pytest.raises(FetchError, match=expected["error"]):
            look(source, NOW)
    else:
        samples.check(look(source, NOW).records, expected)


@pytest.fixture(params=["sqlite", "postgres"])
def other(request, tmp_path):
    """The address of a database with an empty table of tickets, once of each kind."""
    if request.param == "sqlite":
        url = f"sqlite:///{tmp_path / 'other.db'}"
        make(url, "TEXT")
        yield url
        return
    with postgres.database(request.getfixturevalue("postgres_address")) as url:
        make(url, "timestamptz")
        yield url.replace("+psycopg", "")


def make(url, kind):
    run(
        url,
        f"CREATE TABLE ticket (id integer, body text, created text, updated {kind}, secret text)",
    )


def run(url, statement, rows=None):
    engine = create_engine(url.replace("postgresql://", "postgresql+psycopg://"))
    with engine.begin() as conn:
        conn.execute(text(statement), rows)
    engine.dispose()


START = datetime(2026, 11, 20, 8, 0)


def put(url, *rows):
    """Tickets as (id, minutes after START at which they were updated)."""
    run(
        url,
        "INSERT INTO ticket VALUES (:id, '路灯不亮。', '2026-11-20 08:00', :updated, 'x')",
        [
            {"id": number, "updated": f"{START + timedelta(minutes=minute):%Y-%m-%d %H:%M:%S}"}
            for number, minute in rows
        ],
    )


def test_a_look_walks_through_all_rows_and_the_next_begins_a_little_before(other):
    put(other, *((number, number) for number in range(1, 101)))
    source = a_source(other, since="updated", rows=30)
    first = look(source, NOW)
    assert first.ids == [str(number) for number in range(1, 101)]
    assert first.pages == 4
    put(other, (101, 95), (102, 200))  # one was written late
    second = look(source, NOW, first.checkpoint)
    assert second.ids == [str(number) for number in [*range(90, 96), 101, *range(96, 101), 102]]


def test_more_rows_of_one_moment_than_a_page_holds(other):
    put(other, *((number, 5) for number in range(1, 26)), (26, 6))
    source = a_source(other, since="updated", rows=10, overlap=0)
    first = look(source, NOW)
    assert first.ids == [str(number) for number in range(1, 27)]
    put(other, (27, 6), (28, 6))  # the same moment as the last row that was read
    assert look(source, NOW, first.checkpoint).ids == ["26", "27", "28"]


def test_increments_by_a_number(other):
    put(other, *((number, 1) for number in range(1, 21)))
    source = a_source(other, since="id", rows=7, overlap=2)
    first = look(source, NOW)
    assert (first.ids, first.pages) == ([str(number) for number in range(1, 21)], 3)
    put(other, (21, 1))
    assert look(source, NOW, first.checkpoint).ids == ["18", "19", "20", "21"]


def test_without_a_growing_column_every_look_reads_all(other):
    put(other, (3, 1), (1, 2), (2, 3))
    source = a_source(other, rows=2)
    first = look(source, NOW)
    assert first.ids == ["1", "2", "3"]
    assert look(source, NOW, first.checkpoint).ids == ["1", "2", "3"]


def test_a_row_of_next_year_hides_nothing(other):
    put(other, (1, 1), (2, 60 * 24 * 365))
    source = a_source(other, since="updated")
    first = look(source, NOW)
    put(other, (3, 30))
    assert look(source, NOW, first.checkpoint).ids == ["1", "3", "2"]


def test_an_interrupted_look_goes_on_where_it_stood(other):
    put(other, *((number, 5) for number in range(1, 10)))
    source = a_source(other, since="updated", rows=4)
    first = look(source, NOW, most=1)
    assert look(source, NOW, first.checkpoint).ids == ["5", "6", "7", "8", "9"]


def test_a_page_is_bounded_in_bytes(other):
    put(other, *((number, number) for number in range(1, 31)))
    run(other, "UPDATE ticket SET body = :body", [{"body": "很长。" * 3_000}])
    found = look(replace(a_source(other, since="updated"), max_bytes=100_000), NOW)
    assert found.ids == [str(number) for number in range(1, 31)]
    assert found.pages > 5


def test_another_query_begins_anew(other):
    put(other, (1, 1), (2, 99))
    source = a_source(other, since="updated")
    first = look(source, NOW)
    assert look(source, NOW, first.checkpoint).ids == ["2"]
    again = replace(source, sql=replace(source.sql, query=QUERY + " WHERE id > 0"))
    assert look(again, NOW, first.checkpoint).ids == ["1", "2"]


def test_what_no_field_asks_for_is_dropped(other):
    put(other, (1, 1))
    fetched = sql.fetch(a_source(other, query="SELECT * FROM ticket"), None, NOW)
    [row] = json.loads(fetched.body)
    assert sorted(row) == ["body", "created", "id"]


def test_nothing_can_be_written(other):
    put(other, (1, 1))
    for statement in ("DELETE FROM ticket", "CREATE TABLE x (a int)", "UPDATE ticket SET id = 2"):
        with pytest.raises(FetchError, match="已被拒绝"), reading(a_source(other), 5) as conn:
            conn.execute(text(statement))
    assert look(a_source(other), NOW).ids == ["1"]


def test_a_function_that_writes_is_refused(postgres_address):
    with postgres.database(postgres_address) as url:
        run(url, "CREATE SEQUENCE s")
        source = a_source(url, query="SELECT nextval('s') AS id")
        with pytest.raises(FetchError, match="要写入数据"):
            look(source, NOW)
        lifted = "SELECT set_config('transaction_read_only', 'off', false) AS id"
        with pytest.raises(FetchError):
            look(a_source(url, query=lifted), NOW)


@pytest.mark.parametrize("kind", ["sqlite", "postgres"])
def test_a_query_that_takes_for_ever_is_ended(kind, tmp_path, request):
    if kind == "sqlite":
        url = f"sqlite:///{tmp_path / 'other.db'}"
        make(url, "TEXT")
        query = (
            "WITH RECURSIVE n(id) AS (SELECT 1 UNION ALL SELECT id + 1 FROM n) "
            "SELECT count(*) AS id FROM n"
        )
    else:
        url = request.getfixturevalue("postgres_address")
        query = "SELECT 1 AS id FROM pg_sleep(60)"
    with pytest.raises(FetchError, match=r"超过 0.2 秒"):
        look(a_source(url, query=query, seconds=0.2), NOW)


@pytest.mark.parametrize(
    ("secret", "told"),
    [
        ("", "MINSHENG_SECRET_HOTLINE_DB"),
        ("no address", "MINSHENG_SECRET_HOTLINE_DB"),
        ("mysql://u:geheim@127.0.0.1/x", "mysql"),
        ("postgresql://u:geheim@127.0.0.1:1/x", "连不上"),
        ("sqlite:////nowhere/geheim.db", "打不开"),
        ("sqlite:///{tmp}/missing_geheim.db", "打不开"),
        ("sqlite:///{tmp}/geheim.txt", "不是 SQLite"),
    ],
)
def test_a_database_that_cannot_be_opened_is_one_sentence(secret, told, tmp_path):
    (tmp_path / "geheim.txt").write_text("x" * 4_000)
    with pytest.raises(FetchError) as error:
        look(a_source(secret.format(tmp=tmp_path)), NOW)
    assert told in str(error.value)
    assert "geheim" not in str(error.value)
    assert not (tmp_path / "missing_geheim.db").exists()


def test_a_login_that_is_refused(postgres_address):
    address = postgres_address.rsplit("/", 1)[0] + "/there_is_no_such_database"
    with pytest.raises(FetchError, match="登录不上.*3D000|连不上"):
        look(a_source(address), NOW)


def test_a_database_in_use_can_be_read(tmp_path):
    url = f"sqlite:///{tmp_path / 'other.db'}"
    make(url, "TEXT")
    put(url, (1, 1))
    with closing(sqlite3.connect(tmp_path / "other.db")) as conn:
        conn.execute("PRAGMA journal_mode=WAL")
        conn.execute("INSERT INTO ticket VALUES (2, '停水。', '2026-11-20', '', '')")
        assert look(a_source(url), NOW).ids == ["1"]
        conn.commit()
        assert look(a_source(url), NOW).ids == ["1", "2"]


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ("SELECT 1", ""),
        ("select a.delete, \"update\", replace(x, 'a', 'b') from t a -- drop\n;", ""),
        ("WITH x AS (SELECT 1 AS id) SELECT * FROM x", ""),
        ("SELECT 'a; DELETE FROM t' AS id, '12:30' AS t", ""),
        ("", "一个 SELECT"),
        ("SELECT 1; SELECT 2", "一个 SELECT"),
        ("DELETE FROM t", "一个 SELECT"),
        ("EXPLAIN SELECT 1", "一个 SELECT"),
        ("PRAGMA user_version", "一个 SELECT"),
        ("ATTACH 'x' AS y", "一个 SELECT"),
        ("WITH d AS (DELETE FROM t RETURNING *) SELECT * FROM d", "DELETE"),
        ("SELECT * INTO n FROM t", "INTO"),
        ("SELECT * FROM t FOR UPDATE", "UPDATE"),
        ("SELECT * FROM t WHERE a > :since", ":since"),
    ],
)
def test_only_a_query_that_reads_is_sent(query, told):
    assert bool(problem(query)) is bool(told)
    assert told in problem(query)


@pytest.mark.parametrize(
    ("value", "earlier"),
    [
        (50, 40),
        (5.5, -4.5),
        (Decimal("12.50"), Decimal("2.5")),
        (datetime(2026, 11, 20, 8, 5), datetime(2026, 11, 20, 7, 55)),
        (datetime(2026, 11, 20, 8, 5, tzinfo=UTC), datetime(2026, 11, 20, 7, 55, tzinfo=UTC)),
        (date(2026, 11, 20), date(2026, 11, 19)),
        ("2026-11-20 08:05:00", "2026-11-20 07:55:00"),
        ("2026-11-20T08:05:00", "2026-11-20T07:55:00"),
        ("GD-0007", "GD-0007"),
        (UUID(int=7), UUID(int=7)),
    ],
)
def test_a_place_in_a_column_survives_the_checkpoint(value, earlier):
    again = places.restored(json.loads(json.dumps(places.kept(value, "c"))))
    assert (again, type(again)) == (value, type(value))
    assert places.before(again, 10.0) == earlier


@pytest.mark.parametrize("value", [None, True, b"x", [1]])
def test_what_cannot_be_put_in_order_is_a_sentence(value):
    with pytest.raises(FetchError, match="不能用来排序"):
        places.kept(value, "photo")


@pytest.mark.parametrize("checkpoint", ["{}", "rubbish", '{"query": 1}', '{"since": ["int", "x"]}'])
def test_a_checkpoint_that_is_not_ours_begins_anew(checkpoint, tmp_path):
    url = f"sqlite:///{tmp_path / 'other.db'}"
    make(url, "TEXT")
    put(url, (1, 1))
    assert look(a_source(url, since="updated"), NOW, checkpoint).ids == ["1"]


ODD = a_source("", replace(PROFILE, columns={"external_id": ["id"], "text": ["text"]}))


@pytest.mark.slow
@given(BODY)
@settings(max_examples=4_000, deadline=None, suppress_health_check=list(HealthCheck))
def test_no_body_breaks_the_parser_long(body):
    only_what_may_come(sql.parse, body, ODD, NOW)
