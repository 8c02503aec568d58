"""Who may see what (`Scope`), and who does something (`Actor`)."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import ClassVar, Concatenate, ParamSpec, TypeVar

from core.errors import Denied

P = ParamSpec("P")
R = TypeVar("R")
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Scope:
    """The part of the store a reader may see. None means no limit.

    Every public function of the store takes one, so that a query without a scope cannot be
    written. `units` are codes of units.toml; `regions` are adcodes, each standing for
    everything whose adcode it begins (33 a province, 3301 a city, 330106 a county). `may`
    holds the capabilities (core.roles) of the reader, None all; groups of fewer than `least`
    messages are not shown.
    """

    units: frozenset[str] | None = None
    regions: frozenset[str] | None = None
    barred: frozenset[str] | None = None
    may: frozenset[str] | None = None
    least: int = 0

    ALL: ClassVar["Scope"]

    @property
    def shielded(self) -> frozenset[str]:
        """回避: what accuses one of these units is not shown to this reader.

        `barred` names the reader's own unit and those above it (`core.ladder`); a reader
        limited to units that says nothing is barred from what accuses any of them.
        """
        if self.barred is not None:
            return self.barred
        return self.units or frozenset()

    @property
    def is_part(self) -> bool:
        """Whether some messages must not even be counted for this reader."""
        return self.units is not None or self.regions is not None or bool(self.shielded)

    def can(self, *capabilities: str) -> bool:
        """Whether the reader has one of these capabilities; anybody has none of none."""
        return self.may is None or not capabilities or not self.may.isdisjoint(capabilities)


Scope.ALL = Scope()


@dataclass(frozen=True, slots=True)
class Actor:
    """Who does something: a person's account name, or a step of the clock.

    `unit` and `role` (core.case_moves.ROLES) say for whom a person acts at the desk; `address`
    is the network address that a person signed in from, for the audit. `scope` is what the
    person may see: nobody acts on anything else. `parts` are the roles that its
    account may take at the desk.
    """

    name: str
    kind: str = "person"
    unit: str = ""
    role: str = ""
    address: str = ""
    scope: Scope = Scope.ALL
    parts: tuple[str, ...] = ()

    @staticmethod
    def needs(
        *capabilities: str,
    ) -> Callable[
        [Callable[Concatenate[T, "Actor", P], R]], Callable[Concatenate[T, "Actor", P], R]
    ]:
        """Marks a deed: whoever does it has one of these capabilities (core.roles), else Denied."""

        def marked(
            deed: Callable[Concatenate[T, "Actor", P], R],
        ) -> Callable[Concatenate[T, "Actor", P], R]:
            @wraps(deed)
            def checked(place: T, actor: "Actor", /, *args: P.args, **given: P.kwargs) -> R:
                if not actor.scope.can(*capabilities):
                    raise Denied("您的角色不能办理这一项。")
                return deed(place, actor, *args, **given)

            checked.capabilities = capabilities  # type: ignore[attr-defined]  # read by a test
            return checked

        return marked

    @classmethod
    def step(cls, name: str) -> "Actor":
        """A step of the clock room, such as `import` or `watch`."""
        return cls(name, "step")
