"""Counts kept ahead of the question, so that overview pages never read raw messages.

A labelled message stands in exactly one cell. Whoever changes a message or its labels does so
inside `recounting`, which counts before and after and keeps the difference in the same
transaction. `store.counts` and `store.rates` read what is kept here.
"""

from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from typing import Any

from sqlalchemy import Connection, Date, Table, bindparam, delete, func, select

from core.scope import Scope
from core.times import day_start
from store import cube_tables, daybook, tallies
from store.engine import Store
from store.rows import array, insert_or_skip, slices
from store.schema import messages, metadata
from store.tallies import MEASURES, Counted, Tally

TABLES = (*MEASURES, "cube_dues")
"""All cubes."""

_CHUNK = 5_000
_LOCKED = select(messages.c.id).order_by(messages.c.id).with_for_update()


def count_in(conn: Connection, rows: Sequence[Counted]) -> None:
    """Count labelled messages that were never counted before."""
    if rows:
        tally = Tally()
        tally.add(rows)
        _save(conn, tally)


@contextmanager
def recounting(conn: Connection, ids: Sequence[int]) -> Iterator[None]:
    """Whatever is done to these messages inside is counted, all at once at the end.

    In PostgreSQL the messages are locked before they are read, so that two workers who label
    the same ones count them once; in SQLite there is one writer at a time.
    """
    if conn.dialect.name == "postgresql":
        for chunk in slices(sorted(ids), _CHUNK):
            conn.execute(_LOCKED.where(messages.c.id.in_(chunk))).all()
    tally = Tally()
    tally.add(tallies.read(conn, ids), -1)
    yield
    tally.add(tallies.read(conn, ids), +1)
    _save(conn, tally)


@Store.needs("clock")
def rebuild(store: Store, scope: Scope) -> None:
    """Count everything again from the raw rows, in one transaction."""
    with store.write() as conn:
        fill(conn)


def fill(conn: Connection) -> None:
    """`rebuild` inside the caller's transaction; a month at a time, so that memory is bounded."""
    for name in TABLES:
        conn.execute(delete(metadata.tables[name]))
    daybook.mark_all(conn)
    months = conn.execute(select(messages.c.month).distinct().order_by(messages.c.month)).scalars()
    for month in months.all():
        ids = conn.execute(select(messages.c.id).where(messages.c.month == month)).scalars().all()
        tally = Tally()
        for chunk in slices(ids, _CHUNK):
            tally.add(tallies.read(conn, chunk))
        _save(conn, tally)


@Store.needs("clock")
def difference(store: Store, scope: Scope) -> int:
    """By how many messages the cubes and the raw rows differ; 0 when all is well.

    Compares the number of each month and every count of the first, the middle and the last
    day, and the sums of all cubes with one another.
    """
    with store.read() as conn:
        months = _months(conn)
        return (
            sum(abs(one - other) for one, other in months.values())
            + sum(_of_day(conn, day) for day in _sample(conn))
            + _between_cubes(conn)
        )


