"""How many messages use each term, and what two messages have in common.

A term is known by its number, BITS wide, worked out from its characters: no word list is kept,
so memory does not grow with the language. Two terms seldom share a number, and then only look a
little less rare.
"""

from collections.abc import Iterable, Sequence
from itertools import accumulate
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

BITS = 21

Ints = npt.NDArray[np.int32]
Floats = npt.NDArray[np.floating[Any]]
Codes = npt.NDArray[np.uint64]

_FIRST = np.uint64(0x9E3779B97F4A7C15)
_SECOND = np.uint64(0xD6E8FEB86659FD93)
_HALF = np.uint64(32)
_DROPPED = np.uint64(64 - BITS)


class Vector(NamedTuple):
    """Numbers of terms and what each weighs, of equal length."""

    terms: Ints
    weights: Floats


class Beside(NamedTuple):
    """Vectors laid side by side, and how many terms each has."""

    all: Vector
    sizes: tuple[int, ...]

    @classmethod
    def of(cls, *vectors: Vector) -> "Beside":
        """Terms of the second vector follow those of the first one, and so on."""
        terms = np.concatenate([each.terms + (at << BITS) for at, each in enumerate(vectors)])
        weights = np.concatenate([each.weights for each in vectors]).astype(np.float32)
        return cls(Vector(terms, weights), tuple(each.terms.size for each in vectors))


NOTHING = Beside.of(Vector(np.zeros(0, np.int32), np.zeros(0)))


class Tally:
    """How many messages of the window use each term of one kind."""

    def __init__(self, known: Iterable[tuple[str, float]] = ()) -> None:
        self.used = np.zeros(1 << BITS, np.float32)
        terms, shares = [*zip(*known, strict=True)] or ((), ())
        np.add.at(self.used, numbers_of(terms), np.array(shares, np.float32))

    def count(self, terms: Ints) -> None:
        """One more message that uses these terms, or several, one after the other."""
        np.add.at(self.used, terms, np.float32(1))

    def uncount(self, terms: Ints) -> None:
        """One message less."""
        self.used[terms] -= np.float32(1)


class Likening:
    """What one message has in common with others, for several vectors of each at once.

    Vectors that are to be compared are laid side by side in one (`beside`).
    """

    def __init__(self, sides: int) -> None:
        self._weights = np.zeros(sides << BITS, np.float32)

    def alike(self, one: Vector, others: Sequence[Beside]) -> Floats:
        """Sums of products: a row for each of `others`, a column for each vector."""
        terms = np.concatenate([other.all.terms for other in others])
        weights = np.concatenate([other.all.weights for other in others])
        self._weights[one.terms] = one.weights
        sums = np.zeros(terms.size + 1)
        (self._weights.take(terms) * weights).cumsum(out=sums[1:])
        self._weights[one.terms] = 0.0
        sizes = np.array([other.sizes for other in others])
        found = sums.take(sizes.cumsum())
        found[1:] -= found[:-1].copy()
        return found.reshape(sizes.shape)


def numbers_of(terms: Sequence[str]) -> Ints:
    """The numbers of terms."""
    codes = np.frombuffer("".join(terms).encode("utf-32-le", "surrogatepass"), np.uint32)
    bounds = np.array([0, *accumulate(map(len, terms))], np.int64)
    return numbers(codes, bounds[:-1], bounds[1:])


def numbers(
    codes: npt.NDArray[np.uint32], starts: npt.NDArray[np.int64], ends: npt.NDArray[np.int64]
) -> Ints:
    """The numbers of pieces of one long text, given as code points.

    The same characters in another order have the same number: people transpose those of a name
    as easily as they forget one. Each piece is one difference of running sums.
    """
    mixed = _mix(codes.astype(np.uint64) + np.uint64(1))
    sums = np.zeros(codes.size + 1, np.uint64)
    np.cumsum(mixed, out=sums[1:])
    return (_mix(sums.take(ends) - sums.take(starts)) >> _DROPPED).astype(np.int32)


def _mix(values: Codes) -> Codes:
    """Spread values over 64 bits, always the same way."""
    spread = values * _FIRST
    spread ^= spread >> _HALF
    spread *= _SECOND
    return spread ^ (spread >> _HALF)
