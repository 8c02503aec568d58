"""One look at the store: who can be reached, how things are called, what time it is."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any, TypeVar

from alerts.routes import Directory
from alerts.rules import Names
from core.alarms import Alarm
from core.calendars import WorkTime
from core.case_clocks import Clock
from core.cases import Case
from core.deadline_rules import Rule
from core.scope import Scope
from jobs import clocking
from jobs.office import Office
from store import case_lists, contacts

T = TypeVar("T")


@dataclass(frozen=True)
class Look:
    """One look at the store: what every kind needs."""

    office: Office
    now: datetime
    work: WorkTime
    names: Names
    known: list[Alarm]
    directory: Directory
    stopped: dict[str, str]

    @cached_property
    def cases(self) -> list[tuple[Case, list[Clock]]]:
        """What is open at the desk, with its clocks."""
        return case_lists.open_cases(self.office.store, Scope.ALL)

    @cached_property
    def seen(self) -> dict[str, Any]:
        """What one rule has read and another may use in the same look."""
        return {}

    def once(self, name: str, read: Callable[[], T]) -> T:
        """The result of `read`, which is called at most once in this look."""
        if name not in self.seen:
            self.seen[name] = read()
        found: T = self.seen[name]
        return found

    @property
    def laws(self) -> dict[str, Rule]:
        return self.office.tables.rules

    def since(self, back: timedelta) -> datetime:
        return self.now - back


def look_at(office: Office, now: datetime, known: list[Alarm]) -> Look:
    """What every kind needs, read once."""
    tables = office.shown_tables
    people = contacts.listed(office.store, Scope.ALL)
    parents = {unit.code: unit.parent for unit in tables.units if unit.parent}
    stopped = {contact.address: contact.disabled for contact in people if contact.disabled}
    return Look(
        office,
        now,
        clocking.work_time(office),
        Names(
            {unit.code: unit.name for unit in tables.units},
            {source.id: source.name for source in tables.sources.values()},
        ),
        known,
        Directory(people, parents, now, frozenset(("mail", address) for address in stopped)),
        stopped,
    )
