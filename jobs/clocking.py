"""Clocks over the records of the store: on time or not, and replayed under a changed rule."""

from collections import Counter
from dataclasses import replace
from datetime import datetime
from typing import Any

import polars as pl

from config import calendar
from core import periods
from core.calendars import WorkTime
from core.deadline_rules import Rule
from core.errors import InputError
from core.periods import Period
from core.scope import Scope
from core.times import day_of
from jobs.office import Office
from store import frames
from store import rates as cellar

GOING = ("normal", "overdue", "in_time", "late", "unknown")
"""unknown: no start, or an end before the start; such a record is shown, never judged."""


def work_time(office: Office) -> WorkTime:
    """The published working calendar with the usual office hours."""
    return WorkTime(calendar.load(office.settings))


def judged(office: Office, rule: Rule, period: Period, now: datetime, by: str) -> pl.DataFrame:
    """Records posted in the period, their deadline under `rule`, and where they stand (GOING).

    Adds due_at and standing to store.rates.SPANS. Raises InputError for a rule that names no
    record kind.
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
    return _judge(found, rule, work_time(office), now)


def _judge(found: pl.DataFrame, rule: Rule, work: WorkTime, now: datetime) -> pl.DataFrame:
    from reports import clocks  # loads numpy, which most commands do without

    sound = found.with_columns(
        end_at=pl.when(pl.col("end_at") <= now).then("end_at"),
        known=(pl.col("start_at").is_not_null() & (pl.col("start_at") <= now)).fill_null(False)
        & (pl.col("end_at").is_null() | (pl.col("end_at") >= pl.col("start_at"))),
    )
    good = sound.filter("known").with_row_index("clock")
    answer = clocks.judge(
        good.select(pl.lit(rule.id).alias("rule"), "start_at"), _events(good), {rule.id: rule}, work
    )
    with_due = pl.concat([good.drop("clock"), answer], how="horizontal")
    standing = _standing(now)
    rest = sound.filter(~pl.col("known")).with_columns(standing=pl.lit("unknown"))
    return pl.concat([with_due.with_columns(standing=standing), rest], how="diagonal").select(
        *cellar.SPANS, "due_at", "standing"
    )


def _standing(now: datetime) -> pl.Expr:
    stopped = pl.col("state") == "stopped"
    return (
        pl.when("refused")
        .then(pl.lit("unknown"))
        .when(stopped & (pl.col("stopped_at") <= pl.col("due_at")))
        .then(pl.lit("in_time"))
        .when(stopped)
        .then(pl.lit("late"))
        .when(pl.col("due_at") < now)
        .then(pl.lit("overdue"))
        .otherwise(pl.lit("normal"))
    )


def _events(good: pl.DataFrame) -> pl.DataFrame:
    ended = good.filter(pl.col("end_at").is_not_null())
    again = ended.filter(pl.col("reopened_at") >= pl.col("end_at"))
    return pl.concat(
        [
            ended.select("clock", pl.lit("stop").alias("kind"), pl.col("end_at").alias("at")),
            again.select(
                "clock", pl.lit("reopen").alias("kind"), pl.col("reopened_at").alias("at")
            ),
        ]
    ).with_columns(amount=pl.lit(0))


def counted(found: pl.DataFrame) -> dict[str, int]:
    """How many records stand where, by GOING."""
    seen: Counter[str] = Counter(found["standing"].to_list())
    return {name: seen[name] for name in GOING}


def replay(before: pl.DataFrame, after: pl.DataFrame) -> dict[str, Any]:
    """What another rule would have changed: both frames hold the same records in any order."""
    bad = ("late", "overdue")
    joined = before.join(after.select("ref", other="standing", other_due="due_at"), on="ref")
    was, would = pl.col("standing").is_in(bad), pl.col("other").is_in(bad)
    newly, spared = joined.filter(~was & would), joined.filter(was & ~would)
    return {
        "records": joined.height,
        "late_before": joined.filter(was).height,
        "late_after": joined.filter(would).height,
        "newly_late": newly.height,
        "no_longer_late": spared.height,
        "examples": newly.head(20)["ref"].to_list(),
    }


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
    span = frames.span(office.store, Scope.ALL)
    first, last = span or (day_of(now), day_of(now))
    first, last = since or first, until or last
    if first > last:
        raise InputError("开始日期晚于结束日期。")
    return periods.between(first, last)
