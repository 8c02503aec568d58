"""What alarms are about: the store looked at with the eyes of each rule."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import timedelta

import polars as pl

from alerts import rules as eyes
from alerts.rules import Due
from core import judgement as words
from core.alarm_rules import AlertRule, span
from core.alarms import Signal
from core.i18n import gettext as _
from core.i18n import mark
from core.judgement import Judgement
from core.scope import Actor, Scope
from jobs import sensing_found, sensing_records, surges, watched_topics
from jobs.looking import Look
from store import frames, judgements, recusal, watching

SLOW = ("deadline_near", "deadline_passed", "extended", "returned", "unsolved", "poor_rating",
        "falls_behind", "site_down", "topic", "surge")  # fmt: skip
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
    yield from eyes.hot_issues(_issues(look, rule, eyes.is_hot), rule)


def _burst(look: Look, rule: AlertRule) -> Iterator[Signal]:
    yield from eyes.bursts(_issues(look, rule, eyes.is_growing), rule)


def _issues(
    look: Look, rule: AlertRule, fires: Callable[[eyes.Row, AlertRule], bool]
) -> list[dict[str, object]]:
    """The issues for which a rule fires, whose they are and whom they accuse: of the many others
    nobody has to count the messages."""
    store, since = look.office.store, look.since(eyes.FRESH)
    rows = look.once("issues", lambda: watching.hot(store, Scope.ALL, since).rows(named=True))
    chosen = [row for row in rows if fires(row, rule)]
    numbers = [row["id"] for row in chosen]
    owners, accused = watching.owners(store, Scope.ALL, numbers), _accused(look, numbers)
    return [
        {**row, "unit": owners[row["id"]][0], "region": owners[row["id"]][1],
         "accused": accused.get(row["id"], ())}
        for row in chosen
    ]  # fmt: skip


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
        due = [
            item
            for item in _judged(look)
            if sensing_records.stands(look, item.deadline.rule, item.deadline.due_at, rule, late)
        ]
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


def _unsolved(look: Look, rule: AlertRule) -> Iterator[Signal]:
    since = look.since(timedelta(days=rule.days))
    rows = watching.unsolved(look.office.store, Scope.ALL, since).rows(named=True)
    yield from eyes.records(rows, rule, _("回访结果：未解决"))


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
    "surge": surges.signals,
    "topic": watched_topics.signals,
    "judgement": _judgement,
    "response_near": _responses(late=False),
    "response_passed": _responses(late=True),
    "deadline_near": sensing_records.deadlines(late=False),
    "deadline_passed": sensing_records.deadlines(late=True),
    "extended": sensing_found.extended,
    "returned": sensing_found.counting("returned", mark("已退单 {n} 次")),
    "unsolved": _unsolved,
    "poor_rating": sensing_records.poor_rating,
    "falls_behind": sensing_records.falls_behind,
    "source_failing": _sources(quiet=False),
    "source_quiet": _sources(quiet=True),
    "contradiction": sensing_found.contradiction,
    "knowledge": sensing_found.contradiction,
    "site_down": sensing_found.site_down,
    "danger": _danger,
    "unreachable": _unreachable,
    "address": _address,
}
