"""The issue finder: one issue is one problem at one place, whatever the order and the flood."""

from collections import Counter
from random import Random

import pytest

from analysis import burst, floods
from analysis.finder import DAY, Finder
from analysis.ground import Ground, alike
from analysis.groups import Habits
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


OF_ONE_ESTATE = (
    (
        "电梯故障",
        "云杉花园电梯困人",
        "三号楼的电梯又把人困住了，打了半天电话才有人来，希望尽快处理。",
    ),
    ("供暖", "云杉花园暖气不热", "家里才十五度，物业让等，老人冻得受不了，希望尽快处理。"),
    ("电梯故障", "云杉花园电梯经常停运", "电梯三天两头停运，老人下不了楼，希望尽快处理。"),
    ("供暖", "云杉花园暖气温度低", "交了钱屋里还是冷，暖气片摸着冰凉，希望尽快处理。"),
    ("消防安全", "云杉花园消防通道被堵", "消防通道停满了车，真着火了怎么办，希望尽快处理。"),
    ("电梯故障", "云杉花园电梯异响", "电梯上下都有异响，不敢坐，希望尽快处理。"),
    ("供暖", "云杉花园暖气片冰凉", "暖气片一直冰凉，供热公司不上门，希望尽快处理。"),
    ("消防安全", "云杉花园占用消防通道", "有人长期占用消防通道，没有人管，希望尽快处理。"),
)
PROBLEMS = {"电梯故障": ["电梯"], "供暖": ["暖气"], "消防安全": ["消防通道"]}


def test_the_first_problems_of_an_estate_stay_apart_in_an_empty_store():
    state = Finder(problems=PROBLEMS)
    numbers = [
        state.add(row, row * 3600.0, terms(title, f"云杉花园{text}", "云杉花园"))
        for row, (_, title, text) in enumerate(OF_ONE_ESTATE)
    ]
    state.settle()
    found = {}
    for (kind, _, _), number in zip(OF_ONE_ESTATE, numbers, strict=True):
        found.setdefault(kind, set()).add(state.home_of(number))
    assert len(found) == 3
    assert all(len(homes) == 1 for homes in found.values())
    assert len(set.union(*found.values())) == 3


def test_a_group_takes_no_other_kind_of_problem_than_its_titles_tell():
    ground = Ground()
    for _ in range(4):
        ground.add("", ("供暖",))
    assert ground.fits("", ("供暖", "物业管理"))
    assert ground.fits("", ())
    assert not ground.fits("", ("电梯故障",))
    other = Ground()
    for _ in range(3):
        other.add("", ("电梯故障",))
    assert not ground.meets(other)
    ground.join(other)
    assert ground.fits("", ("电梯故障",))


@pytest.mark.parametrize(
    ("title", "place"),
    [
        ("云杉街道白鹭家园供暖温度低", "白鹭家园"),
        ("关于青石镇望江公寓电梯的诉求", "望江公寓"),
        ("云杉街道路灯不亮", "云杉街道"),
    ],
)
def test_the_town_before_an_estate_is_not_its_name(title, place):
    assert place_of(title, "") == place


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


POLICE = (
    "请公安局依法调查{}非法集资",
    "{}平台宣布良性退出九个月，受害人向派出所报案，办案民警被调走，至今没有立案，兑付方案没有保障。",
)
OWED = (
    "请给{}出借人一个保障",
    "出借人等了四个月，{}的审计还没有批，派出所让我们等，实际控制人拿钱租地盖厂房，兑付方案没有下文。",
)


@pytest.mark.parametrize(("other", "issues"), [("佳穗贷", 1), ("乐米贷", 2)])
def test_one_platform_told_in_other_words_is_one_issue(other, issues):
    """A name that no dictionary knows and hardly anybody else uses counts as a place does."""
    told = [(name, said(name, text, title.format(name)))
            for name, (title, text) in (("佳穗贷", POLICE), (other, OWED))]  # fmt: skip
    assert len(groups(told)) == issues


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


def test_what_became_one_issue_stays_one_after_the_window_has_left_it():
    state = Finder(Habits(window_days=8, asleep_days=12))
    first = state.add(0, 0.0, said("云杉小区", NOISE[0]))
    second = state.add(1, 0.0, said("白鹭雅苑", FEES[0]))
    assert state.home_of(second) != first
    state.merge(first, second)
    for row in range(2, 400):
        state.add(row, row * DAY, said(f"第{row}号院", f"{row}号院{row * 7}门前的灯{row}坏了"))
    assert not {first, second} & state.group_of.keys()
    assert state.home_of(second) == first


