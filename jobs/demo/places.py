"""The towns of the county and what stands in them."""

# ruff: noqa: S311
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from random import Random

from jobs.demo.wording import book

PLACES = ("estate", "road", "village", "school", "site", "firm", "shop", "diner", "clinic")
_SIZES = (14, 13, 12, 12, 9, 8, 7, 7, 6, 6, 3, 3)


@dataclass(frozen=True, slots=True)
class Town:
    """A street or town: its code, its name and the names of its places by kind."""

    adcode: str
    name: str
    names: Mapping[str, Sequence[str]]

    @property
    def unit(self) -> str:
        """The code of its own office in units_demo.toml."""
        return f"demo_town_{self.adcode[-3:]}"


@cache
def towns() -> tuple[Town, ...]:
    """All towns, the largest first."""
    return tuple(
        Town(row["adcode"], row["name"], {kind: row[kind] for kind in PLACES})
        for row in book("places")["town"]
    )


def town(adcode: str) -> Town:
    """The town with this code; raises KeyError."""
    return {item.adcode: item for item in towns()}[adcode]


def pick_town(rng: Random) -> Town:
    """A town, the populous ones more often."""
    return rng.choices(towns(), _SIZES)[0]


def slots(place: Town, kind: str, rng: Random) -> dict[str, str]:
    """The place slots of one text: its town, its `place` of this kind and one of each kind."""
    named = {name: rng.choice(place.names[name]) for name in PLACES}
    spot = named.get(kind, place.name)
    if kind in PLACES and rng.random() < 0.4 and place.name[:2] not in spot:
        spot = place.name + spot
    return {**named, "town": place.name, "place": spot}
