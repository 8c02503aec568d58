"""What pages say where there is little: a dash, one meaning of 苗头性问题."""

import polars as pl

from core.rates import Ratio
from dashboard import issue_course, timeliness
from tests.conftest import NOW


def test_nothing_asked_is_a_dash_and_few_asked_is_said() -> None:
    assert timeliness.brief(Ratio(0, 0), 5) == "—"
    assert timeliness.brief(Ratio(1, 2), 5) == "样本不足 · 1/2"
    assert timeliness.shown(Ratio(0, 0), 5)[0] == "—"
    assert timeliness.shown(Ratio(1, 2), 5) == ("样本不足", "1 / 2 件")


def test_first_signs_are_small_fast_and_not_set_aside() -> None:
    fast, slow = '{"sign": {"people": 9}}', "{}"
    rows = [
        (1, "", fast, None),
        (2, "IV", fast, None),
        (3, "II", fast, None),
        (4, "", slow, None),
        (5, "", fast, NOW),
    ]
    found = pl.DataFrame(rows, ["id", "level", "life", "dismissed_at"], orient="row")
    assert issue_course.first_signs(found)["id"].to_list() == [1, 2]
