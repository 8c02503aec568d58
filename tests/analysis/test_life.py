"""What a page is told of an issue's life, and the signs of unresponsiveness."""

import json
from collections import Counter
from datetime import UTC, datetime, timedelta

import polars as pl

from analysis import late, life

NOW = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)
ANSWERED = NOW - timedelta(days=20)


def group():
    """Forty messages before an answer, ten after it; a report; two call-backs."""
    days = [34 - number % 14 for number in range(40)] + [19 - number for number in range(10)]
    rows = len(days)
    found = pl.DataFrame(
        {
            "posted_at": [NOW - timedelta(days=day, hours=1) for day in days],
            "weight": [1.0] * rows,
            "channel": ["电话"] * rows,
            "kind": ["news"] + ["ticket"] * (rows - 1),
            "sentiment": ["neg"] * 40 + ["neu"] * 10,
            "reply": ["已受理。"] + [None] * (rows - 1),
            "replied_at": [ANSWERED] + [None] * (rows - 1),
            "solved": ["解决", "未解决"] + [None] * (rows - 2),
            "satisfied": [None, "不满意"] + [None] * (rows - 2),
            "called_back_at": [ANSWERED, ANSWERED] + [None] * (rows - 2),
        }
    )
    return found.rows(named=True)


def test_the_course_names_first_message_press_answer_and_solution():
    told = life.tell(group(), group(), NOW)
    kinds = [row["kind"] for row in told["timeline"]]
    assert {"first", "press", "response", "solution", "peak"} <= set(kinds)
    assert told["timeline"] == sorted(told["timeline"], key=lambda row: row["day"])
    assert next(row for row in told["timeline"] if row["kind"] == "first")["told"] == "电话"
    assert told["stage"] in ("easing", "calm")
    assert json.loads(json.dumps(told)) == told


def test_the_effect_puts_what_callers_confirm_first():
    effect = life.tell(group(), group(), NOW)["effect"]
    assert next(iter(effect)) == "solved"
    assert effect["solved"] == [1, 2]
    assert effect["volume"]["high"] < 1
    assert effect["negative"]["high"] < 0


def test_an_issue_without_people_or_answers_has_a_life_too():
    bare = [{name: row[name] for name in ("posted_at", "weight")} for row in group()]
    assert life.tell(bare, bare, NOW)["effect"] == {}
    nobody = [{**row, "weight": 0.0} for row in bare]
    assert life.tell(nobody, nobody, NOW)["timeline"] == []


def test_signs_of_unresponsiveness_are_counted_and_told():
    found = Counter(sign for row in group() for sign in late.signs(row, NOW))
    assert (found["empty"], found["poor"]) == (1, 1)
    assert found["overdue"] > 30
    assert "不满意 1" in late.told(late.seen(group(), NOW))
    unanswered = [{k: value for k, value in row.items() if k != "replied_at"} for row in group()]
    assert late.told(late.seen(unanswered, NOW)) == ""


def test_the_messages_behind_each_sign_are_known_by_number():
    rows = [{**row, "id": number} for number, row in enumerate(group())]
    found = late.behind(late.seen(rows, NOW))
    assert {code: len(numbers) for code, numbers in found.items() if code != "overdue"} == {
        "empty": 1, "poor": 1,
    }  # fmt: skip
    assert all("overdue" in late.signs(rows[number], NOW) for number in found["overdue"])
    assert late.seen([{"id": 1, "posted_at": NOW}], NOW) == {}


def test_of_three_hundred_overdue_messages_all_are_counted():
    overdue = [{"id": n, "posted_at": NOW - timedelta(days=30), "replied_at": None, "reply": None}
               for n in range(300)]  # fmt: skip
    found = late.seen(overdue, NOW)
    assert len(late.behind(found)["overdue"]) < 300
    assert late.counts(found) == {"overdue": 300}
