"""The platform's taxonomy: first level by the linear model, second level by its words."""

from collections.abc import Sequence

import numpy as np
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
    chosen = np.array(first, object)
    for name in sorted({*first} & {*features.materials.topics}):
        levels = features.materials.topics[name]
        rows = np.flatnonzero(chosen == name)
        groups = [dict.fromkeys(words, 1.0) for words in levels.values()]
        scores = features.spoken.scores(groups, rows)
        places, tops, names = scores.argmax(axis=1), scores.max(axis=1), list(levels)
        for row, place, top in zip(rows.tolist(), places.tolist(), tops.tolist(), strict=True):
            if top > 0:
                found[row] = names[place]
    return found
