"""Where the finder lays what is seldom asked for, so that it takes no memory: a place that whoever
runs the finder hands in. Without one all of it stays in memory."""

import pickle
from collections import OrderedDict
from collections.abc import Iterator, MutableMapping
from typing import Generic, TypeVar

from analysis.chains import Log, Shelf

T = TypeVar("T")


class Shelved(MutableMapping[int, T], Generic[T]):
    """Key -> object; all but the `warm` ones used last lie on the shelf.

    An object may be changed while it is in use, until `cool` is called next; one that was shelved
    before is written anew then only if it was set, or if `changing`: who reads it may change it.
    """

    def __init__(self, shelf: Shelf, warm: int, *, changing: bool) -> None:
        self._most, self._changing = warm, changing
        self._warm: OrderedDict[int, T] = OrderedDict()
        self._new: set[int] = set()
        self._cold = Log(shelf)
        self._size = 0

    def __getitem__(self, key: int) -> T:
        found = self._warm.get(key)
        if found is not None:
            self._warm.move_to_end(key)
            return found
        found = self._warm[key] = self.unpack(self._cold.read(key))
        return found

    def __setitem__(self, key: int, value: T) -> None:
        self._size += key not in self
        self._warm[key] = value
        self._warm.move_to_end(key)
        self._new.add(key)

    def __delitem__(self, key: int) -> None:
        if key not in self:
            raise KeyError(key)
        self._size -= 1
        self._warm.pop(key, None)
        self._new.discard(key)
        self._cold.drop(key)

    def __contains__(self, key: object) -> bool:
        return key in self._warm or key in self._cold

    def __iter__(self) -> Iterator[int]:
        new = [key for key in self._new if key not in self._cold]
        yield from self._cold
        yield from new

    def __len__(self) -> int:
        return self._size

    def cool(self) -> None:
        """Shelve what has not been used for longest, down to the warm ones."""
        while len(self._warm) > self._most:
            key, value = self._warm.popitem(last=False)
            if self._changing or key in self._new:
                self._new.discard(key)
                self._cold.renew(key, self.pack(value))

    def pack(self, value: T) -> bytes:
        """The object as bytes."""
        return pickle.dumps(value, protocol=pickle.HIGHEST_PROTOCOL)

    def unpack(self, data: bytes) -> T:
        """The object again. The bytes are our own: no other process can reach them."""
        found: T = pickle.loads(data)  # noqa: S301
        return found
