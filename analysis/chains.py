"""What is told of many messages bit by bit and seldom read: in memory, or in a log on a shelf."""

import struct
from collections.abc import Callable, Iterator
from typing import Protocol

from analysis.paged import Paged

PART = 1 << 20
"""Bytes of the log that are laid on the shelf at once."""

_HEAD = struct.Struct("<qqI")
_WITHIN = 24
_LEAST_PARTS = 4
_PENDING = 16_384


class Shelf(Protocol):
    """A place for bytes. What lies there is for this process alone and goes with it."""

    def put(self, data: bytes) -> int:
        """Lay bytes down; returns where."""

    def get(self, at: int, start: int = 0, size: int = -1) -> bytes:
        """What was laid down there, or at most `size` bytes of it from `start` on."""

    def drop(self, at: int) -> None:
        """Free the place."""


class Kept(Protocol):
    """Key -> bytes, to which more is appended."""

    def append(self, key: int, told: bytes) -> None:
        """Add to what is kept of this key."""

    def read(self, key: int) -> bytes:
        """All that was appended, in that order."""

    def renew(self, key: int, told: bytes) -> None:
        """Keep this instead."""

    def drop(self, key: int) -> None:
        """Keep nothing any more."""


class InMemory:
    """All of it in memory."""

    def __init__(self) -> None:
        self._kept: dict[int, bytes] = {}

    def append(self, key: int, told: bytes) -> None:
        """Add to what is kept of this key."""
        self._kept[key] = self._kept.get(key, b"") + told

    def read(self, key: int) -> bytes:
        """All that was appended, in that order."""
        return self._kept.get(key, b"")

    def renew(self, key: int, told: bytes) -> None:
        """Keep this instead."""
        self._kept[key] = told

    def drop(self, key: int) -> None:
        """Keep nothing any more."""
        self._kept.pop(key, None)


class Log:
    """One log on a shelf, which grows at its end; each record tells where the one before stands.

    Where the log holds twice what is wanted of it, its oldest part is read, and what is wanted of
    those in it is written anew in one piece each. `wanted` tells what of the bytes that is;
    `guess`: bytes that are mostly enough for a record.
    """

    def __init__(
        self, shelf: Shelf, wanted: Callable[[bytes], bytes] = bytes, guess: int = 4_096
    ) -> None:
        self._shelf, self._wanted, self._guess = shelf, wanted, guess
        self._heads = Paged()
        self._end = bytearray()
        self._parts: dict[int, int] = {}
        self._number = self._size = 0
        self._cleaning = False

    def __contains__(self, key: object) -> bool:
        return key in self._heads

    def __iter__(self) -> Iterator[int]:
        return iter(self._heads)

    def append(self, key: int, told: bytes) -> None:
        """Add to what is kept of this key."""
        before = self._heads.get(key, -1)
        self._heads[key] = self._number << _WITHIN | len(self._end)
        self._end += _HEAD.pack(before, key, len(told)) + told
        self._size += _HEAD.size + len(told)
        if len(self._end) >= PART:
            self._lay_down()

    def read(self, key: int) -> bytes:
        """All that was appended, in that order; KeyError where nothing was."""
        told, at = self._record(self._heads[key])
        if at < 0:
            return told
        found = [told]
        while at >= 0:
            told, at = self._record(at)
            found.append(told)
        return b"".join(reversed(found))

    def renew(self, key: int, told: bytes) -> None:
        """Keep this instead."""
        self.drop(key)
        self.append(key, told)

    def drop(self, key: int) -> None:
        """Keep nothing any more; its records are waste from now on."""
        at = self._heads.pop(key, -1)
        while at >= 0:
            at, _key, size = _HEAD.unpack(self._bytes(at, _HEAD.size))
            self._size -= _HEAD.size + size

    def _record(self, at: int) -> tuple[bytes, int]:
        data = self._bytes(at, self._guess)
        before, _key, size = _HEAD.unpack_from(data)
        whole = _HEAD.size + size
        if whole > len(data):
            data = self._bytes(at, whole)
        return data[_HEAD.size : whole], before

    def _bytes(self, at: int, most: int) -> bytes:
        number, start = at >> _WITHIN, at & ((1 << _WITHIN) - 1)
        if number == self._number:
            return bytes(self._end[start : start + most])
        return self._shelf.get(self._parts[number], start, most)

    def _lay_down(self) -> None:
        self._parts[self._number] = self._shelf.put(bytes(self._end))
        self._number += 1
        self._end.clear()
        if not self._cleaning:
            self._cleaning = True
            for _time in range(2):
                if len(self._parts) > _LEAST_PARTS + 2 * self._size // PART:
                    self._clean()
            self._cleaning = False

    def _clean(self) -> None:
        number = next(iter(self._parts))
        data, at, keys = self._shelf.get(self._parts[number]), 0, dict[int, None]()
        while at < len(data):
            _before, key, size = _HEAD.unpack_from(data, at)
            keys[key] = None
            at += _HEAD.size + size
        for key in keys:
            if self._begins_by(key, number):
                told = self._wanted(Log.read(self, key))
                Log.drop(self, key)
                Log.append(self, key, told)
        self._shelf.drop(self._parts.pop(number))

    def _begins_by(self, key: int, number: int) -> bool:
        """Is any record of the key in this part, the oldest one?"""
        at = self._heads.get(key, -1)
        while at >= 0 and at >> _WITHIN != number:
            at = _HEAD.unpack(self._bytes(at, _HEAD.size))[0]
        return at >= 0


class Gathered(Log):
    """A log that takes in many small things at once: what is new waits until there is enough."""

    def __init__(self, shelf: Shelf, wanted: Callable[[bytes], bytes], guess: int) -> None:
        super().__init__(shelf, wanted, guess)
        self._pending: dict[int, bytes] = {}

    def append(self, key: int, told: bytes) -> None:
        """Add to what is kept of this key."""
        pending = self._pending
        if key in pending:
            pending[key] += told
            return
        pending[key] = told
        if len(pending) > _PENDING:
            self._pending = {}
            for waiting, found in pending.items():
                super().append(waiting, found)

    def read(self, key: int) -> bytes:
        """All that was appended, in that order."""
        found = super().read(key) if key in self else b""
        return found + self._pending.get(key, b"")

    def drop(self, key: int) -> None:
        """Keep nothing any more; its records are waste from now on."""
        self._pending.pop(key, None)
        super().drop(key)
