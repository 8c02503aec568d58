"""The platform's taxonomy: first level by the linear model, second level by its words."""

from collections.abc import Mapping, Sequence

import polars as pl

from analysis.features import Features

OTHER = "其他"


def label(features: Features) -> pl.DataFrame:
    """`topic1` (a first level that the model knows) and `topic2` (one of its second levels)."""
    first, _ = features.decide("topic1")
    second = [OTHER] * len(first)
    words = _words(features.materials.topics)
    if words.height:
        for row, level in _best(features, pl.Series("first", first, pl.String), words).iter_rows():
            second[row] = level
    return pl.DataFrame(
        {"topic1": first, "topic2": second}, schema={"topic1": pl.String, "topic2": pl.String}
    )


def _words(topics: Mapping[str, Mapping[str, Sequence[str]]]) -> pl.DataFrame:
    """first, second, word, and the place of the second level among its kind."""
    rows = [
        (first, second, word, place)
        for first, levels in topics.items()
        for place, (second, words) in enumerate(levels.items())
        for word in words
    ]
    kinds = {"first": pl.String, "second": pl.String, "word": pl.String, "place": pl.Int32}
    return pl.DataFrame(rows, schema=kinds, orient="row")


def _best(features: Features, first: pl.Series, words: pl.DataFrame) -> pl.DataFrame:
    """row, second: the level of the row's own first level whose words weigh most."""
    known = words.filter(pl.col("first").is_in(first.unique().implode()))
    chosen = first.to_frame().with_row_index("row").with_columns(pl.col("row").cast(pl.Int64))
    return (
        features.hits(known["word"].unique().to_list())
        .with_columns(pl.col("row").cast(pl.Int64))
        .join(chosen, on="row")
        .join(known, on=["first", "word"])
        .group_by("row", "second", "place")
        .agg(pl.col("weight").sum())
        .sort("row", "weight", "place", descending=[False, True, False])
        .unique("row", keep="first", maintain_order=True)
        .select("row", "second")
    )
