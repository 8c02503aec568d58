"""Whole numbers by whole numbers, in nine bytes each where the keys lie close together, as those
of a store's messages do; and a line of numbers, in eight."""

from array import array
from collections.abc import Iterator, MutableMapping
from typing import TypeVar, overload

PAGE = 512
"""Keys of a page; the compiled loops know it too."""

_T = TypeVar("_T")

_SHIFT, _WITHIN = 9, PAGE - 1
NONE = -(1 << 63)
_EMPTY = array("q", [NONE]) * PAGE


class Paged(MutableMapping[int, int]):
    """Key -> value, both of 64 bits, in the order of the keys' pages.

    `pages` is for the compiled loops: key // PAGE -> the values of a page, NONE where there is
    no such key.
    """

    def __init__(self) -> None:
        self.pages: dict[int, bytearray] = {}
        self._values: dict[int, memoryview] = {}
        self._filled: dict[int, int] = {}
        self._size = 0

    def __getitem__(self, key: int) -> int:
        page = self._values.get(key >> _SHIFT)
        found: int = NONE if page is None else page[key & _WITHIN]
        if found == NONE:
            raise KeyError(key)
        return found

    def __contains__(self, key: object) -> bool:
        if not isinstance(key, int):
            return False
        page = self._values.get(key >> _SHIFT)
        return page is not None and page[key & _WITHIN] != NONE

    @overload
    def get(self, key: int, default: None = None) -> int | None: ...
    @overload
    def get(self, key: int, default: _T) -> int | _T: ...
    def get(self, key: int, default: _T | None = None) -> int | _T | None:
        """The value of a key, or the default."""
        page = self._values.get(key >> _SHIFT)
        found: int = NONE if page is None else page[key & _WITHIN]
        return default if found == NONE else found

    def __setitem__(self, key: int, value: int) -> None:
        name, at = key >> _SHIFT, key & _WITHIN
        page = self._values.get(name)
        if page is None:
            self.pages[name] = bytearray(_EMPTY.tobytes())
            page = self._values[name] = memoryview(self.pages[name]).cast("q")
            self._filled[name] = 0
        if page[at] == NONE:
            self._filled[name] += 1
            self._size += 1
        page[at] = value

    def __delitem__(self, key: int) -> None:
        if key not in self:
            raise KeyError(key)
        name = key >> _SHIFT
        self._values[name][key & _WITHIN] = NONE
        self._filled[name] -= 1
        self._size -= 1
        if not self._filled[name]:
            del self._filled[name], self._values[name], self.pages[name]

    def __iter__(self) -> Iterator[int]:
        for name, page in list(self._values.items()):
            first = name << _SHIFT
            yield from [first + at for at, value in enumerate(page) if value != NONE]

    def __len__(self) -> int:
        return self._size


class Line:
    """Numbers in the order in which they came; the first one leaves first."""

    def __init__(self) -> None:
        self._numbers = array("q")
        self._first = 0

    def __len__(self) -> int:
        return len(self._numbers) - self._first

    def first(self) -> int:
        """The number that came first of those still there."""
        return self._numbers[self._first]

    def append(self, number: int) -> None:
        """One more at the end."""
        self._numbers.append(number)

    def take(self) -> int:
        """The first number, which leaves."""
        number = self._numbers[self._first]
        self._first += 1
        if self._first > PAGE and 2 * self._first > len(self._numbers):
            del self._numbers[: self._first]
            self._first = 0
        return number


class Serials:
    """Numbers of messages by a serial of our own, in the order of coming: of one that left no
    trace has to be searched for, as its serial is nobody's any more.

    `numbers` begin with serial `first`, and are NONE for those that left.
    """

    def __init__(self) -> None:
        self._of = Paged()
        self.numbers = array("q")
        self.first = 0

    def __contains__(self, number: int) -> bool:
        return number in self._of

    def __len__(self) -> int:
        return len(self._of)

    def begin(self, number: int) -> int:
        """The serial of a message, a new one if it has none."""
        found = self._of.get(number)
        if found is None:
            found = self._of[number] = self.first + len(self.numbers)
            self.numbers.append(number)
        return found

    def of(self, number: int) -> int:
        """The serial of a message; KeyError without one."""
        return self._of[number]

    def number(self, serial: int) -> int:
        """The message of a serial, NONE where it left."""
        at = serial - self.first
        return self.numbers[at] if 0 <= at < len(self.numbers) else NONE

    def end(self, number: int) -> None:
        """A message leaves."""
        self.numbers[self._of.pop(number) - self.first] = NONE

    def shorten(self) -> None:
        """Drop the serials before the first that is still somebody's."""
        gone = next((at for at, n in enumerate(self.numbers) if n != NONE), len(self.numbers))
        del self.numbers[:gone]
        self.first += gone
