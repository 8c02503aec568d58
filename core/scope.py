"""Who may see what (`Scope`), and who does something (`Actor`)."""

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, slots=True)
class Scope:
    """The part of the store a reader may see. None means no limit.

    Every public function of the store takes one, so that a query without a scope cannot be
    written. `units` are codes of units.toml; `regions` are adcodes, each standing for
    everything whose adcode it begins (33 a province, 3301 a city, 330106 a county).
    """

    units: frozenset[str] | None = None
    regions: frozenset[str] | None = None

    ALL: ClassVar["Scope"]


Scope.ALL = Scope()


@dataclass(frozen=True, slots=True)
class Actor:
    """Who does something: a person's account name, or a step of the clock."""

    name: str
    kind: str = "person"

    @classmethod
    def step(cls, name: str) -> "Actor":
        """A step of the clock room, such as `import` or `watch`."""
        return cls(name, "step")
