"""The issue finder: one issue is one problem at one place, whatever the order and the flood."""

from random import Random

import pytest

from analysis import burst
from analysis.finder import DAY, Finder, Habits
from analysis.ground import Ground, alike
from analysis.issues import name_of, representative
from analysis.place import place_of
from analysis.terms import terms

PLACES = ("云杉花园", "白鹭雅苑", "青石公馆", "望江公寓")
NOISE = (
    "{}旁边的工地每天半夜打桩施工，吵得老人孩子睡不着觉。",
    "我住{}，旁边工地夜间施工到凌晨两点，噪声太大睡不着。",
    "{}边上的工地半夜打桩，夜间施工噪声扰民，睡不着觉。",
    "{}附近工地凌晨施工打桩，噪声让人睡不着，没有人管。",
)
FEES = (
    "{}物业擅自提高停车费，每月从一百涨到三百，没有公示。",
    "{}的停车费被物业涨到三百一个月，没有公示，业主不同意。",
    "{}物业停车费涨价没有公示，从一百涨到三百，业主不认可。",
)


def said(place, text, title=""):
    heading = title or f"{place}{'停车费上涨' if '停车费' in text else '夜间施工噪声'}"
    words = text.format(place)
    return terms(heading, words, place_of(heading, words))


@pytest.fixture
def county():
    """(true issue, terms) of two problems at each of four places."""
    return [
        ((place, kind), said(place, text))
        for place in PLACES
        for kind, texts in (("noise", NOISE), ("fees", FEES))
        for text in texts
    ]


MATTERS = (
    "路灯坏了一个月没有人修，晚上走路看不见",
    "停水两天没有通知，做饭都成问题",
    "饭店油烟直排，窗户都不敢开",
    "公司拖欠工资三个月，要求补发",
    "医保报销被退回，窗口说材料不全",
    "公交车班次太少，上班等四十分钟",
    "垃圾堆在路口没有清运，夏天发臭",
    "房产证办不下来，开发商一直推脱",
    "电梯经常停运，老人上不了楼",
    "快递柜占用消防通道，存在隐患",
)


def background():
    """What else is said in a county, so that it is known which words are rare."""
    for number, first in enumerate("松柏桐槐榆柳桃李杏梅兰菊荷莲葵"):
        for matter in MATTERS:
            place = f"{first}{'溪湖山河泉'[number % 5]}家园"
            yield terms(f"{place}{matter[:6]}", f"{place}{matter}。", place)


def groups(found):
    state = Finder()
    state.learn(background())
    numbers = [state.add(row, row * 3600.0, item) for row, (_, item) in enumerate(found)]
    state.settle()
    by_group = {}
    for (truth, _), number in zip(found, numbers, strict=True):
        by_group.setdefault(state.home_of(number), []).append(truth)
    return list(by_group.values())


def test_no_issue_mixes_two_places_or_two_problems(county):
    assert all(len(set(truths)) == 1 for truths in groups(county))


def test_every_issue_is_found(county):
    biggest = {truths[0]: len(truths) for truths in sorted(groups(county), key=len)}
    assert len(biggest) == 8
    assert min(biggest.values()) >= 2


@pytest.mark.parametrize("seed", range(4))
def test_the_order_of_messages_matters_little(county, seed):
    shuffled = Random(seed).sample(county, len(county))
    mixed = [truths for truths in groups(shuffled) if len(set(truths)) > 1]
    assert len(mixed) <= 1
    assert all(len({place for place, _ in truths}) == 1 for truths in mixed)


def test_a_flood_of_one_text_is_one_group_and_is_compared_once():
    state = Finder()
    item = said("云杉小区", NOISE[0])
    numbers = {state.add(row, float(row), item) for row in range(500)}
    assert len(numbers) == 1
    assert len(state.index.entries) == 1


@pytest.mark.parametrize("text", ["", " ", "。", "？？？", "😀", "a"])
def test_messages_that_say_nothing_stand_alone(text):
    state = Finder()
    assert [state.add(row, 0.0, terms(text, text, "")) for row in range(3)] == [0, 1, 2]


