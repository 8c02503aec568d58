"""Where very many records stand: counts, and of each sort the few that a page lists.

A year of a city has a million records. They are judged in parts, and of a part only its cells
and its first rows stay, so that a page needs no more room for a year than for a week.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import polars as pl

from reports.standings import GOING, bucket

_CELL = ("group", "standing", "bucket")
UNFINISHED = -1
"""The bucket of a record that has no end, or one before its start."""


@dataclass(frozen=True, slots=True)
class Cells:
    """`cells`: how many records (`n`) by group, standing and bucket of their time; `rows`: those
    of each standing and bucket that are due first."""

    cells: pl.DataFrame
    rows: pl.DataFrame

    @property
    def height(self) -> int:
        """How many records there are."""
        return int(self.cells["n"].sum())

    def counted(self) -> dict[str, int]:
        """How many records stand where, by GOING."""
        seen = dict(self.cells.group_by("standing").agg(pl.col("n").sum()).iter_rows())
        return {name: seen.get(name, 0) for name in GOING}

    def durations(self, buckets: int, standing: str | None = None) -> list[int]:
        """How many finished records took how long, by bucket; of one standing, or of all."""
        chosen = self._of(self.cells, standing, None)
        seen = dict(chosen.group_by("bucket").agg(pl.col("n").sum()).iter_rows())
        return [seen.get(place, 0) for place in range(buckets)]

    def listed(
        self, standing: str | None, place: int | None, most: int
    ) -> tuple[pl.DataFrame, int]:
        """The records of a standing and a bucket (None: all) that are due first, and how many
        there are of them; `most` is at most what `gather` was asked to keep."""
        rows = self._of(self.rows, standing, place).sort("due_at", nulls_last=True)
        return rows.head(most), int(self._of(self.cells, standing, place)["n"].sum())

    def without_small(self, least: int, by_group: bool) -> "Cells":
        """Without groups of fewer than `least` records; one course (not `by_group`) is a group."""
        sizes = pl.col("n").sum()
        sized = self.cells.with_columns(size=sizes.over("group") if by_group else sizes)
        cells = sized.filter(pl.col("size") >= least).drop("size")
        left = cells["group"].unique()
        return Cells(
            cells, self.rows.filter(pl.col("group").is_in(left.implode(), nulls_equal=True))
        )

    @staticmethod
    def _of(frame: pl.DataFrame, standing: str | None, place: int | None) -> pl.DataFrame:
        if standing is not None:
            frame = frame.filter(pl.col("standing") == standing)
        return frame if place is None else frame.filter(pl.col("bucket") == place)


def gather(
    parts: Iterable[pl.DataFrame],
    judge: Callable[[pl.DataFrame], pl.DataFrame],
    starts: Sequence[int],
    most: int,
) -> Cells:
    """Judge each part (`reports.standings.judged`) and keep its cells and its first `most` rows
    of each standing and bucket (by its first hour, from 0 on). There is at least one part."""
    cells, rows = [], []
    for part in parts:
        took = pl.when(pl.col("end_at") >= pl.col("start_at")).then(bucket(starts))
        found = judge(part).with_columns(bucket=took.otherwise(UNFINISHED).cast(pl.Int64))
        cells.append(found.group_by(_CELL).agg(n=pl.len().cast(pl.Int64)))
        rows.append(_first(found, most))
    together = pl.concat(cells).group_by(_CELL).agg(pl.col("n").sum())
    return Cells(together, _first(pl.concat(rows), most))


def _first(found: pl.DataFrame, most: int) -> pl.DataFrame:
    if not most:
        return found.clear()
    order = found.select("due_at", "standing", "bucket", place=pl.int_range(pl.len()))
    first = order.sort("due_at", nulls_last=True).group_by("standing", "bucket").head(most)
    return found[first.sort("due_at", nulls_last=True)["place"]]
