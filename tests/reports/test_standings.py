"""Where records stand under a rule, and what another rule would have changed."""

from dataclasses import replace

import polars as pl

from core.calendars import WorkTime
from core.rates import Policy
from reports import rating, standings
from store.courses import HOURS
from store.rates import CALL_BACKS, EXCLUDED, SPANS, STARS
from tests.core.clock_cases import moment, rules, work_calendar

WORK = WorkTime(work_calendar())
NOW = moment("2026-11-23T12:00")
RULE = rules()["R-HOT-5WD"]


def spans(*rows: dict[str, str]) -> pl.DataFrame:
    """Records; times as text."""
    found = [
        {
            name: moment(row[name]) if name in row and kind == SPANS["start_at"] else row.get(name)
            for name, kind in SPANS.items()
        }
        for row in rows
    ]
    return pl.DataFrame(found, schema=SPANS)


ROWS = spans(
    {"ref": "fine", "start_at": "2026-11-02", "end_at": "2026-11-09T17:00"},
    {"ref": "late", "start_at": "2026-11-02", "end_at": "2026-11-10"},
    {"ref": "overdue", "start_at": "2026-11-02"},
    {"ref": "open", "start_at": "2026-11-19"},
    {"ref": "again", "start_at": "2026-11-02", "end_at": "2026-11-05", "reopened_at": "2026-11-18"},
    {
        "ref": "redone",
        "start_at": "2026-11-02",
        "end_at": "2026-11-20",
        "reopened_at": "2026-11-18",
    },
    {"ref": "tomorrow", "start_at": "2026-11-19", "end_at": "2026-11-24"},
    {"ref": "none"},
    {"ref": "reversed", "start_at": "2026-11-09", "end_at": "2026-11-02"},
    {"ref": "future", "start_at": "2026-11-29"},
    {"ref": "ancient", "start_at": "1970-01-01"},
)


def by_ref(found: pl.DataFrame) -> dict[str, str]:
    return dict(found.select("ref", "standing").iter_rows())


def test_each_record_stands_where_it_should():
    found = standings.judged(ROWS, RULE, WORK, NOW)
    assert by_ref(found) == {
        "fine": "in_time",
        "late": "late",
        "overdue": "overdue",
        "open": "normal",
        "again": "normal",
        "redone": "in_time",
        "tomorrow": "normal",
        "none": "unknown",
        "reversed": "unknown",
        "future": "unknown",
        "ancient": "unknown",
    }
    assert sum(standings.counted(found).values()) == ROWS.height


def test_corrections_extensions_and_third_parties_count():
    given = {"start_at": "2026-03-02T09:00"}
    found = standings.judged(
        spans(
            {"ref": "plain", **given, "end_at": "2026-03-31"},
            {"ref": "corrected", **given, "corrected_at": "2026-03-10", "end_at": "2026-04-08"},
            {"ref": "extended", **given, "extended_at": "2026-03-20", "end_at": "2026-04-28"},
            {
                "ref": "asked",
                **given,
                "third_party_from": "2026-03-04T10:00",
                "third_party_to": "2026-03-10T10:00",
                "end_at": "2026-04-03",
            },
            {"ref": "orphan", **given, "third_party_to": "2026-03-10", "end_at": "2026-03-30"},
        ),
        rules()["R-FOI-20"],
        WORK,
        NOW,
    )
    expected = {"corrected": "in_time", "extended": "in_time", "asked": "in_time"}
    assert by_ref(found) == {"plain": "late", "orphan": "in_time", **expected}


def test_a_third_party_is_late_by_its_own_clock_and_not_the_office_that_waited():
    asked = {"start_at": "2026-03-02T09:00", "third_party_from": "2026-03-02T09:00"}
    late = spans({"ref": "x", **asked, "third_party_to": "2026-06-10", "end_at": "2026-06-10"})
    assert by_ref(standings.judged(late, rules()["R-FOI-15"], WORK, NOW)) == {"x": "late"}
    open_end = spans({"ref": "x", **asked, "end_at": "2026-06-10"})
    assert by_ref(standings.judged(open_end, rules()["R-FOI-20"], WORK, NOW)) == {"x": "in_time"}


def test_nobody_is_late_who_had_nothing_to_have_corrected():
    given = {"start_at": "2026-03-02T09:00"}
    found = spans({"ref": "clear", **given}, {"ref": "asked", **given, "end_at": "2026-03-20"})
    judged = standings.judged(found, rules()["R-FOI-7"], WORK, NOW)
    assert by_ref(judged) == {"clear": "unknown", "asked": "late"}


def test_no_record_at_all():
    assert standings.judged(spans(), RULE, WORK, NOW).is_empty()


def test_a_changed_rule_replayed():
    before = standings.judged(ROWS, RULE, WORK, NOW)
    after = standings.judged(ROWS, replace(RULE, amount=1), WORK, NOW)
    told = standings.replay(before, after)
    assert (told["late_before"], told["late_after"], told["no_longer_late"]) == (2, 7, 0)
    assert sorted(told["examples"]) == ["again", "fine", "open", "redone", "tomorrow"]


def test_rates_in_full():
    rows = [
        ("water", True, True, "解决", "满意", None, 8),
        ("water", True, True, "未解决", "不满意", "repeated", 2),
        (None, False, False, None, None, None, 3),
    ]
    groups = rating.tallies(pl.DataFrame(rows, schema=CALL_BACKS, orient="row"))
    assert set(groups) == {"water", ""}
    shown = rating.both_ways(groups["water"], Policy())
    assert shown["kept"]["rates"]["solved"]["value"] == 100
    assert shown["all"]["rates"]["solved"]["value"] == 80
    unknown = rating.both_ways(groups[""], Policy())["kept"]
    assert (unknown["tickets"], unknown["composite"]) == (3, None)
    assert unknown["rates"]["solved"]["note"] == "样本不足"
    assert rating.pooled(groups)["all"].tickets == 13


def test_stars_hours_and_exclusions():
    stars = pl.DataFrame([("a", 5, 8), ("b", 2, 2), ("b", None, 9)], schema=STARS, orient="row")
    assert rating.good(stars, Policy()).value == 80
    hours = pl.DataFrame([("a", 1.0), ("a", None)], schema=HOURS, orient="row")
    assert (rating.hours(hours)["median"], rating.hours(hours)["missing"]) == (1.0, 1)
    told = [("r1", "t", "outside"), ("r2", "t", "缠访")]
    legal, invented = rating.excluded(pl.DataFrame(told, schema=EXCLUDED, orient="row"))
    assert ("第十一条" in legal["basis"], legal["counts"]) == (True, False)
    assert (invented["basis"], invented["counts"]) == ("", True)
