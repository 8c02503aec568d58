"""How many: counts of a period by whatever they are cut by, read from cubes alone.

The smallest cube that holds what is asked answers: a face of three dimensions where it can, the
finest cells where several filters meet. Whole months are read as months. What accuses a
reader's unit stands in cells of its own and is left out (回避), never subtracted afterwards.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

import polars as pl
from sqlalchemy import BigInteger, ColumnElement, Select, Table, cast, func, select, union_all

from core.periods import NOON_SHIFT
from core.scope import Scope
from core.times import day_of
from store import recusal, tallies
from store.cube_tables import cube_answers, cube_cells, cube_faces, cube_speeds
from store.engine import Store
from store.filters import Filter
from store.joins import within
from store.spans import Span, spans
from store.tallies import ANSWER, CELL, FACES, SPEEDS

NOON = 12
TIMES = ("day", "month", "hour")
DIMENSIONS: dict[str, Any] = {
    "day": pl.Date,
    "month": pl.Int32,
    "hour": pl.Int32,
    **dict.fromkeys(
        ("source", "kind", "channel", "region", "area", "unit", "intent", "sentiment"), pl.String
    ),
}
"""What can be counted by. `month` is YYYYMM, `hour` 0 to 23, both at +08:00."""

_EQUAL = ("source", "kind", "channel", "area", "unit", "intent", "sentiment")
_MONTH = (pl.col("day").dt.year() * 100 + pl.col("day").dt.month().cast(pl.Int32)).cast(pl.Int32)
_FIRST, _LAST = date(1900, 1, 1), date(9999, 12, 31)


@dataclass(frozen=True, slots=True)
class _Cube:
    """A table and where it keeps each dimension; `face` of one that holds several."""

    table: Table
    at: Mapping[str, ColumnElement[Any]]
    face: str = ""


_TIMES = frozenset({"day", "month", "hour", "hours"})


@Store.needs("figures")
def counts(store: Store, scope: Scope, chosen: Filter, by: Sequence[str] = ()) -> pl.DataFrame:
    """Messages and answered ones of a period: the columns `by` (of DIMENSIONS), `messages` and
    `replied`; cells without messages have no row. Without `by` it is one row."""
    if chosen.noon:
        return _from_noon(store, scope, chosen, by)
    cube = _smallest(_counting(), _needed(scope, chosen, by))
    return _summed(store, scope, chosen, (cube, ("messages", "replied")), by)


@Store.needs("figures")
def answers(store: Store, scope: Scope, chosen: Filter, by: Sequence[str] = ()) -> pl.DataFrame:
    """Response times of a period: the columns `by` (of DIMENSIONS but for `hour`, `kind`,
    `intent` and `sentiment`), `hours` (whole natural hours, rounded down) and `replies`."""
    if chosen.noon:
        return _timed_from_noon(store, scope, chosen, by)
    cube = _smallest(_timing(), _needed(scope, chosen, by))
    return _summed(store, scope, chosen, (cube, ("replies",)), (*by, "hours"))


def _from_noon(store: Store, scope: Scope, chosen: Filter, by: Sequence[str]) -> pl.DataFrame:
    """The counts by hour, those from 12:00 on moved to the day after."""
    earlier = chosen.since - timedelta(1) if chosen.since else None
    parts = list(dict.fromkeys(["day", "hour", *(name for name in by if name != "month")]))
    whole = replace(chosen, noon=False, since=earlier)
    found = counts(store, replace(scope, least=0), whole, parts)
    later = pl.when(pl.col("hour") >= NOON).then(pl.col("day").dt.offset_by("1d"))
    moved = found.with_columns(day=later.otherwise(pl.col("day")))
    return _gathered(moved, scope, chosen, (by, ("messages", "replied")))


def _timed_from_noon(store: Store, scope: Scope, chosen: Filter, by: Sequence[str]) -> pl.DataFrame:
    """Response times told by the records themselves: their cubes know no hour of posting."""
    told = tallies.between(*chosen.bounds).subquery()
    names = [name for name in by if name not in TIMES]
    statement = select(*(told.c[name] for name in names), told.c.hours, told.c.posted_at).where(
        told.c.hours.is_not(None), *_limits(_Cube(cube_answers, dict(told.c)), scope, chosen)
    )
    with store.read() as conn:
        rows = [
            (*row[:-2], min(int(row.hours), tallies.MAX_HOURS), day_of(row.posted_at + NOON_SHIFT))
            for row in conn.execute(statement)
        ]
    kinds = {**DIMENSIONS, "hours": pl.Int64}
    schema = {name: kinds[name] for name in (*names, "hours", "day")}
    found = pl.DataFrame(rows, schema=schema, orient="row").with_columns(replies=pl.lit(1))
    return _gathered(found, scope, chosen, ((*by, "hours"), ("replies",)))


def _gathered(
    found: pl.DataFrame,
    scope: Scope,
    chosen: Filter,
    asked: tuple[Sequence[str], Sequence[str]],
) -> pl.DataFrame:
    """Rows of days cut at noon, as far as they lie in the period, summed by what was asked."""
    by, measures = asked
    inside = pl.col("day").is_between(chosen.since or _FIRST, chosen.until or _LAST)
    found = found.filter(inside).with_columns(month=_MONTH)
    sums = [pl.col(name).sum().cast(pl.Int64) for name in measures]
    summed = found.group_by(list(by)).agg(sums) if by else found.select(sums)
    return _shown(summed.select(*by, *measures), scope, by, measures)


@Store.needs("figures")
def totals(store: Store, scope: Scope, chosen: Filter) -> dict[str, int]:
    """`messages`, `replied` and `negative` of a period."""
    found = counts(store, scope, chosen, ("sentiment",))
    negative = found.filter(pl.col("sentiment") == "neg")
    return {
        "messages": int(found["messages"].sum()),
        "replied": int(found["replied"].sum()),
        "negative": int(negative["messages"].sum()),
    }


@Store.needs("figures")
def by_day(store: Store, scope: Scope, chosen: Filter) -> pl.DataFrame:
    """Every day of the period, also those without messages: `day`, `messages`, `replied`,
    `negative`. The filter has `since` and `until`."""
    found = counts(store, scope, chosen, ("day", "sentiment"))
    daily = found.group_by("day").agg(
        pl.col("messages").sum(),
        pl.col("replied").sum(),
        negative=pl.col("messages").filter(pl.col("sentiment") == "neg").sum(),
    )
    days = pl.date_range(chosen.since or _FIRST, chosen.until or _LAST, eager=True).alias("day")
    return days.to_frame().join(daily, on="day", how="left").fill_null(0).sort("day")


@Store.needs("figures")
def by_hour(store: Store, scope: Scope, chosen: Filter) -> pl.DataFrame:
    """The hours of the day, 0 to 23, over the whole period: `hour`, `messages`, `replied`."""
    found = counts(store, scope, chosen, ("hour",))
    hours = pl.DataFrame({"hour": range(24)}, schema={"hour": pl.Int32})
    return hours.join(found, on="hour", how="left").fill_null(0).sort("hour")


@Store.needs()
def span(store: Store, scope: Scope) -> tuple[date, date] | None:
    """The first and the last day that have messages which the reader may count; None without."""
    cube = _smallest(_counting(), _needed(scope, Filter(), ()))
    day = cube.at["day"]
    statement = select(func.min(day), func.max(day)).where(
        *_limits(cube, scope, Filter()), *_part(cube, "day")
    )
    with store.glance() as conn:
        first, last = conn.execute(statement).one()
    return (first, last) if first else None


@Store.needs("figures")
def labelled(store: Store, scope: Scope) -> int:
    """All messages that are labelled and that the reader may count."""
    return int(counts(store, scope, Filter())["messages"].sum())


def _needed(scope: Scope, chosen: Filter, by: Sequence[str]) -> set[str]:
    """The dimensions a cube must have for this question."""
    needed = set(by) - {"day", "month"}
    needed |= {name for name in (*_EQUAL, "region") if getattr(chosen, name)}
    if scope.regions is not None:
        needed.add("region")
    if scope.units is not None:
        needed.add("unit")
    if scope.shielded:
        needed.add("accused")
    return needed


def _smallest(cubes: Iterator[_Cube], needed: set[str]) -> _Cube:
    found = [cube for cube in cubes if needed <= cube.at.keys()]
    if not found:
        raise KeyError(", ".join(sorted(needed)))
    return found[0]


def _counting() -> Iterator[_Cube]:
    for face, names in FACES.items():
        yield _face(cube_faces, face, names, ("a", "b", "c"))
    yield _Cube(cube_cells, {name: cube_cells.c[name] for name in CELL})


def _timing() -> Iterator[_Cube]:
    for face, names in SPEEDS.items():
        yield _face(cube_speeds, face, (*names, "hours"), ("a", "b", "hours"))
    columns = {name: cube_answers.c[name] for name in ANSWER}
    yield _Cube(cube_answers, columns)


def _face(table: Table, face: str, names: Sequence[str], places: Sequence[str]) -> _Cube:
    at = {name: table.c[place] for name, place in zip(names, places, strict=True)}
    return _Cube(table, {"day": table.c.day, **at}, face)


def _summed(
    store: Store,
    scope: Scope,
    chosen: Filter,
    asked: tuple[_Cube, tuple[str, ...]],
    by: Sequence[str],
) -> pl.DataFrame:
    cube, measures = asked
    monthly = bool(cube.face) and "day" not in by
    cut = [name for name in by if name != "month"] + (["day"] if "month" in by else [])
    parts = [
        _statement(cube, measures, cut, (scope, chosen), span)
        for span in spans(chosen.since or _FIRST, chosen.until or _LAST, monthly)
    ]
    statement = parts[0] if len(parts) == 1 else _together(parts, cut, measures)
    kinds = {**DIMENSIONS, "hours": pl.Int64}
    schema = {name: kinds[name] for name in cut} | dict.fromkeys(measures, pl.Int64)
    with store.glance() as conn:
        rows = conn.execute(statement).all()
    return _shown(_by_month(_typed(rows, schema), by, measures), scope, by, measures)


def _shown(
    found: pl.DataFrame, scope: Scope, by: Sequence[str], measures: Sequence[str]
) -> pl.DataFrame:
    """What of the groups the reader may see, in order; their sum where no groups were asked for."""
    enough = _enough(found, scope.least, by, measures[0])
    if not by:
        return enough.select(pl.col(name).sum() for name in measures)
    return enough.filter(pl.col(measures[0]) > 0).sort(list(by))


def _by_month(found: pl.DataFrame, by: Sequence[str], measures: Sequence[str]) -> pl.DataFrame:
    """The columns asked for; a month is known by its days."""
    if "month" in by:
        found = found.with_columns(month=_MONTH)
        found = found.group_by(list(by)).agg(pl.col(name).sum() for name in measures)
    return found.select(*by, *measures)


def _together(
    parts: Sequence[Select[Any]], by: Sequence[str], measures: Sequence[str]
) -> Select[Any]:
    every = union_all(*parts).subquery().c
    keys = [every[name] for name in by]
    sums = [cast(func.sum(every[name]), BigInteger).label(name) for name in measures]
    return select(*keys, *sums).group_by(*keys)


def _enough(found: pl.DataFrame, least: int, by: Sequence[str], measure: str) -> pl.DataFrame:
    """Without groups of fewer than `least` messages; a course over time is one group."""
    if not least:
        return found
    groups = [name for name in by if name not in _TIMES]
    sums = pl.col(measure).sum()
    return found.filter((sums.over(groups) if groups else sums) >= least)


def _typed(rows: Sequence[Any], schema: Mapping[str, Any]) -> pl.DataFrame:
    """The rows as a frame; a face keeps an hour as text."""
    columns = zip(*rows, strict=True) if rows else ((),) * len(schema)
    found = [
        pl.Series(name, told, pl.String if told and isinstance(told[0], str) else kind)
        for (name, kind), told in zip(schema.items(), columns, strict=True)
    ]
    return pl.DataFrame([series.cast(schema[series.name]) for series in found])


def _statement(
    cube: _Cube,
    measures: tuple[str, ...],
    by: Sequence[str],
    limits: tuple[Scope, Filter],
    span: Span,
) -> Select[Any]:
    columns = [cube.at[name].label(name) for name in by]
    sums = [
        (func.coalesce(func.sum(cube.table.c[name]), 0) * span.sign).label(name)
        for name in measures
    ]
    inside = cube.at["day"].between(span.since, span.until)
    return (
        select(*columns, *sums)
        .where(*_part(cube, span.grain), inside, *_limits(cube, *limits))
        .group_by(*(cube.at[name] for name in by))
    )


def _part(cube: _Cube, grain: str) -> list[ColumnElement[bool]]:
    columns = cube.table.c
    return [columns.face == cube.face, columns.grain == grain] if cube.face else []


def _limits(cube: _Cube, scope: Scope, chosen: Filter) -> list[ColumnElement[bool]]:
    found = [cube.at[name] == getattr(chosen, name) for name in _EQUAL if getattr(chosen, name)]
    if chosen.region:
        found.append(cube.at["region"].startswith(chosen.region, autoescape=True))
    if scope.regions is not None:
        found.append(within(scope, cube.at["region"]))
    return [*found, *visible(scope, cube.at)]


def visible(scope: Scope, at: Mapping[str, ColumnElement[Any]]) -> list[ColumnElement[bool]]:
    """Cells of a cube with `unit` and `accused` that a reader may count."""
    found: list[ColumnElement[bool]] = []
    if scope.units is not None:
        found.append(at["unit"].in_(sorted(scope.units)))
    if scope.shielded:
        found.append(at["accused"].not_in(recusal.kept_from(scope)))
    return found
