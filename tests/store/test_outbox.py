"""Alerts and deliveries: fired once, claimed by one, recorded as what became of them."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import pytest
from sqlalchemy import bindparam, text

from core.alerts import Alert
from core.scope import Actor, Scope
from store import frames, outbox, requests, resting
from store.types import UtcTime

ALL = Scope.ALL
MINUTE = timedelta(minutes=1)
PEOPLE = [("mail", "wang@example.gov.cn"), ("mail", "li@example.gov.cn")]


@pytest.fixture
def make_alert(now: datetime) -> Callable[..., Alert]:
    def make(key: str = "1") -> Alert:
        facts = (("领域", "生态环境"), ("累计诉求", "3 件"))
        return Alert(key, "hot_issue", 7, "II", "云杉小区", "近 7 天 3 件", facts, now)

    return make


@pytest.fixture
def fire(store, make_alert):
    def fire(*keys, people=PEOPLE):
        return outbox.fire(store, ALL, [make_alert(key) for key in keys], people, "minsheng.test")

    return fire


def states(store):
    return dict(frames.delivery_log(store, ALL).select("address", "state").iter_rows())


def claim(store, now, sender="a", **rest):
    return outbox.claim(store, ALL, sender, now, **rest)


def test_an_alert_fires_once(store, fire):
    assert fire("1", "2") == 2
    assert fire("2", "3") == 1
    assert frames.delivery_log(store, ALL).height == 6


def test_each_address_has_a_delivery_of_its_own(store, fire, make_alert, now):
    fire("1")
    first, second = claim(store, now), claim(store, now)
    assert {first.address, second.address} == {address for _kind, address in PEOPLE}
    assert first.message_id != second.message_id
    assert first.alert == second.alert == make_alert("1")
    assert claim(store, now) is None


def test_an_address_named_twice_is_told_once(store, fire):
    fire("1", people=[*PEOPLE, PEOPLE[0]])
    assert frames.delivery_log(store, ALL).height == 2


def test_is_due_says_what_claim_would_give(store, fire, now):
    assert not outbox.is_due(store, ALL, now)
    fire("1", people=PEOPLE[:1])
    assert not outbox.is_due(store, ALL, now - MINUTE)
    assert claim(store, now - MINUTE) is None
    assert outbox.is_due(store, ALL, now)
    assert claim(store, now, seconds=60).attempts == 1
    assert not outbox.is_due(store, ALL, now + 0.9 * MINUTE)
    assert claim(store, now + 0.9 * MINUTE) is None
    assert outbox.is_due(store, ALL, now + MINUTE)


def test_the_mail_of_a_dead_sender_is_given_to_the_next_unchanged(store, fire, now):
    fire("1", people=PEOPLE[:1])
    first = claim(store, now, "dead")
    later = now + timedelta(seconds=resting.CLAIM_SECONDS)
    second = claim(store, later, "next")
    assert (second.id, second.message_id) == (first.id, first.message_id)
    assert (first.attempts, second.attempts) == (1, 2)


def test_what_was_sent_is_never_given_again(store, fire, now):
    fire("1", people=PEOPLE[:1])
    outbox.sent(store, ALL, claim(store, now).id, now)
    assert claim(store, now + timedelta(days=30)) is None
    assert states(store) == {"wang@example.gov.cn": "sent"}


def test_a_failed_attempt_waits_for_its_time(store, fire, now):
    fire("1", people=PEOPLE[:1])
    outbox.failed(store, ALL, claim(store, now), "连不上", now + 5 * MINUTE)
    row = frames.delivery_log(store, ALL).row(0, named=True)
    assert (row["state"], row["error"], row["attempts"]) == ("waiting", "连不上", 1)
    assert claim(store, now + 4 * MINUTE) is None
    again = claim(store, now + 5 * MINUTE)
    outbox.sent(store, ALL, again.id, now + 5 * MINUTE)
    assert frames.delivery_log(store, ALL).row(0, named=True)["error"] == ""


def test_a_clock_that_ran_ahead_holds_nothing_back(store, fire, now):
    """As written when the clock was a week ahead: anew, failed, and while it was being sent."""
    fire("new", people=PEOPLE[:1])
    back = now - timedelta(days=7)
    assert outbox.is_due(store, ALL, back)
    again = claim(store, back)
    outbox.failed(store, ALL, again, "busy", now + 5 * MINUTE)
    assert claim(store, back).attempts == 2
    claimed_ahead = "UPDATE deliveries SET claimed_until = :at"
    with store.write() as conn:
        conn.execute(text(claimed_ahead).bindparams(bindparam("at", now, UtcTime())))
    assert claim(store, back).attempts == 3
    assert claim(store, back) is None
    assert claim(store, back + timedelta(seconds=resting.CLAIM_SECONDS)).attempts == 4


def test_a_delivery_that_failed_for_good_is_left(store, fire, now):
    fire("1", people=PEOPLE[:1])
    outbox.failed(store, ALL, claim(store, now), "没有这个地址", None)
    assert claim(store, now + timedelta(days=30)) is None
    assert states(store) == {"wang@example.gov.cn": "failed"}


def test_a_sender_that_slept_cannot_undo_what_the_next_one_did(store, fire, now):
    fire("1", people=PEOPLE[:1])
    slept = claim(store, now)
    later = now + 3 * MINUTE
    awake = claim(store, later)
    outbox.failed(store, ALL, slept, "连不上", later)
    assert claim(store, later) is None  # still being sent by the other
    outbox.sent(store, ALL, awake.id, later)
    outbox.failed(store, ALL, slept, "连不上", later)
    outbox.failed(store, ALL, awake, "连不上", later)
    assert states(store) == {"wang@example.gov.cn": "sent"}


def test_many_senders_share_the_work_without_overlap(store, fire, now):
    fire(*(str(number) for number in range(20)))

    def work(sender):
        taken = []
        while delivery := claim(store, now, str(sender)):
            taken.append(delivery.id)
        return taken

    with ThreadPoolExecutor(4) as pool:
        taken = [number for each in pool.map(work, range(4)) for number in each]
    assert len(taken) == len(set(taken)) == 40


def ask(store, now, kind, **parameters):
    with store.write() as conn:
        return requests.ask(conn, kind, parameters, Actor("admin"), now)


def test_each_step_finds_its_own_requests(store, now):
    mail = ask(store, now, "test_mail", to="li@example.gov.cn")
    collect = ask(store, now, "collect", source="board")
    stale = now - 10 * MINUTE
    assert requests.is_asked(store, ALL, "test_mail", stale)
    assert [found.id for found in requests.claim(store, ALL, now, stale)] == [collect]
    (found,) = requests.claim(store, ALL, now, stale, "test_mail")
    assert (found.id, found.kind) == (mail, "test_mail")
    assert (found.parameters, found.actor) == ({"to": "li@example.gov.cn"}, "admin")
    assert not requests.is_asked(store, ALL, "test_mail", stale)


def test_a_request_is_open_again_when_its_worker_died(store, now):
    number = ask(store, now, "test_mail", to="li@example.gov.cn")
    requests.claim(store, ALL, now, now - 10 * MINUTE, "test_mail")
    later = now + 11 * MINUTE
    assert requests.waiting(store, ALL, "test_mail") == [{"to": "li@example.gov.cn"}]
    assert requests.is_asked(store, ALL, "test_mail", later - 10 * MINUTE)
    requests.claim(store, ALL, later, later - 10 * MINUTE, "test_mail")
    requests.done(store, ALL, number, "已发送", later)
    much_later = later + timedelta(days=1)
    assert not requests.is_asked(store, ALL, "test_mail", much_later)
    assert requests.waiting(store, ALL, "test_mail") == []
