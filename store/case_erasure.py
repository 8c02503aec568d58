"""Taking the case of an erased record out, inside the caller's transaction."""

from sqlalchemy import Connection, delete, select, update

from store.answer_tables import handbacks
from store.desk_tables import (
    case_clocks,
    case_moves,
    case_partners,
    cases,
    clock_events,
    evidence,
    instructions,
)
from store.schema import history


def forget(conn: Connection, message: int) -> int:
    """Remove every case on a message with all that belongs to it; how many there were.

    Of the deeds it stays that there were some, not what was written with them.
    """
    chosen = select(cases.c.id).where(cases.c.subject == "message", cases.c.subject_id == message)
    numbers = list(conn.execute(chosen).scalars())
    clocks = select(case_clocks.c.id).where(case_clocks.c.case_id.in_(numbers))
    conn.execute(delete(clock_events).where(clock_events.c.clock_id.in_(clocks)))
    for table in (handbacks, instructions, evidence, case_partners, case_moves, case_clocks):
        conn.execute(delete(table).where(table.c.case_id.in_(numbers)))
    which = (history.c.subject == "case") & history.c.subject_id.in_(numbers)
    conn.execute(update(history).where(which).values(details={}))
    conn.execute(update(cases).where(cases.c.merged_into.in_(numbers)).values(merged_into=0))
    conn.execute(delete(cases).where(cases.c.id.in_(numbers)))
    return len(numbers)
