"""Cases on what the source platform sends: opened where something is owed, moved by its word.

Nothing here waits for a person, so it acts as a step of the clock; each record is one
transaction, and a record looked at twice changes nothing the second time.
"""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import datetime

from sqlalchemy import Connection

from cases import recusing
from cases.handling import Desk, Matter, carry_out, enter
from cases.recusing import STEP
from core import platform
from core.case_clocks import MAIN, Change, Clock, Tell
from core.case_moves import Given
from core.cases import Case
from core.deadline import Event
from core.errors import InputError
from core.ladder import UNKNOWN, barred, parents_of
from core.platform import Told
from store import cases as cellar
from store import history
from store.casework import Record

_FLOWS = {"ticket": "ticket", "letter": "ticket", "rating": "rating"}


def take_in(desk: Desk, record: Record, now: datetime) -> str:
    """Open or move the case of one record; opened, followed, or empty where nothing changed.

    Of kinds that no platform follows (disclosure requests) only whom they accuse is heard.
    """
    away = heard(desk, record, now)
    if record.kind not in platform.KINDS:
        return "followed" if away else ""
    said = platform.told(
        record.kind, record.facts, record.posted_at, record.unit, record.replied_at
    )
    with desk.store.write() as conn:
        if record.case is not None:
            return _follow(conn, desk, record, said, now) or ("followed" if away else "")
        if not platform.is_owed(record.kind, record.facts, said):
            return ""
        return _open(conn, desk, record, said, now)


def heard(desk: Desk, record: Record, now: datetime) -> int:
    """回避: what was made of a record is taken from whom it has come to accuse."""
    if not record.accused or (record.case is None and record.kind in platform.KINDS):
        return 0
    with desk.store.write() as conn:
        return recusing.follow(conn, desk, record.id, record.accused, now)


def _open(conn: Connection, desk: Desk, record: Record, said: Told, now: datetime) -> str:
    matter = Matter(
        _FLOWS[record.kind], "message", record.id, record.title, record.posted_at,
        kind=record.kind, accused=record.accused, platform=said.state,
        platform_at=said.at, subject_revision=record.revision,
    )  # fmt: skip
    case = enter(conn, desk, STEP, matter, now)
    unit = _owner(desk, record)
    if unit and said.state == "assigned":
        at = max(min(said.assigned_at or now, now), case.first_at)
        with suppress(InputError):  # without a rule in use a person assigns it, with a limit
            carry_out(conn, desk, case, "assign", STEP, Given(unit=unit), at)
            _reopened_before(conn, case, said, at)
    return "opened"


def _reopened_before(conn: Connection, case: Case, said: Told, at: datetime) -> None:
    """A record that comes in reopened had been finished: that time is not counted."""
    finished, again = said.finished_before, said.reopened_at
    if not (finished and again and at <= finished <= again):
        return
    events = [Event("stop", finished), Event("reopen", again)]
    clocks = cellar.clocks_of(conn, [case.id])[case.id]
    told = [Tell(clock.id, event) for clock in clocks for event in events]
    cellar.change_clocks(conn, case.id, told)


def _owner(desk: Desk, record: Record) -> str:
    """Who has it: the unit that the platform names, its superior where it is accused (回避)."""
    if record.accused == UNKNOWN:
        return ""
    wanted = recusing.away_from(desk, record.accused, record.unit)
    barred_still = barred(parents_of(desk.units), record.accused, wanted)
    return wanted if wanted in {unit.code for unit in desk.units} and not barred_still else ""


def _follow(conn: Connection, desk: Desk, record: Record, said: Told, now: datetime) -> str:
    case = cellar.one(conn, record.case or 0)
    if case is None:
        return ""
    after = platform.follow(case, said, now)
    if after is None:
        return ""
    after = replace(after, subject_revision=record.revision)
    clocks = cellar.clocks_of(conn, [case.id])[case.id]
    if not cellar.save(conn, case, after):
        raise InputError("刚才已有别人办理了这个交办件，请看最新情况后再办。")
    cellar.change_clocks(conn, case.id, _changes(case, after, clocks, said, now))
    cellar.write_move(conn, case, after, "follow", STEP, Given(text=said.state), now)
    details = {"move": "follow", "before": case.state, "after": after.state}
    history.write(conn, STEP, "move", ("case", case.id), details, now)
    return "followed"


def _changes(
    case: Case, after: Case, clocks: Sequence[Clock], said: Told, now: datetime
) -> list[Change]:
    """A finish told by the platform stops the clocks at its own time, a reopening starts them."""
    mine = [clock for clock in clocks if clock.purpose == MAIN]
    if after.finished_at and not case.finished_at:
        running = [clock for clock in mine if clock.is_running]
        return [
            Tell(clock.id, Event("stop", _no_earlier(clock, after.finished_at)))
            for clock in running
        ]
    if after.reopened > case.reopened:
        done = [clock for clock in mine if not clock.is_running and not clock.ended]
        at = said.reopened_at or now
        return [Tell(clock.id, Event("reopen", _no_earlier(clock, at))) for clock in done[-1:]]
    return []


def _no_earlier(clock: Clock, at: datetime) -> datetime:
    """What happened to a clock is kept in order, whatever clock the platform goes by."""
    return max([at, clock.start_at, *(event.at for event in clock.events)])
