"""Where a group of messages is at home: in one town; and whether two names mean one place."""

from collections import Counter
from dataclasses import dataclass, field
from functools import lru_cache

ALIKE = 0.3
"""Share of common pairs of characters from which two names may mean one place."""

_MAIN = 0.25
_MOST = 4


@dataclass(slots=True)
class Ground:
    """Towns that the members of a group named, with how often."""

    towns: Counter[str] = field(default_factory=Counter)

    def add(self, town: str) -> None:
        """One more member; it may name no town."""
        if town:
            self.towns[town] += 1

    def fits(self, town: str) -> bool:
        """May a message of this town join?"""
        return not town or not self.towns or town in self._main()

    def meets(self, other: "Ground") -> bool:
        """May two groups be about one place?"""
        if not (self.towns and other.towns):
            return True
        near, far = self._main(), other._main()
        return not (near and far) or bool(near & far)

    def _main(self) -> set[str]:
        least = self.towns.total() * _MAIN
        return {name for name, count in self.towns.most_common(_MOST) if count >= least}


def alike(one: str, two: str) -> float:
    """Share of the shorter name's pairs of characters that the other one has, 0 to 1.

    The order within a pair is left aside, and so is the order of all of a name: people
    transpose two characters as easily as they forget one.
    """
    if one == two or (len(one) == len(two) and sorted(one) == sorted(two)):
        return 1.0 if one else 0.0
    ours, theirs = pairs(one), pairs(two)
    if ours.isdisjoint(theirs):
        return 0.0
    return len(ours & theirs) / min(len(ours), len(theirs))


@lru_cache(maxsize=65_536)
def pairs(name: str) -> frozenset[str]:
    """Neighbouring characters of a name, in the order of their code points."""
    return frozenset(
        [
            one + two if one <= two else two + one
            for one, two in zip(name[:-1], name[1:], strict=True)
        ]
    )
