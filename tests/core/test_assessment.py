"""考核: shares of duties done; more complaints, worse moods and petitions lower nothing."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.assessment import (
    BARRED,
    MEASURES,
    Figure,
    Scheme,
    as_json,
    assess,
    from_json,
    scheme_problems,
    with_objections,
)
from core.errors import InputError

SCHEME = Scheme(weights={"on_time": 50, "solved": 30, "satisfied": 20})
FULL = {
    "on_time": Figure(90, 100),
    "solved": Figure(40, 50),
    "satisfied": Figure(30, 50),
    "coverage": Figure(50, 200),
}


def score(found: dict[str, Figure]) -> float | None:
    (row,) = assess(SCHEME, {"u": found})
    return row.score


def test_a_score_is_its_weighted_shares_with_the_coverage_beside_it() -> None:
    (row,) = assess(SCHEME, {"u": FULL})
    assert row.score == pytest.approx(0.5 * 90 + 0.3 * 80 + 0.2 * 60)
    assert (row.coverage.numerator, row.coverage.denominator) == (50, 200)


def test_too_few_records_neither_raise_nor_lower() -> None:
    assert score({**FULL, "satisfied": Figure(0, 4)}) == pytest.approx((45 + 24) / 0.8)
    assert score({"solved": Figure(10, 10), "satisfied": Figure(10, 10)}) == 100
    assert score({"satisfied": Figure(10, 10)}) is None
    assert score({}) is None


@given(
    done=st.integers(0, 200), late=st.integers(0, 200), more=st.integers(1, 500),
)  # fmt: skip
@settings(max_examples=60, deadline=None)
def test_more_complaints_handled_in_time_never_lower_a_score(
    done: int, late: int, more: int
) -> None:
    before = {**FULL, "on_time": Figure(done, done + late)}
    after = {**FULL, "on_time": Figure(done + more, done + late + more)}
    first, second = score(before), score(after)
    if first is not None and done + late >= SCHEME.minimum:
        assert second is not None
        assert second >= first


@pytest.mark.parametrize("name", BARRED)
def test_volume_moods_and_petitions_cannot_be_weighed(name: str) -> None:
    wrong = Scheme(weights={"on_time": 1, name: 1})
    assert [field for field, _why in scheme_problems(wrong)] == ["weights"]
    with pytest.raises(InputError, match="不能作为考核指标"):
        assess(wrong, {"u": FULL})
    assert name not in MEASURES


@pytest.mark.parametrize(
    "wrong",
    [Scheme(), Scheme(weights={"on_time": 0}), Scheme(weights={"solved": -1}),
     Scheme(weights={"unknown": 1}), Scheme(weights={"solved": 1}, minimum=0)],
)  # fmt: skip
def test_a_wrong_scheme_is_refused(wrong: Scheme) -> None:
    assert list(scheme_problems(wrong))


def test_frozen_rows_come_back_and_objections_put_figures_right() -> None:
    rows = assess(SCHEME, {"u": FULL, "v": FULL})
    assert from_json(as_json(rows)) == rows
    again = with_objections(SCHEME, rows, {("u", "solved"): (50, 50)})
    assert again[0].score == pytest.approx(0.5 * 90 + 30 + 0.2 * 60)
    assert again[1] == rows[1]
