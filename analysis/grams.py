"""Runs of one to four characters, looked up in a fixed vocabulary for a whole batch at once.

No segmentation: every run that the vocabulary knows is a feature, and whoever trains decides
what it is worth. The vocabulary is a tree (each run stands under the run without its last
character) kept in one hash table, so that a batch is read with a few array operations.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from threading import local
from types import ModuleType

import numpy as np
import numpy.typing as npt

from analysis import compiled

LONGEST_RUN = 4
BLOCKS = ("body", "title", "tail")
"""Parts of a message with weights of their own: all of it, its title, the end of its text."""

TAIL = 80
"""Characters of the tail: people say what they want at the end."""

BATCH = 100
"""Texts looked up at once: few enough that the work stays in the processor's cache."""

_NUMBER_BITS = 20
_CODE_BITS = 13
_TABLE_BITS = 19
_SPREAD = np.uint32(2_654_435_769)
_NO_KEY = 0xFFFFFFFF
_PLANE = 1 << 16
_END = 1
_TITLE_END = 2
_STEP = np.uint32(1 << _NUMBER_BITS)
_VALUES = np.append(0.0, 1.0 + np.log(np.arange(1, 100))).astype(np.float32)

_KEPT = 1 << 20


native = compiled.loops("_runs", layout=3)

Ints = npt.NDArray[np.int32]
Floats = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Hits:
    """The features of each block of each row, once each, row by row and block by block.

    Those of block b of row i are `features[starts[k]:starts[k + 1]]` with k = i x blocks + b; a
    feature is block x size of the vocabulary + number of the run. `values` is 1 plus the
    logarithm of how often the run stands there.
    """

    features: Ints
    values: Floats
    starts: npt.NDArray[np.int64]


def _plain() -> npt.NDArray[np.uint16]:
    """Code point -> the one that stands for it: small letters, half width, one digit."""
    codes = np.arange(_PLANE, dtype=np.uint32)
    codes[0xFF01:0xFF5F] -= 0xFEE0
    codes[[*range(0x21), 0x7F, 0xA0, 0x3000, 0xFEFF]] = 0
    codes[(codes >= ord("0")) & (codes <= ord("9"))] = ord("0")
    codes[(codes >= ord("A")) & (codes <= ord("Z"))] += 32
    codes[[_END, _TITLE_END]] = _END, _TITLE_END
    return codes.astype(np.uint16)


_PLAIN = _plain()


def points(titles: Sequence[str], texts: Sequence[str]) -> npt.NDArray[np.uint16]:
    """Plain code points of all messages in one array; _TITLE_END ends a title, _END a text.

    White space and control characters are left out, so that a line break parts no word.
    """
    pairs = zip(titles, texts, strict=True)
    joined = "".join(f"{_sound(title)}\x02{_sound(text)}\x01" for title, text in pairs)
    raw = np.frombuffer(joined.encode("utf-32-le", "replace"), np.uint32)
    plain = _PLAIN.take(np.minimum(raw, _PLANE - 1))
    return plain[plain > 0]


def _sound(text: str) -> str:
    return text.replace("\x01", " ").replace("\x02", " ")


