"""Erasing a ticket takes its case with it: no title, no words, no clock stays."""

from sqlalchemy import select

from core.scope import Scope
from store import case_lists, erase, messages
from store.desk_tables import case_clocks, case_moves
from store.schema import history
from tests.cases.desk_place import CLERK, HOUSING, desk, ticket, walk


def test_the_case_goes_with_its_ticket(store, now, make_message):
    batch = messages.Batch("board", "file", [make_message("1"), make_message("2")])
    messages.add(store, Scope.ALL, batch, now)
    gone, kept = ticket(desk(store), title="暗号"), ticket(desk(store), subject_id=2)
    assign = (CLERK, "assign", {"unit": "housing", "text": "暗号"})
    walk(desk(store), gone, assign, (HOUSING, "return", {"text": "暗号"}))
    walk(desk(store), kept, assign)
    erase.erase(store, Scope.ALL, "board", "1", CLERK, now)
    assert case_lists.file(store, Scope.ALL, gone) is None
    assert case_lists.file(store, Scope.ALL, kept) is not None
    with store.read() as conn:
        assert set(conn.execute(select(case_moves.c.case_id)).scalars()) == {kept}
        assert set(conn.execute(select(case_clocks.c.case_id)).scalars()) == {kept}
        told = conn.execute(
            select(history.c.details).where(
                history.c.subject == "case", history.c.subject_id == gone
            )
        ).scalars()
        assert all(details == {} for details in told)
