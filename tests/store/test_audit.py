"""The audit: nobody changes it, and a chain over it tells when somebody did."""

from datetime import timedelta

import pytest
from sqlalchemy import text

from core.audit import bursts
from core.errors import StoreError
from core.scope import Actor, Scope
from store import audit, history

ALL = Scope.ALL
KEY = b"a key outside the database"
LI = Actor("li", address="10.1.2.3")


def look(store, now, *ids, who=LI):
    audit.add(store, ALL, who, "view", ("messages", 0), {"ids": list(ids)}, now)


def by_hand(store, *statements):
    """What somebody with the database's own rights can do."""
    off = ("DROP TRIGGER audit_no_update", "DROP TRIGGER audit_no_delete")
    if not store.is_sqlite:
        off = ("ALTER TABLE audit DISABLE TRIGGER ALL",)
    with store.write() as conn:
        for statement in (*off, *statements):
            conn.execute(text(statement))


@pytest.fixture
def sealed(store, now):
    for number in range(6):
        look(store, now, number)
        if number % 2:
            audit.seal(store, ALL, KEY, now)
    look(store, now, 99)
    return store


def test_a_whole_chain_verifies(sealed):
    found = audit.verify(sealed, ALL, KEY)
    assert (found.rows, found.seals, found.unsealed, found.broken) == (7, 3, 1, ())


def test_another_key_does_not_verify(sealed):
    assert audit.verify(sealed, ALL, b"guessed").broken == (("seal", 1), ("seal", 2), ("seal", 3))


@pytest.mark.parametrize("statement", ["UPDATE audit SET actor = 'x'", "DELETE FROM audit"])
def test_the_store_refuses_to_change_it(sealed, statement):
    with pytest.raises(StoreError), sealed.write() as conn:
        conn.execute(text(statement))
    assert audit.verify(sealed, ALL, KEY).broken == ()


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit SET actor = 'wang' WHERE id = 3",
        "UPDATE audit SET address = '10.1.2.4' WHERE id = 3",
        "DELETE FROM audit WHERE id = 4",
    ],
)
def test_a_row_that_was_changed_by_force_breaks_its_seal_only(sealed, statement):
    by_hand(sealed, statement)
    assert audit.verify(sealed, ALL, KEY).broken == (("seal", 2),)


def test_a_seal_that_was_taken_out_is_missed(sealed):
    off = "DROP TRIGGER audit_seals_no_delete"
    if not sealed.is_sqlite:
        off = "ALTER TABLE audit_seals DISABLE TRIGGER ALL"
    by_hand(sealed, off, "DELETE FROM audit_seals WHERE number = 2")
    assert ("seal", 3) in audit.verify(sealed, ALL, KEY).broken


def test_a_deed_stands_in_the_audit_without_its_words(store, now):
    with store.write() as conn:
        history.write(conn, LI, "dismiss", ("issue", 7), {"reason": "重复"}, now)
        history.write(conn, Actor.step("watch"), "open", ("case", 1), {}, now)
    (row,) = audit.entries(store, ALL)
    assert (row["actor"], row["action"], row["subject_id"]) == ("li", "dismiss", 7)
    assert row["address"] == "10.1.2.3"
    assert "重复" not in str(row)


def test_words_of_a_deed_that_were_changed_are_found_and_erased_ones_are_not(store, now):
    with store.write() as conn:
        for number in (1, 2):
            history.write(conn, LI, "dismiss", ("issue", number), {"reason": "重复"}, now)
        conn.execute(text("UPDATE history SET details = '{}' WHERE id = 1"))
    assert audit.verify(store, ALL, KEY).broken == ()
    with store.write() as conn:
        conn.execute(text("""UPDATE history SET details = '{"reason": "无效"}' WHERE id = 2"""))
    assert audit.verify(store, ALL, KEY).broken == (("history", 2),)


def test_a_refused_deed_leaves_nothing(store, now):
    with pytest.raises(StoreError), store.write() as conn:  # noqa: PT012
        audit.record(conn, LI, "export", ("messages", 0), {}, now)
        conn.execute(text("SELECT * FROM no_such_table"))
    assert audit.entries(store, ALL) == []


def test_nothing_to_seal_makes_no_seal(store, now):
    assert audit.seal(store, ALL, KEY, now) is None


def test_look_ups_around_one_record_are_a_burst_and_lists_are_not(store, now):
    for minute in range(6):
        look(store, now + timedelta(minutes=minute), 7)
        look(store, now + timedelta(minutes=minute), *range(20, 40))
        look(store, now, 8, who=Actor(f"p{minute}"))
    (found,) = bursts(audit.entries(store, ALL))
    assert (found.message, found.looks, found.actors) == (7, 6, (("li", 6),))
    for number in range(4):
        look(store, now, 8, who=Actor(f"q{number}"))
    assert [one.message for one in bursts(audit.entries(store, ALL))] == [7, 8]
