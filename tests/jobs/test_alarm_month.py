"""A month of the synthetic county against a real mail server that fails, hangs and refuses."""

import random
from collections import Counter, defaultdict
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from alerts import alarms as machine
from cases import alerting
from config import settings, tables
from config.settings import Smtp
from core.alarm_rules import ladder_for, span, step_of
from core.alarms import Contact
from core.scope import Actor, Scope
from core.times import day_start
from jobs import analyse, deliver, demonstrate, looking, remind, runner, watch
from jobs.demonstrate import Wish
from jobs.office import Office
from store import alarms, contacts, frames
from tests import smtp

ALL = Scope.ALL
UNTIL = date(2026, 9, 25)
"""The month after it holds National Day and its make-up Saturday."""

DAYS = 30
TICK = timedelta(hours=2)
REFUSED = "a0@demo.gov.cn"


class Moody(smtp.Postbox):
    """Fails three mails of ten: now before it took them, now after, now without an answer."""

    rng = random.Random(3)  # noqa: S311

    async def handle_DATA(self, server, session, envelope):  # noqa: N802
        mood = self.rng.random()
        if mood < 0.2:
            return "451 try again"
        self.silent = 0.6 if mood < 0.22 else 0.0
        answer = await super().handle_DATA(server, session, envelope)
        return "421 shutting down" if 0.22 <= mood < 0.3 else answer

    async def handle_RCPT(self, server, session, envelope, address, options):  # noqa: N802
        if address == REFUSED:
            return "550 no such user"
        return await super().handle_RCPT(server, session, envelope, address, options)


@pytest.fixture
def county(tmp_path, monkeypatch):
    """The county up to UNTIL with contacts for every unit, and a clock that is set by hand."""
    clock = {"now": day_start(UNTIL + timedelta(days=1))}
    monkeypatch.setattr(runner, "now", lambda: clock["now"])
    monkeypatch.setattr(remind, "SLOW_SECONDS", 0.0)
    monkeypatch.setattr(deliver, "TIMEOUT_SECONDS", 0.3)
    monkeypatch.setattr("jobs.enclosing.chart", lambda office, delivery: ("", b""))
    found = settings.load({"MINSHENG_HOME": str(tmp_path)})
    office = Office(found, tables.load(found))
    demonstrate.load(office, Wish(seed=5, until=UNTIL, messages=1_000))
    units = office.shown_tables.units
    people = [Contact(0, "", "duty", "", "mail", "office@demo.gov.cn"),
              Contact(0, "", "admin", "", "mail", "admin@demo.gov.cn")]  # fmt: skip
    for number, unit in enumerate(units):
        people += [
            Contact(0, unit.code, role, "", "mail", f"{role.lower()}{number}@demo.gov.cn")
            for role in ("A", "B")
        ]
    alerting.put_contacts(office.store, Actor("admin"), people, clock["now"])
    yield office, clock
    office.store.close()


def live(office, clock, port):
    """Thirty days in ticks; people sign for some of what they are told, the day after."""
    mailing = Office(
        replace(office.settings, smtp=Smtp("127.0.0.1", port, "none", sender="m@demo.gov.cn")),
        office.tables,
    )
    vars(mailing)["store"] = office.store
    rng = random.Random(7)  # noqa: S311
    end = clock["now"] + timedelta(days=DAYS)
    while clock["now"] < end:
        now = clock["now"]
        if demonstrate.due(office, now) and (now - day_start(UNTIL)) % timedelta(hours=12) < TICK:
            demonstrate.run(office, "", now)
            for step in (analyse, watch):
                while step.due(office, now):
                    step.run(office, "", now)
        for subject in remind.due(office, now):
            remind.run(office, subject, now)
        for _turn in range(20):
            if not deliver.due(mailing, now):
                break
            deliver.run(mailing, "", now)
        if rng.random() < 0.05:
            waiting = alarms.listed(office.store, ALL).filter(state="firing")
            numbers = [number for number in waiting["id"].to_list() if rng.random() < 0.3]
            alerting.acknowledge(office.store, Actor("wang"), numbers, now)
        clock["now"] = now + TICK


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_a_month_of_alarms_arrives_once_and_in_order(county):
    office, clock = county
    postbox = Moody()
    with smtp.serving(postbox) as port:
        live(office, clock, port)
        postbox.settle()
    log = frames.delivery_log(office.store, ALL, limit=100_000).rows(named=True)
    states = Counter(row["state"] for row in log)
    assert states["sent"] > 100
    _arrived(log, postbox)
    _refused_is_told(office, log)
    assert _stories(office) > 100
    assert _exact(office, clock["now"] - timedelta(days=DAYS), clock["now"]) > 60


def _arrived(log, postbox):
    """Every mail that is not to the refused address arrives, and once.

    Twice only where the server took it and its answer was lost: the same Message-ID.
    """
    for row in log:
        if row["address"] != REFUSED and row["state"] != "sent":
            assert row["state"] == "waiting"  # the last tick's, its next try is still to come
    ids = Counter(mail["Message-ID"] for mail in postbox.mails())
    sent = [row for row in log if row["state"] == "sent"]
    assert len(ids) >= len(sent)
    assert sum(count > 1 for count in ids.values()) < 0.3 * len(ids)


