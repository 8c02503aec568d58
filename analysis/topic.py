"""The platform's taxonomy: first level by the linear model, second level by its words."""

import polars as pl

from analysis.features import Features

OTHER = "其他"


def label(features: Features) -> pl.DataFrame:
    """`topic1` (a first level that the model knows) and `topic2` (one of its second levels)."""
    first, _ = features.decide("topic1")
    second = [OTHER] * len(first)
    for name, levels in features.materials.topics.items():
        rows = [row for row, chosen in enumerate(first) if chosen == name]
        if rows:
            part = Features(features.frame[rows], features.materials)
            found, _ = part.best({level: dict.fromkeys(words, 1.0)
                                  for level, words in levels.items() if words})  # fmt: skip
            for row, level in zip(rows, found, strict=True):
                second[row] = level or OTHER
    return pl.DataFrame(
        {"topic1": first, "topic2": second}, schema={"topic1": pl.String, "topic2": pl.String}
    )
