"""Runs of one to four characters, looked up in a fixed vocabulary for a whole batch at once.

No segmentation: every run that the vocabulary knows is a feature, and whoever trains decides
what it is worth. The vocabulary is a tree (each run stands under the run without its last
character) kept in one hash table, so that a batch is read with a few array operations.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

import numpy as np
import numpy.typing as npt

LONGEST_RUN = 4
BATCH = 100
"""Texts looked up at once: few enough that the work stays in the processor's cache."""

_ROW_SHIFT = 20
_CODE_BITS = 13
_TABLE_BITS = 19
_SPREAD = np.uint32(2_654_435_769)
_NO_KEY = 0xFFFFFFFF
_PLANE = 1 << 16
_END = 1
_VALUES = np.append(0.0, 1.0 + np.log(np.arange(1, 100))).astype(np.float32)

Ints = npt.NDArray[np.int32]
Floats = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Hits:
    """The features of each row: those of row i are `features[starts[i]:starts[i + 1]]`.

    Each feature stands once in a row; `values` is 1 plus the logarithm of its number.
    """

    features: Ints
    values: Floats
    starts: npt.NDArray[np.int64]

    def sums(self, weights: Floats) -> Floats:
        """For each row the sum of value x weight (features x columns) of its features."""
        total = np.zeros((self.starts.size - 1, weights.shape[1]), np.float32)
        for row, (start, end) in enumerate(pairwise(self.starts.tolist())):
            np.dot(self.values[start:end], weights.take(self.features[start:end], 0), total[row])
        return total


def _plain() -> npt.NDArray[np.uint16]:
    """Code point -> the one that stands for it: small letters, half width, one digit."""
    codes = np.arange(_PLANE, dtype=np.uint32)
    codes[0xFF01:0xFF5F] -= 0xFEE0
    codes[[*range(0x21), 0x7F, 0xA0, 0x3000, 0xFEFF]] = 0
    codes[(codes >= ord("0")) & (codes <= ord("9"))] = ord("0")
    codes[(codes >= ord("A")) & (codes <= ord("Z"))] += 32
    return codes.astype(np.uint16)


_PLAIN = _plain()


def points(texts: Sequence[str]) -> tuple[npt.NDArray[np.uint16], Ints]:
    """Plain code points of all texts in one array, and the row of each; _END ends a text.

    White space and control characters are left out, so that a line break parts no word.
    """
    joined = "\x01".join(text.replace("\x01", " ") for text in texts) + "\x01"
    raw = np.frombuffer(joined.encode("utf-32-le", "replace"), np.uint32)
    if raw.max() >= _PLANE:
        raw = np.minimum(raw, _PLANE - 1)
    plain = _PLAIN.take(raw)
    plain[raw == _END] = _END
    plain = plain[plain > 0]
    ends = plain == _END
    rows = np.zeros(plain.size, np.int32)
    np.cumsum(ends[:-1], out=rows[1:])
    return plain, rows


@dataclass(frozen=True)
class Vocabulary:
    """Runs that are features; a run's place in `grams` is its number.

    Shorter runs stand first, and every run without its last character is in `grams` too.
    """

    grams: tuple[str, ...]

    @cached_property
    def _codes(self) -> Ints:
        """Plain code point -> number of the character, -1 for unknown ones."""
        table = np.full(_PLANE, -1, np.int32)
        single = [ord(gram) for gram in self.grams if len(gram) == 1]
        table[single] = np.arange(len(single))
        return table

    @cached_property
    def _table(self) -> tuple[npt.NDArray[np.uint32], Ints]:
        """Slot -> key (number of the run without its last character, code), and number."""
        held = np.full(1 << _TABLE_BITS, _NO_KEY, np.uint32)
        numbers = np.full(1 << _TABLE_BITS, -1, np.int32)
        known = {gram: number for number, gram in enumerate(self.grams) if len(gram) == 1}
        for number, gram in enumerate(self.grams):
            parent = known.get(gram[:-1]) if len(gram) > 1 else None
            if parent is None:
                continue
            key = np.array([(parent << _CODE_BITS) | known[gram[-1]]], np.uint32)
            slot = int(_slots(key)[0])
            if numbers[slot] < 0:
                held[slot], numbers[slot], known[gram] = key[0], number, number
        return held, numbers

    @property
    def reachable(self) -> npt.NDArray[np.bool_]:
        """Which runs can be found: of two that share a slot only the first can."""
        found = np.zeros(len(self.grams), bool)
        found[: int((self._codes >= 0).sum())] = True
        found[self._table[1][self._table[1] >= 0]] = True
        return found

    def find(self, texts: Sequence[str]) -> Hits:
        """The features of each text, for at most BATCH texts."""
        if not texts:
            return Hits(np.zeros(0, np.int32), np.zeros(0, np.float32), np.zeros(1, np.int64))
        plain, rows = points(texts)
        found = [(rows.take(at) << _ROW_SHIFT) | numbers for at, numbers in self._runs(plain)]
        pairs = np.sort(np.concatenate(found).view(np.uint32))
        first = np.flatnonzero(np.append(True, pairs[1:] != pairs[:-1])[: pairs.size])
        counts = np.diff(np.append(first, pairs.size))
        pairs = pairs.take(first)
        starts = np.searchsorted(pairs, np.arange(len(texts) + 1, dtype=np.int64) << _ROW_SHIFT)
        values = _VALUES.take(np.minimum(counts, _VALUES.size - 1))
        features = (pairs & np.uint32((1 << _ROW_SHIFT) - 1)).view(np.int32)
        return Hits(features, values, starts.astype(np.int64))

    def _runs(self, plain: npt.NDArray[np.uint16]) -> Iterator[tuple[npt.NDArray[np.int64], Ints]]:
        """For each length: where known runs start, and their numbers."""
        held, numbers = self._table
        codes = np.append(self._codes.take(plain), np.full(LONGEST_RUN, -1, np.int32))
        at = np.flatnonzero(codes >= 0)
        runs = codes.take(at)
        yield at, runs
        for length in range(1, LONGEST_RUN):
            following = codes.take(at + length)
            keys = ((runs << _CODE_BITS) | following).astype(np.uint32)
            slots = _slots(keys)
            known = (held.take(slots) == keys) & (following >= 0)
            at = at[known]
            runs = numbers.take(slots[known])
            yield at, runs


def _slots(keys: npt.NDArray[np.uint32]) -> Ints:
    return ((keys * _SPREAD) >> np.uint32(32 - _TABLE_BITS)).astype(np.int32)
