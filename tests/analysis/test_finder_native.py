"""The compiled loops of the issue finder and numpy find the same."""

import random

import numpy as np
import pytest

from analysis import groups, index, terms
from analysis.finder import DAY, Finder
from analysis.groups import Habits
from analysis.paged import Paged
from analysis.pairs import likenesses

native = pytest.importorskip("analysis._likeness", reason="installed without a C compiler")

PLACES = ["云杉雅苑", "云杉苑雅", "白鹭新村", "松溪路", "", "青石镇中学", "望江广场"]
MATTERS = [
    "夜间施工噪声扰民睡不着",
    "停水三天没有人通知",
    "饭店油烟直排窗户不敢开",
    "拖欠工资三个月要求补发",
    "电梯停运老人上不了楼😀",
    "垃圾没有清运夏天发臭",
]
TOWNS = ["", "", "330111", "330112"]


def county(count: int) -> list[terms.Terms]:
    chance = random.Random(11)
    rows = []
    for _ in range(count):
        place, matter = chance.choice(PLACES), chance.choice(MATTERS)
        other = chance.choice(MATTERS)[: chance.randint(0, 9)]
        title = f"{place}{matter[: chance.randint(0, 9)]}" if chance.random() < 0.8 else ""
        rows.append((title, f"{place}{chance.randint(1, 40)}号{matter}，{other}请处理。", place))
    towns = [chance.choice(TOWNS) for _ in rows]
    return list(terms.said(*zip(*rows, strict=True), towns))


def found(told: list[terms.Terms], monkeypatch, loops, shelf=None) -> Finder:
    monkeypatch.setattr(index, "native", loops)
    state = Finder(Habits(window_days=20, asleep_days=40), shelf=shelf)
    for number, each in enumerate(told):
        state.add(number, number * DAY / 20, each)
    state.settle()
    return state


def test_both_ways_group_the_same(monkeypatch):
    told = county(700)
    fast, slow = (found(told, monkeypatch, loops) for loops in (native, None))
    assert fast.index.loops
    assert not slow.index.loops
    assert fast.group_of == slow.group_of
    assert max(len(group.members) for group in fast.groups.values()) > 5
    assert len(fast.index.entries) < len(told), "some have left the window"


def test_both_ways_read_the_same_words(monkeypatch):
    read = []
    for loops in (native, None):
        monkeypatch.setattr(terms, "native", loops)
        read.append(county(300))
    for fast, slow in zip(*read, strict=True):
        assert fast.read == slow.read
        for one, two in ((fast.words, slow.words), (fast.names, slow.names)):
            assert one.terms.tolist() == two.terms.tolist()
            assert one.weights.tolist() == two.weights.tolist()
        assert fast.topics.tolist() == slow.topics.tolist()
        assert fast.coined.tolist() == slow.coined.tolist()
    assert any(each.topics.any() for each in read[0])
    assert not all(each.topics.all() for each in read[0])


@pytest.mark.parametrize(
    "tagged", [[("电梯",)], [("电梯", 3)], [(3, "n")], ["电梯"], [("电梯", "unknown")]]
)
def test_what_is_no_tagged_word_is_refused(tagged):
    with pytest.raises((TypeError, KeyError)):
        native.cut(tagged, {"n": 1}, 1, frozenset(), "云杉")


def test_who_is_in_a_group_is_told_in_order():
    likes, homes = {5: 0.2, 3: 0.9, 8: 0.4, 9: 0.1}, Paged()
    homes.update({5: 1, 3: 1, 8: 2})
    for loops in (native, groups):
        assert loops.within(likes, homes, 1, 9) == [5, 3]
        assert loops.within(likes, homes, 1, 1) == [5]
        assert loops.within(likes, homes, 7, 9) == []
        assert list(loops.nearest(likes, homes).items()) == [(1, 0.9), (2, 0.4)]


def test_both_ways_tell_how_like_messages_are(monkeypatch):
    told = county(200)
    values = []
    for loops in (native, None):
        state = found(told, monkeypatch, loops)
        entries = list(state.index.entries.values())
        weights = state.habits.weights
        values.append([likenesses(state.index, one, entries, weights) for one in entries])
    assert np.abs(np.array(values[0]) - np.array(values[1])).max() < 1e-5
    assert len(np.unique(np.round(values[0], 3))) > 50, "all kinds of likeness"


@pytest.mark.parametrize("packed", [b"", b"x" * 64, bytes(200), b"\xff" * 4_000])
def test_what_is_no_packed_message_is_refused(packed):
    scale = tuple([0.1] * 15)
    with pytest.raises(ValueError, match="no packed message"):
        native.liken(packed, [], scale)


def test_arrays_of_another_type_or_size_are_refused():
    each = county(1)[0]
    used = np.ones(1 << 21, np.float32)
    arrays = [each.letters, each.title, *each.words, each.topics, *each.names, each.coined]
    arrays += [used, used, used]
    bounds = (1.0, 9.0, 9.0, 9.0, 4.0, 28.0, 8.0)
    texts = (each.read, each.place, each.region)
    assert native.weigh(texts, True, tuple(arrays), bounds, True)[0]
    for spoilt in (
        [arrays[0][:-1], *arrays[1:]],
        [*arrays[:4], arrays[4][:-1], *arrays[5:]],
        [*arrays[:7], arrays[7][:-1], *arrays[8:]],
        [*arrays[:10], used[:10]],
        [*arrays[:10], used.astype(np.float64)],
    ):
        with pytest.raises(ValueError, match="array"):
            native.weigh(texts, True, tuple(spoilt), bounds, True)
