"""A service item (服务事项): what links ratings, tickets and the unit that has to improve it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Item:
    """One item of the government service list; `code` never changes once used."""

    code: str
    name: str
    unit: str