def _refused_is_told(office, log):
    assert {row["state"] for row in log if row["address"] == REFUSED} == {"failed"}
    assert len({row["fired_at"] for row in log if row["address"] == REFUSED}) == 1
    disabled = [one.address for one in contacts.listed(office.store, ALL) if one.disabled]
    assert disabled == [REFUSED]
    told = [row["title"] for row in log if row["address"] == "admin@demo.gov.cn"]
    assert any(REFUSED in title for title in told)
    retold = 0
    for number in alarms.listed(office.store, ALL, limit=100_000)["id"]:
        heard = {event["address"] for event in alarms.events_of(office.store, ALL, number)}
        if REFUSED in heard:
            assert heard > {REFUSED}  # its stand-in, or those who were told beside it
            retold += REFUSED.replace("a", "b", 1) in heard
    assert retold


def _stories(office):
    """Each alarm's events stand in the order and at the times that its rule says."""
    rules = {rule.id: rule for rule in office.tables.alerts}
    look = looking.look_at(office, runner.now(), [])
    book = machine.Book(rules, office.tables.ladders, office.tables.quiet, look.work, None)
    found = alarms.listed(office.store, ALL, limit=100_000).rows(named=True)
    with office.store.read() as conn:
        known = alarms.by_id(conn, [row["id"] for row in found])
    for number, alarm in known.items():
        events = defaultdict(list)
        told = alarms.events_of(office.store, ALL, number)
        once = Counter((event["kind"], event["address"], event["made_at"]) for event in told)
        assert max(once.values(), default=1) == 1
        for event in told:
            events[event["made_at"]].append(event["kind"])
        _one_story(alarm, [(at, set(kinds)) for at, kinds in events.items()], rules, book)
    return sum(alarm.first_told_at is not None for alarm in known.values())


def _one_story(alarm, events, rules, book):
    rule = rules[alarm.signal.rule]
    hours = alarm.signal.hours or rule.hours
    first: datetime | None = None
    step = 0
    for at, kinds in events:
        assert machine.is_open(hours, book, at)
        (kind,) = kinds
        if kind == "fire" or kind == "raise":
            first, step = at, 0
        elif kind == "escalate" and not alarm.signal.level:  # a level, and its ladder, changes
            ladder = ladder_for(book.ladders, rule.ladder, alarm.signal.unit, alarm.signal.level)
            after, _target = step_of(ladder.steps[step])
            step += 1
            assert first is not None
            assert machine.elapsed(hours, book.work, first, at) >= after
        elif kind == "remind":
            assert first is not None
            assert at - first >= min(span(rule.repeat), span(rule.repeat_acked))


def _exact(office, began, ended):
    """The whole story of every plain alarm is foretold by its rule alone, to the tick: when it is
    told to the next one, when repeated, and nothing else. Plain: it has no level (a level brings
    another ladder), came once, was not spoken for by a parent, never went to who was refused.
    Returns how many stories were foretold that have more to them than their beginning.
    """
    rules = {rule.id: rule for rule in office.tables.alerts}
    look = looking.look_at(office, runner.now(), [])
    book = machine.Book(rules, office.tables.ladders, office.tables.quiet, look.work,
                        look.directory.reach)  # fmt: skip
    found = alarms.listed(office.store, ALL, limit=100_000).rows(named=True)
    with office.store.read() as conn:
        known = alarms.by_id(conn, [row["id"] for row in found])
    spoken_for = {
        (child, alarm.signal.subject)
        for alarm in known.values()
        for child in rules[alarm.signal.rule].inhibits
    }
    ticks = [began + TICK * number for number in range((ended - began) // TICK)]
    longer = 0
    for number, alarm in known.items():
        told = alarms.events_of(office.store, ALL, number)
        story = sorted({(event["made_at"], event["kind"]) for event in told})
        begins = [at for at, kind in story if kind == "fire"]
        plain = len(begins) == 1 and not alarm.signal.level and not alarm.flaps
        refused = REFUSED in {event["address"] for event in told}
        if not plain or refused or alarm.signal.key in spoken_for or alarm.signal.urgent:
            continue
        until = alarm.resolved_at or ended
        seen = [(at, kind) for at, kind in story if begins[0] < at < until]
        due = [at for at in ticks if begins[0] < at < until]
        foretold = _foretold(alarm, rules[alarm.signal.rule], book, begins[0], due)
        assert seen == foretold, (alarm.signal.key, seen, foretold)
        longer += bool(seen)
    return longer


def _foretold(alarm, rule, book, begun, ticks):
    """(when, what) by the words of the rule, for an alarm first told at `begun`."""
    hours = alarm.signal.hours or rule.hours
    ladder = ladder_for(book.ladders, rule.ladder, alarm.signal.unit, "")
    steps = [step_of(text) for text in ladder.steps] if ladder else []
    last, found = begun, []
    for at in ticks:
        signed = alarm.acked_at is not None and alarm.acked_at < at
        if not machine.is_open(hours, book, at):
            continue
        rested = at - max(last, alarm.acked_at if signed else last)
        if not signed and steps and machine.elapsed(hours, book.work, begun, at) >= steps[0][0]:
            target = steps.pop(0)[1]
            kind, whom = "escalate", [target]
        elif rested >= span(rule.repeat_acked if signed else rule.repeat):
            kind, whom = "remind", rule.to
        else:
            continue
        last = at
        if any(book.reach(target, alarm.signal, rule.unit) for target in whom):
            found.append((at, kind))
    return found
