"""One mail for a storm, one address at a time."""

from datetime import timedelta

import pytest

from alerts import bundles, saying
from core.alarm_rules import AlertRule, Quiet
from core.alarms import Alarm, Sent, Signal, Told

QUIET = Quiet()
MINUTE = timedelta(minutes=1)


def told(number, alarm, kind="fire", address="wang", now=None):
    return Told(number, alarm, kind, "mail", address, now)


def pack(waiting, now, sent=None, urgent=()):
    return bundles.bundle(waiting, sent or {}, frozenset(urgent), QUIET, now)


def test_few_go_as_mails_of_their_own_and_many_as_one(now):
    assert [b.parts for b in pack([told(1, 1), told(2, 2)], now)] == [
        ((1, "fire"),),
        ((2, "fire"),),
    ]
    (storm,) = pack([told(n, n) for n in range(1, 10_001)], now)
    assert len(storm.parts) == 10_000


def test_each_address_for_itself(now):
    found = pack([told(1, 1), told(2, 1, address="li")], now)
    assert [(b.address, b.done) for b in found] == [("wang", (1,)), ("li", (2,))]


@pytest.mark.parametrize(
    ("kinds", "left"),
    [
        (["fire", "raise"], "raise"),
        (["remind", "escalate"], "escalate"),
        (["fire", "resolve"], ""),
        (["remind", "resolve"], "resolve"),
        (["resolve", "fire"], "fire"),
        (["fire", "resolve", "fire"], "fire"),
    ],
)
def test_of_several_events_the_one_that_counts_is_told(now, kinds, left):
    found = pack([told(n, 1, kind) for n, kind in enumerate(kinds)], now)
    assert [b.parts for b in found] == [((1, left),)] if left else [()]
    assert found[0].done == tuple(range(len(kinds)))


def test_of_a_kept_alarm_an_address_hears_even_if_it_was_over_while_it_waited(now):
    """Told at 08:00 to an address that had a mail at 07:51: both events wait together."""
    waiting = [told(1, 1), told(2, 1, "resolve")]
    busy = {("mail", "wang"): Sent(now, 3)}
    assert bundles.bundle(waiting, busy, frozenset(), QUIET, now, kept=frozenset([1])) == []
    later = now + 10 * MINUTE
    (first,) = bundles.bundle(waiting, busy, frozenset(), QUIET, later, kept=frozenset([1]))
    assert (first.parts, first.done) == (((1, "fire"),), (1,))
    (last,) = bundles.bundle(waiting[1:], busy, frozenset(), QUIET, later, kept=frozenset([1]))
    assert (last.parts, last.done) == (((1, "resolve"),), (2,))


def test_an_address_that_just_got_a_mail_waits_and_ever_longer_in_a_flood(now):
    one = [told(1, 1)]
    for day, minutes in ((1, 5), (6, 5), (7, 10), (8, 20), (12, 240), (50, 240)):
        sent = {("mail", "wang"): Sent(now, day)}
        assert pack(one, now + (minutes - 0.1) * MINUTE, sent) == []
        assert pack(one, now + minutes * MINUTE, sent)


def test_danger_goes_at_once_and_alone(now):
    sent = {("mail", "wang"): Sent(now, 50)}
    waiting = [told(1, 1), told(2, 2), told(3, 3)]
    found = pack(waiting, now, sent, urgent=[2, 3])
    assert [b.parts for b in found] == [((2, "fire"),), ((3, "fire"),)]


def test_a_storm_is_told_with_all_its_facts(now):
    rules = {"deadline_passed": AlertRule("deadline_passed", "deadline_passed")}
    alarms = {
        n: Alarm(
            Signal("deadline_passed", f"record:{n}", f"=第{n}件", "超期", unit="water",
                   cited=f"期限{n}", page=f"messages?ref={n}"),
            now, now, id=n,
        )
        for n in range(1, 1001)
    }  # fmt: skip
    (storm,) = pack([told(n, n) for n in alarms], now)
    alert = saying.said(storm, alarms, rules, now)
    assert alert.title == "1000 项预警：办理超期 1000"
    assert len(alert.facts) == saying.LISTED
    lines = alert.sheet.splitlines()
    assert len(lines) == 1001
    assert all(f"'=第{n}件" in lines[n] and f"期限{n}" in lines[n] for n in alarms)
    assert alert.alarms == tuple(alarms)


def test_all_of_a_storm_that_is_told_is_over_signs_nothing(now):
    alarms = {
        n: Alarm(Signal("r", f"issue:{n}", "停水", "多"), now, now, id=n, state="resolved")
        for n in range(1, 6)
    }
    (bundle,) = pack([told(n, n, "resolve") for n in alarms], now)
    assert saying.said(bundle, alarms, {}, now).alarms == ()


def test_a_storm_of_one_kind_says_its_kind_once(now):
    rules = {"returned": AlertRule("returned", "returned"),
             "hot_issue": AlertRule("hot_issue", "hot_issue")}  # fmt: skip
    kind = "多次退单"
    alarms = {
        n: Alarm(Signal("returned", f"case:{n}", f"路灯：{kind}", "无"), now, now, id=n)
        for n in range(1, 6)
    }
    (storm,) = pack([told(n, n) for n in alarms], now)
    alert = saying.said(storm, alarms, rules, now)
    assert {label for label, _said in alert.facts} == {"新预警"}
    assert alert.facts[0][1].count(kind) == 1
    assert "工单" not in alert.cited
    alarms[9] = Alarm(Signal("hot_issue", "issue:9", "停水", "多"), now, now, id=9)
    (storm,) = pack([told(n, n) for n in alarms], now)
    mixed = saying.said(storm, alarms, rules, now).facts
    assert all(f"{label}{said}".count(kind) <= 1 for label, said in mixed)
    assert len({label for label, _said in mixed}) == 2
