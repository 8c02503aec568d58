"""An update keeps what it replaced, masked, and never makes a second record."""

from datetime import timedelta

from core.scope import Actor, Scope
from store import changes, erase, frames, messages
from store.frames import Filter
from store.messages import Batch

ALL = Scope.ALL
HOUR = timedelta(hours=1)


def add(store, now, *found):
    return messages.add(store, ALL, Batch("board", "b", found), now)


def number(store):
    return frames.messages_page(store, ALL, Filter())["id"].item()


def test_a_tickets_life_is_kept_step_by_step(store, make_message, now):
    first = {"status": "办理中", "returned": 0}
    later = {"status": "已办结", "returned": 1, "solved": "解决"}
    add(store, now, make_message("1", facts=first))
    counts = add(store, now + HOUR, make_message("1", facts=later, reply="已修好"))
    assert (counts.updated, counts.accepted) == (1, 0)
    assert frames.count_messages(store, ALL, Filter()) == 1
    (change,) = changes.of_message(store, ALL, number(store))
    assert change["at"] == now + HOUR
    assert change["changes"] == {
        "reply": [None, "已修好"],
        "facts.status": ["办理中", "已办结"],
        "facts.returned": [0, 1],
        "facts.solved": [None, "解决"],
    }
    add(
        store, now + 2 * HOUR, make_message("1", facts=later | {"solved": "未解决"}, reply="已修好")
    )
    assert [step["changes"] for step in changes.of_message(store, ALL, number(store))][1] == {
        "facts.solved": ["解决", "未解决"]
    }


def test_the_same_again_changes_nothing(store, make_message, now):
    for _ in range(3):
        add(store, now, make_message("1"))
    assert changes.of_message(store, ALL, number(store)) == []


def test_votes_go_up_without_a_history(store, make_message, now):
    add(store, now, make_message("1"))
    assert add(store, now, make_message("1", votes_up=5)).updated == 1
    assert changes.of_message(store, ALL, number(store)) == []


def test_what_was_replaced_is_masked_and_goes_with_the_record(store, make_message, now):
    add(store, now, make_message("1", text="请打13812345678", submitter="欧阳雪莹"))
    add(store, now, make_message("1", text="请联系欧阳雪莹", submitter="欧阳雪莹"))
    kept = str(changes.of_message(store, ALL, number(store)))
    assert "〔电话〕" in kept
    assert "13812345678" not in kept
    assert "欧阳雪莹" not in kept
    message = number(store)
    assert erase.erase(store, ALL, "board", "1", Actor("clerk"), now).changes == 1
    assert changes.of_message(store, ALL, message) == []
