"""Many rows at once come out as they went in, whatever is in them."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from sqlalchemy import func, select

from core.errors import StoreError
from core.scope import Scope
from store import partitions
from store.rows import allocate, among, array, insert_many
from store.schema import message_keys, messages

ODD = [
    "",
    "\\.",
    "一\n\\.\n二",
    '他说"停水"，了',
    "a,b;c\td\r\ne",
    "\\N",
    "NULL",
    "null",
    " ",
    "{a,b}",
    "'; --",
    "😀é\u0301",
]
AT = datetime(2026, 11, 3, 23, 59, 59, 123456, tzinfo=timezone(timedelta(hours=8)))


def rows_of(texts):
    return [
        {
            "id": number,
            "month": 202611,
            "ref": f"r{number}",
            "source": "board",
            "kind": "message",
            "channel": told,
            "title": told,
            "text": told,
            "posted_at": AT + timedelta(microseconds=number),
            "added_at": AT,
            "changed_at": None if number % 2 else AT,
            "link": told or None,
            "region": None,
            "unit": told,
            "votes_up": number,
            "votes_down": -number,
            "submitter_hash": None if number % 2 else bytes(range(16)),
            "mask_version": 3,
            "state": "pending",
            "revision": 0,
            "facts": {"say": told, "n": 0.1, "deep": [None, True, {"a": told}]} if told else {},
        }
        for number, told in enumerate(texts)
    ]


def test_rows_come_out_as_they_went_in(store):
    partitions.prepare(store, Scope.ALL, {202611})
    given = rows_of(ODD)
    with store.write() as conn:
        insert_many(conn, messages, given)
        insert_many(conn, messages, [])
    with store.read() as conn:
        found = conn.execute(select(messages).order_by(messages.c.id)).mappings().all()
    assert [dict(row) for row in found] == given
    assert found[0]["posted_at"] == AT.astimezone(UTC)


def test_a_batch_that_the_store_refuses_leaves_nothing(store):
    partitions.prepare(store, Scope.ALL, {202611})
    twice = rows_of(["一", "二"])
    twice[1]["id"] = twice[0]["id"]
    with pytest.raises(StoreError), store.write() as conn:
        insert_many(conn, messages, twice)
    with store.read() as conn:
        assert conn.execute(select(func.count()).select_from(messages)).scalar_one() == 0


def test_values_are_looked_for_at_once(store):
    keys = [{"source": "board", "external_id": told, "id": number, "month": 202611,
             "content_hash": bytes([number])} for number, told in enumerate(ODD)]  # fmt: skip
    columns = message_keys.c
    with store.write() as conn:
        insert_many(conn, message_keys, keys)
        for _again in range(7):  # PostgreSQL's driver prepares what comes again
            asked = select(columns.id).where(among(conn, columns.external_id, [*ODD[:4], "none"]))
            assert sorted(conn.execute(asked).scalars()) == [0, 1, 2, 3]


def test_postgresql_reads_arrays_that_were_written_out(store):
    if store.is_sqlite:
        assert array([1, None]) == "{1,NULL}"
        return
    told, hashes = [*ODD, None], [b"", b"\0\\x\xff", None]
    with store.read() as conn:
        asked = "SELECT %s::varchar[], %s::bytea[], %s::date[], %s::boolean[]"
        days = [AT.date(), None]
        row = conn.exec_driver_sql(
            asked, (array(told), array(hashes), array(days), array([True, False]))
        ).one()
    assert row[0] == told
    assert [one if one is None else bytes(one) for one in row[1]] == hashes
    assert row[2] == days
    assert row[3] == [True, False]


def test_blocks_of_ids_follow_one_another(store):
    assert allocate(store, "messages", 0) == range(0)
    first, second = allocate(store, "messages", 3), allocate(store, "messages", 2)
    assert (len(first), len(second), second.start) == (3, 2, first.stop)
    assert allocate(store, "issues", 1).start == first.start
