"""The words that tell what a message is about."""

from collections.abc import Sequence
from functools import lru_cache

import numpy as np
import polars as pl

from analysis.features import Features
from analysis.spoken import TITLE_WEIGHT, Ints

_MOST = 6
_HEAVIEST = TITLE_WEIGHT + 1


def label(features: Features) -> pl.DataFrame:
    """`keywords` joined by |: known words of areas and problems, the weightiest first."""
    lexicon = features.materials.lexicon
    known = {word for words in lexicon.areas.values() for word in words}
    known |= {word for words in lexicon.problems.values() for word in words}
    found: list[list[str]] = [[] for _ in range(len(features.frame))]
    spoken = features.spoken
    rows, numbers, weights = spoken.only(sorted(known))
    places, partial = _longest_first(tuple(spoken.words))
    lighter = _HEAVIEST - weights.astype(np.int64)
    order = np.argsort((rows * (_HEAVIEST + 1) + lighter) * len(places) + places.take(numbers))
    for row, number in zip(rows[order].tolist(), numbers[order].tolist(), strict=True):
        words = found[row]
        if len(words) < _MOST:
            word = spoken.words[number]
            if number not in partial or not any(word in other for other in words):
                words.append(word)
    return pl.DataFrame(
        {"keywords": ["|".join(words) for words in found]}, schema={"keywords": pl.String}
    )


@lru_cache(maxsize=8)
def _longest_first(words: Sequence[str]) -> tuple[Ints, frozenset[int]]:
    """The place of each word when the longest stand first; and those that are part of another."""
    lengths = np.array([len(word) for word in words], np.int64)
    places = np.empty(len(words), np.int64)
    places[np.argsort(-lengths, kind="stable")] = np.arange(len(words))
    parts = {
        word[start:end]
        for word in words
        for start in range(len(word))
        for end in range(start + 1, len(word) + 1)
        if end - start < len(word)
    }
    return places, frozenset(number for number, word in enumerate(words) if word in parts)
