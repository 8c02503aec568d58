"""The demonstration's cases: opened when the desk would have heard, and moved on by its people.

Everything is a deed of the desk, dated as if somebody had done it then. What a visitor has laid
hands on is left to the visitor, and what did not come from the invented sources to its own people.
"""

# ruff: noqa: S311
from collections.abc import Mapping
from datetime import datetime, timedelta
from random import Random
from typing import Any

from sqlalchemy import Connection

from cases import following, handling
from cases.handling import Desk, Matter
from cases.recusing import STEP
from core import platform
from core.case_moves import Given
from core.cases import Case
from core.errors import InputError
from core.ladder import parents_of
from core.scope import Actor, Scope
from core.times import day_of
from jobs.casework import open_desk
from jobs.demo import casebook
from jobs.demo.casebook import Place
from jobs.demo.draft import SOURCES
from jobs.demo.wording import book
from jobs.office import Office
from store import case_lists, casework, frames, watching
from store import cases as cellar
from store.case_lists import Course
from store.casework import Record

_BATCH = 500
_MOST_STEPS = 40
_OFFICE_LIFE = timedelta(days=60)
"""So long the county has had its desk: what came back before was settled without it."""

_NEWS = timedelta(hours=20)
"""So long after a finish the platform shows it."""

_HOTTEST, _LARGEST = 12, 8
"""Issues with a case of their own: the hottest, and the largest that are calm again."""

_LEAD = Actor("高某", unit="demo_office", role="lead")
_COMMAND = Actor("高某", role="command")


def furnish(office: Office, seed: int, until: datetime) -> None:
    """Open what the desk has heard of and the hottest issues, and bring all up to `until`."""
    desk = open_desk(office)
    _open(office, desk, until)
    opened = _open_issues(desk, seed, until)
    _move_on(desk, seed, until)
    _instruct(desk, opened, until)


def go_on(office: Office, seed: int, now: datetime) -> None:
    """Bring the cases up to now that no visitor has touched."""
    _move_on(open_desk(office), seed, now)


def _open(office: Office, desk: Desk, until: datetime) -> None:
    """As the step `desk` does, each at the time when the platform told."""
    store = office.store
    while found := casework.waiting(store, Scope.ALL, platform.KINDS, limit=_BATCH):
        for record in found:
            invented = record.source in SOURCES.values()
            at = _heard(record, until) if invented else until
            if at > until - _OFFICE_LIFE:
                following.take_in(desk, record, at)
        casework.looked_at(store, Scope.ALL, found[-1], until)


def _heard(record: Record, until: datetime) -> datetime:
    said = platform.told(
        record.kind, record.facts, record.posted_at, record.unit, record.replied_at
    )
    at = said.reopened_at or said.assigned_at or record.posted_at + timedelta(minutes=20)
    return min(at, until)


def _open_issues(desk: Desk, seed: int, until: datetime) -> list[int]:
    """A case on the hottest issues and on some that are calm again; their numbers."""
    mixed = watching.mixed(desk.store, Scope.ALL, SOURCES.values())
    found = frames.hot_issues(desk.store, Scope.ALL).to_dicts()
    issues = [row for row in found if row["id"] not in mixed]
    calm = sorted(issues[_HOTTEST:], key=lambda row: (-row["messages"], row["id"]))
    rows = [(row, 9.0) for row in issues[:_HOTTEST]] + [(row, 40.0) for row in calm[:_LARGEST]]
    return [number for row, days in rows if (number := _open_issue(desk, seed, row, days, until))]


def _open_issue(
    desk: Desk, seed: int, row: Mapping[str, Any], days: float, until: datetime
) -> int | None:
    accused = case_lists.accused_in(desk.store, Scope.ALL, "issue", row["id"])
    rng = Random(f"{seed}/issue/{row['id']}")
    wanted = max(row["first_at"] + timedelta(days=1), until - timedelta(days=days * rng.random()))
    at = casebook.working(desk.work.calendar, wanted, rng)
    if at > until:
        return None
    matter = Matter("opinion", "issue", row["id"], row["name"], row["first_at"], accused=accused)
    return handling.open_case(desk, _LEAD, matter, at)