@pytest.mark.parametrize("known", [False, True])
def test_a_flood_makes_no_word_common(county, known):
    """500 copies of one text weigh as one: the others that say the same still find each other."""
    quiet, flooded = Finder(), Finder()
    copies = [said("云杉花园", NOISE[0])] * 500
    others = [item for _, item in county]
    for state, told in ((quiet, others), (flooded, [*copies, *others])):
        if known:
            state.learn(told)
        for row, item in enumerate(told):
            state.add(row, float(row), item, known=known)
    assert len(flooded.index.entries) == len(quiet.index.entries)
    words = others[1].words.terms
    assert (flooded.index.words.used[words] == quiet.index.words.used[words]).all()


@pytest.mark.parametrize("known", [False, True])
def test_an_issue_that_is_most_of_all_there_is_goes_on_growing(known):
    """500 of 900 messages: its words are not common, only this issue is large."""
    told = [said("云杉小区", f"{NOISE[row % 4]}第{row}次反映，请处理。") for row in range(500)]
    told += [said(f"第{row}号院", f"{row}号院门前的路灯{row * 7}坏了") for row in range(400)]
    Random(2).shuffle(told)  # noqa: S311 - not for secrets
    state = Finder()
    if known:
        state.learn(told)
    for row, item in enumerate(told):
        state.add(row, row * 60.0, item, known=known)
    state.settle()
    own = [row for row, item in enumerate(told) if item.place.startswith("云杉")]
    homes = Counter(state.group_of[row] for row in own)
    assert len(own) == 500
    assert homes.most_common(1)[0][1] == 500
    state.index.weigh_again()
    likes = [value for row in own for value in state._likes.of(row).values()]
    assert all(0.0 <= value <= 1.0 for value in likes), "what is counted no longer weighs still"


def test_one_person_who_writes_500_times_makes_one_issue():
    texts = [f"{NOISE[row % 4].format('云杉花园')}第{row}次反映，请处理。" for row in range(500)]
    state = Finder()
    homes = [state.add(row, row * 60.0, said("云杉花园", text)) for row, text in enumerate(texts)]
    assert len({state.home_of(home) for home in homes}) == 1


def test_messages_out_of_order_and_with_wrong_dates_find_the_same(county):
    def found(times):
        state = Finder()
        state.learn(background())
        for row, (_, item) in enumerate(county):
            state.add(row, times[row], item)
        state.settle()
        return [state.home_of(state.group_of[row]) for row in range(len(county))]

    days = [row * DAY for row in range(len(county))]
    odd = [*reversed(days)]
    odd[3], odd[7], odd[11] = -2e9, 0.0, 9e9
    assert found(odd) == found(days)


@pytest.mark.parametrize("text", ["", " ", "。", "？？？", "😀", "a"])
def test_messages_that_say_nothing_stand_alone(text):
    state = Finder()
    assert [state.add(row, 0.0, terms(text, text, "")) for row in range(3)] == [0, 1, 2]


def test_a_message_added_twice_keeps_its_group(county):
    state = Finder()
    first = [state.add(row, 0.0, item) for row, (_, item) in enumerate(county)]
    again = [state.add(row, 0.0, item) for row, (_, item) in enumerate(county)]
    assert [state.home_of(number) for number in again] == [state.home_of(n) for n in first]


@pytest.mark.slow
def test_memory_is_bounded_by_the_window():
    state = Finder(Habits(window_days=8, asleep_days=12))
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


@pytest.mark.parametrize("how", ["merge", "split"])
def test_what_a_person_regrouped_is_as_if_all_was_read_again(county, how):
    state = Finder()
    for row, (_, item) in enumerate(county):
        state.add(row, row * 3600.0, item)
    homes = {row: state.group_of[row] for row in range(len(county))}
    first = homes[0]
    other = next(home for home in homes.values() if home != first)
    if how == "merge":
        changed = {row: first for row, home in homes.items() if home in (first, other)}
    else:
        changed = {row: first if row else -7 for row, home in homes.items() if home == first}
    state.regroup(changed | {9_999: first})
    anew = Finder()
    for row, (_, item) in enumerate(county):
        anew.restore(row, row * 3600.0, item, (homes | changed)[row])
    assert state.group_of == anew.group_of
    assert {home: list(group.members) for home, group in state.groups.items()} == {
        home: list(group.members) for home, group in anew.groups.items()
    }
    late = said(PLACES[0], NOISE[0].replace("半夜", "凌晨"))
    assert state.add(500, 99 * 3600.0, late) == anew.add(500, 99 * 3600.0, late)


