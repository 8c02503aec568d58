"""What is known of an issue's messages from before is never older than the store."""

from datetime import timedelta

import pytest
from sqlalchemy import event, update

from store import erase, grouped, owed_issues, submitters
from store.schema import issue_members, labels
from tests.store.test_erase import ALL, CLERK, add, join, label, make_issue

KEY = "云杉|噪声"


@pytest.fixture
def place(store, now, make_message):
    """A store with an issue of three messages, and what was read of them."""
    people = {"1": "a", "2": "b", "3": "a"}
    add(store, now, *(make_message(one, submitter=who) for one, who in people.items()))
    label(store, now)
    join(store, now)
    make_issue(store, now, 3)
    known = grouped.Known()
    grouped.groups(store, ALL, [KEY], known)
    return store, known


def both(store, known, keys=(KEY,)):
    """As the store has it now; what was known before makes no difference."""
    fresh = grouped.groups(store, ALL, keys)
    assert grouped.groups(store, ALL, keys, known) == fresh
    return fresh.get(KEY, [])


def test_a_message_that_joins_is_read_beside_the_known_ones(place, now, make_message):
    store, known = place
    add(store, now, make_message("4", text="另一件事。", posted_at=now - timedelta(days=1)))
    label(store, now)
    join(store, now)
    found = both(store, known)
    assert len(found) == 4
    assert found[0]["posted_at"] < found[1]["posted_at"], "the oldest stands first"
    assert len({row["content"] for row in found}) == 2


def test_what_the_source_changes_is_read_again(place, now, make_message):
    store, known = place
    changed = make_message("2", submitter="b", votes_up=7, reply="已停工。", replied_at=now)
    add(store, now + timedelta(hours=1), changed)
    found = both(store, known)
    assert [row["votes"] for row in found] == [0, 7, 0]
    assert [row["reply"] for row in found] == [None, "已停工。", None]


def test_new_labels_are_read_again(place, now):
    store, known = place
    with store.write() as conn:
        later = now + timedelta(hours=1)
        conn.execute(update(labels).values(problem="夜间施工", urgency=1, labelled_at=later))
    assert {row["problem"] for row in both(store, known)} == {"夜间施工"}


def test_an_erased_message_is_gone(place, now):
    store, known = place
    erase.erase(store, ALL, "board", "1", CLERK, now)
    assert len(both(store, known)) == 2


def test_nothing_stays_known_of_an_issue_whose_last_message_was_erased(place, now):
    store, known = place
    for ticket in ("1", "2", "3"):
        erase.erase(store, ALL, "board", ticket, CLERK, now)
    assert owed_issues.owed(store, ALL) == {KEY}, "whoever reads groups is asked to look again"
    assert both(store, known) == []
    assert known.of(KEY) == {}


def test_who_wrote_is_forgotten(place, now):
    store, known = place
    submitters.forget(store, ALL, 202611, now)
    found = both(store, known)
    assert {row["submitter"] for row in found} == {None}
    assert found[0]["share"] == pytest.approx(2 / 3)


def test_a_message_that_moves_is_known_where_it_is(place):
    store, known = place
    number = both(store, known)[0]["id"]
    other = "白鹭|停水"
    with store.write() as conn:
        moved = update(issue_members).where(issue_members.c.message_id == number)
        conn.execute(moved.values(key=other, issue_id=None))
    assert len(both(store, known, (KEY, other))) == 2


def test_no_more_is_known_than_was_allowed(place):
    store, _known = place
    known = grouped.Known(most=2)
    assert len(both(store, known)) == 3
    assert not known.of(KEY)


def test_what_is_pushed_out_while_others_are_read_is_still_told(place, now, make_message):
    store, _known = place
    other = "白鹭|停水"
    add(store, now, make_message("8", text="停水了。"), make_message("9", text="没有水。"))
    label(store, now)
    join(store, now, other)
    known = grouped.Known(most=3)
    for keys in ((other,), (other, KEY), (KEY, other), (other, KEY)):
        assert grouped.groups(store, ALL, keys, known) == grouped.groups(store, ALL, keys)
    known = grouped.Known(most=5)
    grouped.groups(store, ALL, (KEY, other), known)
    add(store, now, make_message("5", text="工地又开工。"))
    label(store, now)
    join(store, now)
    found = grouped.groups(store, ALL, (KEY, other), known)
    assert [len(rows) for rows in found.values()] == [4, 2]


def test_of_a_large_issue_only_what_is_new_is_read_in_full(place, now, make_message):
    store, known = place
    add(store, now, *(make_message(f"more{number}") for number in range(60)))
    label(store, now)
    join(store, now)
    assert len(both(store, known)) == 63
    add(store, now, make_message("last", text="又开工了。"))
    label(store, now)
    join(store, now)
    asked = []
    event.listen(store.engine, "before_cursor_execute", lambda *told: asked.append(told[2:4]))
    (rows,) = grouped.groups(store, ALL, [KEY], known).values()
    _stamps, full = [values for sql, values in asked if sql.startswith("SELECT")]
    assert len(rows) == 64
    assert len(full) == 3, "whose labels, the month, and the one number"
