"""Where in many texts a search has to look: one pass over all their characters at once.

A regular expression that looks for three characters beside each other goes through each text
alone, and again for each pattern. Here each pattern is a bit of what a character stands for,
and a chunk of texts is one array.
"""

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Codes = NDArray[np.uint32]
Spots = NDArray[np.intp]
Weights = NDArray[np.int8]
Places = Iterable[tuple[int, int]]
"""The number of a text and a place in it."""
_UNICODE = 0x110000
_FEW = 4_000
"""With fewer characters than these, arrays cost more than regular expressions."""
_BLOCK = 200_000
"""So many characters share an array: they stay in the processor's cache."""
_RARE = 4
"""So few characters are sooner found by themselves."""
REACH = 10
"""So many characters behind a place can be looked at."""
_ROOM, _SPREAD = 16, np.uint32(0x9E3779B1)
"""Bits for each pair, and the golden ratio, by which neighbouring characters fall far apart
(Knuth, The Art of Computer Programming, vol. 3, 6.4)."""
_GAP = "\0"
"""Between two texts; it is in no class, so that nothing reaches over it."""


class Look(NamedTuple):
    """The character before a place, the one there and the one behind it, by class; None is any.

    `holds` tells of many places at once which of them the search would refuse anyway; `also` is a
    pattern that refuses some of them one at a time.
    """

    before: Iterable[str] | None
    here: Collection[str]
    after: Iterable[str] | None
    holds: Callable[[Codes, Spots], NDArray[np.bool_]] | None = None
    also: str = ""


def by_char(weights: Iterable[tuple[str, int]], other: int = 0) -> Weights:
    """A weight for each character there is."""
    table = np.full(_UNICODE, other, np.int8)
    for char, weight in weights:
        table[ord(char)] = weight
    return table


class Pairs:
    """A weight for two characters that stand beside each other; 0 where they have none.

    Most pairs of a text have none. A table of bits, one for many pairs, tells that at once; the
    others are looked up in order.
    """

    def __init__(self, weights: Mapping[str, int]) -> None:
        pairs = sorted(weights)  # by character: in the order of the numbers made of two of them
        self._numbers = np.array([ord(pair[0]) << 32 | ord(pair[1]) for pair in pairs], np.uint64)
        self._weights = np.array([weights[pair] for pair in pairs], np.int8)
        self._last = np.uint32((1 << max(len(pairs) * _ROOM, 1).bit_length()) - 1)
        self._may_have = np.zeros(int(self._last) + 1, np.bool_)
        first, second = (
            np.array([ord(pair[place]) for pair in pairs], np.uint32) for place in (0, 1)
        )
        self._may_have[self._bit(first, second)] = True

    def _bit(self, first: Codes, second: Codes) -> Codes:
        return (first * _SPREAD + second) & self._last

    def weigh(self, codes: Codes, spots: Spots, offset: int = 0) -> Weights:
        """What the pair weighs that begins `offset` behind each place."""
        first, second = codes[spots + offset], codes[spots + offset + 1]
        found = np.zeros(len(spots), np.int8)
        places = np.flatnonzero(self._may_have[self._bit(first, second)])
        wanted = first[places].astype(np.uint64) << np.uint64(32) | second[places]
        nearest = np.minimum(np.searchsorted(self._numbers, wanted), len(self._numbers) - 1)
        is_one = self._numbers[nearest] == wanted
        found[places[is_one]] = self._weights[nearest[is_one]]
        return found


def are_in(pairs: Iterable[str], offset: int = 0) -> Callable[[Codes, Spots], NDArray[np.bool_]]:
    """Is the pair of characters that begins `offset` behind a place one of these?"""
    known = Pairs(dict.fromkeys(pairs, 1))
    return lambda codes, spots: known.weigh(codes, spots, offset) > 0


class Looks:
    """Up to eight looks that share the way through the texts.

    What a character may be before a place, at it and behind it are three bytes of one number.
    """

    def __init__(self, *looks: Look) -> None:
        self._looks = looks
        self._patterns = [_pattern(look) for look in looks]
        self._classes = np.zeros(_UNICODE, np.uint32)
        for bit, look in enumerate(looks):
            for shift, chars in zip((0, 8, 16), look[:3], strict=True):
                where = slice(None) if chars is None else [ord(char) for char in set(chars)]
                self._classes[where] |= 1 << (bit + shift)

    def places(self, texts: Sequence[str]) -> list[list[tuple[int, int]]]:
        """For each look the number of each text and the place in it, in order."""
        if sum(map(len, texts)) < _FEW:
            looks = zip(self._looks, self._patterns, strict=True)
            return [list(_one_by_one(look, pattern, texts)) for look, pattern in looks]
        found: list[list[tuple[int, int]]] = [[] for _look in self._looks]
        for first, last in _blocks(texts):
            for places, spots in zip(found, self._at_once(texts[first:last], first), strict=True):
                places += spots
        return found

    def _at_once(self, texts: Sequence[str], first: int) -> Iterator[Iterator[tuple[int, int]]]:
        joined = _GAP.join(("", *texts, _GAP * REACH))
        codes = np.frombuffer(joined.encode("utf-32-le", "surrogatepass"), np.uint32)
        classes = self._classes.take(codes)
        fits = (classes[:-2] & classes[1:-1] >> 8 & classes[2:] >> 16).astype(np.uint8)
        spots = np.flatnonzero(fits != 0) + 1
        kinds = fits[spots - 1]
        starts = np.cumsum([1, *(len(text) + 1 for text in texts)])
        for bit, look in enumerate(self._looks):
            found = spots[kinds & (1 << bit) != 0]
            if look.holds:
                found = found[look.holds(codes, found)]
            numbers = np.searchsorted(starts, found, "right") - 1
            yield zip((numbers + first).tolist(), (found - starts[numbers]).tolist(), strict=True)


def _blocks(texts: Sequence[str]) -> Iterator[tuple[int, int]]:
    """The first and last of as many texts as one array may hold."""
    first = size = 0
    for number, text in enumerate(texts):
        if size and size + len(text) > _BLOCK:
            yield first, number
            first, size = number, 0
        size += len(text)
    yield first, len(texts)


def _one_by_one(
    look: Look, pattern: re.Pattern[str], texts: Sequence[str]
) -> Iterator[tuple[int, int]]:
    rare = look.here if len(look.here) <= _RARE else ""
    for number, text in enumerate(texts):
        if not rare or any(char in text for char in rare):
            for match in pattern.finditer(text):
                yield number, match.start()


def _pattern(look: Look) -> re.Pattern[str]:
    before, here, after = (
        f"[{re.escape(''.join(sorted(set(chars))))}]" if chars else "" for chars in look[:3]
    )
    ahead = f"(?={after})" if after else ""
    return re.compile(here + ahead + (f"(?<={before}.)" if before else "") + look.also)
