"""Alarms about what our own steps found: contradictions, sites that are down, extensions; 试算."""

from dataclasses import replace
from datetime import timedelta

import pytest

from cases import desk as deeds
from core import periods
from core.alarms import Found
from core.issues import Issue
from core.scope import Actor, Scope
from core.sources import Source
from core.times import day_of, day_start
from core.website import Probe
from jobs import dry_running, looking, sensing, trying
from jobs.office import Office
from store import alarm_facts, heat_days, issues, requests, sites

ALL = Scope.ALL
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def rule_of(office, name):
    return {rule.id: rule for rule in office.tables.alerts}[name]


def seen(office, name, now):
    """Subjects that a rule finds true now."""
    look = looking.look_at(office, now, [])
    return sensing.signals(look, [rule_of(office, name)])


def test_a_contradiction_is_on_until_it_is_settled(office, now):
    fact = Found("contradiction", "reply:7", "停水答复与口径不一致", "恢复时间不同",
                 "wording", unit="water", accused=("water",))  # fmt: skip
    with office.store.write() as conn:
        alarm_facts.say(conn, fact, now)
    (signal,) = seen(office, "contradiction", now)
    assert signal.page == "wording"
    assert signal.accused == ("water",)
    assert signal.title == "停水答复与口径不一致"
    with office.store.write() as conn:
        alarm_facts.end(conn, "contradiction", ["reply:7"], now)
    assert seen(office, "contradiction", now) == []


@pytest.fixture
def watched(office, now):
    """An office that watches one site, looked at every hour."""
    site = Source("portal", "site", "县政府网站", "own_mailbox", location="https://portal.example/")
    rows = {**office.tables.rows, "source": {"portal": site}}
    origins = {**office.tables.origins, ("source", "portal"): "x"}
    tables = replace(office.tables, rows=rows, origins=origins)
    made = Office(office.settings, tables)
    vars(made)["store"] = office.store

    def look(*seconds, void=False):
        for hours, took in enumerate(seconds):
            sites.add_probe(made.store, ALL, "portal", Probe(now + hours * HOUR, took, void))

    return made, look


def test_a_site_is_down_after_looks_in_a_row_that_failed(watched, now):
    office, look = watched
    look(0.5, None, None)
    assert seen(office, "site_down", now + 3 * HOUR) == []
    sites.add_probe(office.store, ALL, "portal", Probe(now + 4 * HOUR, None))
    (signal,) = seen(office, "site_down", now + 5 * HOUR)
    assert signal.subject == "site:portal"
    assert ("网址", "https://portal.example/") in signal.facts
    sites.add_probe(office.store, ALL, "portal", Probe(now + 6 * HOUR, 0.8))
    assert seen(office, "site_down", now + 7 * HOUR) == []


def test_our_own_outage_is_not_the_site_s(watched, now):
    office, look = watched
    look(None, None, None, None, void=True)
    assert seen(office, "site_down", now + 5 * HOUR) == []


@pytest.fixture
def warm(office, now):
    """An issue that was orange, cooled and rose to red, a month ago."""
    issue = Issue("m1", "云杉小区：停水", "other", "云杉小区", "停水", 9, now, now)
    (number,) = issues.save(office.store, ALL, [issue])
    start = day_start(day_of(now).replace(month=10, day=1))
    for day, heat, level in ((3, 60.0, "III"), (5, 75.0, "II"), (6, 76.0, "II"), (7, 40.0, "IV"),
                             (9, 77.0, "II"), (10, 95.0, "I"), (11, 96.0, "I")):  # fmt: skip
        told = replace(issue, heat=heat, level=level)
        heat_days.keep(office.store, ALL, [(number, told)], start + day * DAY)
    return start


def october(start):
    return periods.period("month", day_of(start))


def test_hot_issues_are_tried_on_the_heat_of_each_day(office, now, warm):
    found = trying.tried(office, rule_of(office, "hot_issue"), october(warm), now)
    # Reached on the 6th, again after it had cooled on the 10th, risen on the 11th.
    assert [day_of(at).day for at, _title in found.fired] == [6, 10, 11]
    assert (found.basis, found.since) == ("part", day_of(warm + 3 * DAY))
    assert "2026-10-04 起" in found.basis_said
    later = replace(october(warm), start=warm + 9 * DAY)
    whole = trying.tried(office, rule_of(office, "hot_issue"), later, now)
    assert (whole.basis, len(whole.fired)) == ("heat", 2)
    before = periods.before(october(warm))
    assert trying.tried(office, rule_of(office, "hot_issue"), before, now).basis == "issues"


def test_a_burst_is_not_foretold_while_the_hot_issue_speaks_for_it(office, now):
    start = day_start(day_of(now).replace(month=10, day=1))
    issue = Issue("m1", "云杉小区：停水", "other", "云杉小区", "停水", 40, now, now)
    (number,) = issues.save(office.store, ALL, [issue])
    days = ((2, "IV", 0.0), (3, "II", 90.0), (4, "II", 90.0), (5, "IV", 90.0), (6, "IV", 90.0),
            (7, "IV", 0.0), (8, "III", 90.0), (9, "I", 90.0))  # fmt: skip
    for day, level, growth in days:
        told = replace(issue, level=level, heat=70.0, parts={"growth": growth})
        heat_days.keep(office.store, ALL, [(number, told)], start + (day - 1) * DAY)
    burst = rule_of(office, "burst")
    found = trying.tried(office, burst, october(start + DAY), now)
    assert [day_of(at).day for at, _title in found.fired] == [5, 8]
    rules = [replace(rule, enabled=rule.id != "hot_issue") for rule in office.tables.alerts]
    rows = {**office.tables.rows, "alert": {rule.id: rule for rule in rules}}
    alone = Office(office.settings, replace(office.tables, rows=rows))
    vars(alone)["store"] = office.store
    found = trying.tried(alone, burst, october(start + DAY), now)
    assert [day_of(at).day for at, _title in found.fired] == [3, 8]


def test_a_trial_asked_for_on_the_page_is_answered(office, now, warm):
    for name in ("hot_issue", "nothing"):
        deeds.ask(office.store, Actor("li"), "dry_run", {"source": name}, now)
    assert dry_running.due(office, now) == [""]
    assert dry_running.run(office, "", now) == {"tried": 2}
    assert dry_running.due(office, now) == []
    answers = requests.latest(office.store, ALL, "dry_run")
    lines = answers["hot_issue"][1].splitlines()
    assert "会触发 3 次" in lines[0]
    assert "云杉小区：停水" in lines[1]
    assert "没有编号" in answers["nothing"][1]
