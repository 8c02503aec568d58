"""Assessments are frozen, objected to by the unit, answered by somebody else; months made once."""

from datetime import date, timedelta

import polars as pl
import pytest

from cases import assessing, opening_data, proceeding
from cases.handling import Desk
from core.assessment import Figure, Scheme, assess
from core.errors import InputError
from core.procedures import Given, Procedure
from core.rates import Policy
from core.scope import Actor, Scope
from reports import assessing as drawing
from store import annual, assessments, cubes, messages, open_months
from tests.cases.desk_place import CHECKER, CLERK, HOUSING, LEAD, UNITS, WATER
from tests.cases.test_proceeding import LATER, WORK, at
from tests.core.clock_cases import rules

ALL = Scope.ALL
SCHEME = Scheme(weights={"on_time": 3, "solved": 1})
ROWS = assess(SCHEME, {
    "housing": {"on_time": Figure(8, 10), "solved": Figure(5, 10)},
    "water": {"on_time": Figure(10, 10), "solved": Figure(9, 10)},
})  # fmt: skip
QUARTER = ("三季度", date(2026, 7, 1), date(2026, 9, 30))


def test_a_version_stays_and_an_upheld_objection_makes_the_next(store, now):
    with pytest.raises(InputError, match="牵头协调"):
        assessing.freeze(store, HOUSING, QUARTER, SCHEME, ROWS, now)
    number = assessing.freeze(store, LEAD, QUARTER, SCHEME, ROWS, now)
    said = ("on_time", "两件因停电系统无法签收", (10.0, 10))
    with pytest.raises(InputError, match="本单位"):
        assessing.object_to(store, Actor("x", unit="fire"), number, said, now)
    with pytest.raises(InputError, match="事实"):
        assessing.object_to(store, HOUSING, number, ("on_time", " ", (10.0, 10)), now)
    with pytest.raises(InputError, match="不能小于"):
        assessing.object_to(store, HOUSING, number, ("on_time", "x", (11.0, 10)), now)
    raised = assessing.object_to(store, HOUSING, number, said, now)
    own = Actor("冯", unit="housing", role="lead")
    with pytest.raises(InputError, match="另外的人"):
        assessing.answer(store, own, raised, (True, "同意"), now)
    assessing.answer(store, LEAD, raised, (True, "核实停电属实"), now)
    with pytest.raises(InputError, match="已经答复"):
        assessing.answer(store, LEAD, raised, (False, "x"), now)
    newest, first = assessments.listed(store, ALL)
    assert (newest["version"], first["version"]) == (2, 1)
    scores = [{row["unit"]: row["score"] for row in one["rows"]} for one in (first, newest)]
    assert scores == [{"housing": 72.5, "water": 97.5}, {"housing": 87.5, "water": 97.5}]
    assert newest["reason"] == "核实停电属实"
    (mine, _old) = assessments.listed(store, Scope(units=frozenset({"water"})))
    assert [row["unit"] for row in mine["rows"]] == ["water"]


def test_a_refused_objection_changes_nothing(store, now):
    number = assessing.freeze(store, LEAD, QUARTER, SCHEME, ROWS, now)
    raised = assessing.object_to(store, WATER, number, ("solved", "回访有误", (10.0, 10)), now)
    assessing.answer(store, CHECKER, raised, (False, "回访录音核对无误"), now)
    (only,) = assessments.listed(store, ALL)
    assert only["objections"][0]["state"] == "refused"


