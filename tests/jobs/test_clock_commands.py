"""The commands about clocks, as a script sees them: exit codes, one sentence, JSON."""

import csv
import json
import re

import pytest

from core.scope import Scope
from jobs.commands import clocks, rules
from jobs.office import Office, open_office
from store import messages
from tests.core.clock_cases import FOLDER
from tests.jobs.scripted import told

KEYS = {"due_at", "state", "provisional", "why", "citation", "mark"}


@pytest.fixture
def run(tmp_path, monkeypatch):
    """One command in a fresh installation; a user error is its sentence."""
    monkeypatch.setenv("MINSHENG_HOME", str(tmp_path / "home"))
    opened: list[Office] = []

    def open_and_remember() -> Office:
        opened.append(open_office())
        return opened[-1]

    for module in (clocks, rules):
        monkeypatch.setattr(module, "open_office", open_and_remember)

    yield told
    for office in opened:
        if "store" in vars(office):
            office.store.close()


def due(run, *words: str) -> dict:
    code, out = run("due", *words, "--json")
    assert code == 0, out
    return json.loads(out)


def test_the_example_of_the_handbook(run):
    found = due(run, "--rule", "R-HOT-5WD", "--start", "2026-09-29")
    assert set(found) >= KEYS
    assert found["due_at"] == "2026-10-12T17:00:00+08:00"
    assert (found["state"], found["provisional"], found["mark"]) == ("running", False, "A")
    assert "10-10（周六）调休上班计入" in found["why"]
    assert "第二十四条" in found["citation"]


def shipped_cases() -> list[dict[str, str]]:
    with (FOLDER / "clocks.csv").open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["rule"].startswith("R-")]
    return rows[::12]


@pytest.mark.parametrize("row", shipped_cases(), ids=lambda row: row["case"])
def test_cases_through_the_command_line(run, row):
    words = ["--rule", row["rule"], "--start", row["start"]]
    for event in row["events"].split():
        words += ["--event", event]
    if row["hours"]:
        words += ["--hours", row["hours"]]
    found = due(run, *words)
    seconds = row["due"] if row["due"].count(":") == 2 else row["due"] + ":00"
    assert found["due_at"] == seconds + "+08:00"
    assert (found["state"], found["provisional"]) == (row["state"], row["provisional"] == "yes")


def test_friday_evening_and_one_working_hour(run):
    words = ["--rule", "R-HOT-5WD", "--amount", "1", "--unit", "working_hour"]
    found = due(run, *words, "--start", "2026-11-20 16:30")
    assert found["due_at"] == "2026-11-23T09:30:00+08:00"


def test_past_the_published_calendar_it_answers_provisionally(run):
    found = due(run, "--rule", "R-HOT-5WD", "--start", "2026-12-28")
    assert found["provisional"] is True
    assert found["due_at"].startswith("2027-01-04")
    assert "2027" in found["why"]


def test_a_rule_that_is_off_answers_and_says_so(run):
    found = due(run, "--rule", "R-HOT-ZS-3", "--start", "2026-11-05")
    assert "未启用" in found["why"]
    assert (found["mark"], found["enabled"]) == ("C", False)


def test_without_json_it_is_a_sentence(run):
    code, out = run("due", "--rule", "R-FOI-20", "--start", "2026-03-02")
    assert code == 0
    assert out.startswith("2026-03-30 17:00 到期：R-FOI-20")


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--rule", "R-NONE", "--start", "2026-11-02"], "R-NONE"),
        (["--rule", "R-HOT-ZS", "--start", "2026-11-02"], "R-HOT-ZS-3"),
        (["--rule", "", "--start", "2026-11-02"], "编号"),
        (["--rule", "R-WARN-4", "--start", "2026-11-02"], "不是时限"),
        (["--rule", "R-HOT-5WD", "--start", "2026-02-30"], "2026-02-30"),
        (["--rule", "R-HOT-5WD", "--start", "gestern"], "gestern"),
        (["--rule", "R-HOT-5WD", "--start", ""], "看不懂"),
        (["--rule", "R-HOT-5WD", "--start", "9999-12-31"], "范围"),
        (["--rule", "R-HOT-5WD", "--start", "2026-11-02", "--event", "stop@x"], "“x”"),
        (["--rule", "R-HOT-5WD", "--start", "2026-11-02", "--event", "stop@2026-11-01"], "早于"),
        (["--rule", "R-HOT-5WD", "--start", "2026-11-02", "--hours", "9-5"], "9-5"),
    ],
)
def test_a_user_error_is_one_sentence(run, words, told):
    code, out = run("due", *words)
    assert code == 1
    assert told in out
    assert "\n" not in out.strip()


