"""The messages of the index: the newest as they are, the others in few bytes, or on a shelf."""

import struct
from collections import deque
from collections.abc import Iterator, MutableMapping
from dataclasses import dataclass, field

from analysis import kept
from analysis.chains import Shelf
from analysis.shelf import Shelved
from analysis.spots import Spot
from analysis.tally import NOTHING, Beside
from analysis.terms import Terms

_FRESH = 4_096
_FRESH_SHELVED = 512
_WARM = 4_096

Pieces = list[tuple[str, float]]

NO_KEYS: dict[int, float] = {}
_NO_PIECES: Pieces = []
_BETWEEN = "\n"
_HEAD = struct.Struct("<qdIIIH?")


@dataclass(slots=True)
class Entry:
    """One message in the index.

    `told` holds its words, those of the words that tell the problem, and its names, each of
    length one.
    `rare`, `longer` (three characters each) and `usual` are pieces of the title with their shares
    of all rare, or of all usual ones, and SMOOTH; `coined` are those of `longer` that are mostly
    a name. The compiled loops have all of it in `packed`, and the terms are laid
    away (`said`) once others are newer. `counted`: whether its terms are counted as used; `kinds`:
    the kinds of problem that its title tells; `spot`: the one it is about.
    """

    id: int
    at: float
    said: Terms | bytes
    region: str
    keys: dict[int, float] = field(default_factory=lambda: NO_KEYS)
    rare: Pieces = field(default_factory=lambda: _NO_PIECES)
    longer: Pieces = field(default_factory=lambda: _NO_PIECES)
    usual: Pieces = field(default_factory=lambda: _NO_PIECES)
    coined: frozenset[str] = frozenset()
    told: Beside = NOTHING
    packed: bytes = b""
    counted: bool = True
    kinds: frozenset[str] = frozenset()
    spot: Spot | None = None

    @property
    def terms(self) -> Terms:
        """The terms of the message."""
        return kept.taken(self.said, self.packed) if isinstance(self.said, bytes) else self.said

    @property
    def read(self) -> str:
        """What was read of it."""
        return kept.read(self.packed) if isinstance(self.said, bytes) else self.said.read


class _Shelved(Shelved[Entry]):
    """Entries of the compiled loops on a shelf. Regions and sets of kinds are few: by number."""

    def __init__(self, shelf: Shelf) -> None:
        super().__init__(shelf, _WARM, changing=False)
        self._names: list[tuple[str, frozenset[str]]] = []
        self._numbers: dict[tuple[str, frozenset[str]], int] = {}

    def pack(self, value: Entry) -> bytes:
        """The entry as bytes."""
        name = value.region, value.kinds
        number = self._numbers.setdefault(name, len(self._names))
        if number == len(self._names):
            self._names.append(name)
        said = value.said if isinstance(value.said, bytes) else kept.laid(value.said)
        sizes = len(value.packed), len(said)
        spot = _BETWEEN.join(value.spot or ()).encode()
        head = _HEAD.pack(value.id, value.at, number, *sizes, len(spot), value.counted)
        return b"".join((head, value.packed, said, spot))

    def unpack(self, data: bytes) -> Entry:
        """The entry again."""
        number, at, name, packed, said, spot, counted = _HEAD.unpack_from(data)
        region, kinds = self._names[name]
        middle = _HEAD.size + packed
        end = middle + said
        entry = Entry(number, at, data[middle:end], region, packed=data[_HEAD.size : middle])
        entry.counted, entry.kinds = counted, kinds
        if spot:
            entry.spot = Spot(*data[end:].decode().split(_BETWEEN))
        return entry


class Entries(MutableMapping[int, Entry]):
    """Number -> message, on a shelf if there is one."""

    def __init__(self, shelf: Shelf | None = None) -> None:
        self._shelved = None if shelf is None else _Shelved(shelf)
        self._held: MutableMapping[int, Entry] = {} if self._shelved is None else self._shelved
        self._fresh: deque[Entry] = deque()
        self._most = _FRESH if shelf is None else _FRESH_SHELVED
        self.get = self._held.get  # type: ignore[method-assign]

    def __getitem__(self, number: int) -> Entry:
        return self._held[number]

    def __setitem__(self, number: int, entry: Entry) -> None:
        self._held[number] = entry

    def __delitem__(self, number: int) -> None:
        del self._held[number]

    def __contains__(self, number: object) -> bool:
        return number in self._held

    def __iter__(self) -> Iterator[int]:
        return iter(self._held)

    def __len__(self) -> int:
        return len(self._held)

    def lay_away(self, entry: Entry) -> None:
        """Of all but the newest messages the terms are laid away: little is asked of them."""
        self._fresh.append(entry)
        if len(self._fresh) > self._most:
            old = self._fresh.popleft()
            if isinstance(old.said, Terms):
                old.said = kept.laid(old.said)

    def renewed(self, entry: Entry) -> None:
        """An entry has changed, and will not be used for a while."""
        if self._shelved is not None:
            self._shelved[entry.id] = entry
            self._shelved.cool()

    def cool(self) -> None:
        """Shelve what has not been used for long: no entry is in use just now."""
        if self._shelved is not None:
            self._shelved.cool()
