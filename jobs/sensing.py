"""What alarms are about: the store looked at with the eyes of each rule."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from functools import partial

import polars as pl

from alerts import alarms as machine
from alerts import rules as eyes
from alerts.rules import Due
from core import judgement as words
from core import ladder
from core.alarm_rules import AlertRule, span
from core.alarms import Signal
from core.case_clocks import standings as case_standings
from core.deadline import Deadline
from core.deadline_rules import Rule
from core.i18n import gettext as _
from core.i18n import mark
from core.judgement import Judgement
from core.scope import Actor, Scope
from core.times import day_of
from jobs import sensing_found, watched_procedures, watched_topics
from jobs.looking import Look
from jobs.office import Office
from jobs.sensing_found import OPEN
from reports import standings
from store import (
    frames,
    judgements,
    recusal,
    watching,
)
from store import rates as cellar

SLOW = ("deadline_near", "deadline_passed", "extended", "returned", "unsolved", "poor_rating",
        "falls_behind", "site_down", "topic")  # fmt: skip
"""Kinds that read many records and are looked at less often."""


def signals(look: Look, chosen: Iterable[AlertRule]) -> list[Signal]:
    """What these rules find true now, each limited to its areas, regions and units."""
    found: list[Signal] = []
    for rule in chosen:
        for signal in _KINDS[rule.kind](look, rule):
            if rule.concerns(signal.area, signal.region, signal.unit):
                found.append(signal)  # noqa: PERF401 - one rule after another
    return found


def _hot(look: Look, rule: AlertRule) -> Iterator[Signal]:
    yield from eyes.hot_issues(look.once("issues", lambda: _issues(look)), rule)


def _burst(look: Look, rule: AlertRule) -> Iterator[Signal]:
    yield from eyes.bursts(look.once("issues", lambda: _issues(look)), rule)


def _issues(look: Look) -> list[dict[str, object]]:
    """Issues with the units that they accuse."""
    store = look.office.store
    rows = watching.hot(store, Scope.ALL, look.since(eyes.FRESH)).rows(named=True)
    accused = _accused(look, [row["id"] for row in rows])
    return [{**row, "accused": accused.get(row["id"], ())} for row in rows]


def _judgement(look: Look, rule: AlertRule) -> Iterator[Signal]:
    rows = judgements.proposals(look.office.store, Scope.ALL).rows(named=True)
    accused = _accused(look, [row["issue"] for row in rows])
    told = [{**row, "accused": accused.get(row["issue"], ())} for row in rows]
    yield from eyes.judgements(told, rule, look.now, span(rule.within))


def _accused(look: Look, numbers: list[int]) -> Mapping[int, set[str]]:
    """Whom each of these issues accuses."""
    return recusal.accused_by(look.office.store, Scope.ALL, numbers) if numbers else {}


def _responses(late: bool) -> Callable[[Look, AlertRule], Iterator[Signal]]:
    def found(look: Look, rule: AlertRule) -> Iterator[Signal]:
        due = [item for item in _judged(look) if _stands(look, item.deadline, rule, late)]
        yield from eyes.deadlines(due, rule, late, look.now)

    return found


def _judged(look: Look) -> Iterator[Due]:
    store = look.office.store
    told = judgements.published(store, Scope.ALL)
    rows = judgements.judged(store, Scope.ALL).rows(named=True)
    accused = _accused(look, [row["issue"] for row in rows])
    for row in rows:
        said = Judgement(
            Actor(row["judged_by"]), row["judged_at"], row["type"], row["grade"], row["basis"]
        )
        mine = told.filter(pl.col("judgement") == row["id"])
        published = [(kind, at) for kind, at in mine.select("kind", "published_at").iter_rows()]
        for found in words.answered(said, published, look.laws.values(), look.work):
            if found.state == "running":
                subject = f"response:{row['id']}:{found.rule.id}"
                whom = tuple(sorted(accused.get(row["issue"], ())))
                yield Due(subject, row["name"], "", found, "responses", accused=whom)


def _stands(look: Look, found: Deadline, rule: AlertRule, late: bool) -> bool:
    """Whether a running clock is passed, or due within the rule's time."""
    if late:
        return found.due_at < look.now
    left = span(rule.within)
    hours = eyes.hours_of(found.rule, rule)
    return (
        look.now <= found.due_at
        and machine.elapsed(hours, look.work, look.now, found.due_at) <= left
    )