def test_figures_come_from_call_backs_records_and_procedures(store):
    names = ["group", "effective", "contacted", "solved", "satisfied", "excluded", "tickets"]
    rows = [
        ("housing", True, True, "解决", "满意", None, 6),
        ("housing", True, False, "未解决", "基本满意", None, 2),
        ("housing", False, None, None, None, None, 2),
        ("housing", True, True, "解决", "满意", "outside", 9),
        (None, True, True, "解决", "满意", None, 1),
    ]
    counts = pl.DataFrame(rows, schema=names, orient="row")
    cells = [("housing", "in_time", 3), ("housing", "late", 1), ("housing", "normal", 5)]
    judged = pl.DataFrame(cells, schema=["group", "standing", "n"], orient="row")
    found = drawing.figures(
        [drawing.called_back(counts, Policy(fair_weight=0.5)), drawing.on_time(judged)]
    )
    assert found == {
        "housing": {
            "contacted": Figure(6, 8), "solved": Figure(6, 8), "satisfied": Figure(7.0, 8),
            "coverage": Figure(8, 10), "on_time": Figure(3, 4),
        }
    }  # fmt: skip


def test_a_month_is_made_once_and_later_records_change_nothing(store, make_message):
    def add(first: int, count: int) -> None:
        made = [
            make_message(str(number), posted_at=at(10) + timedelta(minutes=number))
            for number in range(first, first + count)
        ]
        messages.add(store, ALL, messages.Batch("board", "t", made), LATER)
        with store.write() as conn:
            conn.exec_driver_sql("UPDATE messages SET state = 'labelled'")
        label(store)

    add(0, 30)
    with pytest.raises(InputError, match="还没有结束"):
        opening_data.make(store, CLERK, 202609, {}, LATER)
    with pytest.raises(InputError, match="六位数"):
        opening_data.make(store, CLERK, 202613, {}, LATER)
    first = opening_data.make(store, CLERK, 202603, {}, LATER)
    add(100, 7)
    assert opening_data.make(store, CLERK, 202603, {}, LATER) == first
    assert first[0].total == 30
    assert opening_data.as_csv(202603, first).decode("utf-8-sig").splitlines()[-1].endswith(",30")
    assert list(open_months.made(store, ALL)) == [202603]


def label(store):
    """Labels for whatever has none, so that the cubes count it."""
    from store import labels

    pending = labels.pending(store, ALL)
    if pending.is_empty():
        with store.write() as conn:
            conn.exec_driver_sql("UPDATE messages SET state = 'pending'")
        pending = labels.pending(store, ALL)
    given = {"area": "wages", "sentiment": "neg", "intent": "投诉", "place": "", "problem": "",
             "area_score": 0.9, "area_unsure": 0, "sentiment_score": 0.0, "urgency": 0,
             "keywords": ""}  # fmt: skip
    frame = pending.with_columns(**{name: pl.lit(value) for name, value in given.items()})
    labels.save(store, ALL, frame, "test", LATER)
    cubes.rebuild(store, ALL)


def test_the_annual_tables_count_what_came_was_answered_and_contested(store):
    desk = Desk(store, WORK, tuple(rules().values()), UNITS)

    def request(day, *steps):
        wanted = Procedure("disclosure", "申请公开预算", "", "housing", day)
        number = proceeding.register(desk, CLERK, wanted, LATER)
        for actor, name, moment, given in steps:
            proceeding.act(desk, actor, number, name, Given(**given), moment, LATER)

    answered = (
        (HOUSING, "ask_review", at(5), {"text": "拟公开"}),
        (CHECKER, "review", at(6), {"choice": "pass", "text": "同意"}),
        (HOUSING, "answer", at(9), {"choice": "open", "text": "见附件"}),
    )
    request(at(2), *answered, (CLERK, "contested", at(20), {"choice": "court", "result": "upheld"}))
    request(at(3))
    request(at(20, month=12) - timedelta(days=365), *answered)
    found = {
        name: dict(frame.iter_rows()) for name, frame in annual.tables(store, ALL, 2026).items()
    }
    wanted = {"new": 2, "carried_over": 1, "open": 2, "answered": 2, "carried_on": 1}
    assert {k: v for k, v in found["requests"].items() if v} == wanted
    assert found["requests"]["new"] + found["requests"]["carried_over"] == (
        found["requests"]["answered"] + found["requests"]["carried_on"]
    )
    assert {k: v for k, v in found["contested"].items() if v} == {"court_upheld": 1}
    assert set(found) == set(annual.TABLES)
