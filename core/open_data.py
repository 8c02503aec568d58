"""Open data without anybody's cell: counts of a month with small cells and their complements
hidden.

A cell below FEWEST is hidden; since totals are published, others must be hidden with it. Each
small cell gets a rectangle: itself, one cell in its row, one in its column and the corner
opposite, large enough that the four can be shifted along the totals so that the small cell could
be anything from 0 to FEWEST. That is a proof for every hidden cell, not a heuristic: more hidden
cells only widen what is possible. Where no rectangle is there, categories are put together.

Two tables share the areas, which are put together alike in both, and every total of an area is
FEWEST or more; any row of one table then fits any row of the other, so that they say no more
together than alone. Months have no record in common, are made once and never added up or made
again, so that nothing can be subtracted. Both kinds of hidden cell carry one mark.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import product

FEWEST = 5
HIDDEN = "*"
OTHER = "其他（合并）"

Counts = Mapping[tuple[str, str], int]


@dataclass(frozen=True, slots=True)
class Table:
    """A published table: totals of rows and columns, and cells (None: hidden)."""

    name: str
    rows: Mapping[str, int]
    columns: Mapping[str, int]
    cells: Mapping[tuple[str, str], int | None]

    @property
    def total(self) -> int:
        return sum(self.rows.values())


@dataclass(frozen=True, slots=True)
class Record:
    """So many records of a region, an area and an intent; nobody is in it."""

    region: str
    area: str
    intent: str
    count: int


def publish(records: Sequence[Record]) -> list[Table]:
    """The two tables of a month: 地区×领域 and 领域×类型. Empty where there are too few at all."""
    if sum(record.count for record in records) < FEWEST:
        return []
    regions, areas, intents = (
        _merged(Counter(_counted(records, name))) for name in ("region", "area", "intent")
    )
    while True:
        cells = [Counter[tuple[str, str]](), Counter[tuple[str, str]]()]
        for record in records:
            area = areas[record.area]
            cells[0][regions[record.region], area] += record.count
            cells[1][area, intents[record.intent]] += record.count
        first, second = (_hidden(found) for found in cells)
        if isinstance(first, frozenset) and isinstance(second, frozenset):
            names = ("地区与领域", "领域与类型")
            pairs = zip(names, cells, (first, second), strict=True)
            return [_table(name, found, hidden) for name, found, hidden in pairs]
        _put_together(regions, areas, intents, first, second)


def _put_together(
    regions: dict[str, str],
    areas: dict[str, str],
    intents: dict[str, str],
    first: frozenset[tuple[str, str]] | tuple[str, str],
    second: frozenset[tuple[str, str]] | tuple[str, str],
) -> None:
    """Where a small cell cannot be protected its outer category joins another; else its area."""
    if not isinstance(first, frozenset):
        _join(regions, first[0]) or _join(areas, first[1])
    elif not isinstance(second, frozenset):
        _join(intents, second[1]) or _join(areas, second[0])


def _counted(records: Sequence[Record], name: str) -> dict[str, int]:
    found: Counter[str] = Counter()
    for record in records:
        found[getattr(record, name)] += record.count
    return found


def _merged(totals: Counter[str]) -> dict[str, str]:
    """Category -> category as published: those with a total below FEWEST go together, and take
    the next smallest with them until they are enough."""
    small = [name for name, total in totals.items() if 0 < total < FEWEST]
    large = sorted((total, name) for name, total in totals.items() if total >= FEWEST)
    while small and sum(totals[name] for name in small) < FEWEST and large:
        small.append(large.pop(0)[1])
    return {name: OTHER if name in small else name for name in totals}


def _join(names: dict[str, str], category: str) -> bool:
    """Put a published category together with OTHER, or with another one; false if it is alone."""
    published = sorted(set(names.values()))
    if len(published) < 2:
        return False
    partner = OTHER if OTHER in published and category != OTHER else ""
    partner = partner or next(name for name in published if name != category)
    for name, kept in names.items():
        if kept in (category, partner):
            names[name] = OTHER
    return True


def _table(name: str, cells: Counts, hidden: frozenset[tuple[str, str]]) -> Table:
    rows, columns = Counter[str](), Counter[str]()
    for (row, column), count in cells.items():
        rows[row] += count
        columns[column] += count
    shown = {
        cell: None if cell in hidden else cells.get(cell, 0)
        for cell in product(sorted(rows), sorted(columns))
    }
    return Table(name, dict(sorted(rows.items())), dict(sorted(columns.items())), shown)


def _hidden(cells: Counts) -> frozenset[tuple[str, str]] | tuple[str, str]:
    """The cells to hide, or a small cell for which there is no rectangle."""
    rows = sorted({row for row, _column in cells})
    columns = sorted({column for _row, column in cells})
    hidden: set[tuple[str, str]] = set()
    small = [cell for cell, count in cells.items() if 0 < count < FEWEST]
    if len(rows) < 2 or len(columns) < 2:
        return frozenset() if not small else small[0]
    for cell in sorted(small, key=lambda one: (cells[one], one)):
        found = _rectangle(cells, cell, rows, columns, hidden)
        if found is None:
            return cell
        hidden |= found
    return frozenset(hidden)


def _rectangle(
    cells: Counts,
    cell: tuple[str, str],
    rows: Sequence[str],
    columns: Sequence[str],
    hidden: set[tuple[str, str]],
) -> set[tuple[str, str]] | None:
    """The four cells that protect a small one at the least cost in counts newly hidden."""
    row, column = cell
    value, best = cells[cell], None
    cost = -1
    for other, across in product(rows, columns):
        if other == row or across == column:
            continue
        beside, below, corner = (row, across), (other, column), (other, across)
        room = min(cells.get(beside, 0), cells.get(below, 0))
        if room < FEWEST - value or cells.get(corner, 0) < value:
            continue
        four = {cell, beside, below, corner}
        lost = sum(cells[one] for one in four - hidden)
        if best is None or lost < cost:
            best, cost = four, lost
    return best


def lines(month: int, tables: Sequence[Table]) -> list[tuple[str, str, str, str, str]]:
    """The published file: month, table, row, column, count (HIDDEN where hidden), totals too."""
    shown = f"{month // 100}-{month % 100:02}"
    found = []
    for table in tables:
        for (row, column), count in table.cells.items():
            found.append((shown, table.name, row, column, HIDDEN if count is None else str(count)))
        found += [(shown, table.name, row, "合计", str(n)) for row, n in table.rows.items()]
        found += [(shown, table.name, "合计", col, str(n)) for col, n in table.columns.items()]
        found.append((shown, table.name, "合计", "合计", str(table.total)))
    return found
