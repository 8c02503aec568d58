"""The clocks of a case: which begin with a move, and what a move does to those that run.

A clock keeps the rule as it stood when it began, so that editing a rule changes nothing that
already runs until a second person has approved it (cases.rule_changes). A limit that somebody
sets by hand (交办要求, 批示, 会商, 协办) is a rule of its own, so that it is counted, explained
and stopped like any other.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from core.calendars import WorkTime
from core.case_moves import Given, move_of
from core.cases import Case
from core.deadline import Deadline, Event, compute
from core.deadline_rules import Rule
from core.deadline_standing import standing
from core.errors import InputError
from core.i18n import gettext as _
from core.i18n import mark
from core.scope import Actor
from core.times import day_of

MAIN = "handle"
PURPOSES: dict[str, str] = {
    "handle": mark("承办"),
    "instruct": mark("批示反馈"),
    "consult": mark("会商议定事项"),
    "partner": mark("协办"),
}

_TRIGGERS: dict[tuple[str, str], str] = {
    ("ticket", "assign"): "ticket_assigned",
    ("ticket", "decide"): "ticket_assigned",
    ("ticket", "reopen"): "ticket_assigned",
    ("rating", "assign"): "poor_rating",
    ("rating", "decide"): "poor_rating",
    ("rating", "confirm"): "poor_rating_verified",
    ("rating", "overrule"): "poor_rating_verified",
    ("rating", "reopen"): "poor_rating_verified",
}
"""(flow, move) -> the trigger of the rules whose clocks begin with it."""


@dataclass(frozen=True, slots=True)
class Clock:
    """One duty with a limit: whose, why, under which rule, since when, and what happened to it.

    `ended` is empty while the duty stands or was done; else the move that took it away, and
    nobody is late for what was taken away.
    """

    id: int
    rule: Rule
    unit: str
    purpose: str
    start_at: datetime
    events: tuple[Event, ...] = ()
    ended: str = ""

    @property
    def is_running(self) -> bool:
        """Neither done nor taken away; a suspended one counts as running."""
        kinds = [event.kind for event in self.events if event.kind in ("stop", "reopen")]
        return not self.ended and kinds[-1:] != ["stop"]

    def deadline(self, work: WorkTime, now: datetime | None = None) -> Deadline:
        """When it is due, and why."""
        return compute(self.rule, self.start_at, self.events, work, now)


@dataclass(frozen=True, slots=True)
class Begin:
    """A clock that a move starts."""

    rule: Rule
    unit: str
    purpose: str
    start_at: datetime


@dataclass(frozen=True, slots=True)
class Tell:
    """What a move does to a clock that is there; `ended` as in Clock."""

    clock: int
    event: Event | None
    ended: str = ""


Change = Begin | Tell


def dated(purpose: str, citation: str, start_at: datetime, due_on: date) -> Rule:
    """A limit set by hand: due at office close of a day. Raises InputError for a day gone by."""
    days = (due_on - day_of(start_at)).days
    if days < 0:
        raise InputError("期限 {day} 已经过去。", day=due_on.isoformat())
    name = _(PURPOSES[purpose])
    return Rule(
        id=name, kind="clock", name=_("限期办理"), citation=citation, mark="A",
        amount=days, unit="day", extension=365, extension_approver=_("交办单位"),
    )  # fmt: skip


def changes(
    before: Case,
    after: Case,
    move: str,
    actor: Actor,
    given: Given,
    now: datetime,
    *,
    clocks: Sequence[Clock],
    rules: Iterable[Rule],
) -> list[Change]:
    """What a move does to the clocks of its case. Raises InputError where no clock can begin."""
    found = move_of(before.flow, move)
    kind = found.clock if found else ""
    told = _Told(before, after, move, actor, given, now)
    running = [clock for clock in clocks if clock.is_running]
    if kind == "begin":
        return _begun(told, rules)
    if kind in ("instruct", "consult", "partner"):
        return _set_by_hand(told, kind)
    if kind == "reopen":
        return _reopened(told, clocks) or _begun(told, rules)
    if kind == "end" and after.is_closed:
        return [Tell(clock.id, Event("stop", now), move) for clock in running]
    if kind == "partner_done":
        done = [c for c in running if c.purpose == "partner" and c.unit == actor.unit]
        return [Tell(clock.id, Event("stop", now)) for clock in done]
    if kind == "stop":
        return _stopped(told, running)
    return _on_main(told, kind, [clock for clock in running if clock.purpose == MAIN])


@dataclass(frozen=True, slots=True)
class _Told:
    before: Case
    after: Case
    move: str
    actor: Actor
    given: Given
    now: datetime


def _begun(told: _Told, rules: Iterable[Rule]) -> list[Change]:
    after, given = told.after, told.given
    trigger = _TRIGGERS.get((after.flow, told.move), "")
    starts = {"poor_rating": after.first_at, "poor_rating_verified": after.called_back_at}
    start = starts.get(trigger) or told.now
    chosen = [rule for rule in rules if trigger and _applies(rule, trigger, start)]
    begun = [Begin(rule, after.handler, MAIN, start) for rule in chosen]
    if given.day:
        by_hand = dated(MAIN, _("交办要求"), told.now, given.day)
        begun.append(Begin(by_hand, after.handler, MAIN, told.now))
    if not begun:
        raise InputError("没有启用的时限规则，请写明办理期限。")
    return list(begun)


def _applies(rule: Rule, trigger: str, start: datetime) -> bool:
    on = rule.enabled and rule.kind == "clock" and rule.in_force(day_of(start))
    return on and rule.trigger == trigger and not rule.covers and rule.sense == "at_most"


def _set_by_hand(told: _Told, kind: str) -> list[Change]:
    given = told.given
    if not given.day:
        return []
    unit = told.after.handler or told.after.lead
    cited = {
        "instruct": _("{post}批示", post=given.post),
        "consult": _("会商纪要"),
        "partner": _("协办要求"),
    }[kind]
    if kind == "partner":
        unit = given.unit
    return [Begin(dated(kind, cited, told.now, given.day), unit, kind, told.now)]


def _reopened(told: _Told, clocks: Sequence[Clock]) -> list[Change]:
    """What the finish stopped goes on; each rule says whether with what was left or anew."""
    finish = told.before.finished_at
    done = [c for c in clocks if c.purpose == MAIN and not c.ended and not c.is_running]
    stopped = [c for c in done if c.events[-1].at == finish]
    return [Tell(clock.id, Event("reopen", told.now)) for clock in stopped]


def _stopped(told: _Told, running: list[Clock]) -> list[Change]:
    """A finish does what was agreed in consultation too; opinions still asked for are moot."""
    stop = Event("stop", told.now)
    moot = {"partner": told.move}
    return [
        Tell(clock.id, stop, moot.get(clock.purpose, ""))
        for clock in running
        if clock.purpose != "instruct"
    ]


def _on_main(told: _Told, kind: str, running: list[Clock]) -> list[Change]:
    now = told.now
    if kind == "end":
        return [Tell(clock.id, Event("stop", now), told.move) for clock in running]
    if kind in ("suspend", "resume"):
        return [Tell(clock.id, Event(kind, now)) for clock in running]
    if kind == "extend":
        return _extended(told, running)
    return []


def _extended(told: _Told, running: list[Clock]) -> list[Change]:
    days = told.before.asked_days
    able = [clock for clock in running if clock.rule.extension]
    if not able:
        raise InputError("适用的规则不允许延期。")
    return [Tell(clock.id, Event("extend", told.now, days)) for clock in able]


def standings(
    clocks: Iterable[Clock], work: WorkTime, now: datetime
) -> list[tuple[Clock, Deadline, str]]:
    """Running clocks with their deadline and where they stand, the earliest first."""
    found = [
        (clock, deadline := clock.deadline(work, now), standing(deadline, now))
        for clock in clocks
        if clock.is_running
    ]
    return sorted(found, key=lambda row: (row[1].due_at, row[0].id))


def today(case: Case, due: Sequence[tuple[Clock, Deadline, str]], now: datetime) -> str:
    """今日须办, one of TODAY, or empty. Closed cases are nobody's work."""
    if case.is_closed:
        return ""
    if any(row[2] == "overdue" for row in due):
        return "overdue"
    if any(row[2] != "suspended" and day_of(row[1].due_at) == day_of(now) for row in due):
        return "today"
    if case.state in ("accepted", "returned", "disputed"):
        return "unassigned"
    return "unsigned" if case.state == "assigned" else ""


TODAY: Mapping[str, str] = {
    "overdue": mark("已超期"),
    "today": mark("今日到期"),
    "unassigned": mark("待派单"),
    "unsigned": mark("待签收"),
}
