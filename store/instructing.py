"""批示 inside the desk's transaction: kept with the post of who gave it, never a name."""

from datetime import datetime

from sqlalchemy import Connection, insert, select, update

from core.case_moves import Given
from core.times import day_of
from store.desk_tables import instructions


def add(conn: Connection, case: int, clock: int, given: Given, now: datetime) -> None:
    """Keep an instruction with the clock that runs until it is answered."""
    conn.execute(
        insert(instructions).values(
            case_id=case,
            clock_id=clock,
            post=given.post,
            requirement=given.text,
            given_on=day_of(now),
            due_on=given.day,
            answer="",
        )
    )


def clock_of(conn: Connection, case: int, number: int) -> int | None:
    """The clock of an unanswered instruction of this case; None where there is none."""
    found = select(instructions.c.clock_id).where(
        instructions.c.id == number,
        instructions.c.case_id == case,
        instructions.c.answered_at.is_(None),
    )
    return conn.execute(found).scalar_one_or_none()


def answer(conn: Connection, number: int, text: str, now: datetime) -> None:
    """Keep what was answered."""
    which = instructions.c.id == number
    conn.execute(update(instructions).where(which).values(answer=text, answered_at=now))
