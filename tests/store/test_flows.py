"""How many cases units have: readers who see no small groups are told of no few cases."""

from datetime import timedelta

from sqlalchemy import text

from core.scope import Scope
from store import flows
from tests.cases.desk_place import NOW, desk, ticket

ALL = Scope.ALL
FEW = Scope(may=frozenset({"figures"}), least=5)
DAYS = (NOW - timedelta(days=5), NOW)


def test_open_cases_of_units_with_fewer_than_five_are_not_told(store):
    here = desk(store)
    made = [ticket(here, subject_id=number) for number in range(1, 10)]
    with store.write() as conn:
        for number, case in enumerate(made):
            unit = "water" if number < 5 else "roads"
            conn.execute(
                text("UPDATE cases SET handler = :unit, state = 'assigned' WHERE id = :case"),
                {"unit": unit, "case": case},
            )
    assert flows.handlers(store, ALL).rows() == [("roads", 4, 4), ("water", 5, 5)]
    assert flows.handlers(store, FEW).rows() == [("water", 5, 5)]
    assert flows.standing(store, ALL, *DAYS, "roads")["cases"].sum() == 4
    assert flows.standing(store, FEW, *DAYS, "roads").is_empty()
    assert flows.standing(store, FEW, *DAYS, "water")["cases"].sum() == 5
    assert flows.standing(store, FEW, *DAYS)["cases"].sum() == 9
