"""Taking messages in: every row accounted for, nothing twice, nothing lost."""

from datetime import timedelta

import polars as pl
import pytest

from core.messages import MaskedRow
from core.scope import Scope
from store import cubes, frames, labels, messages
from store.frames import Filter

ALL = Scope.ALL


def label(store, now, **values):
    """Label all pending messages alike."""
    defaults = {
        "area": "environment",
        "area_score": 1.0,
        "area_unsure": 0,
        "sentiment": "neg",
        "sentiment_score": -0.5,
        "intent": "投诉",
        "urgency": 0,
        "region": None,
        "unit": None,
        "place": "",
        "problem": "",
        "keywords": "",
        "topic1": "",
        "topic2": "",
    }
    frame = labels.pending(store, ALL)
    given = {**defaults, **values}
    columns = [
        pl.lit(value, dtype=pl.String if value is None else None).alias(name)
        for name, value in given.items()
    ]
    return labels.save(store, ALL, frame.drop("region", "unit").with_columns(columns), "m", now)


def add(store, now, *found, **rest):
    return messages.add(store, ALL, messages.Batch("board", "file", found, **rest), now)


def total(store):
    seen = frames.span(store, ALL)
    return frames.days(store, ALL, *seen)["messages"].sum() if seen else 0


def test_it_works(store, now, make_message):
    assert add(store, now, make_message("1"), make_message("2")).as_dict() == {
        "rows": 2,
        "accepted": 2,
        "duplicate": 0,
        "updated": 0,
        "quarantined": 0,
    }
    assert frames.count_messages(store, ALL, Filter()) == 2


def test_the_same_content_again_is_a_duplicate(store, now, make_message):
    add(store, now, make_message("1"))
    assert add(store, now, make_message("1")).duplicate == 1
    assert frames.count_messages(store, ALL, Filter()) == 1


def test_identical_text_under_a_new_id_is_accepted(store, now, make_message):
    assert add(store, now, make_message("1"), make_message("2")).accepted == 2


def test_the_same_id_of_another_source_is_another_message(store, now, make_message):
    add(store, now, make_message("1"))
    other = messages.Batch("hotline", "file", [make_message("1", source="hotline")])
    assert messages.add(store, ALL, other, now).accepted == 1


def test_changed_content_updates_and_is_analysed_again(store, now, make_message):
    add(store, now, make_message("1"))
    label(store, now)
    assert add(store, now, make_message("1", text="改过的内容")).updated == 1
    assert frames.messages_page(store, ALL, Filter())["text"].to_list() == ["改过的内容"]
    assert labels.pending(store, ALL).height == 1


def test_one_batch_with_the_same_record_three_times(store, now, make_message):
    same, changed = make_message("1"), make_message("1", text="后来的内容")
    assert add(store, now, same, same, changed).as_dict() == {
        "rows": 3,
        "accepted": 1,
        "duplicate": 1,
        "updated": 1,
        "quarantined": 0,
    }
    assert frames.messages_page(store, ALL, Filter())["text"].to_list() == ["后来的内容"]


def test_more_messages_than_one_statement_can_look_up(store, now, make_message):
    many = [make_message(str(number)) for number in range(1_000)]
    assert add(store, now, *many).accepted == 1_000
    assert add(store, now, *many).duplicate == 1_000


def test_public_numbers_are_not_the_sources(store, now, make_message):
    add(store, now, make_message("20261123-0001"))
    ref = frames.messages_page(store, ALL, Filter())["ref"].item()
    assert "20261123" not in ref
    assert frames.message(store, ALL, ref)["title"] == "云杉小区夜间施工"


def test_the_checkpoint_moves_with_the_rows(store, now, make_message):
    assert messages.checkpoint(store, ALL, "board") is None
    add(store, now, make_message("1"), checkpoint="row 1")
    assert messages.checkpoint(store, ALL, "board") == "row 1"


def test_a_failing_batch_leaves_nothing_behind(store, now, make_message):
    broken = make_message("2", facts={})
    object.__setattr__(broken, "posted_at", now.replace(tzinfo=None))
    with pytest.raises(Exception, match=r".*"):
        add(store, now, make_message("1"), broken, checkpoint="row 2")
    assert frames.count_messages(store, ALL, Filter()) == 0
    assert messages.checkpoint(store, ALL, "board") is None


def test_bad_rows_wait_in_quarantine_once(store, now):
    row = MaskedRow(7, "没有留言时间", {"留言主题": "停水"})
    assert add(store, now, bad=[row]).quarantined == 1
    add(store, now, bad=[row])
    kept = frames.quarantined(store, ALL)
    assert kept.select("row_no", "reason").rows() == [(7, "没有留言时间")]
    assert "停水" in kept["cells"].item()


