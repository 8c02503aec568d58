"""Regions and units as the switchboard hands them to the other rooms."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Region:
    """A province, city, county or town; `tile` is its place (column, row) on the tile map."""

    adcode: str
    name: str
    level: str
    aliases: list[str] = field(default_factory=list)
    tile: list[int] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit that may owe an answer; `areas` and `words` say what it is responsible for.

    `parent` is the unit above it: what accuses a unit goes there, and a public utility
    answers to its supervising office.
    """

    code: str
    name: str
    areas: list[str] = field(default_factory=list)
    words: list[str] = field(default_factory=list)
    parent: str = ""


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Words that speak for an area (code -> word -> weight) and the kinds of problems."""

    areas: Mapping[str, Mapping[str, float]]
    problems: Mapping[str, list[str]]