@pytest.mark.parametrize(
    "words",
    [
        ["--rule", "R-HOT-5WD"],
        ["--start", "2026-11-02"],
        ["--rule", "R-HOT-5WD", "--start", "2026-11-02", "--event", "stop"],
        ["--rule", "R-HOT-5WD", "--start", "2026-11-02", "--event", "end@2026-11-03"],
        ["--rule", "R-HOT-5WD", "--start", "2026-11-02", "--event", "stop:3@2026-11-03"],
        ["--rule", "R-HOT-5WD", "--start", "2026-11-02", "--unit", "week"],
    ],
)
def test_wrong_usage_is_exit_code_two(run, words):
    assert run("due", *words)[0] == 2


def test_calendar(run):
    code, out = run("calendar", "2026", "--json")
    found = json.loads(out)
    assert (code, found["working_days"], len(found["make_up_days"])) == (0, 248, 6)
    code, out = run("calendar", "2027")
    assert code == 0
    assert re.search(r"config/calendar/2027\.toml", out)
    assert json.loads(run("calendar", "2027", "--json")[1])["working_days"] is None
    assert run("calendar", "1066")[0] == 1
    assert "春节" in run("calendar", "2026")[1]


def test_rules_are_listed_and_checked(run, tmp_path):
    listed = json.loads(run("rules", "list", "--json")[1])
    assert {"R-HOT-5WD", "R-WARN-4"} <= {rule["id"] for rule in listed}
    assert "R-HOT-5WD" in run("rules", "list")[1]
    assert json.loads(run("rules", "check", "--json")[1])["warnings"] == []
    own = tmp_path / "home" / "config" / "own.toml"
    own.parent.mkdir(parents=True, exist_ok=True)
    own.write_text('[[rule]]\nid = "R-HOT-ZS-5"\nenabled = true\n', "utf-8")
    assert "R-HOT-ZS-5" in run("rules", "check")[1]
    own.write_text('[[rule]]\nid = "R-HOT-5WD"\nunit = "wek"\n', "utf-8")
    code, out = run("rules", "check")
    assert (code, "第 3 行" in out, "unit" in out) == (1, True, True)


@pytest.fixture
def filled(run, office, monkeypatch, make_message, now):
    """Six called-back tickets of one unit, two of them late."""
    monkeypatch.setenv("MINSHENG_STORE_URL", office.settings.store_url)

    def ticket(number: int):
        facts = {
            "assigned_at": "2026-11-02T09:00:00+08:00",
            "finished_at": f"2026-11-{6 + number:02}T09:00:00+08:00",
            "called_back_at": "2026-11-16T09:00:00+08:00",
            "contacted": True,
            "solved": "解决" if number else "未解决",
            "satisfied": ("满意", "基本满意")[number % 2],
        }
        return make_message(str(number), kind="ticket", unit="water", facts=facts)

    batch = messages.Batch("board", "test", [ticket(number) for number in range(6)])
    messages.add(office.store, Scope.ALL, batch, now)


DAYS = ("--since", "2026-11-01", "--until", "2026-11-30")


@pytest.mark.usefixtures("filled")
def test_rates(run):
    code, out = run("rates", *DAYS, "--json")
    found = json.loads(out)
    assert code == 0
    kept = found["pooled"]["kept"]
    solved = kept["rates"]["solved"]
    assert (solved["numerator"], solved["denominator"], solved["enough"]) == (5, 6, True)
    assert kept["rates"]["satisfied"]["numerator"] == pytest.approx(3 + 0.9 * 3)
    assert found["on_time"]["numerator"] == 4
    assert found["on_time"]["denominator"] == 6
    assert found["mean"]["solved"]["units"] == 1
    assert found["change_points"]["solved"] is None
    assert "5/6" in run("rates", *DAYS, "--by", "area")[1]
    exact = json.loads(run("rates", *DAYS, "--weight", "1.0", "--json")[1])
    assert exact["pooled"]["kept"]["rates"]["satisfied"]["value"] == 100


@pytest.mark.usefixtures("filled")
def test_rules_tried_on_what_happened(run):
    found = json.loads(run("rules", "dry-run", "--rule", "R-HOT-ZS-3", *DAYS, "--json")[1])
    assert (found["enabled"], found["in_time"], found["late"]) == (False, 0, 6)
    words = ["rules", "replay", "--rule", "R-HOT-5WD", *DAYS, "--json"]
    told = json.loads(run(*words, "--amount", "10")[1])
    assert (told["late_before"], told["late_after"], told["no_longer_late"]) == (2, 0, 2)
    assert run("rules", "dry-run", "--rule", "R-RESP-48")[0] == 1
    assert run("rules", "replay", "--rule", "R-HOT-5WD", "--unit", "week")[0] == 2


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["--weight", "0.7"], 1),
        (["--period", "decade"], 1),
        (["--since", "2026-11-02", "--until", "2026-11-01"], 1),
        (["--by", "person"], 2),
        (["--on", "felt"], 2),
        (["--rule", "R-NONE"], 1),
        (["--period", "noon", "--day", "2026-11-23"], 0),
        ([], 0),
    ],
)
def test_rates_of_an_empty_store_and_mistakes(run, words, code):
    assert run("rates", *words)[0] == code