def test_response_hours_come_from_the_reply(store, now, make_message):
    add(store, now, make_message("1", reply="已修好", replied_at=now + timedelta(hours=26.5)))
    assert frames.messages_page(store, ALL, Filter())["reply_hours"].item() == 26.5


def test_a_reply_before_the_question_has_no_response_time(store, now, make_message):
    add(store, now, make_message("1", reply="已修好", replied_at=now - timedelta(days=1)))
    row = frames.messages_page(store, ALL, Filter()).row(0, named=True)
    assert row["reply"] == "已修好"
    assert row["reply_hours"] is None


def test_a_reply_that_comes_later_is_added(store, now, make_message):
    add(store, now, make_message("1"))
    label(store, now)
    add(store, now, make_message("1", reply="已修好", replied_at=now + timedelta(hours=3)))
    label(store, now)
    day = frames.days(store, ALL, *frames.span(store, ALL))
    assert day.select("messages", "replied").rows() == [(1, 1)]


def test_cubes_count_each_labelled_message_once(store, now, make_message):
    add(store, now, *(make_message(str(number)) for number in range(5)))
    assert total(store) == 0
    label(store, now)
    label(store, now)
    assert total(store) == 5
    assert cubes.difference(store, ALL) == 0


def test_an_update_moves_its_message_to_another_cell(store, now, make_message):
    add(store, now, make_message("1"), make_message("2"))
    label(store, now)
    add(store, now, make_message("1", text="谢谢", posted_at=now - timedelta(days=2)))
    label(store, now, area="other", sentiment="pos")
    cells = frames.days(store, ALL, *frames.span(store, ALL))
    assert sorted(cells.select("area", "messages").rows()) == [("environment", 1), ("other", 1)]
    assert cells["day"].n_unique() == 2


def test_rebuilt_cubes_are_the_same(store, now, make_message):
    add(store, now, *(make_message(str(n), reply="好", replied_at=now) for n in range(7)))
    label(store, now)
    before = frames.days(store, ALL, *frames.span(store, ALL))
    cubes.rebuild(store, ALL)
    assert frames.days(store, ALL, *frames.span(store, ALL)).equals(before)


def test_a_message_changed_while_it_was_analysed_is_analysed_again(store, now, make_message):
    add(store, now, make_message("1"))
    read_before = labels.pending(store, ALL)
    add(store, now, make_message("1", text="分析时改了内容"))
    columns = {name: pl.lit(None, dtype=pl.String) for name in labels.COLUMNS}
    stale = read_before.drop("region", "unit").with_columns(**columns)
    labels.save(store, ALL, stale, "m", now)
    assert labels.pending(store, ALL)["text"].to_list() == ["分析时改了内容"]
    assert total(store) == 0


def test_days_are_cut_in_shanghai(store, now, make_message):
    late = now.replace(hour=16, minute=1)  # 00:01 on the 24th in Shanghai
    add(store, now, make_message("1", posted_at=late))
    label(store, now)
    assert str(frames.days(store, ALL, *frames.span(store, ALL))["day"].item()) == "2026-11-24"


@pytest.mark.parametrize(
    ("chosen", "expected"),
    [
        (Filter(words="停水"), ["b"]),
        (Filter(words="停水 三天"), ["b"]),
        (Filter(words="100%"), []),
        (Filter(area="environment"), ["b", "a"]),
        (Filter(area="wages"), []),
        (Filter(channel="电话"), ["a"]),
        (Filter(answered=True), ["a"]),
        (Filter(answered=False), ["b"]),
        (Filter(took=(0, 24)), ["a"]),
        (Filter(took=(1, None)), ["a"]),
        (Filter(took=(24, 72)), []),
    ],
)
def test_filters(store, now, make_message, chosen, expected):
    then = now - timedelta(hours=1)
    add(
        store,
        now,
        make_message("a", title="a", posted_at=then, channel="电话", reply="好", replied_at=now),
        make_message("b", title="b", text="停水三天", channel="网站"),
    )
    label(store, now)
    assert frames.messages_page(store, ALL, chosen)["title"].to_list() == expected
    assert frames.count_messages(store, ALL, chosen) == len(expected)


def test_a_scope_hides_other_regions(store, now, make_message):
    add(store, now, make_message("1", region="330106"), make_message("2", region="330205"))
    label(store, now)
    scope = Scope(regions=frozenset({"3301"}))
    assert frames.count_messages(store, scope, Filter()) == 1
    assert frames.days(store, scope, *frames.span(store, ALL))["messages"].sum() == 1
    assert frames.count_messages(store, Scope(regions=frozenset()), Filter()) == 0
