"""What the finder's window leaves behind, and the small tables that know of its messages."""

from random import Random

import pytest

from analysis.copies import Copies
from analysis.entries import Entry
from analysis.finder import DAY, Finder
from analysis.groups import Habits
from analysis.paged import NONE, Line, Paged, Serials
from analysis.terms import terms
from analysis.window import Window

PLACES = ["云杉小区", "白鹭雅苑", "青石村", "望江花园", "松溪市场", "桐湖大道"]
MATTERS = [
    "夜间施工噪声",
    "停水三天",
    "油烟直排",
    "拖欠工资",
    "电梯停运",
    "垃圾未清运",
    "乱收停车费",
]


def said(number):
    place, matter = PLACES[number % 6], MATTERS[number % 7]
    return terms(
        f"{place}{matter}", f"{place}{number}号楼反映{matter}，请处理，第{number}次。", place
    )


def test_more_messages_than_there_is_room_for_leave_the_oldest_behind():
    state = Finder(Habits(most=64))
    for number in range(400):
        state.add(number, number * 60.0, said(number))
        assert len(state.index.entries) <= 64 + 64
    assert state.window.early > 200
    assert set(range(390, 400)) <= set(state.group_of)
    assert len(state.group_of) == len(state.index.entries)
    assert sum(len(group.members) for group in state.groups.values()) == len(state.group_of)


def test_copies_are_bounded_too():
    state = Finder(Habits(most=64))
    for number in range(250):
        state.add(number, number * 60.0, said(7))
        state.add(10_000 + number, number * 60.0, said(number))
    assert len(state.group_of) <= 2 * 64 + 3 * 64


def test_what_sleeps_leaves_when_its_time_has_come():
    window = Window(Habits(window_days=8, asleep_days=12))
    held = {}
    for number in range(640):
        at = number * DAY / 10
        window.enter(number)
        held[number] = Entry(number, at, b"", "")
        for gone in window.left(at, held, lambda one: one % 2 == 0):
            assert held.pop(gone).at < at - (12 if gone % 2 == 0 else 8) * DAY + 7 * DAY
    assert min(held) > 640 - 120 - 70
    assert window.early == 0


def test_a_paged_table_does_what_a_dict_does():
    rng, paged, plain = Random(3), Paged(), {}
    for _time in range(4_000):
        key = rng.choice((rng.randrange(-900, 900), rng.randrange(1 << 40, (1 << 40) + 600)))
        if rng.random() < 0.6:
            paged[key] = plain[key] = rng.randrange(-5, 1 << 50)
        elif key in plain:
            del paged[key], plain[key]
        else:
            with pytest.raises(KeyError):
                del paged[key]
        assert (key in paged, paged.get(key), len(paged)) == (
            key in plain, plain.get(key), len(plain),
        )  # fmt: skip
    assert paged == plain
    for key in list(plain):
        del paged[key]
    assert not paged.pages
    with pytest.raises(KeyError):
        paged[7]


def test_a_line_lets_the_first_go_first():
    line, waiting = Line(), []
    for number in range(3_000):
        line.append(number)
        waiting.append(number)
        if number % 3:
            assert line.first() == waiting[0]
            assert line.take() == waiting.pop(0)
    assert len(line) == len(waiting)


def test_a_serial_is_given_once():
    serials = Serials()
    first, second = serials.begin(70), serials.begin(5)
    assert (serials.begin(70), serials.number(second)) == (first, 5)
    serials.end(70)
    serials.shorten()
    assert (serials.number(first), serials.number(second), serials.of(5)) == (NONE, 5, second)
    assert 70 not in serials
    assert serials.begin(70) > second


def test_copies_know_who_was_first():
    copies, texts = Copies(), [said(number) for number in range(300)]
    assert [copies.first(number, told) for number, told in enumerate(texts)] == [None] * 300
    assert copies.first(900, texts[7]) == 7
    assert copies.has_earlier(900, texts[7])
    assert not copies.has_earlier(7, texts[7])
    copies.forget(900, texts[7].read)
    assert copies.first(901, texts[7]) == 7
    copies.forget(7, texts[7].read)
    assert copies.first(-4, texts[7]) is None
    assert copies.first(902, texts[7]) == -4
    assert len(copies) == 300
    short = terms("停水", "", "")
    assert copies.first(1_000, short) is None
    assert copies.first(1_001, short) is None
