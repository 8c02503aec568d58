"""How a change is written: a sign only where something is left after rounding."""

import pytest

from reports import changes
from reports.briefs.ledger import Ledger
from reports.numbers import ResponseTimes, signed


@pytest.mark.parametrize(
    ("change", "shown"),
    [(-0.04, "0.0"), (0.04, "0.0"), (0.0, "0.0"), (-0.06, "-0.1"), (1.26, "+1.3")],
)
def test_nothing_has_no_sign(change: float, shown: str) -> None:
    assert signed(change) == shown


def test_a_rate_that_hardly_moved_stood_still() -> None:
    assert changes.points((5_001, 10_000), (5_003, 10_000)) == "持平"
    assert changes.points((490, 1_000), (500, 1_000)) == "-1.0 个百分点"


def test_a_count_that_hardly_moved_stood_still() -> None:
    assert changes.growth(99_990, 100_000) == "持平"
    assert changes.growth(110, 100) == "+10.0%"


@pytest.mark.parametrize(
    ("now", "shown"), [(70.6, "持平"), (69.2, "持平"), (40.0, "-30 小时"), (73.0, "+3 小时")]
)
def test_answers_within_the_hour_took_as_long(now: float, shown: str) -> None:
    before = ResponseTimes(n=200, median=70.0, p90=90.0)
    assert changes.hours(ResponseTimes(n=200, median=now, p90=90.0), before) == shown


def test_a_briefing_says_it_too() -> None:
    assert Ledger().growth("a", "变化", 99_990, 100_000).shown == "持平"
