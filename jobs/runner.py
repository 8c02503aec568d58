"""Running one step: its work in turn, each unit recorded, a failure shown and not spread."""

import logging
from collections.abc import Callable, Generator
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from importlib import import_module
from typing import Protocol

from config import logs
from core.errors import MinshengError
from core.i18n import gettext as _
from core.scope import Scope
from jobs import sentences
from jobs.office import Office
from store import health
from store.health import Outcome

logger = logging.getLogger(__name__)

STEPS: dict[str, str] = {
    "collect": "jobs.collect",
    "analyse": "jobs.analyse",
    "watch": "jobs.watch",
    "concentrate": "jobs.concentrating",
    "people": "jobs.counting",
    "daybook": "jobs.booking",
    "desk": "jobs.casework",
    "wording": "jobs.wording_check",
    "upkeep": "jobs.upkeep",
    "remask": "jobs.remasking",
    "remind": "jobs.remind",
    "deliver": "jobs.deliver",
    "handback": "jobs.handback",
    "dry_run": "jobs.dry_running",
    "papers": "jobs.handed_in",
    "guard": "jobs.guard",
    "retry": "jobs.retry",
    "inspect": "jobs.inspecting",
    "audit": "jobs.auditing",
    "brief": "jobs.briefing",
    "archive": "jobs.archiving",
    "tidy": "jobs.tidy",
    "demo": "jobs.demonstrate",
}
"""step -> module with `due` and `run`, imported on first use."""


Work = Callable[[datetime], dict[str, int]]
Unit = tuple[str, Work]
"""A subject and what does its work, given the time."""


class Step(Protocol):
    """`due` names the units of work there are; `run` does one and counts what it did.

    A step that prepares many at once has `units(office, subjects, now)`, which yields each
    subject with what does its work.
    """

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
    with closing(_units(office, step, step.due(office, now()))) as units:
        for subject, work in units:
            if not may_go_on():
                break
            found += _run(office, name, subject, work)
    return found


def _units(office: Office, step: Step, subjects: list[str]) -> Generator[Unit]:
    together = getattr(step, "units", None)
    if together and subjects:
        yield from together(office, subjects, now())
        return
    yield from ((subject, partial(step.run, office, subject)) for subject in subjects)


def drain(office: Office, name: str, may_go_on: Callable[[], bool] = lambda: True) -> Ticked:
    """Repeat a step until nothing is due, or only what failed."""
    found = Ticked()
    while may_go_on():
        ticked = tick(office, name, may_go_on)
        found += ticked
        if not ticked.done:
            break
    return found


def _run(office: Office, name: str, subject: str, work: Work) -> Ticked:
    run = health.start_run(office.store, Scope.ALL, name, subject, now())
    outcome = _outcome(subject, work)
    health.end_run(office.store, Scope.ALL, run, outcome, now())
    return Ticked(done=1) if outcome.state == "done" else Ticked(failed=1)


def _outcome(subject: str, work: Work) -> Outcome:
    try:
        return Outcome("done", work(now()))
    except MinshengError as error:
        logger.warning("%s: %s", subject, error)
        return Outcome("failed", {}, sentences.kept(error))
    except Exception:  # noqa: BLE001 - the job runner: a broken step must not stop the others
        reference = logs.incident(logger, f"step failed: {subject}")
        sentence = _("程序出错，编号 {reference}，详情见日志。", reference=reference)
        return Outcome("failed", {}, sentence, reference)
