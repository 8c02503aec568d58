"""Items and units by their share of poor ratings; few ratings are shown, never ranked."""

from typing import Any

import polars as pl

from core.rates import Ratio


def ranked(found: pl.DataFrame, by: str, minimum: int) -> list[dict[str, Any]]:
    """Rows by `by` (item or unit) with ratings, poor and their Ratio, the worst first.

    A row below `minimum` has the rank 0 and stands at the end: chance, not work.
    """
    summed = found.group_by(by).agg(pl.col("ratings").sum(), pl.col("poor").sum())
    rows = [
        {"name": row[by], "ratio": Ratio(row["poor"], row["ratings"])}
        for row in summed.iter_rows(named=True)
    ]
    rows.sort(key=lambda row: _order(row["ratio"], minimum, row["name"]))
    counted = [row for row in rows if row["ratio"].enough(minimum)]
    ranks = {id(row): place for place, row in enumerate(counted, 1)}
    return [row | {"rank": ranks.get(id(row), 0)} for row in rows]


def _order(ratio: Ratio, minimum: int, name: str) -> tuple[Any, ...]:
    enough = ratio.enough(minimum)
    return (not enough, -(ratio.value or 0) if enough else 0, name)
