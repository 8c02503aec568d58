"""How likely two messages speak of the same problem at the same place or party."""

import math
from collections.abc import Sequence
from dataclasses import astuple, dataclass
from functools import cache

from analysis.entries import Entry, Pieces
from analysis.ground import ALIKE, alike
from analysis.index import Index

OTHER = 0.02
"""Likeness of the problem words below which two messages speak of two problems."""

_NOTHING = 0.06
_NAMELESS = 0.08
_FAINT = 0.04


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
    doubt: float = -0.75
    least: float = -5.0


def likenesses(index: Index, one: Entry, others: Sequence[Entry], weights: Weights) -> list[float]:
    """How like a message is to each of others, 0 to 1: place or party and problem agree, both.

    Two titles that name two places, or two messages of two towns, are never alike; a place
    from a text is often only on the way and counts against them a little.
    """
    if index.loops:
        packed: list[float] = index.loops.liken(
            one.packed, [two.packed for two in others], _scale(weights)
        )
        return packed
    found = [0.0] * len(others)
    near = [row for row, two in enumerate(others) if not _elsewhere(one, two)]
    if not near:
        return found
    agreed = index.likening.alike(one.told.all, [others[row].told for row in near]).tolist()
    for row, (words, topics, names) in zip(near, agreed, strict=True):
        if words >= _NOTHING:
            found[row] = _judged(one, others[row], weights, (words, topics, names))
    return found


@cache
def _scale(weights: Weights) -> tuple[float, ...]:
    """What the compiled loops weigh by."""
    return (*astuple(weights), OTHER, _NOTHING, _NAMELESS, _FAINT, ALIKE)


def _elsewhere(one: Entry, two: Entry) -> bool:
    """Do they surely speak of two places?"""
    return _surely(one, two) and 0.0 <= _same_place(one, two) < ALIKE


def _judged(one: Entry, two: Entry, weights: Weights, agreed: tuple[float, float, float]) -> float:
    """The likeness of two messages whose words, problem words and names agree so much."""
    words, topics, names = agreed
    rare = _named(one, two)
    if rare > _FAINT:  # else the lesser of the two shares is too small to matter
        rare = min(rare, _named(two, one))
    usual = _told(one.usual, two)
    if usual > 0.0:
        usual = min(usual, _told(two.usual, one))
    total = (
        weights.rare * rare
        + weights.usual * usual
        + weights.words * words
        + weights.topics * topics
        + weights.both * math.sqrt(max(0.0, topics * names))
        + _placed(_same_place(one, two), weights, max(rare, names))
        + (weights.other if topics < OTHER else 0.0)
        + weights.least
    )
    return 1.0 / (1.0 + math.exp(-total))


def _placed(same: float, weights: Weights, named: float) -> float:
    if same < 0.0:
        return weights.nameless if named < _NAMELESS else 0.0
    return weights.place * same if same >= ALIKE else weights.doubt


def _surely(one: Entry, two: Entry) -> bool:
    return (one.terms.titled and two.terms.titled) or bool(
        one.region and two.region and one.region != two.region
    )


def _same_place(one: Entry, two: Entry) -> float:
    """1 for the same place or party, 0 for another one, -1 where one of them names none.

    A name that hardly anybody else uses and no dictionary knows, in both titles, is such a party
    unless both titles name a place.
    """
    here, there = one.terms.place, two.terms.place
    near, far = one.region, two.region
    apart = bool(near and far and near != far)
    placed = one.terms.titled and two.terms.titled
    if not (apart or placed or one.coined.isdisjoint(two.coined)):
        return 1.0
    if not (here and there):
        return 0.0 if apart else -1.0
    if here == there or here in two.terms.read or there in one.terms.read:
        return 1.0
    return alike(here, there)


def _told(pieces: Pieces, other: Entry) -> float:
    """Which share of one's title the other one tells."""
    read = other.terms.read
    return sum([share for piece, share in pieces if piece in read])


def _named(one: Entry, other: Entry) -> float:
    """The same for rare pieces, which are mostly names; a transposed pair counts too."""
    read = other.terms.read
    pairs = [share for piece, share in one.rare if piece in read or piece[::-1] in read]
    return sum(pairs) + _told(one.longer, other)
