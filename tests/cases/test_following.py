"""Tickets of the source platform become cases with an owner, and follow the platform's word."""

from datetime import timedelta

import polars as pl
import pytest

from cases import following
from core import platform
from core.scope import Scope
from store import case_lists, casework, labels, messages
from store.messages import Batch
from tests.cases.desk_place import DAY, HOUSING, desk, walk
from tests.conftest import NOW

ALL = Scope.ALL


@pytest.fixture
def take_in(store, make_message):
    """Import tickets (external id, facts), label them, and let the desk look at what is new."""

    def go(now, *tickets, accused=None):
        early = NOW - 3 * DAY
        made = [
            make_message(number, kind="ticket", unit="housing", facts=facts, posted_at=early)
            for number, facts in tickets
        ]
        messages.add(store, ALL, Batch("board", "test", made, []), now)
        pending = labels.pending(store, ALL)
        names = {"area": "other", "sentiment": "neg", "intent": "投诉", "place": "", "problem": ""}
        columns = [pl.lit(value).alias(name) for name, value in names.items()]
        numbers = {"area_score": 0.9, "area_unsure": 0, "sentiment_score": 0.0, "urgency": 0}
        columns += [pl.lit(value).alias(name) for name, value in numbers.items()]
        frame = pending.with_columns(
            *columns, keywords=pl.lit(""), accused_unit=pl.lit(accused, pl.String)
        )
        labels.save(store, ALL, frame, "test", now)
        found = casework.waiting(store, ALL, platform.KINDS)
        done = [following.take_in(desk(store), record, now) for record in found]
        if found:
            casework.looked_at(store, ALL, found[-1], now)
        return done

    return go


def shown(at):
    return at.isoformat()


def test_an_open_ticket_gets_its_unit_and_its_clock(store, now, take_in):
    assigned = {"assigned_at": shown(now - 2 * DAY)}
    assert take_in(now, ("1", assigned), ("2", {"finished_at": shown(now)})) == ["opened", ""]
    ((case, clocks),) = case_lists.open_cases(store, ALL)
    assert (case.state, case.handler, case.platform) == ("assigned", "housing", "assigned")
    assert clocks[0].start_at == now - 2 * DAY
    assert take_in(now, ("1", assigned)) == []


def test_the_finish_told_by_the_platform_stops_the_clock_in_its_time(store, now, take_in):
    assigned = {"assigned_at": shown(now - 2 * DAY)}
    take_in(now, ("1", assigned))
    number = case_lists.open_cases(store, ALL)[0][0].id
    walk(desk(store), number, (HOUSING, "sign", {}))
    later = now + 3 * DAY
    finished = assigned | {"finished_at": shown(now + DAY)}
    assert take_in(later, ("1", finished)) == ["followed"]
    found = case_lists.file(store, ALL, number)
    assert found.case.state == "finished"
    assert found.clocks[0].events[-1].at == now + DAY
    assert found.moves[-1]["move"] == "follow"
    again = finished | {"reopened_at": shown(now + 4 * DAY)}
    assert take_in(now + 5 * DAY, ("1", again)) == ["followed"]
    found = case_lists.file(store, ALL, number)
    assert (found.case.state, found.clocks[0].is_running) == ("handling", True)
    assert found.case.waited(now + 9 * DAY) > timedelta(days=8)


def test_what_accuses_the_unit_goes_to_its_superior(store, now, take_in):
    take_in(now, ("1", {"assigned_at": shown(now)}), accused="housing")
    case = case_lists.open_cases(store, ALL)[0][0]
    assert (case.accused, case.handler) == ("housing", "office")


def test_an_unknown_accused_unit_waits_for_a_person(store, now, take_in):
    take_in(now, ("1", {"assigned_at": shown(now)}), accused="?")
    case = case_lists.open_cases(store, ALL)[0][0]
    assert (case.state, case.handler) == ("accepted", "")
