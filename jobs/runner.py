"""Running one step: its work in turn, each unit recorded, a failure shown and not spread."""

import logging
from collections.abc import Callable
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


def tick(office: Office, name: str, may_go_on: Callable[[], bool] = lambda: True) -> int:
    """Do the work that is due for a step; returns how many units were done."""
    step: Step = import_module(STEPS[name])
    done = 0
    for subject in step.due(office, now()):
        if not may_go_on():
            break
        _run(office, name, step, subject)
        done += 1
    return done


def drain(office: Office, name: str) -> int:
    """Repeat a step until nothing is due; returns how many units were done."""
    done = 0
    while count := tick(office, name):
        done += count
    return done


def _run(office: Office, name: str, step: Step, subject: str) -> None:
    run = health.start_run(office.store, Scope.ALL, name, subject, now())
    outcome = _outcome(office, step, subject)
    health.end_run(office.store, Scope.ALL, run, outcome, now())


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