def test_names_of_places_with_a_typo_are_alike():
    assert alike("白鹭雅苑", "白鹭雅园") > 0.3 > alike("白鹭雅苑", "云杉小区")
    assert alike("", "云杉") == 0.0


def test_a_transposed_name_is_the_same_name():
    assert alike("瑞富苑", "富瑞苑") == 1.0
    assert alike("楷林国际", "林楷国际") > 0.3


def test_a_group_keeps_to_its_town():
    ground = Ground()
    for _ in range(3):
        ground.add("999901001")
    assert ground.fits("999901001")
    assert ground.fits("")
    assert not ground.fits("999901002")


def test_two_problems_of_one_place_are_apart_in_an_empty_store():
    state = Finder()
    noise = [state.add(row, float(row), said("云杉小区", text)) for row, text in enumerate(NOISE)]
    fees = [state.add(9 + row, 9.0, said("云杉小区", text)) for row, text in enumerate(FEES)]
    assert len({state.home_of(number) for number in noise}) == 1
    assert len({state.home_of(number) for number in fees}) == 1
    assert state.home_of(noise[0]) != state.home_of(fees[0])


def test_a_place_on_the_way_does_not_part_an_issue():
    texts = ("请调查云海贷平台诈骗一案，本金无法提现", "云海贷平台诈骗跑路，本金不能提现")
    state = Finder()
    homes = [
        state.add(row, float(row), terms("云海贷平台诈骗无法提现", f"{where}{text}", where))
        for row, (text, where) in enumerate(zip(texts, ("青石镇", "望江家族集团"), strict=True))
    ]
    assert state.home_of(homes[0]) == state.home_of(homes[1])


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
    assert burst.find([now - hour * 3600 for hour in range(4)], now) is None


def test_the_tail_of_poisson():
    assert burst.tail(0, 2.0) == 1.0
    assert burst.tail(1, 1.0) == pytest.approx(1 - 2.718281828**-1)


def test_a_unit_of_a_thousand_messages_a_day_has_bursts_too():
    assert burst.tail(5_000, 746.0) < 1e-5
    assert burst.tail(1_200, 1_000.0) < 1e-5
    assert burst.tail(1_100, 1_000.0) == pytest.approx(0.00095, rel=0.05)
    assert burst.tail(1_000, 1_000.0) == pytest.approx(0.5, abs=0.02)
    assert burst.tail(800, 1_000.0) == pytest.approx(1.0)
    assert burst.tail(600, 500.001) == pytest.approx(burst.tail(600, 500.0), rel=0.001)


def test_nothing_of_a_message_is_kept_once_the_window_has_left_it():
    state = Finder(Habits(window_days=8, asleep_days=12))
    for number in range(1_200):
        place = (
            ("云杉", "白鹭", "青石")[number % 3] + "甲乙丙丁戊己庚辛壬癸"[number // 3 % 10] + "小区"
        )
        text = (
            "同样的话，原样再发一遍，请尽快处理。"
            if number % 5 == 0
            else f"第{number}号楼噪声很大。"
        )
        told = terms(f"{place}夜间施工{number % 7}", text, place)
        state.add(number, number * DAY / 50, told)
    within = 12 * 50 + 64
    kept = (state.group_of, state.index.entries, state._likes, state._copies, state._spots)
    assert all(len(held) <= within for held in kept)
    assert sum(len(group.members) for group in state.groups.values()) == len(state.group_of)


def test_which_words_of_a_flood_count_does_not_depend_on_the_order_of_rows():
    flood = [said("云杉花园", f"{{}}第{number}次停水没有人管，请处理。") for number in range(260)]
    table = [*flood, *background()]
    Random(3).shuffle(table)
    one, two = floods.taught(table), floods.taught(reversed(table))
    assert one[1] == two[1]
    assert len(one[1]) == 60
