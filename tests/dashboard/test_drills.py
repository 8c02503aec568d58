"""A mark of a chart leads to the messages that it counts."""

import ast
import re
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from core.audit import ACTIONS, DEEDS
from dashboard import audit_words, chart_marks, drills, filters, step_words
from jobs.runner import STEPS
from reports import charts, figures, figures_time
from reports.charts import CHARTS

ROOT = Path(audit_words.__file__).parents[1]


@pytest.mark.parametrize(
    ("code", "days"),
    [
        ("2026-11-23", (date(2026, 11, 23), date(2026, 11, 23))),
        ("2026-02", (date(2026, 2, 1), date(2026, 2, 28))),
        ("2028-02", (date(2028, 2, 1), date(2028, 2, 29))),
        ("昨日", None),
        ("2026-13", None),
    ],
)
def test_a_mark_stands_for_a_day_or_a_month(code, days):
    assert drills.span(code) == days


def test_every_drilling_chart_carries_what_its_drill_reads():
    for name, (read, _told) in drills.DRILLS.items():
        carried = [
            list(data) if isinstance(data, (list, tuple)) else [data]
            for trace in drawn(name).figure.data
            for data in (trace.customdata if trace.customdata is not None else [])
        ]
        assert carried, name
        for given in carried:
            changes = read([str(part) for part in given])
            assert changes, (name, given)
            query = filters.Filter(**changes).query()
            assert filters.parse(query).query() == query


def test_every_mark_stands_in_the_list_beside_its_chart():
    for name, (read, _told) in drills.DRILLS.items():
        marks = chart_marks.named(drawn(name).figure)
        assert marks, name
        assert len({said for said, _code in marks}) == len(marks), marks
        for said, code in marks:
            assert re.search(r"：\d", said), said  # what it is, and how many
            assert read(code.split(chart_marks.BETWEEN)), (name, code)


def test_only_the_box_of_response_times_leads_nowhere():
    assert set(CHARTS) - set(drills.DRILLS) == {"area_spread"}


def test_the_marks_of_a_long_period_are_months():
    table = charts.daily_table(days_of_two_years(), date(2024, 11, 1), date(2026, 10, 31))
    figure = figures.daily(table)
    assert figure.data[0].customdata[0][0] == "2024-11"
    assert figures_time.calendar(table[:1]).data[0].customdata[0][0] == "2024-11-01"


def drawn(name):
    """A chart of four messages of two days, or of their answers."""
    frame = pl.DataFrame(
        {
            "day": [date(2026, 11, 5), date(2026, 11, 6)] * 2,
            "source": ["a"] * 4,
            "area": ["wages", "safety", "wages", "other"],
            "sentiment": ["neg", "neu", "pos", "neg"],
            "messages": [1, 2, 3, 4],
            "hours": [1, 30, 80, 2000],
            "replies": [1, 1, 1, 1],
        }
    )
    return charts.make(name, frame, date(2026, 11, 2), date(2026, 11, 8), "网络问政")


def days_of_two_years():
    return pl.DataFrame(
        {"day": [date(2024, 11, 5)], "sentiment": ["neg"], "messages": [3], "source": ["a"]}
    )


@pytest.mark.parametrize(
    ("code", "hours"), [("", None), ("0", (0, 24)), ("72", (72, 120)), ("1440", (1440, None))]
)
def test_a_span_of_answers_is_read_from_the_address(code, hours):
    chosen = filters.parse({"took": code})
    assert chosen.took == code
    assert chosen.for_store(filters.Period("all", date.min, date.max)).took == hours
    assert filters.parse({"took": "17"}).took == ""


def written(folder):
    """Action and subject of every literal line that a deed writes into the history."""
    for path in (ROOT / folder).rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if not isinstance(node, ast.Call) or ast.unparse(node.func) != "history.write":
                continue
            action, subject = node.args[2], node.args[3]
            yield (
                action.value if isinstance(action, ast.Constant) else "",
                subject.elts[0].value if isinstance(subject, ast.Tuple) else "",
            )


def test_every_deed_and_its_subject_have_a_word_in_the_audit():
    lines = {*written("cases"), *written("store"), *written("jobs")}
    assert len(lines) > 40
    assert {action for action, _subject in lines} - {"", *ACTIONS, *DEEDS} == set()
    assert {subject for _action, subject in lines} - {"", *audit_words.SUBJECTS} == set()


def test_signing_a_briefing_is_not_signing_for_an_alarm():
    signed = [
        audit_words.action({"action": "sign", "subject": subject})
        for subject in ("briefing", "statement", "alarm")
    ]
    assert signed == ["签发", "会签", "签收"]
    assert audit_words.actor({"actor": "cli"}) == "命令行"
    assert audit_words.actor({"actor": "王芳"}) == "王芳"


def test_every_step_of_the_clock_has_a_word():
    assert set(STEPS) - set(step_words.STEPS) == set()
