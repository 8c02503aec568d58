"""Groups of messages, and when the issue finder lets a message join one."""

import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import islice

from analysis.ground import Ground
from analysis.pairs import Weights
from analysis.spots import Around

_STEADY = 12


@dataclass(frozen=True, slots=True)
class Habits:
    """When a message joins: `form` while an issue is small, `grow` once it has `top` members.

    It is compared with those it is most like: `top` of them, or this `part` of all compared.
    A close issue takes only messages at least `close` times as like it as its own members were;
    two issues of several messages unite where they are `unite` times as like. Titles that tell two
    kinds of problem make two messages less like by `apart` in the logarithm of the odds, and two
    spots by `away`. No more than `most` messages are compared.
    """

    form: float = 0.36
    grow: float = 0.2
    top: int = 3
    part: float = 0.4
    close: float = 0.36
    unite: float = 0.5
    apart: float = 4.0
    away: float = 3.0
    window_days: float = 400.0
    asleep_days: float = 800.0
    most: int = sys.maxsize
    weights: Weights = field(default_factory=Weights)


@dataclass(slots=True)
class Group:
    """Messages that belong together; `closed` takes no further ones, `fixed` merges with none.

    `members` stand in the order in which they came, each quick to find and to take out; `told` is
    how many of them are no copies.
    """

    members: dict[int, None] = field(default_factory=dict)
    told: int = 0
    closed: bool = False
    fixed: bool = False
    ground: Ground = field(default_factory=Ground)
    around: Around = field(default_factory=Around)
    closeness: float = 0.0

    def came_closer(self, likeness: float) -> None:
        """Remember how like the group its newest members were."""
        self.closeness += (likeness - self.closeness) / min(_STEADY, len(self.members))

    def meets(self, other: "Group") -> bool:
        """May both be about one place and one problem?"""
        return self.ground.meets(other.ground) and self.around.meets(other.around)

    def take(self, other: "Group") -> None:
        """All members of another group, behind its own."""
        self.ground.join(other.ground)
        self.around.join(other.around)
        self.members.update(other.members)
        self.told += other.told

    def newest(self, most: int) -> list[int]:
        """At most so many of those that came last, the newest at the end."""
        return list(islice(reversed(self.members), most))[::-1]


def within(
    likes: Mapping[int, float], homes: Mapping[int, int], group: int, most: int
) -> list[int]:
    """The first `most` of those in `likes` whose home is the group. The compiled loops have it
    too, and `nearest`."""
    return list(islice((member for member in likes if homes.get(member) == group), most))


def nearest(likes: Mapping[int, float], homes: Mapping[int, int]) -> dict[int, float]:
    """Home -> how like the most like of its members is."""
    found: dict[int, float] = {}
    for member, value in likes.items():
        home = homes.get(member)
        if home is not None:
            found[home] = max(found.get(home, 0.0), value)
    return found
