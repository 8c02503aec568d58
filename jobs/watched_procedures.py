"""What is due in statutory procedures, for the rules of alarms."""

from collections.abc import Iterator

from alerts.rules import Due, named
from core.procedures import is_ours, standings
from core.scope import Scope
from jobs.looking import Look
from store import procedures

_PAGES = {"disclosure": "disclosures", "petition": "petitions", "consultation": "consultations"}


def duties(look: Look) -> Iterator[Due]:
    """Duties of offices that run; what the other side may do is nobody's fault."""
    for found in procedures.running(look.office.store, Scope.ALL):
        for clock, deadline, standing in standings(found, look.work, look.now):
            if is_ours(clock) and standing in ("normal", "soon", "overdue"):
                yield Due(
                    f"procedure:{found.id}:{clock.id}",
                    found.title,
                    clock.unit,
                    deadline,
                    _PAGES[found.flow],
                    accused=named(found.accused),
                )
