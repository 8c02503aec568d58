"""Writing the daybook behind the facts, and proving that it holds what the tables say."""

from collections.abc import Sequence
from datetime import date, timedelta

import polars as pl
from sqlalchemy import Connection, bindparam, func, not_, select, update

from core.scope import Scope
from core.times import day_start
from store.cube_tables import cube_faces, daybook
from store.daybook import FORM, SHAPE, from_rows, is_written, packed, unpacked
from store.engine import Store
from store.rows import slices
from store.wiping import overwriting

_DAY = timedelta(days=1)
_AT_ONCE = 7


@Store.needs("clock")
def due(store: Store, scope: Scope) -> list[date]:
    """Days that changed since they were written, the newest first."""
    asked = select(daybook.c.day).where(not_(is_written())).order_by(daybook.c.day.desc())
    with store.read() as conn:
        return list(conn.execute(asked).scalars())


@Store.needs("clock")
def write(store: Store, scope: Scope, days: Sequence[date]) -> int:
    """Write days as they are, a week of them at a time; returns how many messages they have.

    They are read without a lock. Whoever changes one meanwhile makes its revision another one,
    so that what is written here is not taken for the day.
    """
    written = 0
    for some in slices(days, _AT_ONCE):
        with store.read() as conn:
            asked = select(daybook.c.day, daybook.c.revision).where(daybook.c.day.in_(some))
            revisions = {row.day: row.revision for row in conn.execute(asked)}
            found = {day: _read(conn, day) for day in revisions}
        rows = [
            {"at_day": day, "at_revision": revisions[day], "made": revisions[day], "form": FORM,
             "records": frame.height, "data": packed(frame)}
            for day, frame in found.items()
        ]  # fmt: skip
        if rows:
            with store.write() as conn, overwriting(conn):
                conn.execute(_KEEP, rows)
        written += sum(frame.height for frame in found.values())
    return written


_KEEP = (
    update(daybook)
    .where(daybook.c.day == bindparam("at_day"), daybook.c.revision == bindparam("at_revision"))
    .values({name: bindparam(name) for name in ("made", "form", "records", "data")})
)


def _read(conn: Connection, day: date) -> pl.DataFrame:
    return from_rows(conn, (day_start(day), day_start(day + _DAY)), list(SHAPE))


@Store.needs("clock")
def catch_up(store: Store, scope: Scope) -> int:
    """Write every day that is due; returns how many messages they have."""
    return write(store, scope, due(store, scope))


@Store.needs("clock")
def difference(store: Store, scope: Scope) -> int:
    """By how many messages the written days and the tables differ; 0 when all is well.

    Compares the number of each day with the cubes, and the first, the middle and the last day
    message for message.
    """
    face = (cube_faces.c.face == "source") & (cube_faces.c.grain == "day")
    counted = select(cube_faces.c.day, func.sum(cube_faces.c.messages)).where(face)
    written = select(daybook.c.day, daybook.c.records).where(is_written()).order_by(daybook.c.day)
    with store.moment() as conn:
        known = {row[0]: row[1] for row in conn.execute(written)}
        cells = {row[0]: row[1] for row in conn.execute(counted.group_by(cube_faces.c.day))}
        places = {0, len(known) // 2, len(known) - 1} if known else set()
        beside: int = sum(abs(known[day] - int(cells.get(day, 0))) for day in known)
        return beside + sum(_of_day(conn, list(known)[place]) for place in sorted(places))


def _of_day(conn: Connection, day: date) -> int:
    """How many messages of a written day are not as the tables have them."""
    data = conn.execute(select(daybook.c.data).where(daybook.c.day == day)).scalar_one()
    if data is None:  # changed since it was written
        return 0
    there = _read(conn, day)
    kept = unpacked(data, list(SHAPE))
    return len({row[0] for row in set(kept.iter_rows()) ^ set(there.iter_rows())})
