"""From a target such as A, duty or superior to the people who are told."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from core.alarm_rules import TARGETS
from core.alarms import Contact, Signal
from core.ladder import barred, superior

OFFICE = ""
"""The unit code of the office that runs Minsheng."""


@dataclass(frozen=True, slots=True)
class Directory:
    """Contacts and who stands above whom. `stopped` addresses (channel, address) get nothing."""

    contacts: Sequence[Contact]
    parents: Mapping[str, str]
    now: datetime
    stopped: frozenset[tuple[str, str]] = frozenset()

    def reach(self, target: str, signal: Signal, unit: str = "") -> list[Contact]:
        """Who is told; nobody where the duty has no contact that can be reached.

        `unit` is that of a target that is an address. What accuses a unit goes to the one above
        in its place.
        """
        found = self._find(target, signal, unit)
        fair = [one for one in found if not self._accused(one, signal)]
        return fair if fair or not found else self._above(signal)

    def unit_of(self, target: str, signal: Signal) -> str:
        """Whose duty a target is: the unit's own, that of the one above it, or the office's."""
        if target == "source":
            return f"source:{signal.subject.split(':', 2)[1]}"
        if target == "superior":
            return superior(self.parents, signal.unit)
        return signal.unit if target in ("A", "B", "duty") else OFFICE

    def _find(self, target: str, signal: Signal, unit: str) -> list[Contact]:
        if target not in TARGETS:
            found = Contact(0, unit, "", "", "mail", target)
            return [] if ("mail", target) in self.stopped else [found]
        if target == "superior":
            above = self.unit_of(target, signal)
            return self._first(above, ("A", "B", "duty")) if above else self._office()
        if target == "office":
            return self._office()
        if target == "admin":
            return self._with(OFFICE, "admin")
        if target == "source":
            return self._with(self.unit_of(target, signal), "duty") or self._with(OFFICE, "duty")
        return self._of_unit(target, signal.unit)

    def _accused(self, contact: Contact, signal: Signal) -> bool:
        return any(barred(self.parents, code, contact.unit) for code in signal.accused)

    def _above(self, signal: Signal) -> list[Contact]:
        for code in signal.accused:
            found = self._first(superior(self.parents, code), ("A", "B", "duty"))
            if found and not any(self._accused(one, signal) for one in found):
                return found
        return [one for one in self._office() if not self._accused(one, signal)]

    def _of_unit(self, target: str, unit: str) -> list[Contact]:
        if target == "A":
            return self._first(unit, ("A", "B")) if unit else self._office()
        return self._with(unit, target)

    def _office(self) -> list[Contact]:
        return self._first(OFFICE, ("duty", "A", "B"))

    def _first(self, unit: str, roles: Sequence[str]) -> list[Contact]:
        """The first of these roles that somebody holds: B stands in for A."""
        for role in roles:
            found = self._with(unit, role)
            if found:
                return found
        return []

    def _with(self, unit: str, role: str) -> list[Contact]:
        return [
            contact
            for contact in self.contacts
            if (contact.unit, contact.role) == (unit, role)
            and contact.on_duty(self.now)
            and (contact.channel, contact.address) not in self.stopped
        ]
