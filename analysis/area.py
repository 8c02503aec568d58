"""Which of the eight areas a message belongs to, by weighted words."""

import polars as pl

from analysis.features import Features

_LEAST = 1.0
_SURE = 0.6


def label(features: Features) -> pl.DataFrame:
    """`area` (one of nine), `area_score` (share of all weight), `area_unsure` (0 or 1)."""
    names, shares = features.best(features.materials.lexicon.areas, _LEAST)
    return pl.DataFrame(
        {
            "area": [name or "other" for name in names],
            "area_score": shares,
            "area_unsure": [int(0 < share < _SURE) for share in shares],
        },
        schema={"area": pl.String, "area_score": pl.Float64, "area_unsure": pl.Int8},
    )
