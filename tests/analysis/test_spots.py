"""Spots of messages: which estate, road, village or firm; and when two are surely two."""

import pytest

from analysis.kinds import Known
from analysis.place import place_of
from analysis.spots import Around, Spot, elsewhere, spot_in
from analysis.terms import terms


@pytest.mark.parametrize(
    ("read", "name", "kind"),
    [
        ("关于青石镇松溪小区停水的诉求", "松溪小区", "estate"),
        ("松溪路安置小区电梯困人", "松溪路安置小区", "estate"),
        ("松溪路路灯不亮", "松溪路", "road"),
        ("青石县云杉街道松溪街道路坑洼", "松溪街", "road"),
        ("来电人家住青石镇松溪村，停水三天", "松溪村", "village"),
        ("月澜府暖气不热", "月澜府", "estate"),
        ("在云杉街道松溪水果店买到烂果", "松溪水果店", "shop"),
        ("3月2日从松溪物流有限公司离职", "松溪物流公司", "firm"),
        ("松溪物业公司乱收费", "松溪物业公司", "estate"),
        ("松溪路下穿通道工地拖欠工资", "松溪路下穿通道工地", "site"),
    ],
)  # fmt: skip
def test_the_spot_of_a_message(read, name, kind):
    found = spot_in(read)
    assert found is not None
    assert (found.name, found.kind) == (name, kind)


@pytest.mark.parametrize("read", ["云杉街道环境问题", "这家药店不开发票", "供热公司不接电话", ""])
def test_a_town_and_a_name_that_many_share_are_no_spot(read):
    assert spot_in(read) is None


@pytest.mark.parametrize(
    ("one", "two", "apart"),
    [
        ("松溪路坑洼", "松溪村停水", True),
        ("松溪社区停水", "松溪公寓停水", True),
        ("松溪社区停水", "松溪小区停水", False),
        ("松溪物流有限公司欠薪", "白鹭商贸有限公司欠薪", True),
        ("松溪雅苑停水", "松溪雅园小区停水", False),
        ("松溪路改造工地扬尘", "松溪路扬尘", False),
    ],
)
def test_two_spots_are_two_by_name_and_kind(one, two, apart):
    first, second = spot_in(one), spot_in(two)
    assert first is not None
    assert second is not None
    assert elsewhere(first, second) is apart


def test_a_group_of_one_spot_takes_no_message_about_another():
    road, village = Spot("松溪路", "松溪", "road"), Spot("松溪村", "松溪", "village")
    around = Around()
    for _ in range(3):
        around.add(road)
    assert around.fits(road, "")
    assert not around.fits(village, "松溪村停水")
    assert around.fits(village, "松溪村口的松溪路坑洼")
    other = Around()
    for _ in range(2):
        other.add(village)
    assert not around.meets(other)
    around.join(other)
    assert around.fits(village, "")


def test_the_name_of_a_spot_tells_no_problem():
    known = Known({"征地拆迁": ["安置"], "电梯故障": ["电梯"]})
    title = "松溪路安置小区电梯困人"
    said = terms(title, f"{title}。", place_of(title, ""))
    assert known.of(said) == {"征地拆迁", "电梯故障"}
    assert known.of(said, "松溪路安置小区") == {"电梯故障"}
