"""Which issues must be heard of, decided without touching the world."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from core.alerts import Alert
from core.i18n import gettext as _
from core.issues import Issue
from core.labels import AREAS, LEVELS
from core.times import local, month_of

FRESH = timedelta(days=2)
"""An issue that nobody wrote about for this long fires nothing: it came in with an old file."""

_ORDER = tuple(LEVELS)


@dataclass(frozen=True, slots=True)
class Rule:
    """Tell `to` when an issue reaches `level` or a higher one."""

    id: str
    level: str
    to: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Fired:
    """An alert and who is told."""

    alert: Alert
    to: tuple[str, ...]


def judge(found: Sequence[tuple[int, Issue]], rules: Sequence[Rule], now: datetime) -> list[Fired]:
    """The alerts that these issues (id, issue) call for. Once a month per issue and level."""
    return [
        Fired(_alert(number, issue, rule, now), rule.to)
        for number, issue in found
        for rule in rules
        if _reaches(issue.level, rule.level) and now - issue.last_at <= FRESH
    ]


def _reaches(level: str, wanted: str) -> bool:
    return bool(level) and _ORDER.index(level) <= _ORDER.index(wanted)


def _alert(number: int, issue: Issue, rule: Rule, now: datetime) -> Alert:
    level = _("{level}色热度", level=_(LEVELS[issue.level])[:1])
    return Alert(
        dedupe_key=f"{rule.id}/{number}/{issue.level}/{month_of(now)}",
        rule=rule.id,
        subject_id=number,
        level=issue.level,
        title=_("{name}：达到{level}（参照）", name=issue.name, level=level),
        why=issue.why,
        facts=(
            (_("领域"), _(AREAS[issue.area])),
            (_("累计诉求"), _("{count} 件", count=issue.messages)),
            (_("最早"), f"{local(issue.first_at):%Y-%m-%d %H:%M}"),
            (_("最近"), f"{local(issue.last_at):%Y-%m-%d %H:%M}"),
            (_("热度"), f"{issue.heat:.0f}"),
        ),
        fired_at=now,
    )
