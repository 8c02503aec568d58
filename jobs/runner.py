"""Running one step: its work in turn, each unit recorded, a failure shown and not spread."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib import import_module
from typing import Protocol

from config import logs
from core.errors import MinshengError
from core.i18n import gettext as _
from core.scope import Scope
from jobs.office import Office
from store import health
from store.health import Outcome

logger = logging.getLogger(__name__)

STEPS: dict[str, str] = {
    "collect": "jobs.collect",
    "analyse": "jobs.analyse",
    "watch": "jobs.watch",
    "deliver": "jobs.deliver",
    "tidy": "jobs.tidy",
    "demo": "jobs.demonstrate",
}
"""step -> module with `due` and `run`, imported on first use."""


class Step(Protocol):
    """`due` names the units of work there are; `run` does one and counts what it did."""

    def due(self, office: Office, now: datetime) -> list[str]: ...

    def run(self, office: Office, subject: str, now: datetime) -> dict[str, int]: ...


def now() -> datetime:
    """The clock of this room; everyone else is handed the time."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Ticked:
    """Units of work that went well, and those that failed."""

    done: int = 0
    failed: int = 0

    def __add__(self, other: "Ticked") -> "Ticked":
        return Ticked(self.done + other.done, self.failed + other.failed)


def tick(office: Office, name: str, may_go_on: Callable[[], bool] = lambda: True) -> Ticked:
    """Do the work that is due for a step, once."""
    step: Step = import_module(STEPS[name])
    found = Ticked()
    for subject in step.due(office, now()):
        if not may_go_on():
            break
        found += _run(office, name, step, subject)
    return found


def drain(office: Office, name: str, may_go_on: Callable[[], bool] = lambda: True) -> Ticked:
    """Repeat a step until nothing is due, or only what failed."""
    found = Ticked()
    while may_go_on():
        ticked = tick(office, name, may_go_on)
        found += ticked
        if not ticked.done:
            break
    return found


def _run(office: Office, name: str, step: Step, subject: str) -> Ticked:
    run = health.start_run(office.store, Scope.ALL, name, subject, now())
    outcome = _outcome(office, step, subject)
    health.end_run(office.store, Scope.ALL, run, outcome, now())
    return Ticked(done=1) if outcome.state == "done" else Ticked(failed=1)


def _outcome(office: Office, step: Step, subject: str) -> Outcome:
    try:
        return Outcome("done", step.run(office, subject, now()))
    except MinshengError as error:
        logger.warning("%s: %s", subject, error)
        return Outcome("failed", {}, str(error))
    except Exception:  # noqa: BLE001 - the job runner: a broken step must not stop the others
        reference = logs.incident(logger, f"step failed: {subject}")
        sentence = _("程序出错，编号 {reference}，详情见日志。", reference=reference)
        return Outcome("failed", {}, sentence, reference)
