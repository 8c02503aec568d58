"""Alarm rules as data: what is looked for, who is told, when, how often, and who is told next.

Rows of `[[alert]]`, `[[ladder]]` and `[[quiet]]` in config/alerts.toml; times are texts such as
"30m", "4h" or "2d".
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta

from core.i18n import gettext as _
from core.i18n import mark
from core.labels import AREAS, LEVELS

KINDS: dict[str, str] = {
    "hot_issue": mark("热点事项达到等级"),
    "burst": mark("诉求突增"),
    "surge": mark("领域或单位诉求突增"),
    "topic": mark("关注专题超出常态"),
    "judgement": mark("待研判事项无人研判"),
    "response_near": mark("公开回应临期"),
    "response_passed": mark("公开回应超期"),
    "deadline_near": mark("办理时限临期"),
    "deadline_passed": mark("办理超期"),
    "extended": mark("多次延期"),
    "returned": mark("多次退单"),
    "unsolved": mark("回访未解决"),
    "poor_rating": mark("差评未回访"),
    "falls_behind": mark("按时率落后"),
    "source_failing": mark("数据源采集失败"),
    "source_quiet": mark("数据源没有新数据"),
    "contradiction": mark("答复与统一口径不一致"),
    "knowledge": mark("口径、文件或知识条目待更新"),
    "site_down": mark("网站打不开"),
    "danger": mark("可能危及生命安全"),
    "unreachable": mark("责任单位没有可达的联系人"),
    "address": mark("收件地址停用"),
}
FADING = frozenset({"surge", "topic"})
"""Kinds whose end is told to nobody: that fewer people write today (a day ends at midnight) says
nothing of whether their trouble was solved (声量下降不等于问题解决)."""

HOURS: dict[str, str] = {
    "always": mark("随时"),
    "day": mark("白天"),
    "working": mark("工作时间"),
}
"""When is told: always (natural hours run at night too), by day, or in office hours."""

TARGETS: dict[str, str] = {
    "A": mark("A 角"),
    "B": mark("B 角"),
    "duty": mark("值班"),
    "superior": mark("上一级"),
    "office": mark("平台管理单位"),
    "admin": mark("管理员"),
    "source": mark("来源平台值班"),
}
"""Whom a rule tells, beside plain addresses."""
_ADDRESS = re.compile(r"[^@\s,;<>]+@[^@\s,;<>]+")
_SPAN = re.compile(r"(\d{1,4})([mhd])")
_SIZES = {"m": 60, "h": 3600, "d": 86_400}


@dataclass(frozen=True, slots=True)
class AlertRule:
    """One rule. `kind` says what is looked for; empty lists mean all.

    `level` belongs to hot_issue; `rule` (a clock rule) and `within` to deadlines; `at_least`,
    `share` and `days` are thresholds of the kinds that count. `hold` is how long a signal must
    last before it is told, `clear` how long it must be gone before it is over. `repeat` reminds
    until 签收, `repeat_acked` after it, until the matter is over. `inhibits` names rules that
    are not told while this one fires for the same subject. `unit`: whose the addresses in `to`
    are; it is not told of what accuses it (回避). `keep`: what passed while nobody was to be
    disturbed is told in the morning all the same.
    """

    id: str
    kind: str = "hot_issue"
    level: str = ""
    to: list[str] = field(default_factory=list)
    enabled: bool = True
    areas: list[str] = field(default_factory=list)
    regions: list[str] = field(default_factory=list)
    units: list[str] = field(default_factory=list)
    rule: str = ""
    within: str = "1d"
    at_least: int = 2
    share: float = 80.0
    days: int = 30
    hours: str = "day"
    hold: str = "0m"
    clear: str = "15m"
    repeat: str = "1d"
    repeat_acked: str = "3d"
    ladder: str = ""
    inhibits: list[str] = field(default_factory=list)
    task: str = ""
    feedback: str = ""
    unit: str = ""
    keep: bool = False

    def concerns(self, area: str, region: str, unit: str) -> bool:
        """Whether the rule's areas, regions and units let this through."""
        places = not self.regions or any(region.startswith(code) for code in self.regions)
        listed = ((self.areas, area), (self.units, unit))
        return places and all(not allowed or value in allowed for allowed, value in listed)


