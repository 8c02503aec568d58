"""Messages become issues, issues get heat, and the heat says why."""

from datetime import UTC, datetime, timedelta

import polars as pl
import pytest

from analysis import heat, issues

NOW = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)


def messages(*rows, **columns):
    """Rows of (place, problem, hours ago); each from someone else."""
    frame = pl.DataFrame(
        {
            "id": list(range(1, len(rows) + 1)),
            "title": [f"{place}{problem}" for place, problem, _ in rows],
            "posted_at": [NOW - timedelta(hours=ago) for _, _, ago in rows],
            "votes": [0] * len(rows),
            "submitter": [bytes([number]) for number in range(len(rows))],
            "area": ["environment"] * len(rows),
            "urgency": [0] * len(rows),
            "sentiment": ["neu"] * len(rows),
            "place": [place for place, _, _ in rows],
            "problem": [problem for _, problem, _ in rows],
        }
    )
    return issues.keys(frame.with_columns(**columns))


def test_the_same_problem_at_the_same_place_is_one_issue():
    found = issues.gather(messages(("云杉", "噪声扰民", 5), ("云杉", "噪声扰民", 1)), NOW)
    assert [(issue.name, issue.messages) for issue in found] == [("云杉：噪声扰民", 2)]
    assert found[0].first_at == NOW - timedelta(hours=5)
    assert found[0].last_at == NOW - timedelta(hours=1)


def test_two_problems_at_one_place_and_one_problem_at_two_places_are_four_issues():
    pairs = [(place, problem) for place in ("云杉", "白鹭") for problem in ("噪声扰民", "停车收费")]
    found = issues.gather(messages(*((*pair, 1) for pair in pairs for _ in "ab")), NOW)
    assert len(found) == 4


def test_a_message_alone_waits():
    assert issues.gather(messages(("云杉", "噪声扰民", 1)), NOW) == []


def test_one_person_writing_often_is_not_many_people():
    rows = [("云杉", "噪声扰民", 1)] * 30
    many = issues.gather(messages(*rows), NOW)[0]
    same = issues.gather(messages(*rows, submitter=pl.lit(b"x")), NOW)[0]
    assert many.level == "II"
    assert same.level == ""
    assert "1 人次" in same.why


def test_heat_falls_when_no_one_writes_any_more():
    group = messages(*[("云杉", "噪声扰民", 1)] * 30)
    fresh = heat.judge(group, NOW)
    later = heat.judge(group, NOW + timedelta(days=8))
    assert fresh.heat > 40 > later.heat == 0.0
    assert later.why == "近 7 天没有新诉求"


def test_urgency_negativity_and_votes_raise_it():
    rows = [("云杉", "噪声扰民", 1)] * 5
    plain = heat.judge(messages(*rows), NOW).heat
    for column in (
        pl.lit(2).alias("urgency"),
        pl.lit("neg").alias("sentiment"),
        pl.lit(50).alias("votes"),
    ):
        assert heat.judge(messages(*rows).with_columns(column), NOW).heat > plain


@pytest.mark.parametrize(
    ("value", "level"), [(0, ""), (19.9, ""), (20, "IV"), (45, "III"), (60, "II"), (99, "I")]
)
def test_levels(value, level):
    assert heat.level_of(value) == level
