"""Writing the daybook behind the facts, and proving that it holds what the tables say."""

from datetime import date, timedelta

from sqlalchemy import Connection, func, not_, select, update

from core.scope import Scope
from core.times import day_start
from store.cube_tables import cube_faces, daybook
from store.daybook import FORM, SHAPE, from_rows, is_written, packed, unpacked
from store.engine import Store

_DAY = timedelta(days=1)


@Store.needs("clock")
def due(store: Store, scope: Scope) -> list[date]:
    """Days that changed since they were written, the newest first."""
    asked = select(daybook.c.day).where(not_(is_written())).order_by(daybook.c.day.desc())
    with store.read() as conn:
        return list(conn.execute(asked).scalars())


@Store.needs("clock")
def write(store: Store, scope: Scope, day: date) -> int:
    """Write a day as it is and return how many messages it has.

    The day is read without a lock. Whoever changes it meanwhile makes its revision another one,
    so that what is written here is not taken for the day.
    """
    with store.read() as conn:
        asked = select(daybook.c.revision).where(daybook.c.day == day)
        revision = conn.execute(asked).scalar_one_or_none()
        if revision is None:
            return 0
        found = from_rows(conn, (day_start(day), day_start(day + _DAY)), list(SHAPE))
    values = {"made": revision, "form": FORM, "records": found.height, "data": packed(found)}
    same = (daybook.c.day == day) & (daybook.c.revision == revision)
    with store.write() as conn:
        conn.execute(update(daybook).where(same).values(values))
    return found.height


@Store.needs("clock")
def catch_up(store: Store, scope: Scope) -> int:
    """Write every day that is due; returns how many messages they have."""
    return sum(write(store, scope, day) for day in due(store, scope))


@Store.needs("clock")
def difference(store: Store, scope: Scope) -> int:
    """By how many messages the written days and the tables differ; 0 when all is well.

    Compares the number of each day with the cubes, and the first, the middle and the last day
    message for message.
    """
    face = (cube_faces.c.face == "source") & (cube_faces.c.grain == "day")
    counted = select(cube_faces.c.day, func.sum(cube_faces.c.messages)).where(face)
    written = select(daybook.c.day, daybook.c.records).where(is_written()).order_by(daybook.c.day)
    with store.read() as conn:
        known = {row[0]: row[1] for row in conn.execute(written)}
        cells = {row[0]: row[1] for row in conn.execute(counted.group_by(cube_faces.c.day))}
        places = {0, len(known) // 2, len(known) - 1} if known else set()
        beside: int = sum(abs(known[day] - int(cells.get(day, 0))) for day in known)
        return beside + sum(_of_day(conn, list(known)[place]) for place in sorted(places))


def _of_day(conn: Connection, day: date) -> int:
    """How many messages of a written day are not as the tables have them."""
    data = conn.execute(select(daybook.c.data).where(daybook.c.day == day)).scalar_one()
    there = from_rows(conn, (day_start(day), day_start(day + _DAY)), list(SHAPE))
    kept = unpacked(data, list(SHAPE))
    return len({row[0] for row in set(kept.iter_rows()) ^ set(there.iter_rows())})
