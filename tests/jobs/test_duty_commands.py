"""Procedures and assessments on the command line: lists, one, files, each within a scope."""

import json
from datetime import date

import polars as pl
import pytest
from openpyxl import load_workbook

from cases import assessing, proceeding
from core.assessment import Figure, Row
from core.procedures import Given, Procedure
from core.scope import Actor, Scope
from jobs import runner
from jobs.casework import open_desk
from jobs.commands import duties
from store import audit
from tests.conftest import NOW
from tests.jobs.scripted import told

CLERK = Actor("陈", role="dispatch")
HOUSING = Actor("周", unit="housing", role="handle")
TITLES = {1: "=1+1 申请公开预算", 2: "反映村道未修", 3: "反映住建局收费"}


@pytest.fixture
def run(office, monkeypatch):
    """A command over three procedures and a frozen assessment; a user error is its sentence."""
    monkeypatch.setattr(duties, "open_office", lambda: office)
    monkeypatch.setattr(runner, "now", lambda: NOW)
    monkeypatch.setenv("COLUMNS", "200")  # nothing is wrapped
    desk = open_desk(office)
    for number, wanted in enumerate(
        (
            Procedure("disclosure", TITLES[1], "要复印件", "housing", NOW, region="330106"),
            Procedure("petition", TITLES[2], "", "ecology", NOW, region="330203"),
            Procedure("petition", TITLES[3], "", "government", NOW, accused="housing"),
        ),
        1,
    ):
        assert proceeding.register(desk, CLERK, wanted, NOW) == number
    asked = Given(text="请写明年份")
    proceeding.act(desk, HOUSING, 1, "ask_correction", asked, NOW, NOW)
    rows = [Row(unit, {"on_time": Figure(9, 10)}, 90.0, Figure(4, 8))
            for unit in ("ecology", "housing")]  # fmt: skip
    span = ("一季度", date(2026, 7, 1), date(2026, 9, 30))
    lead = Actor("高", role="lead")
    assessing.freeze(office.store, lead, span, office.tables.scheme, rows, NOW)

    return told


def listed(run, *words):
    code, said = run("procedures", "list", *words, "--json")
    assert code == 0, said
    return json.loads(said)


def test_the_list_tells_the_next_duty_and_follows_its_filters(run):
    rows = {row["id"]: row for row in listed(run)}
    assert {number: row["title"] for number, row in rows.items()} == TITLES
    assert (rows[2]["standing"], rows[2]["unit"], rows[2]["state"]) == (
        "normal", "ecology", "accepting"
    )  # fmt: skip
    assert rows[2]["due_at"] > "2026"
    assert rows[1]["standing"] == "suspended"
    assert [row["id"] for row in listed(run, "--flow", "disclosure")] == [1]
    assert listed(run, "--closed") == []
    code, said = run("procedures", "list")
    assert (code, "信访事项" in said, "反映村道未修" in said) == (0, True, True)
    assert run("procedures", "list", "--flow", "x") == (1, "没有“x”这种程序。")


def test_a_scope_shows_its_own_and_nothing_that_accuses_it(run):
    assert [row["id"] for row in listed(run, "--unit", "housing")] == [1]
    assert {row["id"] for row in listed(run, "--unit", "government")} == {1, 2, 3}
    assert [row["id"] for row in listed(run, "--region", "3301")] == [1]
    assert run("procedures", "show", "3", "--unit", "housing") == (1, "没有编号为 3 的事项。")
    assert run("procedures", "show", "2", "--region", "3301") == (1, "没有编号为 2 的事项。")
    assert run("procedures", "list", "--unit", "x")[0] == 1


def test_one_is_shown_with_its_clocks_and_steps_and_noted_in_the_audit(run, office):
    code, said = run("procedures", "show", "1", "--json")
    found = json.loads(said)
    assert (code, found["text"], found["region"]) == (0, "要复印件", "330106")
    assert [step["step"] for step in found["steps"]] == ["register", "ask_correction"]
    assert {"suspended"} <= {clock["standing"] for clock in found["clocks"]}
    code, said = run("procedures", "show", "1")
    assert (code, "一次性告知补正" in said, "请写明年份" in said) == (0, True, True)
    noted = [row["action"] for row in audit.entries(office.store, Scope.ALL)]
    assert noted.count("view") == 2


def test_a_sheet_has_the_same_rows_and_no_formula(run, office, tmp_path):
    for name in ("a.csv", "a.xlsx", "a.jsonl"):
        code, said = run("procedures", "export", str(tmp_path / name), "--flow", "disclosure")
        assert (code, "1 件" in said) == (0, True)
    assert pl.read_csv(tmp_path / "a.csv")["title"][0].startswith("'=1+1")
    cell = load_workbook(tmp_path / "a.xlsx").active["D2"]
    assert (cell.value, cell.data_type) == (TITLES[1], "s")
    assert run("procedures", "export", str(tmp_path / "a.exe"))[0] == 1
    noted = [row["action"] for row in audit.entries(office.store, Scope.ALL)]
    assert noted.count("export") == 3


def test_an_assessment_is_listed_shown_and_written(run, tmp_path):
    (row,) = json.loads(run("assessments", "list", "--json")[1])
    assert (row["name"], row["version"], row["units"], row["since"]) == (
        "一季度", 1, 2, "2026-07-01"
    )  # fmt: skip
    assert "一季度" in run("assessments", "list")[1]
    rows = json.loads(run("assessments", "show", "1", "--json")[1])
    assert [(one["unit"], one["score"], one["on_time"]) for one in rows] == [
        ("ecology", 90.0, "9/10"), ("housing", 90.0, "9/10")
    ]  # fmt: skip
    own = json.loads(run("assessments", "show", "1", "--unit", "housing", "--json")[1])
    assert [one["unit"] for one in own] == ["housing"]
    assert "90.0" in run("assessments", "show", "1")[1]
    assert run("assessments", "show", "7") == (1, "没有编号为 7 的考核。")
    path = tmp_path / "a.csv"
    assert run("assessments", "export", "1", str(path), "--unit", "housing")[0] == 0
    assert pl.read_csv(path).select("unit", "score", "on_time").rows() == [
        ("housing", 90.0, "9/10")
    ]
