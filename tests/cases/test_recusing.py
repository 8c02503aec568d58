"""回避 that comes later: who is accused afterwards has the case or the request no more."""

import polars as pl
import pytest

from cases import desk as deeds
from cases import following, proceeding
from cases.handling import Desk
from core.ladder import parents_of, scope_of
from core.procedures import Procedure
from core.scope import Scope
from jobs import casework as step
from store import case_lists, casework, labels, messages, procedures
from store.messages import Batch
from tests.cases.desk_place import CLERK, DAY, HOUSING, LEAD, UNITS, WORK, desk, walk
from tests.cases.test_following import shown, take_in  # noqa: F401 - a fixture
from tests.cases.test_proceeding import LABELS
from tests.core.clock_cases import rules

ALL = Scope.ALL
OWN = scope_of(parents_of(UNITS), "housing")


def holders(store):
    """Accused, handler and state of the open case, and the units its running clocks run against."""
    ((case, clocks),) = case_lists.open_cases(store, ALL)
    return case.accused, case.handler, case.state, [one.unit for one in clocks if one.is_running]


def test_who_is_accused_by_a_changed_record_has_its_case_no_more(store, now, take_in):  # noqa: F811
    facts = {"assigned_at": shown(now - 2 * DAY)}
    take_in(now, ("1", facts))
    assert len(case_lists.open_cases(store, OWN)) == 1
    take_in(now + DAY, ("1", {**facts, "remark": "改了"}), accused="housing")
    assert holders(store) == ("housing", "office", "assigned", ["office"])
    assert case_lists.open_cases(store, OWN) == []
    take_in(now + 2 * DAY, ("1", {**facts, "remark": "又改"}), accused="housing")
    assert holders(store) == ("housing", "office", "assigned", ["office"])


def test_who_is_accused_by_a_persons_word_loses_it_at_once(store, now, take_in):  # noqa: F811
    take_in(now, ("1", {"assigned_at": shown(now - 2 * DAY)}))
    walk(desk(store), 1, (HOUSING, "sign", {}), (HOUSING, "handle", {}))
    said = {"accused_unit": "housing"}
    deeds.correct(store, CLERK, 1, said, now + DAY, house=desk(store))
    assert holders(store) == ("housing", "office", "assigned", ["office"])
    assert case_lists.open_cases(store, OWN) == []


def test_an_accusation_of_somebody_else_leaves_the_case_where_it_is(store, now, take_in):  # noqa: F811
    take_in(now, ("1", {"assigned_at": shown(now - 2 * DAY)}))
    deeds.correct(store, CLERK, 1, {"accused_unit": "water"}, now, house=desk(store))
    assert holders(store) == ("water", "housing", "assigned", ["housing"])
    deeds.correct(store, CLERK, 1, {"accused_unit": ""}, now, house=desk(store))
    assert holders(store)[0] == "water"  # only 认定回避对象, with its reason, takes that back


def test_an_accused_unit_nobody_knows_leaves_it_to_whoever_assigns(store, now, take_in):  # noqa: F811
    take_in(now, ("1", {"assigned_at": shown(now - 2 * DAY)}))
    deeds.correct(store, CLERK, 1, {"accused_unit": "?"}, now, house=desk(store))
    assert holders(store) == ("?", "", "returned", [])


@pytest.fixture
def request_(store, now, make_message):
    """A request for information that came in as a record of the housing office."""
    asked = make_message("d1", kind="disclosure", unit="housing", posted_at=now - 5 * DAY,
                         title="申请公开巡查记录", text="申请公开巡查记录。")  # fmt: skip
    messages.add(store, ALL, Batch("board", "test", [asked], []), now)
    relabel(store, now, None)
    return Procedure("disclosure", asked.title, asked.text, "housing", now - 5 * DAY, message=1)


def relabel(store, now, accused):
    whom = pl.lit(accused, pl.String)
    frame = labels.pending(store, ALL)
    frame = frame if frame.height else labels.labelled_after(store, ALL, 0)
    labels.save(store, ALL, frame.with_columns(**LABELS, accused_unit=whom), "test", now)


def test_a_request_that_accuses_its_addressee_is_registered_one_level_up(store, now, request_):
    relabel(store, now, "housing")
    here = Desk(store, WORK, tuple(rules().values()), UNITS)
    number = proceeding.register(here, LEAD, request_, now)
    found = procedures.read(store, ALL, number)
    assert (found.accused, found.unit) == ("housing", "office")
    assert {clock.unit for clock in found.clocks} == {"office"}
    assert procedures.running(store, OWN) == []


def test_one_that_comes_to_accuse_it_goes_there(store, now, request_):
    here = Desk(store, WORK, tuple(rules().values()), UNITS)
    number = proceeding.register(here, HOUSING, request_, now)
    assert [one.unit for one in procedures.running(store, OWN)] == ["housing"]
    relabel(store, now + DAY, "housing")
    (record,) = casework.waiting(store, ALL, step.KINDS)
    assert following.take_in(here, record, now + DAY) == "followed"
    assert procedures.running(store, OWN) == []
    found = procedures.read(store, ALL, number)
    assert (found.unit, {clock.unit for clock in found.clocks}) == ("office", {"office"})
    assert following.take_in(here, record, now + DAY) == ""
