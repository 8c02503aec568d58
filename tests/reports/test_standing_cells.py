"""Records judged in parts: the same figures and lists as of all of them at once."""

from functools import partial

import polars as pl
import pytest

from reports import charts, standing_cells, standings
from reports.standing_cells import Cells
from tests.reports.test_standings import NOW, ROWS, RULE, WORK

STARTS = [start for start, _name in charts.BUCKETS]
RECORDS = ROWS.with_columns(group=pl.Series(["roads", "water"] * 5 + ["parks"]))


@pytest.fixture(params=[1, 3, RECORDS.height])
def cells(request: pytest.FixtureRequest) -> Cells:
    """The same records in parts of one, of three, and all at once."""
    judge = partial(standings.judged, rule=RULE, work=WORK, now=NOW)
    return standing_cells.gather(RECORDS.iter_slices(request.param), judge, STARTS, 500)


def at_once() -> pl.DataFrame:
    return standings.judged(RECORDS, RULE, WORK, NOW)


def test_as_many_stand_anywhere_as_when_judged_at_once(cells: Cells) -> None:
    assert cells.counted() == standings.counted(at_once())
    assert cells.height == RECORDS.height
    by_group = cells.cells.group_by("group", "standing").agg(pl.col("n").sum()).sort(pl.all())
    expected = at_once().group_by("group", "standing").len("n").sort(pl.all())
    assert by_group.rows() == expected.rows()


def test_as_many_took_so_long(cells: Cells) -> None:
    assert cells.durations(len(STARTS)) == standings.durations(at_once(), STARTS)
    late = at_once().filter(pl.col("standing") == "late")
    assert cells.durations(len(STARTS), "late") == standings.durations(late, STARTS)


def test_those_due_first_are_listed_and_the_others_counted(cells: Cells) -> None:
    expected = at_once().sort("due_at", nulls_last=True)
    shown, number = cells.listed(None, None, 500)
    assert number == RECORDS.height
    assert shown["due_at"].to_list() == expected["due_at"].to_list()
    assert set(shown["ref"]) == set(RECORDS["ref"])
    few, number = cells.listed("in_time", None, 1)
    assert number == standings.counted(at_once())["in_time"] > 1
    first = expected.filter(pl.col("standing") == "in_time")
    assert few["due_at"].to_list() == first["due_at"].to_list()[:1]


def test_no_more_rows_are_kept_than_a_page_lists() -> None:
    judge = partial(standings.judged, rule=RULE, work=WORK, now=NOW)
    many = pl.concat([RECORDS] * 40)
    found = standing_cells.gather(many.iter_slices(7), judge, STARTS, 5)
    assert found.height == many.height
    assert found.rows.group_by("standing", "bucket").len()["len"].max() == 5


def test_small_groups_are_neither_counted_nor_listed(cells: Cells) -> None:
    seen = cells.without_small(2, by_group=True)
    assert set(seen.cells["group"]) == {"roads", "water"}
    assert set(seen.rows["group"]) == {"roads", "water"}
    assert cells.without_small(2, by_group=False).height == RECORDS.height
    assert cells.without_small(99, by_group=False).height == 0
