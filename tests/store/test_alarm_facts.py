"""Facts for alarms: on until they are said to be over; the heat of each day; extensions."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import update

from core.alarms import Found
from core.issues import Issue
from core.scope import Scope
from core.times import day_of
from store import alarm_facts, extensions, heat_days, issues, messages
from store.messages import Batch
from store.schema import issues as issues_table
from tests.cases.desk_place import CHECKER, CLERK, HOUSING, desk, ticket, walk

ALL = Scope.ALL
HOUR = timedelta(hours=1)
SAID = Found("contradiction", "reply:7", "答复与口径不一致", "第 2 条", "statements?statement=1",
             accused=("water",))  # fmt: skip


def say(store, found, now):
    with store.write() as conn:
        alarm_facts.say(conn, found, now)


def test_a_fact_keeps_its_beginning_until_it_is_over(store, now):
    say(store, SAID, now)
    say(store, replace(SAID, why="第 3 条"), now + HOUR)
    (found,) = alarm_facts.standing(store, ALL, "contradiction")
    assert (found.why, found.found_at, found.accused) == ("第 3 条", now, ("water",))
    with store.write() as conn:
        assert alarm_facts.end(conn, "contradiction", ["reply:7", "reply:8"], now) == 1
    assert alarm_facts.standing(store, ALL, "contradiction") == []
    say(store, SAID, now + 2 * HOUR)
    assert alarm_facts.standing(store, ALL, "contradiction")[0].found_at == now + 2 * HOUR


def test_the_highest_heat_of_a_day_stays(store, now):
    issue = Issue("m1", "停水", "other", "云杉", "停水", 3, now, now, 80.0, now, "II")
    (number,) = issues.save(store, ALL, [issue])
    for hours, heat in ((0, 80.0), (1, 60.0), (2, 90.0), (20, 40.0)):
        heat_days.keep(store, ALL, [(number, replace(issue, heat=heat))], now + hours * HOUR)
    today = day_of(now)
    found = heat_days.listed(store, ALL, today, today + timedelta(days=9))
    assert found["heat"].to_list() == [90.0, 40.0]
    assert found["at"][0] == now + 2 * HOUR
    assert heat_days.begun(store, ALL) == today
    assert heat_days.forget(store, ALL, today + timedelta(days=1)) == 1
    with store.write() as conn:
        conn.execute(update(issues_table).values(name="改名"))
    assert heat_days.listed(store, ALL, today, today + timedelta(days=9))["name"][0] == "改名"


@pytest.fixture
def extended(store, now, make_message):
    """A ticket with a case whose limit was extended twice."""
    messages.add(store, ALL, Batch("board", "b", [make_message("1", kind="ticket")], []), now)
    here = desk(store)
    number = ticket(here)
    asking = [(HOUSING, "ask_extension", {"number": 1, "text": "管材未到"}),
              (CHECKER, "grant_extension", {"text": "同意"})]  # fmt: skip
    walk(here, number, (CLERK, "assign", {"unit": "housing"}), (HOUSING, "sign", {}),
         (HOUSING, "handle", {}), *asking, *asking, now=now)  # fmt: skip
    return here, number


def test_extensions_are_counted_from_the_desk(store, extended):
    _here, number = extended
    (row,) = extensions.at_desk(store, ALL, 2)
    assert (row["id"], row["unit"], row["count"]) == (number, "housing", 2)
    assert row["ref"]
    assert extensions.at_desk(store, ALL, 3) == []


def test_a_finished_case_owes_no_explanation_any_more(store, extended, now):
    here, number = extended
    walk(here, number, (HOUSING, "reply", {"text": "已修好"}), (HOUSING, "finish", {}),
         now=now + 20 * HOUR)  # fmt: skip
    assert extensions.at_desk(store, ALL, 2) == []


def test_what_a_platform_extended_again_stands_in_what_it_changed(store, now, make_message):
    def told(limit, at):
        facts = {"extended_to": limit} if limit else {}
        batch = Batch("board", "b", [make_message("1", kind="ticket", facts=facts)], [])
        messages.add(store, ALL, batch, at)

    for hours, limit in enumerate(("", "2026-11-25", "2026-12-02", "2026-12-09")):
        told(limit, now + hours * HOUR)
    since = now - HOUR
    ((_number, count),) = extensions.by_platform(store, ALL, since, 2).items()
    assert count == 3
    assert extensions.by_platform(store, ALL, since, 4) == {}
