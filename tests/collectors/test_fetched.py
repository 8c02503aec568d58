"""What collectors that poll share: the checkpoint, and times for records without a date."""

from datetime import timedelta

import pytest

from collectors import fetched
from core.messages import BadRow, RawMessage


def record(external_id, now, **facts):
    return RawMessage("s", external_id, "news", "标题", "内容", posted_at=now, facts=facts)


def times(records):
    return [record.posted_at for record in records]


def test_an_undated_record_keeps_the_time_it_was_first_seen(now):
    later = now + timedelta(hours=1)
    _, kept = fetched.settle([record("a", now, undated=True)], "{}")
    settled, _ = fetched.settle(
        [record("b", later, undated=True), record("a", later, undated=True)], kept
    )
    assert times(settled) == [later, now]


def test_dated_records_and_bad_rows_pass_untouched(now):
    given = [record("a", now), BadRow(1, "坏", {})]
    settled, kept = fetched.settle(given, '{"etag": "1"}')
    assert (settled, fetched.unpack(kept)) == (given, {"etag": "1"})


def test_records_that_left_are_forgotten(now):
    _, kept = fetched.settle([record("a", now, undated=True)], '{"etag": "1"}')
    assert fetched.UNDATED in fetched.unpack(kept)
    _, kept = fetched.settle([record("b", now)], kept)
    assert fetched.unpack(kept) == {"etag": "1"}


def test_the_memory_is_bounded(now):
    many = [record(str(number), now, undated=True) for number in range(3_000)]
    _, kept = fetched.settle(many, "{}")
    assert len(fetched.unpack(kept)[fetched.UNDATED]) == 2_000


@pytest.mark.parametrize("broken", [None, "", "no json", "[1]", "7"])
def test_an_unreadable_checkpoint_begins_again(broken):
    assert fetched.unpack(broken) == {}


def test_a_damaged_checkpoint_begins_again_wherever_it_is_damaged():
    known = {"uid": 120, "validity": 7, "at": "imap://那里"}
    whole = fetched.pack(known)
    assert fetched.unpack(whole) == known
    for place, char in enumerate(whole):
        for other in ("9", "x", '"', ""):
            damaged = whole[:place] + other + whole[place + 1 :]
            if other == char or '"mark"' not in damaged:
                continue
            assert fetched.unpack(damaged) in ({}, known), damaged
