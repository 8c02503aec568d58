"""The step `remind`: alarms begin, are told, repeated, escalated and end; digests go out.

A look changes nothing where nothing changed, so the step has work only when there is something
to keep or to tell. Each alarm is kept in one transaction with what is to be told of it, and each
mail in one with the events that it tells: a crash between two loses nothing and doubles nothing.
"""

import time
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from weakref import WeakKeyDictionary

from alerts import alarms as machine
from alerts import bundles, saying
from core import ladder
from core.alarm_rules import AlertRule
from core.alarms import Alarm, Bundle
from core.i18n import gettext as _
from core.scope import Scope
from core.times import day_of, local
from jobs import clocking, looking, network, sensing
from jobs.office import Office
from store import alarms as cellar
from store import contacts, outbox

SLOW_SECONDS = 60.0
"""How often rules that read many records look again; the others do at each tick."""

_DIGEST_HOUR = 9
_OUTSIDE = ("source_failing", "source_quiet")


@dataclass
class _Memory:
    """When this process last looked with the slow eyes; the first look sees all."""

    slow_at: float | None = None
    plan: machine.Outcome = field(default_factory=machine.Outcome)


_memories: WeakKeyDictionary[object, _Memory] = WeakKeyDictionary()


def due(office: Office, now: datetime) -> list[str]:
    """What has work: `alarms` to keep, `mails` to bundle, `digests` to write."""
    found = []
    memory = _memories.setdefault(office.store.engine, _Memory())
    memory.plan = plan(office, now, memory)
    if memory.plan.moves or memory.plan.lapsed:
        found.append("alarms")
    if found or _bundles(office, now):
        found.append("mails")
    if _digests(office, now):
        found.append("digests")
    return found


def forget(office: Office) -> None:
    """Let the next look be the first one of this process."""
    _memories.pop(office.store.engine, None)


def run(office: Office, subject: str, now: datetime) -> dict[str, int]:
    """Do one of the three; what `due` found is looked up again, not trusted."""
    if subject == "digests":
        return {"alerts": sum(_write_digest(office, about, now) for about in _digests(office, now))}
    if subject == "mails":
        return {"alerts": sum(_say(office, bundle, now) for bundle in _bundles(office, now))}
    memory = _memories.setdefault(office.store.engine, _Memory())
    found, memory.plan = memory.plan, machine.Outcome()
    moves = [(move.alarm, move.tell) for move in found.moves]
    signed = {move.alarm.id: move.signed for move in found.moves}
    cellar.save(office.store, Scope.ALL, moves, now, signed)
    cellar.lapse(office.store, Scope.ALL, found.lapsed, now)
    return {"alarms": len(moves)}


def plan(office: Office, now: datetime, memory: _Memory | None = None) -> machine.Outcome:
    """What would change now. Without a memory every rule looks."""
    rules = {rule.id: rule for rule in office.tables.alerts}
    known = cellar.known(office.store, Scope.ALL, now - machine.FLAP)
    look = looking.look_at(office, now, known)
    chosen = _chosen(list(rules.values()), memory, network.is_any_noted(office))
    book = machine.Book(
        rules,
        office.tables.ladders,
        office.tables.quiet,
        look.work,
        look.directory.reach,
        cellar.silenced(office.store, Scope.ALL, now),
        frozenset(rule.id for rule in chosen),
    )
    return machine.advance(known, sensing.signals(look, chosen), book, now)


def _chosen(rules: list[AlertRule], memory: _Memory | None, offline: bool) -> list[AlertRule]:
    """The rules that look now; no source is blamed while our own network is down."""
    on = [rule for rule in rules if rule.enabled and not (offline and rule.kind in _OUTSIDE)]
    if memory is None:
        return on
    passed = memory.slow_at is None or time.monotonic() - memory.slow_at >= SLOW_SECONDS
    if passed:
        memory.slow_at = time.monotonic()
        return on
    return [rule for rule in on if rule.kind not in sensing.SLOW]


