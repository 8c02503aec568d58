"""Vectors made here hold what PostgreSQL would make of the same letters."""

from struct import unpack_from

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import create_engine, text

from core.finding import LONGEST_WORD, characters
from store.vectors import vectors
from tests import postgres
from tests.store.test_spacing import said

LETTERS = 2_000
"""At most in one vector."""


def read(vector):
    """letter -> its places, in the order of the vector."""
    (number,) = unpack_from(">i", vector)
    found, at = {}, 4
    for _ in range(number):
        end = vector.index(b"\0", at)
        (places,) = unpack_from(">H", vector, end + 1)
        found[vector[at:end].decode()] = list(unpack_from(f">{places}H", vector, end + 3))
        at = end + 3 + 2 * places
    assert at == len(vector)
    return found


def expected(parts):
    """The same letter by letter; a None between title, text and reply stands for no letter."""
    line = [one for part in parts for one in [None, *characters(part)]][1:]
    kept = [place for place, one in enumerate(line) if one is not None]
    rows = []
    for start in range(0, len(kept), LETTERS - LONGEST_WORD):
        own = kept[start : start + LETTERS]
        found = {}
        for place in own:
            found.setdefault(line[place], []).append(place - own[0] + 1)
        rows.append({one: found[one][:256] for one in sorted(found)})
        if start + LETTERS >= len(kept):
            break
    return rows


def check(told):
    assert [[read(one) for one in own] for own in vectors(told)] == [expected(one) for one in told]
    orders = [list(read(one)) for own in vectors(told) for one in own]
    assert all(order == sorted(order, key=str.encode) for order in orders)


@pytest.mark.slow
@settings(deadline=None)
@given(st.lists(st.tuples(said, said, said), max_size=8))
def test_every_letter_stands_at_its_places(told):
    check(told)


@pytest.mark.slow
def test_long_ones_many_and_a_letter_that_never_ends():
    long = ("停水", "".join(chr(0x4E00 + place % 977) for place in range(5_000)), "ABC①é😀")
    check([long, ("", "", ""), ("哈" * 3_000, "", "哈"), ("a", "", "b")] * 60)
    assert vectors([]) == []


def test_a_phrase_never_runs_from_one_part_into_the_next():
    (vector,) = vectors([("临", "平", "路")])[0]
    assert read(vector) == {"临": [1], "平": [3], "路": [5]}


@pytest.fixture(scope="module")
def server(postgres_address):
    with postgres.database(postgres_address) as url:
        engine = create_engine(url)
        with engine.begin() as conn:
            conn.execute(text("CREATE TABLE told (number integer, words tsvector)"))
        yield engine
        engine.dispose()


@pytest.mark.slow
@settings(deadline=None, max_examples=60)
@given(st.lists(st.tuples(said, said, said), max_size=4))
def test_postgresql_reads_them_as_if_they_were_written_out(server, told):
    made = [one for own in vectors(told) for one in own]
    meant = [one for parts in told for one in expected(parts)]
    with server.begin() as conn:
        conn.execute(text("TRUNCATE told"))
        with conn.connection.cursor().copy("COPY told FROM STDIN (FORMAT binary)") as copy:
            copy.write(b"PGCOPY\n\xff\r\n\0" + bytes(8))
            for number, vector in enumerate(made):
                size = len(vector).to_bytes(4, "big")
                head = b"\0\x02\0\0\0\x04" + number.to_bytes(4, "big")
                copy.write(head + size + vector)
            copy.write(b"\xff\xff")
        rows = conn.execute(text("SELECT number, words::text FROM told ORDER BY number")).all()
        written = [
            " ".join(f"'{one}':{','.join(map(str, places))}" for one, places in row.items())
            for row in meant
        ]
        same = text("SELECT CAST(:line AS tsvector)::text")
        assert [row[1] for row in rows] == [
            conn.execute(same, {"line": line}).scalar_one() for line in written
        ]
