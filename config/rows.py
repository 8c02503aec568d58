"""Rows of the tables that only the switchboard and the front doors know."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class AreaWords:
    """The words that speak for one area, by weight (as text, because TOML keys are text)."""

    code: str
    words: Mapping[str, list[str]]


@dataclass(frozen=True, slots=True)
class Problem:
    """One kind of problem that issues are made of, and the words that tell it."""

    name: str
    words: list[str]


@dataclass(frozen=True, slots=True)
class Topic:
    """A second level of the platform's taxonomy, its first level, and its words."""

    code: str
    first: str
    second: str
    words: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Channel:
    """Another way than mail: a chat group (an Apprise URL) or a webhook with a body template.

    `url` may hold a token: keep the file readable by its owner alone. `longest` is how many
    characters of text it takes.
    """

    id: str
    kind: str
    url: str
    template: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    longest: int = 500


@dataclass(frozen=True, slots=True)
class HeatRow:
    """How heat is weighed, where its levels begin, and when a burst is called."""

    id: str
    weights: Mapping[str, float]
    levels: Mapping[str, float]
    intents: Mapping[str, float]
    hysteresis: float
    half_people: float
    half_votes: float
    burst_people: int
    burst_chance: float
    compared: int
