"""Which of many known words a batch of messages says, and where: one pass for all lists."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

import numpy as np
import numpy.typing as npt
import polars as pl

from analysis import lookup

TITLE_WEIGHT = 2
"""A word in the title tells more about the matter than one in the text."""

Ints = npt.NDArray[np.int64]
Wide = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Spoken:
    """Hits, ordered by row and word: `rows[i]` says the word numbered `numbers[i]`.

    `weights` counts a word TITLE_WEIGHT in a title and 1 in a text, however often it is
    repeated there. `words` are all known words; `size` is the number of messages.
    """

    words: Sequence[str]
    size: int
    rows: Ints
    numbers: Ints
    weights: Wide

    @cached_property
    def number(self) -> dict[str, int]:
        """Word -> its number."""
        return {word: number for number, word in enumerate(self.words)}

    def scores(self, groups: Sequence[Mapping[str, float]], among: Ints | None = None) -> Wide:
        """The weight of each group's words (word -> value) in each message: size x groups; or in
        the messages `among` all, by rising number."""
        values = np.zeros((len(self.words), len(groups)))
        for place, words in enumerate(groups):
            values[[self.number[word] for word in words], place] = list(words.values())
        kept = (values != 0).any(axis=1).take(self.numbers)
        size, places = self.size, self.rows
        if among is not None:
            size, moved = among.size, np.full(self.size, -1)
            moved[among] = np.arange(size)
            places = moved.take(self.rows)
            kept &= places >= 0
        total = np.zeros((size, len(groups)))
        rows = places[kept]
        if rows.size:
            first = np.flatnonzero(np.append(True, rows[1:] != rows[:-1]))
            worth = values[self.numbers[kept]] * self.weights[kept, None]
            total[rows[first]] = np.add.reduceat(worth, first, axis=0)
        return total

    def only(self, words: Sequence[str]) -> tuple[Ints, Ints, Wide]:
        """Rows, numbers and weights of the hits of these words."""
        wanted = np.zeros(len(self.words), bool)
        wanted[[self.number[word] for word in words]] = True
        kept = wanted[self.numbers]
        return self.rows[kept], self.numbers[kept], self.weights[kept]


def spoken(titles: Sequence[str], texts: Sequence[str], words: Sequence[str]) -> Spoken:
    """Look all words up in all titles and texts."""
    size, many = len(titles), max(1, len(words))
    tree = _tree(tuple(words)) if lookup.native else None
    if tree:
        found = lookup.said(titles, texts, tree, len(words), TITLE_WEIGHT)
        rows, numbers, weights = found.T
        return Spoken(
            words, size, rows.astype(np.int64), numbers.astype(np.int64), weights.astype(np.float64)
        )
    keys = _found(pl.Series([*titles, *texts], dtype=pl.String), words)
    in_titles = int(np.searchsorted(keys, size * many))
    keys[in_titles:] -= size * many
    worth = np.repeat([float(TITLE_WEIGHT), 1.0], [in_titles, keys.size - in_titles])
    distinct, places = np.unique(keys, return_inverse=True)
    weights = np.bincount(places, worth, distinct.size).astype(np.float64)
    return Spoken(words, size, distinct // many, distinct % many, weights)


def _found(series: pl.Series, words: Sequence[str]) -> Ints:
    """row x number of words + number of the word, each pair once, in order."""
    if not words or not len(series):
        return np.zeros(0, np.int64)
    known, numbered = _numbered(tuple(words))
    found = series.str.extract_many(known, overlapping=True)
    rows = np.repeat(np.arange(len(series)), found.list.len().to_numpy())
    said = found.explode().drop_nulls().cast(numbered)
    return np.unique(rows * len(words) + said.to_physical().to_numpy())


@lru_cache(maxsize=8)
def _tree(words: tuple[str, ...]) -> lookup.Tree | None:
    return lookup.numbered(words)


@lru_cache(maxsize=8)
def _numbered(words: tuple[str, ...]) -> tuple[pl.Series, pl.Enum]:
    return pl.Series([list(words)], dtype=pl.List(pl.String)), pl.Enum(words)