def _instruct(desk: Desk, opened: list[int], until: datetime) -> None:
    """批示 on the hottest issues that are still open, one of them due soon."""
    rows, at = book("desk")["instruction"], until - timedelta(hours=30)
    for number in opened:
        with desk.store.write() as conn:
            case = cellar.one(conn, number)
            if not rows or case is None or case.is_closed or case.opened_at > at:
                continue
            row, *rows = rows
            due_on = day_of(until) + timedelta(days=1 + 3 * len(rows))
            given = Given(text=row["text"], post=row["post"], day=due_on)
            handling.carry_out(conn, desk, case, "instruct", _COMMAND, given, at)


def _move_on(desk: Desk, seed: int, until: datetime) -> None:
    parents = parents_of(desk.units)
    mixed = watching.mixed(desk.store, Scope.ALL, SOURCES.values())
    for number, course in case_lists.courses(desk.store, Scope.ALL).items():
        if not _is_invented(course, mixed):
            continue
        owner = course.unit or _owner(desk, course)
        place = Place(seed, parents, desk.work.calendar, owner)
        with desk.store.read() as conn:
            case = _untouched(conn, number)
        if case and _is_due(place, case, course, until):
            with desk.store.write() as conn:
                case = _walk(conn, desk, place, number, course, until)
        _platform_follows(desk, case, until)


def _is_invented(course: Course, mixed: set[int]) -> bool:
    """Whether all that a case is about was said in the demonstration's own sources."""
    if course.issue is not None:
        return course.issue not in mixed
    return course.source in SOURCES.values()


def _untouched(conn: Connection, number: int) -> Case | None:
    """A case in which nobody but the county's people has acted by now."""
    people = {*book("desk")["names"].values(), STEP.name}
    return cellar.one(conn, number) if cellar.actors(conn, number) <= people else None


def _is_due(place: Place, case: Case, course: Course, until: datetime) -> bool:
    """Whether anything has happened to a case: most of the time nothing has, and nobody waits."""
    deed = casebook.next_deed(place, case, _taken(course), _last(course))
    return deed is not None and deed.at <= until


def _taken(course: Course) -> set[str]:
    return {move["move"] for move in course.moves}


def _last(course: Course) -> datetime:
    found: datetime = max(move["at"] for move in course.moves)
    return found


def _owner(desk: Desk, course: Course) -> str:
    """Which unit an issue belongs to: by its words, else by its area, else the office."""
    units = [unit for unit in desk.units if unit.areas]
    by_words = [unit.code for unit in units if any(word in course.title for word in unit.words)]
    by_area = [unit.code for unit in units if course.area in unit.areas]
    return [*by_words, *by_area, "demo_office"][0]


def _walk(
    conn: Connection, desk: Desk, place: Place, number: int, course: Course, until: datetime
) -> Case | None:
    """All steps of one case up to `until`, in one transaction; none where a visitor was first."""
    case, last, taken = _untouched(conn, number), _last(course), _taken(course)
    for _ in range(_MOST_STEPS):
        deed = casebook.next_deed(place, case, taken, last) if case and not case.is_closed else None
        if case is None or deed is None or deed.at > until:
            break
        actor = Actor(deed.name, unit=deed.unit, role=deed.role)
        try:
            case = handling.carry_out(conn, desk, case, deed.move, actor, deed.given, deed.at)
        except InputError:  # nobody may take it, or it is too late for it
            break
        taken.add(deed.move)
        last = deed.at
    return case


def _platform_follows(desk: Desk, case: Case | None, until: datetime) -> None:
    """What was finished here stands on the platform a day later."""
    if case is None or case.flow == "opinion" or case.finished_at is None:
        return
    at = max(case.finished_at + _NEWS, case.closed_at or case.finished_at)
    if at > until or not platform.differs(case):
        return
    finish = {"ticket": "finished_at", "rating": "rectified_at"}
    facts = {finish[case.kind]: case.finished_at.isoformat()} if case.kind in finish else {}
    record = Record(
        case.subject_id, case.kind, "", case.title, case.first_at, case.handler, facts,
        case.finished_at, case.subject_revision, case.accused, case.id, at,
    )  # fmt: skip
    following.take_in(desk, record, at)
