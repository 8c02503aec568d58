"""The clock on a duty: from a rule, a start and what happened since to the deadline.

Pure: calendar, office hours and `now` are handed in, nothing is stored, so a changed rule or
calendar changes every deadline at once and no stale flag stays behind.

What is not counted is the time from a suspension (suspend, exclude, stop) to its end (resume,
include, or reopen where a rule resumes), measured by the rule's own unit: to the microsecond
in hours, in whole days otherwise, the day of the suspension left out and the day of the
resumption counted in. A suspension that begins after the deadline changes nothing: what is
late stays late. What is finished while it is suspended is not late by the time of suspension.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from core.calendars import FIRST, LAST, WorkTime, out_of_range
from core.deadline_rules import Rule, limit
from core.deadline_units import Unit, unit_of
from core.errors import InputError
from core.i18n import gettext, mark
from core.times import as_utc, local

EVENTS = ("suspend", "resume", "exclude", "include", "correct", "extend", "stop", "reopen")


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened to a clock. `amount` belongs to extend alone (None: the full one)."""

    kind: str
    at: datetime
    amount: int | None = None


@dataclass(frozen=True, slots=True)
class Pause:
    """Time that was not counted; `until` None: not ended yet. `amount` in the rule's unit."""

    since: datetime
    until: datetime | None
    amount: int


@dataclass(frozen=True, slots=True)
class Deadline:
    """The answer. Times are aware UTC; `start_at` is the last restart where there was one.

    `state` is running, suspended or stopped. A suspended clock shows the earliest possible
    deadline. `provisional`: the working calendar is not published as far as that. `missed`
    counts the earlier periods of a reopened clock that were finished late.
    """

    rule: Rule
    due_at: datetime
    state: str
    provisional: bool
    start_at: datetime
    restarted: str = ""
    stopped_at: datetime | None = None
    extended: int = 0
    pauses: tuple[Pause, ...] = ()
    late_pauses: int = 0
    late_extensions: int = 0
    missed: int = 0
    rolled: bool = False


@dataclass(slots=True)
class _Run:
    """A clock while its events are read. Times are aware +08:00."""

    rule: Rule
    work: WorkTime
    unit: Unit
    start: datetime
    restarted: str = ""
    open: set[str] = field(default_factory=set)
    since: datetime | None = None
    in_time: bool = True
    paused: int = 0
    floor: datetime | None = None
    extended: int = 0
    stopped_at: datetime | None = None
    pauses: list[Pause] = field(default_factory=list)
    late_pauses: int = 0
    late_extensions: int = 0
    missed: int = 0

    def due(self) -> tuple[datetime, bool]:
        """The deadline as things stand, and whether it moved off a free day."""
        rule = self.rule
        sign = -1 if rule.sense == "before" else 1
        same = self.extended if rule.extends_by == rule.unit else 0
        due = self.unit.end(self.start, sign * (rule.amount + same), self.paused)
        if self.extended and not same:
            due = unit_of(rule.extends_by, self.work).end(due, self.extended, 0)
        if self.floor:
            due = self.unit.not_before(due, self.floor)
        due, rolled = self._roll(_within(due))
        return _within(due), rolled

    def _roll(self, due: datetime) -> tuple[datetime, bool]:
        if self.rule.roll == "none":
            return due, False
        day = self.work.calendar.next_workday(due.date())
        return due + timedelta((day - due.date()).days), day != due.date()

    def restart(self, at: datetime, why: str) -> None:
        """A new period; what happened to the old one no longer matters."""
        self.start, self.restarted = at, why
        self.paused = self.extended = 0
        self.since = self.floor = self.stopped_at = None
        self.open.clear()
        self.pauses.clear()

    def pause(self, at: datetime, why: str) -> None:
        """Stop counting, for one reason more."""
        self.open.add(why)
        if self.since is None:
            self.since, self.in_time = at, at <= self.due()[0]

    def go_on(self, at: datetime) -> None:
        """Count again; what lay between is left out if the deadline had not passed before."""
        since, self.since = self.since, None
        if since is None:
            return
        if not self.in_time:
            self.late_pauses += 1
            return
        amount = self.unit.between(since, at)
        self.paused += amount
        self.floor = at
        self.pauses.append(Pause(as_utc(since), as_utc(at), amount))


def compute(
    rule: Rule,
    start_at: datetime,
    events: Iterable[Event],
    work: WorkTime,
    now: datetime | None = None,
) -> Deadline:
    """The deadline of `rule` for what started at `start_at`, after `events`.

    Events are taken in order of time, those of one moment in the order given. With `now`, a
    clock that is still suspended answers as if it went on now. Raises InputError for a rule
    that is no clock, for events that cannot be and for times out of range.
    """
    if rule.kind != "clock":
        raise InputError("规则 {id} 不是时限，没有到期时间：{name}。", id=rule.id, name=rule.name)
    try:
        return _compute(rule, start_at, events, work, now)
    except OverflowError as error:
        raise out_of_range() from error


