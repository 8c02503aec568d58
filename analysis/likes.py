"""How like messages of the window are to one another, in few bytes but for those read last."""

import struct
from collections import OrderedDict
from collections.abc import Mapping, Sequence

from analysis.chains import Gathered, InMemory, Kept, Shelf
from analysis.paged import NONE, Serials

_ONE = struct.Struct("<Id")
_WARM = 4_096
_WARM_SHELVED = 4_096
_GUESS = 512


class Likes:
    """Message -> how like it is to each message that it was compared with, in that order.

    Both of two messages know how like they are. What is kept of one that left is not searched
    for, but passed over and dropped when it is read (analysis.paged.Serials).
    """

    def __init__(self, serials: Serials | None = None, shelf: Shelf | None = None) -> None:
        self._serials = Serials() if serials is None else serials
        self._kept: Kept = InMemory() if shelf is None else Gathered(shelf, self._present, _GUESS)
        self._most = _WARM if shelf is None else _WARM_SHELVED
        self._warm: OrderedDict[int, dict[int, float]] = OrderedDict()

    def __contains__(self, number: int) -> bool:
        return number in self._serials

    def __len__(self) -> int:
        return len(self._serials)

    def begin(self, number: int) -> None:
        """A message that was compared with none yet."""
        self._serials.begin(number)
        self._warm_up(number, {})

    def of(self, number: int) -> Mapping[int, float]:
        """How like a message is to each of the others; to be read only."""
        found = self._warm.get(number)
        if found is None:
            return self._warm_up(number, self._read(number))
        self._warm.move_to_end(number)
        return found

    def _read(self, number: int) -> dict[int, float]:
        serial, name = self._serials.of(number), self._serials.number
        kept = self._kept.read(serial)
        told = [(name(other), value) for other, value in _ONE.iter_unpack(kept)]
        found = {other: value for other, value in told if other != NONE}
        if 2 * len(found) * _ONE.size < len(kept):
            self._kept.renew(serial, self._present(kept))
        return found

    def _present(self, kept: bytes) -> bytes:
        """Without those that left."""
        name, size = self._serials.number, _ONE.size
        told = [kept[at : at + size] for at in range(0, len(kept), size)]
        return b"".join([one for one in told if name(_ONE.unpack(one)[0]) != NONE])

    def _warm_up(self, number: int, told: dict[int, float]) -> dict[int, float]:
        self._warm[number] = told
        if len(self._warm) > self._most:
            self._warm.popitem(last=False)
        return told

    def tell(self, number: int, others: Sequence[int], values: Sequence[float]) -> None:
        """How like a message is to others that it was not compared with before."""
        warm, append, pack = self._warm, self._kept.append, _ONE.pack
        serials = list(map(self._serials.of, others))
        serial = self._serials.of(number)
        append(serial, b"".join(map(pack, serials, values)))
        if number in warm:
            warm[number].update(zip(others, values, strict=True))
        for other, whose, value in zip(others, serials, values, strict=True):
            append(whose, pack(serial, value))
            if other in warm:
                warm[other][number] = value

    def forget(self, number: int) -> None:
        """Nobody is compared with this message any more."""
        for other in self._read(number):
            if other in self._warm:
                del self._warm[other][number]
        self._kept.drop(self._serials.of(number))
        self._serials.end(number)
        self._warm.pop(number, None)
