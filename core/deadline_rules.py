"""Rules as data: what must be done, how soon, and where that is written.

A rule is never a constant in code: it has a jurisdiction, the days it is in force, a citation
and a trust mark (A original text read, B an official page quotes it, C one locality or a
draft, D not confirmed).
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from itertools import combinations

from core.i18n import gettext as _
from core.i18n import mark

KINDS = ("clock", "target", "scale", "note")
"""Only clocks have deadlines; targets are aims, scales are gradings, notes are duties."""

UNITS: dict[str, str] = {
    "minute": mark("{n}分钟"),
    "hour": mark("{n}小时"),
    "working_hour": mark("{n}个工作小时"),
    "day": mark("{n}日"),
    "working_day": mark("{n}个工作日"),
    "month": mark("{n}个月"),
}

TIMED = ("minute", "hour", "working_hour")
"""Units that run at once; the others leave out the day of the start and end at office close."""

SENSES = ("at_most", "at_least", "before")
"""at_most: done by then; at_least: not closed sooner; before: counted back from the start."""

ROLLS = ("none", "next_working_day")
MARKS = ("A", "B", "C", "D")

_WINDOWS = ("ask_review", "ask_correction", "object")


@dataclass(frozen=True, slots=True)
class Rule:
    """One limit. `trigger` and `duty` tell rules apart that may overlap; `covers` narrows them.

    `record`, `starts` and `ends` name the record kind and the facts that start and finish the
    clock in our own data. `extension` is the longest extension in `extension_unit` (default:
    `unit`). `correct` says whether a corrected request restarts the clock; `reopen`, whether
    重新办理 starts the whole period again, being a new assignment (restart), or what remained
    of the old one runs on (resume).
    """

    id: str
    kind: str
    name: str
    citation: str
    mark: str
    source: str = ""
    jurisdiction: str = ""
    trigger: str = ""
    duty: str = ""
    covers: list[str] = field(default_factory=list)
    levels: list[str] = field(default_factory=list)
    amount: int = 0
    unit: str = ""
    sense: str = "at_most"
    roll: str = "none"
    extension: int = 0
    extension_unit: str = ""
    extension_approver: str = ""
    extension_notice: str = ""
    correct: str = "restart"
    reopen: str = "restart"
    judged: bool = False
    record: str = ""
    starts: str = ""
    ends: str = ""
    effective_from: date | None = None
    effective_to: date | None = None
    enabled: bool = True
    note: str = ""

    def in_force(self, day: date) -> bool:
        """Whether the rule applies to what started on this day."""
        begins = self.effective_from is None or self.effective_from <= day
        return begins and (self.effective_to is None or day <= self.effective_to)

    @property
    def is_window(self) -> bool:
        """Whether it says within what time a thing may be done that need not be: 信访人 may ask
        for a review, only a request that is unclear has to be corrected, and only who is not in
        charge objects. Nobody is late who did not do it."""
        return self.duty in _WINDOWS

    @property
    def extends_by(self) -> str:
        """The unit of the extension."""
        return self.extension_unit or self.unit


def limit(amount: int, unit: str) -> str:
    """An amount as people say it, such as 5个工作日."""
    return _(UNITS[unit], n=amount)


def problems(rule: Rule) -> Iterator[tuple[str, str]]:
    """What is wrong with a rule: the field and a sentence, nothing where it is sound."""
    for name, allowed in _CHOICES.items():
        if getattr(rule, name) not in allowed:
            yield name, _one_of(allowed)
    if rule.kind == "clock":
        yield from _clock_problems(rule)
    if rule.effective_from and rule.effective_to and rule.effective_from > rule.effective_to:
        yield "effective_to", _("早于 effective_from")
    if not rule.citation.strip():
        yield "citation", _("每条规则都要写明出处")


_CHOICES: dict[str, tuple[str, ...]] = {
    "kind": KINDS,
    "mark": MARKS,
    "sense": SENSES,
    "roll": ROLLS,
    "correct": ("restart", "none"),
    "reopen": ("resume", "restart"),
}


def _clock_problems(rule: Rule) -> Iterator[tuple[str, str]]:
    if rule.unit not in UNITS:
        yield "unit", _one_of(UNITS)
        return
    if not 0 < rule.amount <= 3650:
        yield "amount", _("应在 1 至 3650 之间")
    if not 0 <= rule.extension <= 3650:
        yield "extension", _("应在 0 至 3650 之间")
    same_sort = (rule.extends_by in TIMED) == (rule.unit in TIMED)
    if rule.extends_by not in UNITS or not same_sort:
        yield "extension_unit", _("与 unit 不是同一类")
    if rule.roll != "none" and rule.unit in TIMED:
        yield "roll", _("按小时计的时限不顺延")
    if rule.sense == "before" and (rule.unit != "day" or rule.extension):
        yield "sense", _("倒推只能用 day，且不能延期")


def _one_of(allowed: Iterable[str]) -> str:
    return _("只能是 {allowed} 之一", allowed=" / ".join(allowed))


def overlaps(rules: Iterable[Rule]) -> list[tuple[Rule, Rule]]:
    """Pairs of clocks in use that claim the same duty of the same thing at the same time."""
    clocks = [rule for rule in rules if rule.enabled and rule.kind == "clock" and rule.duty]
    return [pair for pair in combinations(clocks, 2) if _overlap(*pair)]


def _overlap(one: Rule, other: Rule) -> bool:
    same = (one.trigger, one.duty, one.sense) == (other.trigger, other.duty, other.sense)
    return same and all(
        (
            not one.covers or not other.covers or set(one.covers) & set(other.covers),
            not one.levels or not other.levels or set(one.levels) & set(other.levels),
            (one.effective_from or date.min) <= (other.effective_to or date.max),
            (other.effective_from or date.min) <= (one.effective_to or date.max),
        )
    )