def _compute(
    rule: Rule,
    start_at: datetime,
    events: Iterable[Event],
    work: WorkTime,
    now: datetime | None,
) -> Deadline:
    start = _within(local(start_at))
    run = _Run(rule, work, unit_of(rule.unit, work), start)
    last = start
    for event in sorted(events, key=lambda event: as_utc(event.at)):
        at = _within(local(event.at))
        if at < last:
            raise InputError("事件 {kind} 早于起算时间。", kind=event.kind)
        _HANDLERS[event.kind](run, at, event)
        last = at
    return _answer(run, now)


def _within(moment: datetime) -> datetime:
    if not FIRST <= moment.date() <= LAST:
        raise out_of_range()
    return moment


def _answer(run: _Run, now: datetime | None) -> Deadline:
    pauses, late = list(run.pauses), run.late_pauses
    if run.since and run.in_time:
        until = _until(run, run.since, now)
        ended = as_utc(until) if run.stopped_at and until > run.since else None
        pauses.append(Pause(as_utc(run.since), ended, run.unit.between(run.since, until)))
        if until > run.since:
            run.paused += pauses[-1].amount
            run.floor = until
    due, rolled = run.due()
    return Deadline(
        rule=run.rule,
        due_at=as_utc(due),
        state="stopped" if run.stopped_at else "suspended" if run.open else "running",
        provisional=_is_provisional(run, due.date()),
        start_at=as_utc(run.start),
        restarted=run.restarted,
        stopped_at=as_utc(run.stopped_at) if run.stopped_at else None,
        extended=run.extended,
        pauses=tuple(pauses),
        late_pauses=late,
        late_extensions=run.late_extensions,
        missed=run.missed,
        rolled=rolled,
    )


def _until(run: _Run, since: datetime, now: datetime | None) -> datetime:
    """Up to when an open suspension is left out. One that lasted until the finish keeps the
    finish from being late; where that lies before the earliest deadline, this one stays."""
    if run.stopped_at:
        return run.stopped_at if run.stopped_at > run.due()[0] else since
    return max(since, local(now)) if now else since


def _is_provisional(run: _Run, due: date) -> bool:
    rule = run.rule
    units = {rule.unit, rule.extends_by} if run.extended else {rule.unit}
    asks = rule.roll != "none" or bool(units & {"working_day", "working_hour"})
    return asks and not run.work.calendar.is_published(*sorted((run.start.date(), due)))


def _suspend(run: _Run, at: datetime, event: Event) -> None:
    _need(not run.stopped_at, event, mark("已经办结"))
    _need(event.kind not in run.open, event, mark("已经中止"))
    _need(run.rule.sense != "before", event, mark("倒推的期限不能中止"))
    run.pause(at, event.kind)


def _resume(run: _Run, at: datetime, event: Event) -> None:
    _need(not run.stopped_at, event, mark("已经办结"))
    opening = {"resume": "suspend", "include": "exclude"}[event.kind]
    _need(opening in run.open, event, mark("之前没有中止"))
    run.open.discard(opening)
    if not run.open:
        run.go_on(at)


def _correct(run: _Run, at: datetime, event: Event) -> None:
    _need(not run.stopped_at, event, mark("已经办结"))
    _need(run.rule.correct == "restart", event, mark("本规则补正后不重新起算"))
    run.restart(at, "correct")


def _extend(run: _Run, at: datetime, event: Event) -> None:
    rule = run.rule
    _need(not run.stopped_at, event, mark("已经办结"))
    _need(rule.extension > 0, event, mark("本规则不能延期"))
    left = rule.extension - run.extended
    amount = left if event.amount is None else event.amount
    _need(amount > 0, event, mark("没有可延的期限"))
    if amount > left:
        raise InputError(
            "规则 {id} 最多延期{most}，还可以延 {left}，不能延 {amount}。",
            id=rule.id,
            most=limit(rule.extension, rule.extends_by),
            left=left,
            amount=amount,
        )
    in_time = run.in_time if run.since else at <= run.due()[0]
    if in_time:
        run.extended += amount
    else:
        run.late_extensions += 1


def _stop(run: _Run, at: datetime, event: Event) -> None:
    _need(not run.stopped_at, event, mark("已经办结"))
    run.stopped_at = at
    run.pause(at, "stop")


def _reopen(run: _Run, at: datetime, event: Event) -> None:
    _need(run.stopped_at is not None, event, mark("尚未办结"))
    if run.rule.reopen == "restart":
        run.missed += not run.in_time
        run.restart(at, "reopen")
        return
    run.stopped_at = None
    run.open.clear()
    run.go_on(at)


def _need(fine: bool, event: Event, reason: str) -> None:
    if not fine:
        raise InputError("事件 {kind} 不成立：{reason}。", kind=event.kind, reason=gettext(reason))


_HANDLERS: dict[str, Callable[[_Run, datetime, Event], None]] = {
    "suspend": _suspend,
    "resume": _resume,
    "exclude": _suspend,
    "include": _resume,
    "correct": _correct,
    "extend": _extend,
    "stop": _stop,
    "reopen": _reopen,
}
