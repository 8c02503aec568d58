"""A store carried into another one holds the same, and goes on from there."""

from datetime import timedelta
from itertools import pairwise

import pytest

from core.errors import InputError
from core.messages import MaskedRow
from core.scope import Actor, Scope
from store import copying, daybooks, frames, history
from store.frames import Filter
from store.migrate import open_store
from tests.store.test_messages import add, label

ALL = Scope.ALL


@pytest.fixture
def target(tmp_path):
    opened = open_store(f"sqlite:///{tmp_path / 'copy.db'}")
    yield opened
    opened.close()


def fill(store, now, make_message):
    many = [make_message(str(n), title=f"第{n}件") for n in range(120)]
    answered = make_message("r", reply="已修好", replied_at=now, facts={"stars": 2})
    add(store, now, *many, answered, bad=[MaskedRow(7, "没有时间", {"主题": "停水"})])
    label(store, now)
    with store.write() as conn:
        history.write(conn, Actor("操作员"), "ask", ("request", 1), {"kind": "collect"}, now)


def test_everything_is_there_and_agrees(store, target, now, make_message):
    fill(store, now, make_message)
    told = []
    copied = copying.copy(store, target, ALL, lambda over, whole: told.append((over, whole)))
    assert all(item.same for item in copied)
    assert {item.table: item.rows for item in copied}["messages"] == 121
    assert told[-1][0] == told[-1][1]
    for chosen in (Filter(answered=True), Filter(words="第110件"), Filter(area="environment")):
        both = [frames.messages_page(place, ALL, chosen) for place in (store, target)]
        assert both[0].equals(both[1])
        assert both[0].height


@pytest.mark.slow
def test_rows_of_many_bytes_are_carried_a_few_at_a_time(store, target, now, make_message):
    days = [now - timedelta(days=n) for n in range(35)]
    add(store, now, *[make_message(str(n), posted_at=at) for n, at in enumerate(days)])
    label(store, now)
    daybooks.catch_up(store, ALL)
    told = [0]
    copied = copying.copy(store, target, ALL, lambda over, _whole: told.append(over))
    assert {one.table: one.rows for one in copied}["daybook"] == 35
    assert all(one.same for one in copied)
    steps = [after - before for before, after in pairwise(told)]
    assert steps.count(10) >= 3
    assert daybooks.difference(target, ALL) == 0 == len(daybooks.due(target, ALL))


@pytest.mark.slow
def test_new_rows_follow_the_copied_ones(store, now, make_message, tmp_path):
    first = open_store(f"sqlite:///{tmp_path / 'first.db'}")
    fill(first, now, make_message)
    copying.copy(first, store, ALL, lambda *_: None)
    first.close()
    add(store, now, make_message("new", title="新来的"), bad=[MaskedRow(8, "没有内容", {})])
    assert frames.count_messages(store, ALL, Filter()) == 122
    assert frames.quarantined(store, ALL).height == 2
    assert frames.count_messages(store, ALL, Filter(words="新来的")) == 1


def test_a_store_that_holds_something_is_not_written_over(store, target, now, make_message):
    add(target, now, make_message())
    with pytest.raises(InputError, match="不是空的"):
        copying.copy(store, target, ALL, lambda *_: None)


def test_a_changed_figure_is_noticed(store, target, now, make_message, monkeypatch):
    fill(store, now, make_message)
    original = copying._continue_numbers

    def later(place):
        original(place)
        with place.write() as conn:
            conn.exec_driver_sql("UPDATE messages SET votes_up = 1 WHERE title = '第3件'")

    monkeypatch.setattr(copying, "_continue_numbers", later)
    copied = copying.copy(store, target, ALL, lambda *_: None)
    assert [item.table for item in copied if not item.same] == ["messages"]
