"""Open data: an attack by linear programming on two months and two tables recovers nothing."""

from collections.abc import Sequence
from random import Random

import numpy as np
import pytest
from scipy.optimize import linprog

from core.open_data import FEWEST, HIDDEN, OTHER, Record, Table, lines, publish

REGIONS = [f"{n}镇" for n in "甲乙丙丁戊己庚辛壬癸"]
AREAS = ["wages", "safety", "environment", "food_drug", "hardship", "business", "other"]
INTENTS = ["咨询", "求助", "投诉", "举报", "建议"]


def month(seed: int, size: int) -> list[Record]:
    """A month of records: a few large categories, many small ones, as counties have them."""
    rng = Random(seed)
    weights = [[rng.paretovariate(0.9) for _ in names] for names in (REGIONS, AREAS, INTENTS)]
    found: dict[tuple[str, ...], int] = {}
    for _ in range(size):
        parts = zip((REGIONS, AREAS, INTENTS), weights, strict=True)
        key = tuple(rng.choices(names, weight)[0] for names, weight in parts)
        found[key] = found.get(key, 0) + 1
    return [Record(*key, count) for key, count in found.items()]


def attack(tables: Sequence[Table]) -> list[tuple[float, float]]:
    """The least and the most that each hidden cell can be, from everything that is published.

    One program over the cells of all tables at once: totals of rows and columns, what is shown,
    and nothing below zero.
    """
    cells = [(n, cell) for n, table in enumerate(tables) for cell in table.cells]
    place = {cell: number for number, cell in enumerate(cells)}
    rows, right = [], []
    for n, table in enumerate(tables):
        for side, totals in ((0, table.rows), (1, table.columns)):
            for name, total in totals.items():
                line = np.zeros(len(cells))
                for cell in table.cells:
                    line[place[n, cell]] = cell[side] == name
                rows.append(line)
                right.append(total)
    bounds = [
        (0, None) if tables[n].cells[cell] is None else (tables[n].cells[cell],) * 2
        for n, cell in cells
    ]
    found = []
    for number, (n, cell) in enumerate(cells):
        if tables[n].cells[cell] is None:
            aim = np.zeros(len(cells))
            aim[number] = 1
            low, high = (
                linprog(sign * aim, A_eq=np.array(rows), b_eq=right, bounds=bounds).fun
                for sign in (1, -1)
            )
            found.append((low, -high))
    return found


def only_small(records: Sequence[Record]) -> Table:
    """What hiding the small cells alone would publish: the naive way."""
    cells: dict[tuple[str, str], int] = {}
    for record in records:
        key = (record.region, record.area)
        cells[key] = cells.get(key, 0) + record.count
    rows, columns = {}, {}
    for (row, column), count in cells.items():
        rows[row] = rows.get(row, 0) + count
        columns[column] = columns.get(column, 0) + count
    shown = {
        (row, column): None
        if 0 < cells.get((row, column), 0) < FEWEST
        else cells.get((row, column), 0)
        for row in rows
        for column in columns
    }
    return Table("", rows, columns, shown)


def test_the_attack_does_recover_what_is_hidden_naively() -> None:
    counts = {("甲镇", "wages"): 3, ("甲镇", "safety"): 20}
    counts |= {("乙镇", "wages"): 30, ("乙镇", "safety"): 40}
    records = [Record(*cell, "咨询", count) for cell, count in counts.items()]
    assert attack([only_small(records)]) == [pytest.approx((3, 3))]


@pytest.mark.parametrize(("seed", "size"), [(1, 60), (2, 200)])
def test_nothing_is_recovered_from_two_months_and_two_tables(seed: int, size: int) -> None:
    tables = [*publish(month(seed, size)), *publish(month(seed + 100, size + 17))]
    assert len(tables) == 4
    found = attack(tables)
    assert all(high - low >= FEWEST - 1e-6 for low, high in found)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(10, 18))
def test_nothing_is_recovered_whatever_the_months(seed: int) -> None:
    size = Random(seed).randrange(5, 3000)
    tables = [*publish(month(seed, size)), *publish(month(seed + 500, size // 2 + 5))]
    assert all(high - low >= FEWEST - 1e-6 for low, high in attack(tables))


@pytest.mark.parametrize("seed", range(6))
def test_small_cells_are_hidden_and_what_is_shown_adds_up(seed: int) -> None:
    records = month(seed, Random(seed).randrange(1, 2000))
    total = sum(record.count for record in records)
    for table in publish(records):
        assert table.total == total == sum(table.columns.values())
        assert all(count >= FEWEST for count in (*table.rows.values(), *table.columns.values()))
        assert not any(count is not None and 0 < count < FEWEST for count in table.cells.values())
        for row, row_total in table.rows.items():
            shown = [count for (name, _), count in table.cells.items() if name == row]
            known = sum(count for count in shown if count is not None)
            assert known == row_total if None not in shown else known <= row_total


def test_both_tables_put_areas_together_alike() -> None:
    records = [Record("甲镇", area, "咨询", 40) for area in ("wages", "safety")]
    records += [Record("甲镇", "hardship", "咨询", 2), Record("乙镇", "wages", "投诉", 60)]
    first, second = publish(records)
    assert set(first.columns) == set(second.rows)
    assert OTHER in first.columns
    assert "hardship" not in first.columns


def test_too_few_are_not_published_and_one_mark_stands_for_all() -> None:
    assert publish([Record("甲镇", "wages", "咨询", 4)]) == []
    rows = lines(202610, publish(month(5, 400)))
    assert {row[0] for row in rows} == {"2026-10"}
    assert any(row[4] == HIDDEN for row in rows)
    assert all(row[4] == HIDDEN or row[4].isdecimal() for row in rows)
