"""A statutory procedure with its clocks: what may be done, what it does, when what is due.

Pure. The clocks keep the rule as it stood when they began; what happened to them is their
events, so that the deadline can always be computed anew and explained (core.deadline).
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from core.calendars import WorkTime
from core.case_clocks import Clock
from core.deadline import Deadline, Event, compute
from core.deadline_rules import Rule
from core.deadline_standing import standing
from core.errors import InputError
from core.i18n import gettext as _
from core.ladder import UNKNOWN, barred
from core.procedure_steps import BEGINS, CHOICES, FIRST, FLOWS, RESULTS, STATES, STEPS, Step
from core.scope import Actor
from core.times import day_of

LONGEST = 4_000
LEAST_DAYS = 30
"""重大行政决策程序暂行条例第十五条: at least so many days, fewer only with a stated reason."""


@dataclass(frozen=True, slots=True)
class Procedure:
    """One procedure. `facts` hold what belongs to its flow only; nobody's name is in it.

    `region` is the adcode of the place that it concerns, empty for the whole place.
    """

    flow: str
    title: str
    text: str
    unit: str
    opened_at: datetime
    id: int = 0
    revision: int = 1
    state: str = ""
    accused: str = ""
    region: str = ""
    message: int | None = None
    outcome: str = ""
    facts: Mapping[str, Any] = field(default_factory=dict)
    clocks: tuple[Clock, ...] = ()
    closed_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Given:
    """What a person fills in for a step."""

    text: str = ""
    unit: str = ""
    choice: str = ""
    result: str = ""


Done = Sequence[Mapping[str, Any]]
"""Steps taken so far, the oldest first: step, actor, at."""


def begun(wanted: Procedure, rules: Iterable[Rule]) -> Procedure:
    """A new procedure in its first state with the clocks that begin. Raises InputError."""
    if wanted.flow not in FLOWS:
        raise InputError("没有“{flow}”这种程序。", flow=wanted.flow)
    if not wanted.title.strip() or not wanted.unit:
        raise InputError("请写明标题和承办单位。")
    first = replace(wanted, state=FIRST[wanted.flow])
    trigger = BEGINS[wanted.flow]
    return _begin(first, trigger, wanted.opened_at, rules) if trigger else first


def moved(found: Procedure, unit: str) -> Procedure:
    """The procedure with another unit, which has the clocks that run against the one before."""
    clocks = (
        replace(clock, unit=unit) if clock.unit == found.unit and not clock.ended else clock
        for clock in found.clocks
    )
    return replace(found, unit=unit, clocks=tuple(clocks))


def possible(found: Procedure, actor: Actor, done: Done, parents: Mapping[str, str]) -> list[Step]:
    """The steps that the actor may take now."""
    return [
        step
        for step in STEPS
        if step.flow == found.flow and not _refusal(found, step, actor, done, parents)
    ]


def take(
    found: Procedure,
    step: Step,
    actor: Actor,
    given: Given,
    at: datetime,
    *,
    done: Done,
    rules: Iterable[Rule],
    work: WorkTime,
    parents: Mapping[str, str],
) -> Procedure:
    """The procedure after a step taken at `at`. Raises InputError with one sentence."""
    refused = _refusal(found, step, actor, done, parents)
    if refused:
        raise InputError("不能办理“{step}”：{why}", step=_(step.title), why=refused)
    _check_given(found, step, given, parents)
    if done and at < done[-1]["at"]:
        raise InputError("时间不能早于上一步。")
    after = _effects(found, step, given, at, list(rules), work)
    if step.name == "review" and given.choice == "object":
        after = replace(after, state="received")
    if step.name == "answer":
        after = replace(after, outcome=given.choice)
    if step.name == "contested":
        after = replace(after, facts={**found.facts, given.choice: given.result})
    if step.name == "transfer":
        after = replace(after, unit=given.unit)
    if after.state == "closed":
        after = replace(after, closed_at=at)
    return replace(after, revision=found.revision + 1)


def _refusal(
    found: Procedure, step: Step, actor: Actor, done: Done, parents: Mapping[str, str]
) -> str:
    """Why not; empty where the step may be taken."""
    if step.flow != found.flow or found.state not in step.states:
        return _("现在的状态是“{state}”。", state=_(STATES[found.state]))
    if actor.role not in step.roles:
        return _("须由其他角色办理。")
    if actor.role == "handle" and actor.unit != found.unit:
        return _("不是本单位承办的。")
    if barred(parents, found.accused, actor.unit):
        return _("涉及本单位，应当回避。")
    if step.once and any(row["step"] == step.name for row in done):
        return _("只能办理一次。")
    asked = [row for row in done if row["step"] == step.other]
    if asked and asked[-1]["actor"] == actor.name:
        return _("须由另外的人办理。")
    return _by_flow(found, step)


def _by_flow(found: Procedure, step: Step) -> str:
    if step.name == "publish" and step.flow == "disclosure":
        open_duty = any(clock.rule.duty == "publish" and clock.is_running for clock in found.clocks)
        return "" if open_duty else _("还没有决定转为主动公开。")
    return ""


def _check_given(found: Procedure, step: Step, given: Given, parents: Mapping[str, str]) -> None:
    if "text" in step.needs and not 1 <= len(given.text.strip()) <= LONGEST:
        raise InputError("请写明内容或理由，1 至 {limit} 个字。", limit=LONGEST)
    if "unit" in step.needs and not given.unit:
        raise InputError("请选择单位。")
    if "choice" in step.needs and given.choice not in CHOICES[step.flow, step.name]:
        raise InputError("请选择结果。")
    if "result" in step.needs and given.result not in RESULTS:
        raise InputError("请选择复议或诉讼的结果。")
    accused = "" if found.accused == UNKNOWN else found.accused
    if step.name == "transfer" and barred(parents, accused, given.unit):
        raise InputError("不能转送给被反映的单位或其下属单位。")


def _effects(
    found: Procedure, step: Step, given: Given, at: datetime, rules: list[Rule], work: WorkTime
) -> Procedure:
    after = replace(found, state=step.to or found.state)
    for kind, name in step.clocks:
        if kind == "begin":
            after = _begin(after, name, _start(found, name, at), rules, given.unit)
        elif kind in ("drop", "end"):
            clocks = (
                replace(c, ended=step.name) if c.is_running and name in ("", c.rule.duty) else c
                for c in after.clocks
            )
            after = replace(after, clocks=tuple(clocks))
        else:
            after = _tell(after, kind, name, at, work)
    return after


def _start(found: Procedure, trigger: str, at: datetime) -> datetime:
    """A month for publishing what became of comments runs from the day they closed."""
    if trigger == "consultation_closed" and found.facts.get("closes_at"):
        return min(at, datetime.fromisoformat(found.facts["closes_at"]))
    return at


def _begin(
    found: Procedure, trigger: str, start: datetime, rules: Iterable[Rule], unit: str = ""
) -> Procedure:
    chosen = [rule for rule in rules if _applies(rule, trigger, day_of(start))]
    if not chosen:
        raise InputError("没有启用的时限规则（{trigger}），请先检查规则。", trigger=trigger)
    first = len(found.clocks) + 1
    fresh = [
        Clock(number, rule, unit or found.unit, rule.duty, start)
        for number, rule in enumerate(chosen, first)
    ]
    return replace(found, clocks=(*found.clocks, *fresh))


def _applies(rule: Rule, trigger: str, day: date) -> bool:
    on = rule.enabled and rule.kind == "clock" and rule.in_force(day)
    return on and rule.trigger == trigger and rule.sense == "at_most"


def _tell(found: Procedure, kind: str, duty: str, at: datetime, work: WorkTime) -> Procedure:
    """What happens to the newest clock of a duty that it can happen to."""
    able = [clock for clock in found.clocks if clock.rule.duty == duty and not clock.ended]
    wanted = [clock for clock in able if clock.is_running == (kind != "reopen")]
    if not wanted:
        return found
    clock = wanted[-1]
    told = replace(clock, events=(*clock.events, Event(kind, at)))
    after = compute(told.rule, told.start_at, told.events, work)
    if kind == "extend" and after.late_extensions:
        raise InputError("已经超期，不能再延。")
    clocks = tuple(told if one.id == clock.id else one for one in found.clocks)
    return replace(found, clocks=clocks)


def standings(found: Procedure, work: WorkTime, now: datetime) -> list[tuple[Clock, Deadline, str]]:
    """Every clock with its deadline and where it stands (core.deadline_standing), in order."""
    told = []
    for clock in found.clocks:
        deadline = clock.deadline(work, now)
        told.append((clock, deadline, "ended" if clock.ended else standing(deadline, now)))
    return told


def is_ours(clock: Clock) -> bool:
    """Whether somebody of ours is late when it passes."""
    return not clock.rule.is_window


def consultation_problems(
    facts: Mapping[str, Any], opens_on: date | None, closes_on: date | None
) -> list[str]:
    """What a notice of consultation lacks: draft, notes, way to answer, time limit."""
    found = []
    for name, sentence in (
        ("draft", _("没有征求意见稿的全文或链接。")),
        ("notes", _("没有起草说明。")),
        ("way", _("没有写明提出意见的方式。")),
    ):
        if not str(facts.get(name, "")).strip():
            found.append(sentence)
    if opens_on is None or closes_on is None:
        return [*found, _("没有写明征集的起止日期。")]
    days = (closes_on - opens_on).days
    if days < LEAST_DAYS and not str(facts.get("short_reason", "")).strip():
        found.append(
            _("征集期 {days} 天，少于 {least} 天，须公开说明理由。", days=days, least=LEAST_DAYS)
        )
    return found


_NOISE = re.compile(
    r"申请公开|获取|关于|有关|政府信息|信息|文件|材料|资料|的|及|和|、|，|。|\s|\d{4}年?|《|》"
)
_YEARS = re.compile(r"(?:19|20)\d{2}")
ALIKE = 0.75
"""Requests whose names share this much of their pairs of characters ask for the same thing."""


def alike(one: str, other: str) -> bool:
    """Whether two requests ask for the same information, by their titles."""
    first, second = _pairs(one), _pairs(other)
    years, others = set(_YEARS.findall(one)), set(_YEARS.findall(other))
    if not first or not second or (years and others and years != others):
        return False
    return len(first & second) / len(first | second) >= ALIKE


def _pairs(title: str) -> frozenset[str]:
    line = _NOISE.sub("", title)
    return frozenset(line[place : place + 2] for place in range(len(line) - 1))


def repeated(titles: Sequence[tuple[int, str]], at_least: int) -> list[list[int]]:
    """Groups of requests (number, title) for the same information, the largest first.

    Requests are compared, never who asks: 多个申请人就相同政府信息提出申请 (条例第四十四条).
    """
    groups: list[list[tuple[int, str]]] = []
    for number, title in titles:
        home = next(
            (group for group in groups if all(alike(name, title) for _n, name in group)), None
        )
        if home is None:
            groups.append([(number, title)])
        else:
            home.append((number, title))
    large = [[number for number, _title in group] for group in groups if len(group) >= at_least]
    return sorted(large, key=len, reverse=True)
