"""The tables of the desk in both stores: a walk, a scope, one open case for one matter."""

import pytest

from cases.handling import act
from core.case_moves import Given
from core.errors import InputError
from core.ladder import parents_of, scope_of
from core.scope import Scope
from store import case_lists
from tests.cases.desk_place import CLERK, HOUSING, UNITS, desk, ticket, walk

PARENTS = parents_of(UNITS)


def test_a_walk_through_the_desk(store, now):
    here = desk(store)
    number = ticket(here)
    walk(here, number, (CLERK, "assign", {"unit": "housing"}), (HOUSING, "sign", {}))
    with pytest.raises(InputError, match=f"编号为 {number} "):
        ticket(here)
    with pytest.raises(InputError, match="已有别人办理"):
        act(here, HOUSING, number, "handle", Given(), now, seen=0)
    found = case_lists.file(store, Scope.ALL, number)
    assert (found.case.handler, found.case.revision, len(found.moves)) == ("housing", 2, 3)
    assert found.clocks[0].rule.amount == 5
    assert case_lists.counts(store, Scope.ALL) == {"signed": 1}
    assert case_lists.closed_cases(store, Scope.ALL) == []


def test_a_unit_sees_its_own_cases_and_nothing_that_accuses_it(store, now):
    here = desk(store)
    plain, accusing = ticket(here), ticket(here, subject_id=2, accused="water")
    unknown = ticket(here, subject_id=3, accused="?")
    walk(here, plain, (CLERK, "assign", {"unit": "housing"}))
    walk(here, plain, (CLERK, "co_handle", {"unit": "water", "text": "关阀"}))
    walk(here, accusing, (CLERK, "assign", {"unit": "housing"}))
    seen = {
        unit: {case.id for case, _ in case_lists.open_cases(store, scope_of(PARENTS, unit))}
        for unit in ("housing", "water", "property")
    }
    assert seen == {"housing": {plain, accusing}, "water": {plain}, "property": set()}
    assert case_lists.file(store, scope_of(PARENTS, "water"), accusing) is None
    assert case_lists.file(store, Scope.ALL, unknown) is not None
    subjects = case_lists.of_subjects(store, scope_of(PARENTS, "housing"), "message", [1, 2, 3])
    assert set(subjects) == {1, 2}
