"""What a flood must not do: make its own words look like the common way to speak."""

from collections import Counter
from collections.abc import Iterable
from hashlib import blake2b

from analysis.terms import Terms

LEAST_READ = 8
"""A shorter text is no copy of another one: many say no more than that."""

_TAUGHT, _PART = 200, 0.1


def is_flood(told: int, of: int) -> bool:
    """Whether an issue, or a place of a table, is so much of all there is that its words say
    nothing of how people speak."""
    return told > max(_TAUGHT, _PART * of)


def digest(terms: Terms) -> bytes:
    """The same for the same content."""
    return digest_of(terms.read)


def digest_of(read: str) -> bytes:
    """The same for the same that was read."""
    return blake2b(read.encode(), digest_size=8).digest()


def taught(found: Iterable[Terms]) -> tuple[list[Terms], set[bytes]]:
    """Messages of a table whose words are to be counted, and the digests of those left out.

    A text that many sent counts once, a place that fills the table only so often, whatever the
    order of the rows.
    """
    found, told = sorted(found, key=lambda terms: (terms.read, terms.place)), set[str]()
    heard: Counter[str] = Counter()
    chosen: list[Terms] = []
    left: set[bytes] = set()
    for terms in found:
        if terms.read not in told or len(terms.read) < LEAST_READ:
            heard[terms.place] += 1
            if terms.place and is_flood(heard[terms.place], len(found)):
                left.add(digest(terms))
            else:
                chosen.append(terms)
        told.add(terms.read)
    return chosen, left
