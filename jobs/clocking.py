"""Clocks over the records of the store: on time or not, and replayed under a changed rule."""

from dataclasses import replace
from datetime import datetime

import polars as pl

from core import periods
from core.calendars import WorkTime
from core.deadline_rules import Rule
from core.errors import InputError
from core.periods import Period
from core.scope import Scope
from core.times import day_of
from jobs.office import Office
from reports import standings
from store import rates as cellar


def work_time(office: Office) -> WorkTime:
    """The published working calendar with the usual office hours."""
    return office.work_time


def judged(office: Office, rule: Rule, period: Period, now: datetime, by: str) -> pl.DataFrame:
    """Records posted in the period, their deadline under `rule`, and where they stand.

    See `reports.standings.judged`. Raises InputError for a rule that names no record kind.
    """
    if rule.kind != "clock" or not (rule.record and rule.starts and rule.ends):
        raise InputError("规则 {id} 没有写明对哪类记录、从何时到何时计时。", id=rule.id)
    found = cellar.spans(
        office.store,
        Scope.ALL,
        (period.start, period.end),
        (rule.record, rule.starts, rule.ends),
        by,
    )
    return standings.judged(found, rule, work_time(office), now)


def rule_named(office: Office, name: str) -> Rule:
    """The rule with this id. Raises InputError, which names rules of the same family."""
    rules = office.tables.rules
    if name in rules:
        return rules[name]
    family = [known for known in rules if name and known.startswith(name.rstrip("-"))]
    if family:
        raise InputError(
            "没有编号为“{id}”的规则，相近的有：{known}。", id=name, known="、".join(family)
        )
    raise InputError("没有编号为“{id}”的规则，全部规则见 minsheng rules list。", id=name)


def tried(rule: Rule, amount: int, unit: str) -> Rule:
    """The rule with another limit, for a trial; another unit has no extension."""
    if not amount and not unit:
        return rule
    changed = replace(rule, amount=amount or rule.amount, unit=unit or rule.unit)
    return replace(changed, extension=0) if unit else changed


def period_of(
    office: Office,
    name: str,
    days: tuple[datetime | None, datetime | None, datetime | None],
    now: datetime,
) -> Period:
    """The named period that holds the third day, or the first two days and what is between.

    Without a name and days: all that the store holds. Raises InputError.
    """
    since, until, day = (moment and moment.date() for moment in days)
    if name:
        return periods.period(name, day or day_of(now))
    span = cellar.span(office.store, Scope.ALL)
    first, last = span or (day_of(now), day_of(now))
    first, last = since or first, until or last
    if first > last:
        raise InputError("开始日期晚于结束日期。")
    return periods.between(first, last)
