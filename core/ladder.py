"""Who stands above whom: where a complaint about a unit goes, and who must not see it (回避)."""

from collections.abc import Collection, Iterable, Mapping

from core.alarms import Alarm, Contact
from core.places import Unit
from core.scope import Scope

UNKNOWN = "?"
"""A unit is accused, but not one that units.toml knows: no unit gets to see it by itself."""


def above(parents: Mapping[str, str], code: str) -> list[str]:
    """The units above one, nearest first; a circle in the table ends the walk."""
    found: list[str] = []
    while (code := parents.get(code, "")) and code not in found:
        found.append(code)
    return found


def parents_of(units: Iterable[Unit]) -> dict[str, str]:
    """Code -> code of the unit above it."""
    return {unit.code: unit.parent for unit in units if unit.parent}


def barred(parents: Mapping[str, str], accused: str, unit: str) -> bool:
    """Whether a unit must keep away from what accuses `accused`: itself and all below it."""
    if not accused or not unit:
        return False
    return accused in (UNKNOWN, unit) or accused in above(parents, unit)


def kept_from(parents: Mapping[str, str], accused: Iterable[str], units: Collection[str]) -> bool:
    """Whether what accuses these is kept from an address that reads for these units. The office
    that runs Minsheng, "", hears everything."""
    pairs = ((code, unit) for code in accused for unit in units)
    return "" not in units and any(barred(parents, code, unit) for code, unit in pairs)


def units_at(contacts: Iterable[Contact], address: str) -> set[str]:
    """The units for which somebody reads at an address. A row without a role stands for an
    address that only a rule names (`store.contacts.disable`): it makes nobody the office's."""
    wanted = address.lower()
    return {one.unit for one in contacts if one.role and one.address.lower() == wanted}


def tellable(
    parents: Mapping[str, str], alarms: Iterable[Alarm], contacts: Iterable[Contact], address: str
) -> list[Alarm]:
    """回避: the alarms without what has come to accuse a unit for which somebody reads at this
    address."""
    units = units_at(contacts, address)
    return [one for one in alarms if not kept_from(parents, one.signal.accused, units)]


def superior(parents: Mapping[str, str], accused: str) -> str:
    """Where what accuses a unit goes; empty where nobody stands above it."""
    return parents.get(accused, "")


def scope_of(parents: Mapping[str, str], unit: str) -> Scope:
    """What a unit's own staff may see: its own and all below, nothing that accuses it."""
    under = {code for code in parents if unit in above(parents, code)}
    return Scope(
        units=frozenset({unit} | under),
        barred=frozenset({unit, *above(parents, unit)}),
    )


def fair(parents: Mapping[str, str], unit: str) -> Scope:
    """What a unit's staff may see who assign, lead or verify: all but what accuses the unit."""
    return Scope(barred=frozenset({unit, *above(parents, unit)}))