def test_a_message_added_twice_keeps_its_group(county):
    state = Finder()
    first = [state.add(row, 0.0, item) for row, (_, item) in enumerate(county)]
    again = [state.add(row, 0.0, item) for row, (_, item) in enumerate(county)]
    assert [state.home_of(number) for number in again] == [state.home_of(n) for n in first]


def test_memory_is_bounded_by_the_window():
    state = Finder(Habits(window_days=10, asleep_days=20))
    for row in range(2_000):
        place = f"{chr(0x4E00 + row % 97)}{chr(0x5200 + row % 89)}小区"
        state.add(row, row * DAY / 10, said(place, f"{{}}第{row}件事，{chr(0x6000 + row)}坏了。"))
    assert len(state.index.entries) < 400
    assert len(state.groups) < 400


def test_one_wrong_date_forgets_nothing(county):
    state = Finder(Habits(window_days=10))
    for row, (_, item) in enumerate(county):
        state.add(row, 4e9 if row == 5 else float(row), item)
    assert len(state.index.entries) == len(county)


def test_an_issue_that_slept_comes_back():
    state = Finder(Habits(window_days=30, asleep_days=700))
    first = [state.add(row, float(row), said("云杉小区", text)) for row, text in enumerate(NOISE)]
    for row in range(200):
        state.add(100 + row, 200 * DAY, terms(f"{chr(0x4E00 + row)}事", f"{row}", ""))
    late = state.add(900, 201 * DAY, said("云杉小区", "{}旁边的工地半夜打桩，施工噪声睡不着。"))
    assert state.home_of(late) == state.home_of(first[0])


def test_what_a_person_fixed_is_not_merged(county):
    state = Finder()
    state.restore(1, 0.0, said("云杉小区", NOISE[0]), 1)
    state.restore(2, 0.0, said("云杉小区", NOISE[1]), -2)
    state.groups[1].fixed = state.groups[-2].fixed = True
    state.add(3, 1.0, said("云杉小区", NOISE[2]))
    state.settle()
    assert {1, -2} <= state.groups.keys()


def test_a_restored_finder_goes_on_as_before(county):
    one, two = Finder(), Finder()
    for row, (_, item) in enumerate(county[:-1]):
        two.restore(row, float(row), item, one.add(row, float(row), item))
    last = len(county) - 1
    assert one.add(last, 99.0, county[last][1]) == two.add(last, 99.0, county[last][1])


def test_names_of_places_with_a_typo_are_alike():
    assert alike("白鹭雅苑", "白鹭雅园") > 0.3 > alike("白鹭雅苑", "云杉小区")
    assert alike("", "云杉") == 0.0


def test_a_group_keeps_to_its_place_and_town():
    ground = Ground()
    for _ in range(3):
        ground.add(terms("", "", "云杉小区", "999901001"))
    assert ground.fits(terms("", "", "云杉", "999901002"))
    assert not ground.fits(terms("", "", "白鹭雅苑", "999901001"))
    assert not ground.fits(terms("", "", "", "999901002"))


def test_names_are_taken_from_the_messages():
    titles = ["关于云杉小区夜间施工的投诉", "云杉小区夜间施工噪声扰民", "再次反映云杉小区夜间施工"]
    assert representative(titles) in titles
    assert name_of(titles, "云杉小区", "噪声扰民") == "云杉小区：噪声扰民"
    assert "云杉小区夜间施工" in name_of(titles, "云杉小区", "")
    assert name_of(["停水三天"], "云杉小区", "") == "云杉小区：停水三天"
    assert name_of([], "", "") == "—"


def test_a_burst_is_measured_against_the_past():
    now = 100 * DAY
    steady = [day * DAY for day in range(100)]
    assert burst.find(steady, now) is None
    found = burst.find([now - hour * 3600 for hour in range(6)], now)
    assert found is not None
    assert found.people == 6
    assert burst.find([now - hour * 3600 for hour in range(5)], now) is None


def test_the_tail_of_poisson():
    assert burst.tail(0, 2.0) == 1.0
    assert burst.tail(1, 1.0) == pytest.approx(1 - 2.718281828**-1)
