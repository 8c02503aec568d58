"""How likely two messages speak of the same problem at the same place or party."""

import math
from dataclasses import dataclass

from analysis.index import Entry, Vector

_ELSEWHERE = 0.3


@dataclass(frozen=True, slots=True)
class Weights:
    """What each part of the agreement of two messages weighs; fitted once, see the model card."""

    rare: float = 5.02
    usual: float = 2.77
    words: float = 6.98
    topics: float = 4.27
    names: float = 0.35
    both: float = 4.77
    elsewhere: float = -1.06
    place: float = 0.91
    least: float = -5.26


def likeness(one: Entry, two: Entry, weights: Weights) -> float:
    """0 to 1: place or party and problem have to agree, both."""
    topics, names = _dot(one.topics, two.topics), _dot(one.names, two.names)
    same = _same_place(one, two)
    total = (
        weights.rare * min(_told(one.rare, two), _told(two.rare, one))
        + weights.usual * min(_told(one.usual, two), _told(two.usual, one))
        + weights.words * _dot(one.words, two.words)
        + weights.topics * topics
        + weights.names * names
        + weights.both * math.sqrt(topics * names)
        + (weights.elsewhere if 0 <= same < _ELSEWHERE else weights.place * max(same, 0.0))
        + weights.least
    )
    return 1.0 / (1.0 + math.exp(-total))


def _same_place(one: Entry, two: Entry) -> float:
    """1 for the same place, 0 for another one, -1 where one of them names none."""
    here, there = one.terms.place, two.terms.place
    if not (here and there):
        return -1.0
    if here == there or here in two.terms.read or there in one.terms.read:
        return 1.0
    ours, theirs = _pairs(here), _pairs(there)
    return len(ours & theirs) / max(1, min(len(ours), len(theirs)))


def _pairs(name: str) -> set[str]:
    return {name[start : start + 2] for start in range(len(name) - 1)}


def _dot(one: Vector, two: Vector) -> float:
    return sum([one[term] * two[term] for term in one.keys() & two.keys()])


def _told(pieces: Vector, other: Entry) -> float:
    """Which share of one's title the other one tells."""
    read = other.terms.read
    return sum([share for piece, share in pieces.items() if piece in read])