def _deadlines(late: bool) -> Callable[[Look, AlertRule], Iterator[Signal]]:
    def found(look: Look, rule: AlertRule) -> Iterator[Signal]:
        laws = [look.laws[rule.rule]] if rule.rule else watched(look.office, look.now)
        due = [*_of_cases(look), *watched_procedures.duties(look)]
        for law in laws:
            due += look.once(f"records {law.id}", partial(_records, look, law))
        chosen = [item for item in due if _stands(look, item.deadline, rule, late)]
        yield from eyes.deadlines(chosen, rule, late, look.now)

    return found


def watched(office: Office, now: datetime) -> list[Rule]:
    """The clock rules in use on records, but for the loop of poor ratings."""
    today = day_of(now)
    return [
        law
        for law in office.tables.rules.values()
        if law.kind == "clock" and law.enabled and law.in_force(today)
        and law.record and law.starts and law.ends and law.record != "rating"
        and law.sense == "at_most"
    ]  # fmt: skip


def _records(look: Look, law: Rule) -> list[Due]:
    return list(_of_records(look, law))


def _of_records(look: Look, law: Rule) -> Iterator[Due]:
    clock = (law.record, law.starts, law.ends)
    found = watching.open_spans(look.office.store, Scope.ALL, look.since(OPEN), clock)
    if found.is_empty():
        return
    held = {case.subject_id for case, _clocks in look.cases if case.subject == "message"}
    judged = standings.judged(found, law, look.work, look.now)
    for row in judged.rows(named=True):
        if row["due_at"] is None or row["standing"] == "unknown" or row["id"] in held:
            continue
        yield Due(
            f"record:{row['ref']}:{law.id}",
            row["title"] or _("（无标题）"),
            row["unit"],
            _plain(law, row["start_at"], row["due_at"]),
            f"messages?ref={row['ref']}",
            row["area"],
            row["region"],
            accused=eyes.named(row["accused"]),
        )


def _plain(law: Rule, start_at: datetime, due_at: datetime) -> Deadline:
    return Deadline(law, due_at, "running", provisional=False, start_at=start_at)


def _of_cases(look: Look) -> Iterator[Due]:
    for case, clocks in look.cases:
        for clock, deadline, standing in case_standings(clocks, look.work, look.now):
            if standing != "suspended":
                yield Due(
                    f"case:{case.id}:{clock.id}",
                    case.title,
                    clock.unit,
                    deadline,
                    f"case?case={case.id}",
                    accused=eyes.named(case.accused),
                )


def _unsolved(look: Look, rule: AlertRule) -> Iterator[Signal]:
    since = look.since(timedelta(days=rule.days))
    rows = watching.unsolved(look.office.store, Scope.ALL, since).rows(named=True)
    yield from eyes.records(rows, rule, _("回访结果：未解决"))


def _poor_rating(look: Look, rule: AlertRule) -> Iterator[Signal]:
    law = look.laws.get(rule.rule)
    if law is None:
        return
    clock = (law.record, law.starts, law.ends)
    store = look.office.store
    found = watching.open_spans(store, Scope.ALL, look.since(OPEN), clock, most_stars=2)
    if found.is_empty():
        return
    judged = standings.judged(found, law, look.work, look.now).filter(standing="overdue")
    due = [
        Due(f"rating:{row['ref']}", row["title"] or _("（无标题）"), row["unit"],
            _plain(law, row["start_at"], row["due_at"]), f"messages?ref={row['ref']}",
            row["area"], row["region"], accused=eyes.named(row["accused"]))
        for row in judged.rows(named=True)
    ]  # fmt: skip
    yield from eyes.deadlines(due, rule, late=True, now=look.now)


