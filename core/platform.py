"""The source platform's word on a ticket, a letter or a rating (平台状态), and what follows.

The platform is the system of record: what it says happened, happened, at its time. What is
registered here beside it (本系统登记) goes back to it as a return table.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from core.cases import CLOSED, Case
from core.errors import InputError
from core.times import as_utc, parse_moment

BAD_STARS = 2
"""差评: the lower two of five grades (R-HCP-SCALE)."""

KINDS = ("ticket", "letter", "rating")
"""Record kinds that somebody owes an answer to."""

_LATER = ("accepted", "returned", "assigned", "finished", "called_back", "rated")
_OURS = {"disputed": "returned", "signed": "assigned", "handling": "assigned",
         "replied": "assigned"}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Told:
    """What the platform says of one record: its state, since when, and who has it."""

    state: str
    at: datetime
    unit: str = ""
    assigned_at: datetime | None = None
    finished_at: datetime | None = None
    reopened_at: datetime | None = None
    finished_before: datetime | None = None

    @property
    def is_done(self) -> bool:
        """Nothing is owed as the platform sees it."""
        return self.state in ("finished", "called_back", "rated")


def told(
    kind: str,
    facts: Mapping[str, object],
    posted_at: datetime,
    unit: str,
    replied_at: datetime | None,
) -> Told:
    """Read the facts of a record. Times that cannot be read are not known."""
    times = {name: _moment(facts.get(name)) for name in _TIMES}
    if kind == "letter":
        times["finished_at"] = replied_at
    if kind == "rating":
        times["finished_at"] = times["rectified_at"]
    if facts.get("verified") is False and kind == "rating":
        times["finished_at"] = times["called_back_at"]
    finished, again = times["finished_at"], times["reopened_at"]
    if finished and again and again >= finished:
        return Told("assigned", again, unit, times["assigned_at"], None, again, finished)
    state, at = _latest(kind, facts, times, unit)
    return Told(state, at or posted_at, unit, times["assigned_at"], finished, again)


_TIMES = ("assigned_at", "finished_at", "reopened_at", "called_back_at", "rectified_at")


def _latest(
    kind: str, facts: Mapping[str, object], times: Mapping[str, datetime | None], unit: str
) -> tuple[str, datetime | None]:
    asked, finished = times["called_back_at"], times["finished_at"]
    if finished:
        rated = facts.get("satisfied") or facts.get("stars_again")
        known = "rated" if rated else "called_back" if asked and kind == "ticket" else "finished"
        return known, asked if known != "finished" and asked else finished
    if times["assigned_at"] or unit and kind == "rating":
        return "assigned", times["assigned_at"]
    return "accepted", None


def _moment(value: object) -> datetime | None:
    try:
        found = parse_moment(value)
    except (ValueError, InputError):
        return None
    return as_utc(found.at) if found else None


def is_owed(kind: str, facts: Mapping[str, object], said: Told) -> bool:
    """Whether a record that is new to the desk still needs an owner."""
    if said.is_done or facts.get("excluded"):
        return False
    if kind != "rating":
        return True
    stars = facts.get("stars")
    return isinstance(stars, int) and stars <= BAD_STARS


def follow(case: Case, said: Told, now: datetime) -> Case | None:
    """The case as the platform's new word makes it; None where that changes nothing here.

    The platform catching up with what was registered here changes no state; anything else it
    says wins. A closed case opens again only when the platform says that it was reopened.
    """
    if said.state == case.platform and said.at == case.platform_at:
        return None
    marked = replace(case, platform=said.state, platform_at=said.at, revision=case.revision + 1)
    finished, again = case.finished_at, said.reopened_at
    if finished and again and again > finished:
        return _reopened(marked) if case.handler else replace(_reopened(marked), state="returned")
    if case.state in CLOSED or _place(case, said.state) <= _place(case, case.state):
        return marked
    return _finished(marked, said, now) if said.is_done else marked


def _place(case: Case, state: str) -> int:
    early = case.flow == "rating" and state in ("checked", "appealed")
    known = "assigned" if early else _OURS.get(state, state)
    return _LATER.index(known) if known in _LATER else len(_LATER)


def _finished(case: Case, said: Told, now: datetime) -> Case:
    at = case.finished_at or min(said.finished_at or said.at, now)
    return replace(
        case, state=said.state, finished_at=max(at, case.first_at), suspended=False,
        finished_by=case.finished_by or "platform", asked_days=0,
    )  # fmt: skip


def _reopened(case: Case) -> Case:
    return replace(
        case, state="handling", finished_at=None, finished_by="", verified_at=None,
        verified_by="", solved="", closed_at=None, reopened=case.reopened + 1,
    )  # fmt: skip


def differs(case: Case) -> bool:
    """Whether a finish that was registered here has not come back from the platform yet."""
    ours, theirs = _place(case, case.state), _place(case, case.platform)
    return bool(case.platform) and ours >= _LATER.index("finished") and ours > theirs