@dataclass(frozen=True)
class Vocabulary:
    """Runs that are features; a run's place in `grams` is its number.

    Shorter runs stand first, and every run without its last character is in `grams` too.
    """

    grams: tuple[str, ...]

    @cached_property
    def single(self) -> int:
        """How many runs are one character; they stand first."""
        return int((self._lengths == 1).sum())

    @cached_property
    def _lengths(self) -> npt.NDArray[np.int64]:
        return np.fromiter(map(len, self.grams), np.int64, len(self.grams))

    @cached_property
    def _codes(self) -> Ints:
        """Plain code point -> number of the character, -1 for unknown ones."""
        table = np.full(_PLANE, -1, np.int32)
        single = [ord(self.grams[number]) for number in np.flatnonzero(self._lengths == 1).tolist()]
        table[single] = np.arange(len(single))
        return table

    @cached_property
    def _table(self) -> tuple[npt.NDArray[np.uint32], Ints]:
        """Slot -> key (number of the run without its last character, code), and number."""
        held = np.full(1 << _TABLE_BITS, _NO_KEY, np.uint32)
        numbers = np.full(1 << _TABLE_BITS, -1, np.int32)
        for length in range(2, LONGEST_RUN + 1):
            order = np.flatnonzero(self._lengths == length)
            spelled = "".join([self.grams[number] for number in order.tolist()])
            points = np.frombuffer(spelled.encode("utf-32-le"), np.uint32).reshape(-1, length)
            codes = self._codes.take(points)
            before = codes[:, 0]  # the number of the run without its last character
            for place in range(1, length - 1):
                before = _number(held, numbers, _key(before, codes[:, place]))
            known = (before >= 0) & (codes[:, -1] >= 0)
            _settle(order[known], _key(before, codes[:, -1])[known], held, numbers)
        return held, numbers

    @cached_property
    def _slots(self) -> npt.NDArray[np.uint32]:
        """Slot -> key and number side by side: for the compiled loop, which reads both at once."""
        held, numbers = self._table
        return np.column_stack([held, numbers.view(np.uint32)])

    @property
    def reachable(self) -> npt.NDArray[np.bool_]:
        """Which runs can be found: of two that share a slot only the first can."""
        found = np.zeros(len(self.grams), bool)
        found[: int((self._codes >= 0).sum())] = True
        found[self._table[1][self._table[1] >= 0]] = True
        return found

    def find(self, titles: Sequence[str], texts: Sequence[str]) -> Hits:
        """The features of each block of each message, for at most BATCH messages."""
        plain = points(titles, texts)
        rows = len(titles)
        return self._found(native, plain, rows) if native else self._searched(plain, rows)

    def _found(self, loops: ModuleType, plain: npt.NDArray[np.uint16], rows: int) -> Hits:
        """`find` by the compiled loop."""
        features, values = _room(plain.size * LONGEST_RUN * len(BLOCKS))
        starts = np.empty(rows * len(BLOCKS) + 1, np.int64)
        found = loops.find(
            plain, self._codes, self._slots, _VALUES, features, values, starts,
            len(self.grams), _CODE_BITS, TAIL,
        )  # fmt: skip
        return Hits(features[:found].copy(), values[:found].copy(), starts)

    def _searched(self, plain: npt.NDArray[np.uint16], rows: int) -> Hits:
        """`find` by operations on whole arrays."""
        ends, title_ends = np.flatnonzero(plain == _END), np.flatnonzero(plain == _TITLE_END)
        places = np.arange(plain.size)
        row = np.searchsorted(ends, places)
        base = (row * len(BLOCKS)).astype(np.uint32) << np.uint32(_NUMBER_BITS)
        titled = places < title_ends.take(row)
        last = (places >= ends.take(row) - TAIL) & (places > title_ends.take(row))
        keys = []
        for at, runs in self._runs(plain):
            found = base.take(at) | runs.view(np.uint32)
            keys += [found, found[titled.take(at)] + _STEP, found[last.take(at)] + 2 * _STEP]
        return self._counted(np.concatenate(keys), rows)

    def _counted(self, keys: npt.NDArray[np.uint32], rows: int) -> Hits:
        keys.sort()
        first = np.flatnonzero(np.append(True, keys[1:] != keys[:-1])[: keys.size])
        counts = np.diff(np.append(first, keys.size))
        keys = keys.take(first)
        bounds = np.arange(rows * len(BLOCKS) + 1, dtype=np.uint32) << np.uint32(_NUMBER_BITS)
        blocks = (keys >> np.uint32(_NUMBER_BITS)) % np.uint32(len(BLOCKS))
        numbers = keys & np.uint32((1 << _NUMBER_BITS) - 1)
        return Hits(
            (blocks * np.uint32(len(self.grams)) + numbers).view(np.int32),
            _VALUES.take(np.minimum(counts, _VALUES.size - 1)),
            np.searchsorted(keys, bounds).astype(np.int64),
        )

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


_rooms = local()


def _room(size: int) -> tuple[Ints, Floats]:
    """Arrays to be written to, kept for the next batch: new memory costs more than to fill it."""
    if size > _KEPT:
        return np.empty(size, np.int32), np.empty(size, np.float32)
    if not hasattr(_rooms, "held"):
        _rooms.held = np.empty(_KEPT, np.int32), np.empty(_KEPT, np.float32)
    features, values = _rooms.held
    return features, values


def _key(run: Ints, code: Ints) -> npt.NDArray[np.uint32]:
    """What a run and the character behind it are looked up by."""
    return ((run << _CODE_BITS) | code).astype(np.uint32)


def _number(held: npt.NDArray[np.uint32], numbers: Ints, keys: npt.NDArray[np.uint32]) -> Ints:
    """The numbers of runs by key; -1 for those without a slot."""
    slots = _slots(keys)
    return np.where(held.take(slots) == keys, numbers.take(slots), np.int32(-1))


def _settle(
    order: npt.NDArray[np.int64],
    keys: npt.NDArray[np.uint32],
    held: npt.NDArray[np.uint32],
    numbers: Ints,
) -> None:
    """Give each run its slot unless another has it; the one that stands first gets it."""
    slots = _slots(keys)
    first = np.sort(np.unique(slots, return_index=True)[1])
    first = first[numbers[slots[first]] < 0]
    held[slots[first]], numbers[slots[first]] = keys[first], order[first]


def _slots(keys: npt.NDArray[np.uint32]) -> Ints:
    return ((keys * _SPREAD) >> np.uint32(32 - _TABLE_BITS)).astype(np.int32)
