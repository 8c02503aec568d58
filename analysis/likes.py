"""How like messages of the window are to one another, in few bytes but for those compared last."""

import struct
from collections import OrderedDict
from collections.abc import Mapping, Sequence

_ONE = struct.Struct("<qd")
_NUMBER = struct.Struct("<q")
_WARM = 4_096


class Likes:
    """Message -> how like it is to each message that it was compared with, in that order.

    Both of two messages know how like they are.
    """

    def __init__(self) -> None:
        self._kept: dict[int, bytes] = {}
        self._warm: OrderedDict[int, dict[int, float]] = OrderedDict()

    def __contains__(self, number: int) -> bool:
        return number in self._kept

    def __len__(self) -> int:
        return len(self._kept)

    def begin(self, number: int) -> None:
        """A message that was compared with none yet."""
        self._kept[number] = b""
        self._warm_up(number, {})

    def of(self, number: int) -> Mapping[int, float]:
        """How like a message is to each of the others; to be read only."""
        found = self._warm.get(number)
        if found is None:
            found = self._warm_up(number, dict(_ONE.iter_unpack(self._kept[number])))
        else:
            self._warm.move_to_end(number)
        return found

    def _warm_up(self, number: int, told: dict[int, float]) -> dict[int, float]:
        self._warm[number] = told
        if len(self._warm) > _WARM:
            cold, left = self._warm.popitem(last=False)
            if len(self._kept[cold]) < len(left) * _ONE.size:
                self._kept[cold] = b"".join([_ONE.pack(*pair) for pair in left.items()])
        return told

    def tell(self, number: int, others: Sequence[int], values: Sequence[float]) -> None:
        """How like a message is to others that it was not compared with before."""
        warm, kept = self._warm, self._kept
        own = warm.get(number)
        if own is None:
            kept[number] += b"".join(map(_ONE.pack, others, values))
        else:  # kept once it cools down
            own.update(zip(others, values, strict=True))
        for other, value in zip(others, values, strict=True):
            told = warm.get(other)
            if told is None:
                kept[other] += _ONE.pack(number, value)
            else:
                told[number] = value

    def forget(self, number: int) -> None:
        """Nobody is compared with this message any more."""
        for other in self.of(number):
            if other in self._warm:
                del self._warm[other][number]
            self._kept[other] = _without(self._kept[other], _NUMBER.pack(number))
        del self._kept[number], self._warm[number]


def _without(kept: bytes, sought: bytes) -> bytes:
    at = kept.find(sought)
    while at >= 0 and at % _ONE.size:
        at = kept.find(sought, at + 1)
    return kept if at < 0 else kept[:at] + kept[at + _ONE.size :]