@dataclass(frozen=True, slots=True)
class Ladder:
    """Whom to tell next when nobody signs: steps such as "2h superior", in order.

    The most specific ladder counts: one that names the unit, then one that names the level.
    """

    id: str
    steps: list[str] = field(default_factory=list)
    units: list[str] = field(default_factory=list)
    levels: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Quiet:
    """When duties that can wait do wait, and how mail is bundled.

    `night` and `morning` are hours of the day. One address gets at most one mail in `pause`
    once it has had `free` in a day, and the pause doubles with each further one, up to `most`.
    """

    id: str = "default"
    night: int = 20
    morning: int = 8
    pause: str = "5m"
    most: str = "4h"
    free: int = 6
    apart: int = 3
    link_days: int = 7


def span(text: str) -> timedelta:
    """A time such as 30m, 4h or 2d. Raises ValueError for any other text."""
    found = _SPAN.fullmatch(text.strip())
    if not found:
        raise ValueError(text)
    return timedelta(seconds=int(found[1]) * _SIZES[found[2]])


def step_of(text: str) -> tuple[timedelta, str]:
    """A step of a ladder: after how long, and who. Raises ValueError."""
    after, _space, target = text.strip().partition(" ")
    return span(after), target.strip()


def ladder_for(ladders: Iterable[Ladder], named: str, unit: str, level: str) -> Ladder | None:
    """The ladder that a rule names, or the most specific that fits unit and level."""
    fitting = [
        ladder
        for ladder in ladders
        if (ladder.id == named if named else True)
        and (not ladder.units or unit in ladder.units)
        and (not ladder.levels or level in ladder.levels)
    ]
    ranked = sorted(fitting, key=lambda ladder: (-bool(ladder.units), -bool(ladder.levels)))
    return ranked[0] if ranked else None


def rule_problems(rule: AlertRule) -> Iterator[tuple[str, str]]:
    """What is wrong with a rule: field and reason."""
    if rule.kind not in KINDS:
        yield "kind", _one_of(KINDS)
    if rule.hours not in HOURS:
        yield "hours", _one_of(HOURS)
    if (rule.level or rule.kind == "hot_issue") and rule.level not in LEVELS:
        yield "level", _one_of(LEVELS)
    for area in rule.areas:
        if area not in AREAS:
            yield "areas", _("没有“{value}”", value=area)
    for target in rule.to:
        yield from _target("to", target)
    for name in ("within", "hold", "clear", "repeat", "repeat_acked"):
        yield from _span_problem(name, getattr(rule, name))
    if rule.at_least < 1 or not 0 <= rule.share <= 100 or rule.days < 1:
        yield "at_least", _("at_least、days 应大于 0，share 应在 0 至 100 之间")


def ladder_problems(ladder: Ladder) -> Iterator[tuple[str, str]]:
    """What is wrong with a ladder: field and reason."""
    last = timedelta(0)
    for text in ladder.steps:
        try:
            after, target = step_of(text)
        except ValueError:
            yield "steps", _("“{text}”应写成“2h superior”这样", text=text)
            continue
        yield from _target("steps", target)
        if after <= last:
            yield "steps", _("各级的时间应依次增加")
        last = after
    for level in ladder.levels:
        if level not in LEVELS:
            yield "levels", _one_of(LEVELS)


def quiet_problems(quiet: Quiet) -> Iterator[tuple[str, str]]:
    """What is wrong with the quiet hours: field and reason."""
    if not 0 <= quiet.morning < quiet.night <= 24:
        yield "morning", _("应满足 0 ≤ morning < night ≤ 24")
    for name in ("pause", "most"):
        yield from _span_problem(name, getattr(quiet, name))
    if min(quiet.free, quiet.apart, quiet.link_days) < 1:
        yield "free", _("应大于 0")


def _span_problem(name: str, text: str) -> Iterator[tuple[str, str]]:
    try:
        span(text)
    except ValueError:
        yield name, _("“{text}”应像 30m、4h、2d", text=text)


def _target(name: str, target: str) -> Iterator[tuple[str, str]]:
    if target not in TARGETS and not _ADDRESS.fullmatch(target):
        yield name, _("“{address}”不是邮箱地址", address=target)


def _one_of(allowed: Iterable[str]) -> str:
    return _("只能是 {allowed} 之一", allowed=" / ".join(allowed))
