"""Room on the disk for what a process keeps for itself: a file without a name, gone with it.

It lies in the installation's own folder and can be opened by nobody else. What is laid there was
masked before, as all that the finder is given.
"""

import os
import tempfile
import weakref
from pathlib import Path

from core.errors import StoreError

_ROOM = 1 << 16
"""Places begin at multiples of so many bytes."""


class Scratch:
    """Bytes in a nameless file; a place that is dropped makes room for what fits there."""

    def __init__(self, folder: Path) -> None:
        self._file, path = tempfile.mkstemp(prefix=".scratch-", dir=folder)
        Path(path).unlink()
        weakref.finalize(self, os.close, self._file)
        self._end = 0
        self._sizes: dict[int, int] = {}
        self._free: dict[int, list[int]] = {}

    def put(self, data: bytes) -> int:
        """Lay bytes down; returns where. Raises StoreError where the disk takes no more."""
        rooms = -(-len(data) // _ROOM)
        free = self._free.get(rooms)
        at = free.pop() if free else self._end
        try:
            os.pwrite(self._file, data, at)
        except OSError as error:
            raise StoreError("工作文件写不进去：{why}", why=error.strerror or error) from error
        self._end = max(self._end, at + rooms * _ROOM)
        self._sizes[at] = len(data)
        return at

    def get(self, at: int, start: int = 0, size: int = -1) -> bytes:
        """What was laid down there, or at most `size` bytes of it from `start` on."""
        rest = self._sizes[at] - start
        return os.pread(self._file, min(size, rest) if size >= 0 else rest, at + start)

    def drop(self, at: int) -> None:
        """Free the place."""
        rooms = -(-self._sizes.pop(at) // _ROOM)
        self._free.setdefault(rooms, []).append(at)
