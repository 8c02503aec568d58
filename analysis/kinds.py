"""Which kinds of problem a title tells, and how much that parts two messages of one place.

The kinds and their words are those of `problems.toml`. Only titles are asked: a text mentions
much that it is not about.
"""

import math
from collections.abc import Mapping, Sequence
from functools import lru_cache

import numpy as np

from analysis.tally import BITS, numbers_of
from analysis.terms import Terms

Kinds = frozenset[str]
Words = Mapping[str, Sequence[str]]

NONE: Kinds = frozenset()

_PAIR, _TRIPLE = 2, 3


class Known:
    """The kinds of problem, each by the pieces of its words that a title has (Terms.title)."""

    def __init__(self, words: Words | None = None) -> None:
        told = words or {}
        self._kinds = [
            (frozenset(_pieces(word)), kind) for kind, each in told.items() for word in each
        ]
        self._kinds = [(pieces, kind) for pieces, kind in self._kinds if pieces]
        first = [min(pieces) for pieces, _ in self._kinds]
        self._asked = np.zeros(1 << BITS if first else 0, np.bool_)
        self._asked[numbers_of(first)] = True

    def of(self, terms: Terms, name: str = "") -> Kinds:
        """The kinds that a title tells beside the name of a spot (安置小区 tells of no 安置); none
        where it is empty or uses no known word."""
        if not self._asked.size or not self._asked.take(terms.title).any():
            return NONE
        own = [name[at : at + size] for size in (_PAIR, _TRIPLE) for at in range(len(name))]
        return self._told(frozenset(terms.pieces).difference(own))

    def _told(self, pieces: frozenset[str]) -> Kinds:
        return _one(frozenset([kind for word, kind in self._kinds if word <= pieces]))


@lru_cache(maxsize=4_096)
def _one(kinds: Kinds) -> Kinds:
    """The same set for the same kinds, so that many messages hold one."""
    return kinds


def _pieces(word: str) -> list[str]:
    """The pieces of a title that this word makes; a word of one character makes none."""
    size = _PAIR if len(word) == _PAIR else _TRIPLE
    return [word[at : at + size] for at in range(len(word) - size + 1)]


def parted(
    mine: Kinds, others: Sequence[Kinds], values: Sequence[float], weight: float
) -> Sequence[float]:
    """How like a message is to others (0 to 1), less by `weight` in the logarithm of the odds
    where both titles tell their kinds of problem and share none."""
    if not mine:
        return values
    factor = math.exp(weight)
    return [
        value / (value + (1.0 - value) * factor)
        if kinds and value > 0.0 and mine.isdisjoint(kinds)
        else value
        for value, kinds in zip(values, others, strict=True)
    ]
