"""Where a group of messages is at home: it stays at one place or party, and in one town."""

from collections import Counter
from dataclasses import dataclass, field

from analysis.terms import Terms

ALIKE = 0.3
"""Share of common pairs of characters from which two names may mean one place."""

_MAIN = 0.25
_ALIASES = 4
_SURE = 2


@dataclass(slots=True)
class Ground:
    """Places and towns that the members of a group named, with how often."""

    places: Counter[str] = field(default_factory=Counter)
    regions: Counter[str] = field(default_factory=Counter)

    def add(self, terms: Terms) -> None:
        """One more member."""
        if terms.place:
            self.places[terms.place] += 1
        if terms.region:
            self.regions[terms.region] += 1

    def take(self, other: "Ground") -> None:
        """All members of another group."""
        self.places.update(other.places)
        self.regions.update(other.regions)

    def fits(self, terms: Terms) -> bool:
        """May a message with this place join?"""
        if terms.place and sum(self.places.values()) >= _SURE:
            return any(
                name in terms.read or alike(name, terms.place) >= ALIKE for name in self.names()
            )
        towns = _main(self.regions)
        return not (terms.region and towns) or terms.region in towns

    def meets(self, other: "Ground") -> bool:
        """May two groups be about one place?"""
        if min(sum(self.places.values()), sum(other.places.values())) >= _SURE:
            return any(
                alike(here, there) >= ALIKE for here in self.names() for there in other.names()
            )
        near, far = _main(self.regions), _main(other.regions)
        return not (near and far) or bool({*near} & {*far})

    def names(self) -> list[str]:
        """The names that many members use: a place may have aliases."""
        return _main(self.places)


def _main(named: Counter[str]) -> list[str]:
    total = sum(named.values())
    return [name for name, count in named.most_common(_ALIASES) if count >= total * _MAIN]


def alike(one: str, two: str) -> float:
    """Share of the shorter name's pairs of characters that the other one has, 0 to 1."""
    if one == two:
        return 1.0 if one else 0.0
    ours, theirs = pairs(one), pairs(two)
    return len(ours & theirs) / max(1, min(len(ours), len(theirs)))


def pairs(name: str) -> set[str]:
    """Neighbouring characters of a name."""
    return {name[start : start + 2] for start in range(len(name) - 1)}
