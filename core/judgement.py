"""研判认定: only a person starts a public response clock; the system proposes and waits.

A judgement says who, when, which kind of matter that must be answered, which level and on what
basis (国办发〔2016〕61号). Hours since 发现 and since 认定 are shown side by side, so that waiting
with the judgement gains nothing.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from core.calendars import WorkTime
from core.deadline import Deadline, Event, compute
from core.deadline_rules import Rule
from core.errors import InputError
from core.i18n import mark
from core.scope import Actor

TYPES: dict[str, str] = {
    "misread": mark("对政策措施误解误读"),
    "interests": mark("涉及公众切身利益且影响较大"),
    "morals": mark("涉及民生领域严重冲击社会道德底线"),
    "emergency": mark("突发事件处置和自然灾害应对"),
    "superior": mark("上级政府要求主动回应"),
}
"""Matters that must be answered (R-RESP-TYPES)."""

LEVELS = (mark("特别重大"), mark("重大"), mark("较大"), mark("一般"))


PUBLICATIONS: dict[str, tuple[str, str]] = {
    "information": (mark("首次权威信息"), "first_information"),
    "conference": (mark("新闻发布会"), "press_conference"),
    "response": (mark("回应"), "respond"),
    "progress": (mark("后续进展"), ""),
}
"""What may be published: its name, and the duty that the first of its kind fulfils.

Progress fulfils none: after the first response publishing goes on as work does (R-RESP-CONT).
"""


@dataclass(frozen=True, slots=True)
class Judgement:
    """One person's decision that a matter must be answered in public."""

    who: Actor
    at: datetime
    type: str
    level: str
    basis: str


@dataclass(frozen=True, slots=True)
class Proposal:
    """A matter that the system holds for public; `judgement` None: nobody has judged it."""

    issue: int
    found_at: datetime
    judgement: Judgement | None = None


@dataclass(frozen=True, slots=True)
class Ages:
    """How long a matter is known, and how long it is judged (None: not yet)."""

    since_found: timedelta
    since_judged: timedelta | None


def clocks(
    judgement: Judgement | None,
    rules: Iterable[Rule],
    work: WorkTime,
    events: Iterable[Event] = (),
) -> list[Deadline]:
    """The public response clocks that a judgement starts. Raises InputError without a sound one."""
    sound = check(judgement)
    told = list(events)
    return [
        compute(rule, sound.at, told, work)
        for rule in rules
        if rule.kind == "clock" and rule.judged and rule.enabled and sound.level in rule.levels
    ]


def answered(
    judgement: Judgement,
    published: Iterable[tuple[str, datetime]],
    rules: Iterable[Rule],
    work: WorkTime,
) -> list[Deadline]:
    """The same clocks, each stopped by the first publication (kind, when) that fulfils it."""
    first: dict[str, datetime] = {}
    for kind, at in sorted(published, key=lambda one: one[1]):
        first.setdefault(PUBLICATIONS[kind][1], at)
    return [
        found
        for rule in rules
        for found in clocks(
            judgement,
            [rule],
            work,
            [Event("stop", first[rule.duty])] if rule.duty and rule.duty in first else [],
        )
    ]


def check(judgement: Judgement | None) -> Judgement:
    """The judgement itself if it is a person's, complete and known; else raises InputError."""
    if judgement is None:
        raise InputError("公开回应时限只能由有权限的人员研判认定后起算。")
    if judgement.who.kind != "person" or not judgement.who.name.strip():
        raise InputError("研判认定必须由人作出，系统不能代为认定。")
    if judgement.type not in TYPES:
        raise InputError("没有“{type}”这一类必须回应的情形。", type=judgement.type)
    if judgement.level not in LEVELS:
        raise InputError("没有“{level}”这一等级。", level=judgement.level)
    if not judgement.basis.strip():
        raise InputError("请写明研判认定的依据。")
    return judgement


def ages(proposal: Proposal, now: datetime) -> Ages:
    """Natural hours since 发现 and since 认定, side by side."""
    judged = proposal.judgement
    return Ages(now - proposal.found_at, now - judged.at if judged else None)


def unjudged(proposals: Iterable[Proposal]) -> list[Proposal]:
    """Proposals that nobody judged, the oldest first."""
    waiting = [proposal for proposal in proposals if proposal.judgement is None]
    return sorted(waiting, key=lambda proposal: (proposal.found_at, proposal.issue))
