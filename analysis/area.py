"""Which of the eight areas a message belongs to, by the linear model."""

import polars as pl

from analysis.features import Features

_SURE = 0.6
_SHORTEST = 4
"""A message of fewer characters says too little to be sure."""


def label(features: Features) -> pl.DataFrame:
    """`area` (one of nine), `area_score` (calibrated probability), `area_unsure` (0 or 1)."""
    areas, chances = features.decide("area")
    lengths = features.titles.str.len_chars() + features.texts.str.len_chars()
    sure = (pl.Series(chances, dtype=pl.Float64) >= _SURE) & (lengths >= _SHORTEST)
    return pl.DataFrame(
        {
            "area": pl.Series(areas, dtype=pl.String),
            "area_score": pl.Series(chances, dtype=pl.Float64).round(4),
            "area_unsure": (~sure).cast(pl.Int8),
        }
    )