def _months(conn: Connection) -> dict[int, tuple[int, int]]:
    """Month of posting -> labelled messages as counted, and as there are."""
    counted: dict[int, int] = {}
    cells = cube_tables.cube_cells.c
    for day, number in conn.execute(
        select(cells.day, func.sum(cells.messages)).group_by(cells.day)
    ):
        month = day.year * 100 + day.month
        counted[month] = counted.get(month, 0) + number
    firsts = [date(month // 100, month % 100, 1) for month in sorted(counted)]
    found = {}
    for first in firsts:
        after = date(first.year + first.month // 12, first.month % 12 + 1, 1)
        found[first.year * 100 + first.month] = _raw(conn, first, after)
    whole = conn.execute(
        select(func.count()).select_from(messages).where(messages.c.state != "pending")
    ).scalar_one()
    beside = int(whole) - sum(found.values())
    return {0: (0, beside)} | {month: (counted[month], found[month]) for month in found}


def _raw(conn: Connection, since: date, until: date) -> int:
    posted = messages.c.posted_at
    statement = (
        select(func.count())
        .select_from(messages)
        .where(posted >= day_start(since), posted < day_start(until), messages.c.state != "pending")
    )
    return int(conn.execute(statement).scalar_one())


def _sample(conn: Connection) -> list[date]:
    days = conn.execute(
        select(cube_tables.cube_faces.c.day)
        .where(cube_tables.cube_faces.c.face == "area", cube_tables.cube_faces.c.grain == "day")
        .distinct()
        .order_by(cube_tables.cube_faces.c.day)
    )
    known = list(days.scalars())
    places = {0, len(known) // 2, len(known) - 1} if known else set()
    return [known[place] for place in sorted(places)]


def _of_day(conn: Connection, day: date) -> int:
    """How far the cells of one day are from what its messages say."""
    posted = messages.c.posted_at
    ids = conn.execute(
        select(messages.c.id).where(
            posted >= day_start(day), posted < day_start(date.fromordinal(day.toordinal() + 1))
        )
    )
    tally = Tally()
    tally.add(tallies.read(conn, ids.scalars().all()))
    found = 0
    for name in ("cube_cells", "cube_answers"):
        table = metadata.tables[name]
        kept = {tuple(row) for row in conn.execute(select(table).where(table.c.day == day))}
        found += len(kept.symmetric_difference(tally.changed(name)))
    return found


def _between_cubes(conn: Connection) -> int:
    """Every face is there and sums up to the cells, by day and by month."""
    found = 0
    for fine, coarse, faces in (
        ("cube_cells", "cube_faces", tallies.FACES),
        ("cube_answers", "cube_speeds", tallies.SPEEDS),
    ):
        whole, parts = metadata.tables[fine], metadata.tables[coarse]
        measure = list(whole.columns)[-MEASURES[fine]]
        total = conn.execute(select(func.coalesce(func.sum(measure), 0))).scalar_one()
        key = (parts.c.face, parts.c.grain)
        rows = conn.execute(select(*key, func.sum(parts.c[measure.name])).group_by(*key))
        sums = {(face, grain): number for face, grain, number in rows}
        wanted = [(face, grain) for face in faces for grain in ("day", "month")]
        found += sum(abs(sums.get(one, 0) - total) for one in wanted)
    return found


def _save(conn: Connection, tally: Tally) -> None:
    for name, measures in MEASURES.items():
        changed = tally.changed(name)
        if changed:
            table = metadata.tables[name]
            conn.exec_driver_sql(*_add(conn, table, measures, changed))
            _sweep(conn, table, measures, [row for row in changed if row[-measures] < 0])
    mark(conn, tally.months)
    daybook.mark(conn, tally.days)


def mark(conn: Connection, months: Collection[int]) -> None:
    """The submitters of these months must be counted again (`store.people`)."""
    if months:
        marked = insert_or_skip(conn, cube_tables.cube_dues, "month")
        conn.execute(marked, [{"month": month} for month in sorted(months)])


def _add(conn: Connection, table: Table, measures: int, rows: list[Any]) -> tuple[str, Any]:
    """Rows added to what is there: one statement and its parameters, in the driver's words."""
    names = [column.name for column in table.columns]
    keys, counted = names[:-measures], names[-measures:]
    target = f"INSERT INTO {table.name} ({', '.join(names)})"
    sums = ", ".join(f"{name} = {table.name}.{name} + excluded.{name}" for name in counted)
    tail = f"ON CONFLICT ({', '.join(keys)}) DO UPDATE SET {sums}"
    if conn.dialect.name == "postgresql":
        kinds = [column.type.compile(conn.dialect) for column in table.columns]
        lists = ", ".join(f"%s::{kind.split('(')[0]}[]" for kind in kinds)
        columns = tuple(map(array, zip(*rows, strict=True)))
        return f"{target} SELECT * FROM unnest({lists}) {tail}", columns  # noqa: S608 - our names
    marks = ", ".join("?" * len(names))
    return f"{target} VALUES ({marks}) {tail}", _plain(table, rows)


def _plain(table: Table, rows: list[Any]) -> list[tuple[Any, ...]]:
    """Days as SQLite keeps them."""
    place = next(n for n, column in enumerate(table.columns) if isinstance(column.type, Date))
    return [(*row[:place], row[place].isoformat(), *row[place + 1 :]) for row in rows]


def _sweep(conn: Connection, table: Table, measures: int, rows: list[Any]) -> None:
    """Cells that nothing stands in any more go: an erased message leaves no trace in them."""
    keys, counted = list(table.columns)[:-measures], list(table.columns)[-measures:]
    same = (column == bindparam(f"at_{column.name}") for column in keys)
    statement = delete(table).where(*same, *(column == 0 for column in counted))
    names = [f"at_{column.name}" for column in keys]
    if rows:
        conn.execute(statement, [dict(zip(names, row, strict=False)) for row in rows])
