"""The words that tell what a message is about."""

import numpy as np
import polars as pl

from analysis.features import Features

_MOST = 6


def label(features: Features) -> pl.DataFrame:
    """`keywords` joined by |: known words of areas and problems, the weightiest first."""
    lexicon = features.materials.lexicon
    known = {word for words in lexicon.areas.values() for word in words}
    known |= {word for words in lexicon.problems.values() for word in words}
    found: list[list[str]] = [[] for _ in range(len(features.frame))]
    spoken = features.spoken
    rows, numbers, weights = spoken.only(sorted(known))
    lengths = np.array([len(word) for word in spoken.words] or [0])[numbers]
    order = np.lexsort((numbers, -lengths, -weights, rows))
    for row, number in zip(rows[order].tolist(), numbers[order].tolist(), strict=True):
        words, word = found[row], spoken.words[number]
        if len(words) < _MOST and not any(word in other for other in words):
            words.append(word)
    return pl.DataFrame(
        {"keywords": ["|".join(words) for words in found]}, schema={"keywords": pl.String}
    )
