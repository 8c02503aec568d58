"""Different submitters: counted from hashes, and from frozen counts once those are gone."""

from datetime import timedelta

from core.scope import Scope
from store import grouped, messages, submitters, voices
from tests.store.test_erase import add, join, label, make_issue

ALL = Scope.ALL


def grow(store, now, make_message, *people):
    found = [make_message(str(n), submitter=person) for n, person in enumerate(people)]
    add(store, now, *found)
    label(store, now)
    join(store, now)
    return make_issue(store, now, len(found))


def shares(store):
    found = grouped.groups(store, ALL, ["云杉|噪声"])
    return [row["share"] for row in found["云杉|噪声"]]


def test_the_count_is_the_same_before_and_after_the_hashes_go(store, now, make_message):
    number = grow(store, now, make_message, "a", "b", "b", "b")
    assert voices.of_issue(store, ALL, number) == {202611: 2}
    assert shares(store) == [1.0, 1.0, 1.0, 1.0]
    submitters.forget(store, ALL, 202611, now)
    assert voices.of_issue(store, ALL, number) == {202611: 2}
    assert shares(store) == [0.5, 0.5, 0.5, 0.5]


def test_months_are_counted_apart(store, now, make_message):
    old = now - timedelta(days=60)
    add(store, now, make_message("9", submitter="a", posted_at=old))
    number = grow(store, now, make_message, "a", "b")
    assert voices.of_issue(store, ALL, number) == {202609: 1, 202611: 2}


def test_readers_who_see_no_small_groups_get_no_month_of_few_people(store, now, make_message):
    old = now - timedelta(days=60)
    for number in range(6):
        message = make_message(f"9{number}", submitter="ab"[number % 2], posted_at=old)
        add(store, now, message)
    number = grow(store, now, make_message, *"abcde")
    few = Scope(may=frozenset({"figures"}), least=5)
    assert voices.of_issue(store, ALL, number) == {202609: 2, 202611: 5}
    assert voices.of_issue(store, few, number) == {202611: 5}
    submitters.forget(store, ALL, 202609, now)
    assert voices.of_issue(store, few, number) == {202611: 5}


def test_frozen_counts_follow_an_issue_that_joins_another(store, now, make_message):
    number = grow(store, now, make_message, "a", "b")
    submitters.forget(store, ALL, 202611, now)
    with store.write() as conn:
        voices.move(conn, number, 99)
    assert voices.of_issue(store, ALL, number) == {}
    assert submitters.frozen(store, ALL, "issue") == {(202611, "99"): 2}


def test_a_quarantined_row_alone_keeps_no_hash_alive(store, now):
    from core.messages import MaskedRow

    row = MaskedRow(2, "缺少", {}, "7", b"h" * 16, 202608)
    messages.add(store, ALL, messages.Batch("board", "file", bad=[row]), now)
    assert submitters.months(store, ALL) == [202608]
    submitters.forget(store, ALL, 202608, now)
    assert submitters.months(store, ALL) == []
