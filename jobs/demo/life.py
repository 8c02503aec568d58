"""The life of a ticket: intake, assignment, return, finish, call-back, re-opening."""

# ruff: noqa: S311
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from core.messages import Fact
from core.times import as_utc, local

_SLOW = {
    "demo_resettle": 2.1,
    "demo_housing": 1.5,
    "demo_ecology": 1.3,
    "demo_education": 1.1,
    "demo_market": 0.9,
    "demo_fire": 0.8,
    "demo_water": 0.6,
    "demo_heat": 0.6,
    "demo_hotline": 0.1,
}
_SOLVED = {"good": (0.78, 0.15), "partial": (0.3, 0.42), "empty": (0.1, 0.22)}
_SATISFIED = {"解决": (0.82, 0.14), "部分解决": (0.2, 0.5), "未解决": (0.02, 0.13)}
_QUALITIES = {"background": (0.6, 0.26), "good": (0.9, 0.1), "mixed": (0.35, 0.35), "empty": (0, 0)}


def quality(rng: Random, habit: str) -> str:
    """How a unit answers (good, partial or empty) where it has this habit."""
    good, partial = _QUALITIES[habit]
    draw = rng.random()
    return "good" if draw < good else "partial" if draw < good + partial else "empty"


def shown(at: datetime) -> str:
    """ISO 8601 with +08:00, as the facts carry it."""
    return local(at).isoformat(timespec="seconds")


def office(at: datetime) -> datetime:
    """The same moment, or the next one between nine and five in Shanghai."""
    here = local(at)
    if here.hour >= 17:
        here = (here + timedelta(days=1)).replace(hour=9)
    return as_utc(here.replace(hour=9) if here.hour < 9 else here)


@dataclass(slots=True)
class Course:
    """What happens to one ticket, planned to its end and shown only up to `as_of`."""

    rng: Random
    posted_at: datetime
    unit: str
    quality: str
    as_of: datetime

    def facts(self) -> tuple[dict[str, Fact], datetime | None]:
        """The facts known at `as_of`, and when the answer was given (None: not yet)."""
        facts, assigned_at = self._intake()
        finished_at = self._finish(assigned_at + timedelta(days=int(facts["returned"] or 0) * 1.6))
        after = self._after(finished_at)
        if finished_at > self.as_of:
            facts["status"] = "办理中" if assigned_at <= self.as_of else "待派单"
            return facts, None
        facts |= {"finished_at": shown(finished_at), "status": "已办结"}
        return facts | after, finished_at

    def _intake(self) -> tuple[dict[str, Fact], datetime]:
        rng = self.rng
        accepted_at = self.posted_at + timedelta(seconds=rng.randrange(40, 1500))
        direct = self.unit == "demo_hotline"
        hours = 0.05 if direct else rng.uniform(0.3, 14)
        assigned_at = accepted_at + timedelta(hours=hours)
        returned = 0 if direct else rng.choices((0, 1, 2, 3), (86, 10, 3, 1))[0]
        facts: dict[str, Fact] = {"accepted_at": shown(accepted_at), "returned": returned}
        if assigned_at <= self.as_of:
            facts["assigned_at"] = shown(assigned_at)
        return facts, assigned_at

    def _finish(self, start: datetime) -> datetime:
        days = self.rng.lognormvariate(1.05, 0.75) * _SLOW.get(self.unit, 1.0)
        end = start + timedelta(days=min(days, 45))
        return end if self.unit == "demo_hotline" else office(end)

    def _after(self, finished_at: datetime) -> dict[str, Fact]:
        rng = self.rng
        called_at = office(finished_at + timedelta(days=rng.uniform(0.5, 4)))
        asked, contacted = rng.random() < 0.82, rng.random() < 0.9
        solved, satisfied = self._opinion()
        again_at = called_at + timedelta(hours=rng.uniform(1, 20))
        reopened = solved == "未解决" and rng.random() < 0.35
        if not asked or called_at > self.as_of:
            return {"reopened": 0}
        facts: dict[str, Fact] = {"called_back_at": shown(called_at), "contacted": contacted}
        if not contacted:
            return facts | {"reopened": 0, "status": "已回访"}
        facts |= {"solved": solved, "satisfied": satisfied, "reopened": 0, "status": "已回访"}
        if reopened and again_at <= self.as_of:
            facts |= {"reopened": 1, "reopened_at": shown(again_at)}
        return facts

    def _opinion(self) -> tuple[str, str]:
        draw, full, part = self.rng.random(), *_SOLVED[self.quality]
        solved = "解决" if draw < full else "部分解决" if draw < full + part else "未解决"
        draw, good, fair = self.rng.random(), *_SATISFIED[solved]
        return solved, "满意" if draw < good else "基本满意" if draw < good + fair else "不满意"
