"""How like messages of the window are to one another, in few bytes but for those read last."""

import struct
from collections import OrderedDict
from collections.abc import Mapping, Sequence

_ONE = struct.Struct("<Id")
_WARM = 4_096


class Likes:
    """Message -> how like it is to each message that it was compared with, in that order.

    Both of two messages know how like they are. Messages are told apart by a serial of our own:
    what is kept of one that left is not searched for, but passed over and dropped when it is read.
    """

    def __init__(self) -> None:
        self._serials: dict[int, int] = {}
        self._numbers: dict[int, int] = {}
        self._next = 0
        self._kept: dict[int, bytes] = {}
        self._warm: OrderedDict[int, dict[int, float]] = OrderedDict()

    def __contains__(self, number: int) -> bool:
        return number in self._kept

    def __len__(self) -> int:
        return len(self._kept)

    def begin(self, number: int) -> None:
        """A message that was compared with none yet."""
        self._serials[number], self._numbers[self._next] = self._next, number
        self._next += 1
        self._kept[number] = b""
        self._warm_up(number, {})

    def of(self, number: int) -> Mapping[int, float]:
        """How like a message is to each of the others; to be read only."""
        found = self._warm.get(number)
        if found is None:
            return self._warm_up(number, self._read(number))
        self._warm.move_to_end(number)
        return found

    def _read(self, number: int) -> dict[int, float]:
        kept, numbers = self._kept[number], self._numbers
        found = {
            numbers[other]: value for other, value in _ONE.iter_unpack(kept) if other in numbers
        }
        if 2 * len(found) * _ONE.size < len(kept):
            serials = map(self._serials.__getitem__, found)
            self._kept[number] = b"".join(map(_ONE.pack, serials, found.values()))
        return found

    def _warm_up(self, number: int, told: dict[int, float]) -> dict[int, float]:
        self._warm[number] = told
        if len(self._warm) > _WARM:
            self._warm.popitem(last=False)
        return told

    def tell(self, number: int, others: Sequence[int], values: Sequence[float]) -> None:
        """How like a message is to others that it was not compared with before."""
        warm, kept, serials = self._warm, self._kept, self._serials
        kept[number] += b"".join(map(_ONE.pack, map(serials.__getitem__, others), values))
        if number in warm:
            warm[number].update(zip(others, values, strict=True))
        serial, pack = serials[number], _ONE.pack
        for other, value in zip(others, values, strict=True):
            kept[other] += pack(serial, value)
            if other in warm:
                warm[other][number] = value

    def forget(self, number: int) -> None:
        """Nobody is compared with this message any more."""
        for other in self._read(number):
            if other in self._warm:
                del self._warm[other][number]
        del self._numbers[self._serials.pop(number)], self._kept[number]
        self._warm.pop(number, None)