def _falls_behind(look: Look, rule: AlertRule) -> Iterator[Signal]:
    law = look.laws.get(rule.rule)
    if law is None or not law.record:
        return
    since = look.since(timedelta(days=rule.days))
    clock = (law.record, law.starts, law.ends)
    found = partial(_shares, look, law, (since, look.now), clock)
    behind = {signal.unit for signal in eyes.behind(found(Scope.ALL), rule, look.names)}
    parents = look.directory.parents
    # The unit is told: what accuses it must not be in its numbers either.
    fair = {unit: found(ladder.fair(parents, unit)).get(unit, (0, 0)) for unit in behind}
    yield from eyes.behind(fair, rule, look.names)


def _shares(
    look: Look,
    law: Rule,
    period: tuple[datetime, datetime],
    clock: tuple[str, str, str],
    scope: Scope,
) -> dict[str, tuple[int, int]]:
    """Unit -> how many of its records were in time, of how many, as a reader may count them."""
    spans = cellar.spans(look.office.store, scope, period, clock, "unit")
    judged = standings.judged(spans, law, look.work, look.now)
    shares: dict[str, tuple[int, int]] = {}
    for unit, standing in judged.select("group", "standing").iter_rows():
        good, count = shares.get(unit or "", (0, 0))
        if standing in ("in_time", "late", "overdue"):
            shares[unit or ""] = (good + (standing == "in_time"), count + 1)
    return shares


def _sources(quiet: bool) -> Callable[[Look, AlertRule], Iterator[Signal]]:
    def found(look: Look, rule: AlertRule) -> Iterator[Signal]:
        owned = {one.id for one in look.office.tables.sources.values() if one.owner}
        found_ = frames.sources(look.office.store, Scope.ALL).rows(named=True)
        rows = [row for row in found_ if row["source"] not in owned]  # owners hear of them
        still = span(rule.within) if quiet else None
        yield from eyes.sources(rows, rule, look.names, still, look.now)

    return found


def _danger(look: Look, rule: AlertRule) -> Iterator[Signal]:
    rows = watching.urgent(look.office.store, Scope.ALL, look.since(eyes.FRESH))
    yield from eyes.dangers(rows.rows(named=True), rule, look.names)


_DUTIES = {"superior": "A", "office": "A"}
"""Which role a target stands for: one missing contact is one alarm, whoever waits for it."""


def _unreachable(look: Look, rule: AlertRule) -> Iterator[Signal]:
    known = look.office.tables.rows["alert"]
    duties = [
        (look.directory.unit_of(target, alarm.signal), _DUTIES.get(target, target))
        for alarm in look.known
        if alarm.is_on and alarm.signal.rule in known and alarm.signal.rule != rule.id
        for target in known[alarm.signal.rule].to
        if not look.directory.reach(target, alarm.signal, known[alarm.signal.rule].unit)
    ]
    yield from eyes.unreachable(duties, rule, look.names)


def _address(look: Look, rule: AlertRule) -> Iterator[Signal]:
    yield from eyes.stopped(look.stopped, rule)


_KINDS: dict[str, Callable[[Look, AlertRule], Iterator[Signal]]] = {
    "hot_issue": _hot,
    "burst": _burst,
    "topic": watched_topics.signals,
    "judgement": _judgement,
    "response_near": _responses(late=False),
    "response_passed": _responses(late=True),
    "deadline_near": _deadlines(late=False),
    "deadline_passed": _deadlines(late=True),
    "extended": sensing_found.extended,
    "returned": sensing_found.counting("returned", mark("已退单 {n} 次")),
    "unsolved": _unsolved,
    "poor_rating": _poor_rating,
    "falls_behind": _falls_behind,
    "source_failing": _sources(quiet=False),
    "source_quiet": _sources(quiet=True),
    "contradiction": sensing_found.contradiction,
    "knowledge": sensing_found.contradiction,
    "site_down": sensing_found.site_down,
    "danger": _danger,
    "unreachable": _unreachable,
    "address": _address,
}
