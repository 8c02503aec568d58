"""诉求类型 of a message, by the linear model."""

import polars as pl

from analysis.features import Features


def label(features: Features) -> pl.DataFrame:
    """`intent`: 咨询 求助 投诉 举报 建议 表扬."""
    return pl.DataFrame({"intent": pl.Series(features.decide("intent")[0], dtype=pl.String)})
