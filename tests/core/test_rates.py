"""Rates against sheets computed by hand, and what has no value."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core import rates
from core.rates import CallBack, Policy, Ratio, Tally

POLICY = Policy()
# tickets, 有效回访, 已联系, 已解决, 满意, 基本满意
LARGE = Tally(120, 100, 95, 60, 50, 20)
SMALL = Tally(4, 4, 4, 4, 3, 1)
SILENT = Tally(7, 0, 0, 0, 0, 0)
SHEET = {
    # 响应率, 解决率, 满意率 at 0.9, 综合 = 0.1·响应 + 0.5·解决 + 0.4·满意
    "large": (LARGE, 95.0, 60.0, 68.0, 9.5 + 30 + 27.2),
    "small": (SMALL, 100.0, 100.0, 97.5, 10 + 50 + 39),
}


@pytest.mark.parametrize("name", SHEET)
def test_the_three_rates_and_the_composite(name):
    tally, *expected = SHEET[name]
    found = [ratio.value for ratio in tally.rates(POLICY).values()]
    assert [*found, tally.composite(POLICY)] == pytest.approx(expected)


@pytest.mark.parametrize(("weight", "share"), [(1.0, 70.0), (0.9, 68.0), (0.8, 66.0)])
def test_fairly_satisfied_counts_as_the_setting_says(weight, share):
    found = LARGE.rates(replace(POLICY, fair_weight=weight))["satisfied"]
    assert found.value == pytest.approx(share)
    assert (found.numerator, found.denominator) == (pytest.approx(50 + 20 * weight), 100)


def test_pooled_and_mean_differ_and_both_are_right():
    pooled = rates.pooled([LARGE, SMALL, SILENT])
    found = {name: ratio.value for name, ratio in pooled.rates(POLICY).items()}
    assert found == pytest.approx(
        {"response": 100 * 99 / 104, "solved": 100 * 64 / 104, "satisfied": 100 * 71.9 / 104}
    )
    means = rates.mean([LARGE, SMALL, SILENT], POLICY)
    assert {name: value for name, (value, _units) in means.items()} == pytest.approx(
        {"response": 97.5, "solved": 80.0, "satisfied": 82.75}
    )
    assert {units for _value, units in means.values()} == {2}


def test_nothing_is_not_zero():
    assert {ratio.value for ratio in SILENT.rates(POLICY).values()} == {None}
    assert {ratio.interval for ratio in SILENT.rates(POLICY).values()} == {None}
    assert SILENT.composite(POLICY) is None
    assert rates.pooled([]).composite(POLICY) is None
    assert rates.mean([], POLICY)["solved"] == (None, 0)
    assert rates.points(None, 3.0) is None
    assert rates.growth(3, 0) is None
    assert not Ratio(0, 0).enough(1)


@pytest.mark.parametrize(
    ("numerator", "denominator", "low", "high"),
    [
        (81, 263, 25.53, 36.62),
        (15, 148, 6.24, 16.05),
        (0, 20, 0.0, 16.11),
        (1, 29, 0.61, 17.18),
    ],
)
def test_the_interval_is_that_of_newcombe_1998(numerator, denominator, low, high):
    """Newcombe 1998, Statistics in Medicine 17, 857-872, table I, method 3."""
    assert Ratio(numerator, denominator).interval == pytest.approx((low, high), abs=0.005)


@given(st.integers(1, 500).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_the_interval_holds_the_share(parts):
    ratio = Ratio(*parts)
    low, high = ratio.interval
    assert 0 <= low <= ratio.value + 1e-9
    assert ratio.value - 1e-9 <= high <= 100


def test_a_small_sample_is_said_so():
    assert Ratio(4, 4).enough(5) is False
    assert Ratio(5, 5).enough(5) is True


def test_call_backs_are_counted_as_they_were_told():
    found = rates.tally(
        [
            (CallBack(True, True, "解决", "满意"), 3),
            (CallBack(True, True, "部分解决", "基本满意"), 2),
            (CallBack(True, False), 1),
            (CallBack(False, True, "解决", "满意"), 9),
        ]
    )
    assert found == Tally(15, 6, 5, 3, 3, 2)


def test_with_and_without_exclusion_side_by_side():
    sound = CallBack(True, True, "解决", "满意")
    legal = CallBack(True, True, "未解决", "不满意", excluded="repeated")
    invented = CallBack(True, True, "未解决", "不满意", excluded="不合理诉求")
    both = rates.split([(sound, 8), (legal, 2), (invented, 1)])
    assert both["all"].rates(POLICY)["solved"] == Ratio(8, 11)
    assert both["kept"].rates(POLICY)["solved"] == Ratio(8, 9)


def test_every_exclusion_names_its_article():
    assert all("第" in basis for _name, basis in rates.EXCLUSIONS.values())


def test_good_ratings_as_a_county_published_them():
    """嵊州 2024: 80 955 of 81 129 ratings good, printed as 99.79 %."""
    found = rates.good({5: 80_000, 4: 900, 3: 55, 2: 100, 1: 74, 0: 9}, POLICY)
    assert (found.numerator, found.denominator) == (80_955, 81_129)
    assert round(found.value, 2) == 99.79


def test_open_clocks_are_not_judged_yet():
    found = {"in_time": 6, "late": 1, "overdue": 1, "normal": 50, "soon": 3, "suspended": 4}
    assert rates.on_time(found) == Ratio(6, 8)
    assert rates.on_time({"normal": 5}).value is None


def test_response_times():
    found = rates.spread([1.0, 2.0, 3.0, 4.0, 100.0, None, -2.0])
    assert (found.n, found.missing, found.reversed, found.median) == (5, 1, 1, 3.0)
    assert found.percentiles == {25: 2.0, 75: 4.0, 90: pytest.approx(61.6)}
    assert rates.spread([]).median is None
    assert rates.percentile([7.0], 90) == 7.0
    assert rates.percentile([1.0, 2.0], 50) == 1.5


def test_changes_in_points_and_growth():
    assert rates.points(61.0, 58.5) == 2.5
    assert rates.growth(110, 100) == pytest.approx(10)


def test_places_are_taken_within_a_band_and_by_enough_only():
    def tally(good: int, n: int) -> Tally:
        return Tally(n, n, good, good, good, 0)

    found = {"small": tally(4, 4), "a": tally(9, 10), "b": tally(9, 10), "c": tally(1, 10)}
    places = rates.ranks({**found, "large": tally(40, 50)}, POLICY)
    assert places == {"a": 1, "b": 1, "c": 3, "large": 1}


def test_units_are_compared_within_their_band():
    assert [rates.band(count, POLICY) for count in (0, 29, 30, 99, 100)] == [0, 0, 1, 1, 2]


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"fair_weight": 0.7}, "fair_weight"),
        ({"response": 0.2}, "solved"),
        ({"minimum": 0}, "minimum"),
        ({"bands": (100, 30)}, "bands"),
        ({"good_stars": 2}, "good_stars"),
    ],
)
def test_a_wrong_policy_is_told_by_field(changed, field):
    assert [place for place, _ in rates.policy_problems(replace(POLICY, **changed))] == [field]
    assert not list(rates.policy_problems(POLICY))
