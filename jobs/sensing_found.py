"""What our own steps and the desk found, looked at with the eyes of their rules."""

from collections.abc import Callable, Iterator
from datetime import timedelta

from alerts import found_rules, site_rules
from alerts import rules as eyes
from core import website
from core.alarm_rules import AlertRule
from core.alarms import Signal
from core.i18n import gettext as _
from core.i18n import mark
from core.scope import Scope
from jobs.looking import Look
from store import alarm_facts, case_lists, extensions, reply_checks, sites, watching

OPEN = timedelta(days=180)
"""Records older than this are not looked at: they came in with an old file."""


def counting(fact: str, why: str) -> Callable[[Look, AlertRule], Iterator[Signal]]:
    """Open tickets whose fact counts as many as the rule says; `why` may name {n}."""

    def found(look: Look, rule: AlertRule) -> Iterator[Signal]:
        rows = watching.counting(
            look.office.store, Scope.ALL, look.since(OPEN), fact, rule.at_least
        )
        yield from eyes.records(rows.rows(named=True), rule, _(why))

    return found


def extended(look: Look, rule: AlertRule) -> Iterator[Signal]:
    """By the count that a source tells, by our own desk, by what the platform changed."""
    store, found = look.office.store, {}
    for signal in counting("extensions", mark("已延期 {n} 次"))(look, rule):
        found[signal.subject] = signal
    told = extensions.by_platform(store, Scope.ALL, look.since(OPEN), rule.at_least)
    rows = watching.counted(store, Scope.ALL, told).rows(named=True)
    for signal in eyes.records(rows, rule, _("已延期 {n} 次")):
        found[signal.subject] = signal
    for signal in found_rules.extensions(extensions.at_desk(store, Scope.ALL, rule.at_least), rule):
        found[signal.subject] = signal
    yield from found.values()


def contradiction(look: Look, rule: AlertRule) -> Iterator[Signal]:
    """What the check of replies found, and what any other step says as a fact."""
    store = look.office.store
    rows = reply_checks.contradictions(store, Scope.ALL, look.since(OPEN))
    for row in rows:
        if row["subject"] == "message":
            row["accused"] = case_lists.accused_in(store, Scope.ALL, "message", row["subject_id"])
        else:
            known = {case.id: case.accused for case, _clocks in look.cases}
            row["accused"] = known.get(row["subject_id"], "")
    yield from found_rules.contradictions(rows, rule)
    yield from found_rules.told(alarm_facts.standing(look.office.store, Scope.ALL, rule.kind), rule)


def site_down(look: Look, rule: AlertRule) -> Iterator[Signal]:
    """Watched sites whose last looks all failed, our own outages aside."""
    store, web = look.office.store, look.office.tables.web_rule
    for source in look.office.tables.sources.values():
        if source.kind == "site" and source.enabled:
            probes = sites.probes(store, Scope.ALL, source.id, look.since(_PROBES))
            found = website.judge(probes, (), web, look.now)
            yield from site_rules.down(source, found, rule, web)


_PROBES = timedelta(days=1)
