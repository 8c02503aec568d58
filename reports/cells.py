"""What a drawing counts, so that it can be made again with small counts hidden."""

from collections.abc import Callable
from dataclasses import dataclass

import plotly.graph_objects as go
import polars as pl


@dataclass(frozen=True, slots=True)
class Cells:
    """The data of a drawing before its columns were named for people, and how it is drawn.

    `counts` are the columns of `table` that count records; `sums` makes columns anew that follow
    from them, `n` what the drawing is of; `named` gives the table that people read.
    """

    table: pl.DataFrame
    counts: tuple[str, ...]
    draw: Callable[[pl.DataFrame], go.Figure]
    named: Callable[[pl.DataFrame], pl.DataFrame]
    n: Callable[[pl.DataFrame], float]
    sums: Callable[[pl.DataFrame], pl.DataFrame] | None = None


def sum_of(column: str) -> Callable[[pl.DataFrame], float]:
    """The sum of a column, as `n` takes it."""
    return lambda table: float(table[column].sum())
