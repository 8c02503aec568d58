"""What came from a source in each hour."""

from datetime import timedelta

from core.messages import MaskedRow
from core.scope import Scope
from store import frames, health, messages, volumes
from store.messages import Batch

ALL = Scope.ALL
HOUR = timedelta(hours=1)


def test_arrivals_looks_and_failures_are_counted_by_the_hour(store, make_message, now):
    found = [make_message(str(number)) for number in range(3)]
    messages.add(store, ALL, Batch("board", "b", found), now)
    messages.add(store, ALL, Batch("board", "b", found), now + HOUR / 2)
    health.succeeded(store, ALL, "board", now, now)
    health.failed(store, ALL, "board", "坏了", now + HOUR, now)
    health.failed(store, ALL, "other", "坏了", now + HOUR, now)
    rows = volumes.hours(store, ALL, now - HOUR).rows()
    assert rows == [
        ("board", now, 3, 3, 0, 0, 1, 0),
        ("board", now + HOUR, 0, 0, 0, 0, 0, 1),
        ("other", now + HOUR, 0, 0, 0, 0, 0, 1),
    ]
    assert volumes.hours(store, ALL, now + HOUR, "other").height == 1
    assert volumes.forget(store, ALL, now + HOUR) == 1


def test_the_beginning_of_an_outage_is_kept(store, now):
    for step in range(3):
        health.failed(store, ALL, "board", "坏了", now + step * HOUR, now)
    row = frames.sources(store, ALL).row(0, named=True)
    assert (row["failures"], row["failing_since"]) == (3, now)
    health.succeeded(store, ALL, "board", now, now)
    assert frames.sources(store, ALL)["failing_since"].item() is None


def test_a_bad_row_leaves_when_its_record_comes_well(store, make_message, now):
    bad = [MaskedRow(7, "“时间”不是日期", {"编号": "1"}, external_id="1"), MaskedRow(8, "空行", {})]
    messages.add(store, ALL, Batch("board", "b", bad=bad), now)
    messages.add(store, ALL, Batch("other", "b", [make_message("1", source="other")]), now)
    assert frames.quarantined(store, ALL).height == 2
    messages.add(store, ALL, Batch("board", "b", [make_message("1")]), now)
    assert frames.quarantined(store, ALL)["row_no"].to_list() == [8]
