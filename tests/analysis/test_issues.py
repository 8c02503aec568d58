"""Messages become issues, issues get heat, and the heat says why."""

from datetime import UTC, date, datetime, timedelta

import polars as pl
import pytest

from analysis import heat, issues, late
from core import tide

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
    assert "<5 人次" in same.why


def test_heat_falls_when_no_one_writes_any_more():
    group = messages(*[("云杉", "噪声扰民", 1)] * 30).rows(named=True)
    fresh = heat.judge(group, NOW)
    later = heat.judge(group, NOW + timedelta(days=8))
    assert fresh.heat > 40 > later.heat == 0.0
    assert later.why == "近 7 天没有新诉求"


def test_urgency_negativity_and_votes_raise_it():
    rows = [("云杉", "噪声扰民", 1)] * 5
    plain = heat.judge(messages(*rows).rows(named=True), NOW).heat
    for column in (
        pl.lit(2).alias("urgency"),
        pl.lit("neg").alias("sentiment"),
        pl.lit(50).alias("votes"),
    ):
        assert heat.judge(messages(*rows).with_columns(column).rows(named=True), NOW).heat > plain


@pytest.mark.parametrize(
    ("value", "level"), [(0, ""), (19.9, ""), (20, "IV"), (45, "III"), (60, "II"), (99, "I")]
)
def test_levels(value, level):
    assert heat.level_of(value) == level


def writers(*kinds):
    """Rows for heat.judge: (problem, area, days ago), each from someone else."""
    return [
        {"posted_at": NOW - timedelta(days=ago), "submitter": bytes([number]), "area": area,
         "problem": problem, "intent": "投诉", "sentiment": "neu"}
        for number, (problem, area, ago) in enumerate(kinds)
    ]  # fmt: skip


def test_everyday_complaints_of_many_kinds_are_no_sign():
    kinds = ["停车收费", "物业管理", "噪声扰民", "供水供电", "垃圾卫生", "道路交通"]
    areas = ["other", "housing_finance", "environment", "safety", "hardship", "business"]
    mixed = [(kind, area, day) for day, (kind, area) in enumerate(zip(kinds, areas, strict=True))]
    assert heat.judge(writers(*mixed), NOW).signs == ()
    same = [("停车收费", "other", day) for day in range(6)]
    assert [sign.of for sign in heat.judge(writers(*same), NOW).signs] == ["停车收费"]


def test_one_kind_that_grows_is_seen_among_the_everyday_ones():
    everyday = [("物业管理", "housing_finance", 0.5 + day * 1.5) for day in range(50)]
    new = [("征地拆迁", "hardship", day * 2) for day in range(6)]
    found = heat.judge(writers(*everyday, *new), NOW)
    assert [(sign.by, sign.of) for sign in found.signs] == [("problem", "征地拆迁")]
    assert found.level
    assert heat.judge(writers(*everyday), NOW).signs == ()


def test_two_kinds_that_grow_are_both_told():
    rows = [("延期交房办证", "housing_finance", day / 2) for day in range(12)]
    rows += [("停车收费", "other", day / 2) for day in range(8)]
    found = heat.judge(writers(*rows), NOW)
    assert {sign.of for sign in found.signs} == {"延期交房办证", "停车收费"}
    assert "“停车收费”" in found.why
    assert "“延期交房办证”" in found.why


def test_a_second_matter_of_one_area_has_a_sign_of_its_own():
    """The area grows by both of them, and faster than either: it must not hide the newer one."""
    first = [("延期交房办证", "housing_finance", day * 0.6) for day in range(14)]
    second = [("捆绑销售", "housing_finance", day * 0.9) for day in range(6)]
    found = heat.judge(writers(*first, *second), NOW)
    assert "捆绑销售" in {sign.of for sign in found.signs}
    (alone,) = heat.judge(writers(*first), NOW).signs
    assert alone.of in {"延期交房办证", "housing_finance"}


def test_a_problem_that_is_told_hides_the_area_it_lies_in():
    rows = [("食品卫生", "education", day * 0.5) for day in range(14)]
    rows += [("食品卫生", "food_drug", day * 0.9) for day in range(6)]
    assert [sign.of for sign in heat.judge(writers(*rows), NOW).signs] == ["食品卫生"]


def test_a_slow_fire_is_seen_within_four_weeks():
    slow = [("征地拆迁", "hardship", day * 2.4) for day in range(12)]
    (sign,) = heat.judge(writers(*slow), NOW).signs
    assert sign.days == 28


def test_people_of_many_kinds_make_less_heat_than_people_of_one():
    one = heat.judge(writers(*[("停车收费", "other", 1)] * 12), NOW)
    many = heat.judge(writers(*[(f"第{n}种", f"领域{n}", 1) for n in range(12)]), NOW)
    assert many.heat < one.heat / 3


def test_a_night_burst_is_rarer_than_the_same_by_day():
    """Quiet hours do not hide it: the usual tide of a night is low."""
    first = date(2026, 9, 1)
    by_day = [(first + timedelta(days=day), hour, 20) for day in range(60) for hour in range(9, 18)]
    known = heat.Temper(tide=tide.learned(by_day))
    night = datetime(2026, 11, 4, 20, 0, tzinfo=UTC)  # four in the morning at Shanghai
    rows = [{**row, "posted_at": night - timedelta(minutes=10 * number)}
            for number, row in enumerate(writers(*[("停水", "other", 0)] * 5))]  # fmt: skip
    (flat,) = heat.judge(rows, night).signs
    (low,) = heat.judge(rows, night, known).signs
    assert low.expected < flat.expected
    assert heat.judge(rows, night, known).parts["growth"] >= heat.judge(rows, night).parts["growth"]


def test_a_judgement_asks_each_message_once_for_late_signs_and_no_copy_for_its_voice(monkeypatch):
    """An issue is judged at each message that joins it: what it costs has to stay small."""
    asked = {"late": 0, "voice": 0}

    def counting(name, work):
        def counted(*told):
            asked[name] += 1
            return work(*told)

        return counted

    monkeypatch.setattr(late, "signs", counting("late", late.signs))
    monkeypatch.setattr(heat, "_voice", counting("voice", heat._voice))
    rows = messages(*[("云杉小区", "噪声", 24 * 30 + number) for number in range(60)])
    copied = rows.with_columns(
        replied_at=pl.lit(None, pl.Datetime("us", "UTC")), content=pl.col("id") % 3
    )
    (issue,) = issues.gather(copied, NOW)
    assert issue.life["late_counts"] == {"overdue": 60}
    assert asked == {"late": 60, "voice": 3}
