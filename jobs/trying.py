"""试算 of alarm rules: how often one would have fired in a past period, and for what."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

import polars as pl

from alerts import rules as eyes
from core.alarm_rules import KINDS, AlertRule, span
from core.alarms import Signal, higher
from core.i18n import gettext as _
from core.i18n import mark
from core.periods import Period
from core.scope import Scope
from core.times import day_of, day_start
from jobs import clocking, sensing_records
from jobs.office import Office
from jobs.sensing_found import OPEN
from reports import standings
from store import alarms, heat_days, judgements, watching
from store import rates as cellar

BASES: dict[str, str] = {
    "records": mark("依记录的时限推算"),
    "heat": mark("依每日保存的热度"),
    "part": mark("{day} 起依每日保存的热度，此前没有保存，依事项现在的热度"),
    "issues": mark("这段时间没有保存每日热度，依事项现在的热度"),
    "judgements": mark("依研判记录"),
    "history": mark("依预警记录：这类规则不能从旧数据推算"),
}


@dataclass(frozen=True, slots=True)
class Tried:
    """What a rule would have told: when and of what, in order; `basis` is a key of BASES.

    `since`: the first day that heat was kept of.
    """

    basis: str
    fired: list[tuple[datetime, str]]
    since: date | None = None

    @property
    def basis_said(self) -> str:
        return _(BASES[self.basis], day=self.since or "")


def tried(office: Office, rule: AlertRule, period: Period, now: datetime) -> Tried:
    """How a rule (switched off ones too) would have fired in the period."""
    if rule.kind in ("deadline_near", "deadline_passed"):
        return Tried("records", sorted(_deadlines(office, rule, period, now)))
    if rule.kind in ("hot_issue", "burst"):
        return _by_heat(office, rule, period)
    if rule.kind == "judgement":
        return Tried("judgements", sorted(_judgements(office, rule, period, now)))
    return Tried("history", sorted(_history(office, rule, period)))


def _deadlines(
    office: Office, rule: AlertRule, period: Period, now: datetime
) -> Iterator[tuple[datetime, str]]:
    """Each record once: at its deadline, or so long before, if it was still open then."""
    ahead = span(rule.within) if rule.kind == "deadline_near" else timedelta(0)
    laws = office.tables.rules
    for law in [laws[rule.rule]] if rule.rule else sensing_records.watched(office, now):
        clock = (law.record, law.starts, law.ends)
        posted = (period.start - OPEN, period.end)
        spans = cellar.spans(office.store, Scope.ALL, posted, clock)
        judged = standings.judged(spans, law, clocking.work_time(office), now)
        at = pl.col("due_at") - ahead
        hit = judged.filter(
            (at >= period.start) & (at < period.end),
            pl.col("end_at").is_null() | (pl.col("end_at") > at),
        )
        yield from hit.select(at.alias("at"), "title").iter_rows()


def _by_heat(office: Office, rule: AlertRule, period: Period) -> Tried:
    """By the heat of each day where it was kept, else by the heat of now."""
    begun = heat_days.begun(office.store, Scope.ALL)
    first, last = day_of(period.start), day_of(period.end)
    if begun is None or begun >= last:
        return Tried("issues", sorted(_issues(office, rule, period)))
    fired = list(_heats(office, rule, max(first, begun), last))
    if begun <= first:
        return Tried("heat", sorted(fired))
    early = replace(period, end=day_start(begun))
    return Tried("part", sorted([*_issues(office, rule, early), *fired]), begun)


def _heats(
    office: Office, rule: AlertRule, first: date, last: date
) -> Iterator[tuple[datetime, str]]:
    """Each issue on the day it reached the rule's level or growth, and when it rose further.

    While a rule that speaks for this one (`inhibits`) holds for the issue, nothing is told of it.
    """
    known: dict[int, str | None] = {}
    parents = _parents(office, rule)
    rows = heat_days.listed(office.store, Scope.ALL, first, last)
    for row in rows.rows(named=True):
        level = row["level"] if rule.kind == "hot_issue" else ""
        enough = _holds(rule, row) and not any(_holds(parent, row) for parent in parents)
        before = known.get(row["issue"])
        if enough and (before is None or higher(level, before)):
            yield row["at"], _("{name}：{kind}", name=row["name"], kind=_(KINDS[rule.kind]))
        known[row["issue"]] = level if enough else None


def _parents(office: Office, rule: AlertRule) -> list[AlertRule]:
    """The rules that speak for this one where both hold."""
    return [one for one in office.tables.alerts if one.enabled and rule.id in one.inhibits]


def _signals(rows: Iterable[Mapping[str, Any]], rule: AlertRule) -> list[Signal]:
    looks = {"hot_issue": eyes.hot_issues, "burst": eyes.bursts}
    return list(looks[rule.kind](rows, rule)) if rule.kind in looks else []


def _holds(rule: AlertRule, row: Mapping[str, Any]) -> bool:
    """Whether a rule about heat holds for an issue as it was on one day."""
    if rule.areas and row["area"] not in rule.areas:
        return False
    if rule.kind == "hot_issue":
        return bool(row["level"]) and not higher(rule.level, row["level"])
    grown: bool = row["growth"] >= rule.share and row["messages"] >= rule.at_least
    return rule.kind == "burst" and grown


def _issues(office: Office, rule: AlertRule, period: Period) -> Iterator[tuple[datetime, str]]:
    rows = watching.hot(office.store, Scope.ALL, period.start)
    inside = rows.filter(pl.col("last_at") < period.end).rows(named=True)
    titles = {signal.subject: signal.title for signal in _signals(inside, rule)}
    for parent in _parents(office, rule):
        for signal in _signals(inside, parent):
            titles.pop(signal.subject, None)
    for row in inside:
        if f"issue:{row['id']}" in titles:
            yield row["last_at"], titles[f"issue:{row['id']}"]


def _judgements(
    office: Office, rule: AlertRule, period: Period, now: datetime
) -> Iterator[tuple[datetime, str]]:
    waited = [
        (row["found_at"], row["judged_at"], row["name"])
        for row in judgements.judged(office.store, Scope.ALL, open_only=False).rows(named=True)
    ]
    waited += [
        (row["found_at"], None, row["name"])
        for row in judgements.proposals(office.store, Scope.ALL).rows(named=True)
    ]
    for found_at, judged_at, name in waited:
        at = found_at + span(rule.within)
        if period.start <= at < period.end and at < (judged_at or now):
            yield at, _("{name}：尚未研判", name=name)


def _history(office: Office, rule: AlertRule, period: Period) -> Iterator[tuple[datetime, str]]:
    for row in alarms.listed(office.store, Scope.ALL, limit=100_000).rows(named=True):
        if row["rule"] == rule.id and period.start <= row["fired_at"] < period.end:
            yield row["fired_at"], row["title"]