def _bundles(office: Office, now: datetime) -> list[Bundle]:
    waiting = cellar.waiting(office.store, Scope.ALL)
    if not waiting:
        return []
    with office.store.read() as conn:
        alarms = cellar.by_id(conn, {told.alarm for told in waiting})
    urgent = frozenset(number for number, alarm in alarms.items() if alarm.signal.urgent)
    sent = cellar.sent(office.store, Scope.ALL, now)
    keeping = {rule.id for rule in office.tables.alerts if rule.keep}
    kept = frozenset(number for number, alarm in alarms.items() if alarm.signal.rule in keeping)
    return bundles.bundle(waiting, sent, urgent, office.tables.quiet, now, kept=kept)


def _say(office: Office, bundle: Bundle, now: datetime) -> int:
    """One mail with the events it tells, in one transaction; 0 where nothing was left to tell."""
    rules = {rule.id: rule for rule in office.tables.alerts}
    host, number = office.mail_host, None
    with office.store.write() as conn:
        if bundle.parts:
            told = cellar.by_id(conn, [alarm for alarm, _event in bundle.parts])
            alarms = {one.id: one for one in _fair(office, bundle.address, told.values())}
            parts = tuple(part for part in bundle.parts if part[0] in alarms)
            bundle = replace(bundle, parts=parts)
        if bundle.parts:
            notes = cellar.notes(conn, bundle.done)
            alert = saying.said(bundle, alarms, rules, now, notes)
            number = outbox.post(conn, alert, [(bundle.channel, bundle.address)], host)
        cellar.finish(conn, bundle.done, number, now)
    return int(number is not None)


def _digests(office: Office, now: datetime) -> list[tuple[str, str, str]]:
    """(key, address, kind) of the digests that are due today and were not written."""
    here = local(now)
    if here.hour < _DIGEST_HOUR:
        return []
    today = day_of(now)
    work = clocking.work_time(office).calendar
    if not work.is_workday(today):
        return []
    monday = today - timedelta(days=today.weekday())
    first = work.next_workday(monday) == today
    wanted = {
        (f"digest/{contact.digest}/{contact.address}/{today.isoformat()}", contact.address,
         contact.digest)
        for contact in contacts.listed(office.store, Scope.ALL)
        if contact.channel == "mail" and not contact.disabled
        and (contact.digest == "daily" or (contact.digest == "weekly" and first))
    }  # fmt: skip
    written = outbox.written(office.store, Scope.ALL, [key for key, _to, _kind in wanted])
    return sorted(
        item for item in wanted if item[0] not in written and _told_of(office, *item[1:], now)
    )


def _told_of(office: Office, address: str, kind: str, now: datetime) -> list[Alarm]:
    """The alarms of a digest; an empty one is not sent."""
    back = timedelta(days=1 if kind == "daily" else 7)
    numbers = cellar.told_to(office.store, Scope.ALL, address, now - back)
    with office.store.read() as conn:
        found = cellar.by_id(conn, numbers)
    return _fair(office, address, found.values())


def _write_digest(office: Office, about: tuple[str, str, str], now: datetime) -> int:
    key, address, kind = about
    alarms = _told_of(office, address, kind, now)
    silences = cellar.silenced(office.store, _may_see(office, address), now)
    rules = {rule.id: rule for rule in office.tables.alerts}
    period = _("每日") if kind == "daily" else _("每周")
    with office.store.write() as conn:
        alert = saying.digest(alarms, silences, rules, (key, "digest", period), now)
        return int(outbox.post(conn, alert, [("mail", address)], office.mail_host) is not None)


def _fair(office: Office, address: str, alarms: Iterable[Alarm]) -> list[Alarm]:
    """回避: without what has come to accuse the unit of an address since it was to be told."""
    parents = ladder.parents_of(office.shown_tables.units)
    return ladder.tellable(parents, alarms, contacts.listed(office.store, Scope.ALL), address)


def _may_see(office: Office, address: str) -> Scope:
    """What whoever reads at an address may see: all in the office, else its units' own and all
    below, and nothing that accuses one of them (回避)."""
    known = contacts.listed(office.store, Scope.ALL)
    units = ladder.units_at(known, address)
    if not units or "" in units:
        return Scope.ALL
    parents = ladder.parents_of(office.shown_tables.units)
    found = [ladder.scope_of(parents, unit) for unit in units]
    return Scope(
        units=frozenset().union(*(one.units or frozenset() for one in found)),
        barred=frozenset().union(*(one.shielded for one in found)),
    )
