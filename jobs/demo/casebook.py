"""What the people of the county do with a case next, and when. Pure; the same seed, the same way.

A case has a character: most are worked on briskly, some slowly, a few stay where they are. Each
step waits so many hours of the county's office life after the one before it.
"""

# ruff: noqa: S311
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any

from core.calendars import WorkCalendar
from core.case_moves import Given
from core.cases import Case
from core.ladder import UNKNOWN, barred, superior
from core.times import SHANGHAI, as_utc, local
from jobs.demo.replies import unit_name
from jobs.demo.wording import book

_OPENS, _NOON, _AFTERNOON, _CLOSES = time(9), time(12), time(13, 30), time(17)
_HOTLINE, _OFFICE = "demo_hotline", "demo_office"
_SILENT = {"texts": [""]}
_FALLBACK = ("demo_city", "demo_housing", "demo_market")
_QUALITY = (("yes", 74), ("partly", 19), ("no", 7))
_RATINGS = (("good", 62), ("fair", 20), ("bad", 10), ("none", 8))
_WAITS: Mapping[str, tuple[float, float]] = {
    "return": (1, 8), "decide": (3, 20), "recuse": (2, 20), "sign": (0.2, 5), "handle": (0.2, 4),
    "co_handle": (1, 6), "ask_extension": (4, 20), "grant_extension": (2, 8), "finish": (0.2, 3),
    "call_back": (8, 70), "rate": (0.05, 0.3), "verify": (4, 30), "solve": (0.1, 2),
    "archive": (0.3, 20), "reopen": (1, 10), "check_rating": (2, 14), "confirm": (0.5, 4),
    "appeal": (0.5, 4), "uphold": (8, 40), "overrule": (8, 40), "rectify": (24, 190),
    "tell": (2, 20), "rerate": (24, 90), "judge": (1, 6), "consult": (4, 24), "publish": (4, 30),
    "supervise": (20, 40),
}  # fmt: skip
"""Hours between the step before and this one, least and most."""


@dataclass(frozen=True, slots=True)
class Place:
    """What a case is looked at with: the seed, who stands above whom, working days, whose it is."""

    seed: int
    parents: Mapping[str, str]
    calendar: WorkCalendar
    owner: str = ""


@dataclass(frozen=True, slots=True)
class Deed:
    """The next step of a case: who takes it for which unit, with what, and when."""

    move: str
    name: str
    unit: str
    role: str
    given: Given
    at: datetime


def next_deed(place: Place, case: Case, taken: Collection[str], last: datetime) -> Deed | None:
    """What happens next to a case after `last`; `taken` names the moves made so far.

    None where nothing happens any more.
    """
    kind = Random(f"{place.seed}/{case.subject}/{case.subject_id}")
    nature = _Nature(kind.random(), kind.random(), kind.random(), kind.random())
    found = _FLOWS[case.flow](case, nature, frozenset(taken))
    if not found:
        return None
    rng = Random(f"{place.seed}/{case.subject}/{case.subject_id}/{case.revision}")
    move, role = found
    at = working(place.calendar, last + timedelta(hours=_hours(rng, nature, case, move)), rng)
    unit = case.handler if role == "handle" else _neutral(place, case, role)
    given = _given(place, rng, case, move, at)
    return Deed(move, book("desk")["names"][role], unit, role, given, at)


@dataclass(frozen=True, slots=True)
class _Nature:
    pace: float
    turn: float
    detour: float
    end: float

    @property
    def is_stuck(self) -> bool:
        return self.pace > 0.965

    @property
    def is_slow(self) -> bool:
        return self.pace > 0.83


_Step = tuple[str, str] | None


def _before_work(case: Case, nature: _Nature, taken: frozenset[str]) -> _Step:
    """Up to the signature, the same for what citizens wrote and how they rated."""
    if case.state in ("accepted", "returned"):
        unread = case.accused == UNKNOWN
        return ("recuse", "verify") if unread else ("assign", "dispatch")
    if case.state == "disputed":
        return "decide", "lead"
    return None


def _after_work(case: Case, nature: _Nature, taken: frozenset[str]) -> _Step:
    """What becomes of finished work: looked over, judged solved or not, put away."""
    if case.verified_at is None:
        return "verify", "verify"
    if not case.solved:
        return "solve", "verify"
    again = case.solved == "no" and case.reopened == 0 and nature.turn > 0.5
    return ("reopen", "verify") if again and case.flow == "ticket" else ("archive", "dispatch")


def _at_work(case: Case, nature: _Nature, taken: frozenset[str]) -> _Step:
    if nature.is_stuck and "supervise" not in taken and not case.supervised:
        return "supervise", "verify"
    if 0.5 < nature.detour < 0.56 and "co_handle" not in taken:
        return "co_handle", "handle"
    return "reply", "handle"


def _ticket(case: Case, nature: _Nature, taken: frozenset[str]) -> _Step:
    if case.state == "assigned":
        sent_back = nature.detour < 0.07 and case.returns == 0 and not case.decided
        return ("return", "handle") if sent_back else ("sign", "handle")
    if case.state == "signed":
        return _longer(case, nature, taken) or ("handle", "handle")
    if case.state == "handling":
        return _at_work(case, nature, taken)
    fixed = {"replied": ("finish", "handle"), "finished": ("call_back", "verify"),
             "called_back": ("rate", "verify")}  # fmt: skip
    if case.state in fixed:
        return fixed[case.state]
    return _before_work(case, nature, taken) or _after_work(case, nature, taken)


