"""The platform's taxonomy: first level by the linear model, second level by its words."""

from collections.abc import Sequence

import polars as pl

from analysis.features import Features

OTHER = "其他"


def label(features: Features) -> pl.DataFrame:
    """`topic1` (a first level that the model knows) and `topic2` (one of its second levels)."""
    first, _ = features.decide("topic1")
    return pl.DataFrame(
        {"topic1": first, "topic2": _second(features, first)},
        schema={"topic1": pl.String, "topic2": pl.String},
    )


def _second(features: Features, first: Sequence[str]) -> list[str]:
    """Of the second levels of each row's first level the one whose words weigh most."""
    found = [OTHER] * len(first)
    for name in sorted({*first} & {*features.materials.topics}):
        levels = features.materials.topics[name]
        scores = features.spoken.scores([dict.fromkeys(words, 1.0) for words in levels.values()])
        places, tops, names = scores.argmax(axis=1), scores.max(axis=1), list(levels)
        for row, chosen in enumerate(first):
            if chosen == name and tops[row] > 0:
                found[row] = names[places[row]]
    return found
