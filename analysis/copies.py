"""Which message said the same first, in some twenty bytes a message."""

from analysis.floods import LEAST_READ, digest_of
from analysis.terms import Terms

_WIDTH = 8
_ROW = 2 * _WIDTH


class Copies:
    """The first message of each content; a text that is too short for it has none.

    Each is a row of the content's digest and the message's number; the rows lie in bags by the
    first two bytes: of a million there are sixteen in each.
    """

    def __init__(self) -> None:
        self._bags: dict[bytes, bytearray] = {}
        self._size = 0

    def __len__(self) -> int:
        return self._size

    def first(self, number: int, terms: Terms) -> int | None:
        """The earlier message with the content of this one, or None, and then it is the first."""
        if len(terms.read) < LEAST_READ:
            return None
        content = digest_of(terms.read)
        found = self._get(content)
        if found is None:
            row = content + number.to_bytes(_WIDTH, "little", signed=True)
            self._bags.setdefault(content[:2], bytearray()).extend(row)
            self._size += 1
        return found

    def has_earlier(self, number: int, terms: Terms) -> bool:
        """Did an earlier message have the same content? Asked after `first`."""
        return len(terms.read) >= LEAST_READ and self._get(digest_of(terms.read)) != number

    def forget(self, number: int, read: str) -> None:
        """The window leaves a message behind of which this was read."""
        content = digest_of(read)
        if len(read) < LEAST_READ or self._get(content) != number:
            return
        bag = self._bags[content[:2]]
        at = _find(bag, content)
        del bag[at : at + _ROW]
        self._size -= 1
        if not bag:
            del self._bags[content[:2]]

    def _get(self, content: bytes) -> int | None:
        bag = self._bags.get(content[:2], b"")
        at = _find(bag, content)
        number = bag[at + _WIDTH : at + _ROW]
        return None if at < 0 else int.from_bytes(number, "little", signed=True)


def _find(bag: bytes | bytearray, content: bytes) -> int:
    """Where the row of a digest begins, below 0 where there is none."""
    at = bag.find(content)
    while at >= 0 and at % _ROW:
        at = bag.find(content, at + 1)
    return at