def _longer(case: Case, nature: _Nature, taken: frozenset[str]) -> _Step:
    """A longer limit, where the limit was set by hand and may be moved."""
    by_hand = case.flow == "opinion" or case.returns > 0
    if case.asked_days:
        return "grant_extension", "lead"
    wanted = by_hand and nature.turn < 0.4 and "ask_extension" not in taken
    return ("ask_extension", "handle") if wanted else None


def _rating(case: Case, nature: _Nature, taken: frozenset[str]) -> _Step:
    appeals = nature.turn < 0.15
    fixed = {
        "assigned": ("check_rating", "handle"), "signed": ("check_rating", "handle"),
        "checked": ("appeal" if appeals else "confirm", "handle"),
        "appealed": ("uphold" if nature.end < 0.4 else "overrule", "verify"),
        "handling": ("rectify", "handle"), "replied": ("tell", "handle"),
    }  # fmt: skip
    if case.state == "finished" and nature.end > 0.6 and not case.rerated:
        return "rerate", "verify"
    return fixed.get(case.state) or _before_work(case, nature, taken) or _after_work(
        case, nature, taken
    )  # fmt: skip


def _opinion(case: Case, nature: _Nature, taken: frozenset[str]) -> _Step:
    if case.accused == UNKNOWN:
        return "recuse", "verify"
    if case.state == "judged" and nature.end < 0.7:
        return "consult", "lead"
    if case.state == "signed":
        return _longer(case, nature, taken) or ("handle", "handle")
    fixed = {
        "watched": ("judge", "lead"), "judged": ("assign", "lead"), "consulted": ("assign", "lead"),
        "returned": ("assign", "lead"), "assigned": ("sign", "handle"),
        "handling": ("reply", "handle"), "replied": ("publish", "handle"),
    }  # fmt: skip
    if case.state == "replied" and case.published_at is not None:
        return "finish", "handle"
    return fixed.get(case.state) or _before_work(case, nature, taken) or _after_work(
        case, nature, taken
    )  # fmt: skip


_FLOWS = {"ticket": _ticket, "rating": _rating, "opinion": _opinion}


def _hours(rng: Random, nature: _Nature, case: Case, move: str) -> float:
    if move == "assign":
        return rng.uniform(0.3, 9) if rng.random() < 0.93 else rng.uniform(24, 60)
    if move == "sign" and rng.random() < 0.06:
        return rng.uniform(20, 60)
    if move != "reply":
        return rng.uniform(*_WAITS[move])
    if nature.is_stuck:
        return 24 * rng.uniform(20, 55)
    if nature.is_slow:
        return 24 * rng.uniform(5, 15)
    if case.flow == "opinion":
        return 24 * min(rng.lognormvariate(1.5, 0.5), 12)
    return 24 * min(rng.lognormvariate(0.5, 0.6), 4.2)


def _neutral(place: Place, case: Case, role: str) -> str:
    """For which unit somebody acts who may neither hold the case nor be accused in it."""
    for unit in (_OFFICE, _HOTLINE) if role == "lead" else (_HOTLINE, _OFFICE):
        if unit != case.handler and not barred(place.parents, case.accused, unit):
            return unit
    return ""


def _given(place: Place, rng: Random, case: Case, move: str, at: datetime) -> Given:
    words = book("desk")
    if move == "solve":
        choice = _picked(rng, _QUALITY)
        return Given(text=words["solve"][choice], choice=choice)
    if move == "call_back" and rng.random() < 0.09:
        return Given(text=words["call_back"]["unreachable"], choice="unreachable")
    text = rng.choice(words.get(move, _SILENT)["texts"]).format(unit=unit_name(case.handler))
    given = Given(text=text)
    if move in ("assign", "decide"):
        return replace(given, unit=_to_whom(place, rng, case), day=_limit(place, rng, case, at))
    extra: dict[str, dict[str, Any]] = {
        "call_back": {"choice": "contacted"},
        "rate": {"choice": _picked(rng, _RATINGS)},
        "rerate": {"number": rng.choice((3, 4, 4, 5))},
        "ask_extension": {"number": rng.choice((3, 5, 7))},
        "co_handle": {"unit": rng.choice([u for u in _FALLBACK if u != case.handler])},
        "recuse": {"unit": place.owner},
    }
    return replace(given, **extra.get(move, {}))


def _to_whom(place: Place, rng: Random, case: Case) -> str:
    wanted = place.owner
    if case.returns or not wanted:
        wanted = rng.choice([unit for unit in _FALLBACK if unit != place.owner])
    if barred(place.parents, case.accused, wanted):
        wanted = superior(place.parents, case.accused)
    return wanted


def _limit(place: Place, rng: Random, case: Case, at: datetime) -> date | None:
    """The day set by hand: on every opinion case, and where a ticket is sent to another unit."""
    if case.flow != "opinion" and not case.returns:
        return None
    days = rng.randint(5, 9) if case.flow == "opinion" else 5
    today = local(at).date()
    return place.calendar.nth(place.calendar.reading(today) + days)


def _picked(rng: Random, shares: Collection[tuple[str, int]]) -> str:
    return rng.choices([name for name, _ in shares], [share for _, share in shares])[0]


def working(calendar: WorkCalendar, at: datetime, rng: Random) -> datetime:
    """The same moment, or soon after the office opens again."""
    here, late = local(at), timedelta(minutes=rng.uniform(1, 55))
    if here.time() >= _CLOSES:
        here = datetime.combine(here.date() + timedelta(days=1), time(), SHANGHAI)
    day = calendar.next_workday(here.date())
    if day != here.date() or here.time() < _OPENS:
        return as_utc(datetime.combine(day, _OPENS, SHANGHAI) + late)
    if _NOON <= here.time() < _AFTERNOON:
        return as_utc(datetime.combine(day, _AFTERNOON, SHANGHAI) + late)
    return as_utc(here)
