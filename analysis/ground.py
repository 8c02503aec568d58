"""Where a group of messages is at home: in one town, at one problem; and whether two names mean
one place."""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass, field
from functools import lru_cache

ALIKE = 0.3
"""Share of common pairs of characters from which two names may mean one place."""

_MAIN = 0.25
_MOST = 4
_PART = 0.3
_KNOWN = 4
_ENOUGH = 3


@dataclass(slots=True)
class Ground:
    """Towns that the members of a group named and kinds of problem that their titles tell, with
    how often; `telling` of them tell any kind."""

    towns: Counter[str] = field(default_factory=Counter)
    kinds: Counter[str] = field(default_factory=Counter)
    telling: int = 0

    def add(self, town: str, kinds: Collection[str] = ()) -> None:
        """One more member; it may name no town and tell no kind of problem."""
        if town:
            self.towns[town] += 1
        if kinds:
            self.kinds.update(kinds)
            self.telling += 1

    def join(self, other: "Ground") -> None:
        """All members of another group too."""
        self.towns.update(other.towns)
        self.kinds.update(other.kinds)
        self.telling += other.telling

    def fits(self, town: str, kinds: Collection[str] = ()) -> bool:
        """May a message of this town and of such a problem join?"""
        if town and self.towns and town not in self._main():
            return False
        if not kinds or self.telling < _KNOWN:
            return True
        return max(self.kinds[kind] for kind in kinds) >= _PART * self.telling

    def meets(self, other: "Ground") -> bool:
        """May two groups be about one place and one problem?"""
        if not self._shares(other):
            return False
        if not (self.towns and other.towns):
            return True
        near, far = self._main(), other._main()
        return not (near and far) or bool(near & far)

    def _shares(self, other: "Ground") -> bool:
        """Do both tell some kind of problem as often, for their size?"""
        if min(self.telling, other.telling) < _ENOUGH:
            return True
        ours, theirs = self.kinds.total(), other.kinds.total()
        return (
            sum(min(count / ours, other.kinds[kind] / theirs) for kind, count in self.kinds.items())
            >= _PART
        )

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
