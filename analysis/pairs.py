"""How likely two messages speak of the same problem at the same place or party."""

import math
from dataclasses import dataclass

from analysis.ground import ALIKE, alike
from analysis.index import Entry, Vector

OTHER = 0.02
"""Likeness of the problem words below which two messages speak of two problems."""

_NOTHING = 0.06
_NAMELESS = 0.08


@dataclass(frozen=True, slots=True)
class Weights:
    """What each part of the agreement of two messages weighs; fitted once, see the model card."""

    rare: float = 4.6
    usual: float = 3.05
    words: float = 5.5
    topics: float = 3.8
    both: float = 5.4
    other: float = -2.0
    nameless: float = -1.0
    place: float = 0.99
    least: float = -5.0


def likeness(one: Entry, two: Entry, weights: Weights) -> float:
    """0 to 1: place or party and problem have to agree, both."""
    same = _same_place(one, two)
    if 0.0 <= same < ALIKE:
        return 0.0
    words = _dot(one.words, two.words)
    if words < _NOTHING:
        return 0.0
    topics, names = _dot(one.topics, two.topics), _dot(one.names, two.names)
    rare = min(_told(one.rare, two), _told(two.rare, one))
    total = (
        weights.rare * rare
        + weights.usual * min(_told(one.usual, two), _told(two.usual, one))
        + weights.words * words
        + weights.topics * topics
        + weights.both * math.sqrt(topics * names)
        + _placed(same, weights, max(rare, names))
        + (weights.other if topics < OTHER else 0.0)
        + weights.least
    )
    return 1.0 / (1.0 + math.exp(-total))


def _placed(same: float, weights: Weights, named: float) -> float:
    if same < 0.0:
        return weights.nameless if named < _NAMELESS else 0.0
    return weights.place * same


def _same_place(one: Entry, two: Entry) -> float:
    """1 for the same place, 0 for another one, -1 where one of them names none."""
    here, there = one.terms.place, two.terms.place
    if not (here and there):
        near, far = one.terms.region, two.terms.region
        return 0.0 if near and far and near != far else -1.0
    if here == there or here in two.terms.read or there in one.terms.read:
        return 1.0
    return alike(here, there)


def _dot(one: Vector, two: Vector) -> float:
    return sum([one[term] * two[term] for term in one.keys() & two.keys()])


def _told(pieces: Vector, other: Entry) -> float:
    """Which share of one's title the other one tells."""
    read = other.terms.read
    return sum([share for piece, share in pieces.items() if piece in read])
