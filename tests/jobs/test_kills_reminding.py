"""`remind` that is killed at any moment loses no alarm and tells nothing twice."""

import logging
import random
import signal
import time
from collections import Counter
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from cases import alerting
from core.alarms import Contact
from core.issues import Issue
from core.scope import Actor, Scope
from store import issues
from store.alarm_tables import alarm_events, alarms
from store.schema import alerts, deliveries
from tests.jobs import sender
from tests.jobs.test_kills import _others

logger = logging.getLogger(__name__)

ALL = Scope.ALL
KILLS = 100
"""In each of the two stores: two hundred rounds together."""

STEP = timedelta(minutes=30)
FRESH = 12
"""Issues that become hot before each round."""

LIFE = 1.5
"""A process lives at most so many times as long as one needs that nobody kills."""


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_a_hundred_kills(store, store_url, now):
    chance = random.Random(20261127)
    alerting.put_contacts(store, Actor("li"), [Contact(0, "", "A", "", "mail", "a@x.cn")], now)
    seen = Counter()
    _heat(store, 0, now)
    first = sender.start_reminding(store_url, now)
    started = time.monotonic()
    first.join()
    whole = time.monotonic() - started
    for number in range(1, KILLS + 1):
        moment = now + STEP * number
        _heat(store, number, moment)
        process = sender.start_reminding(store_url, moment)
        time.sleep(chance.uniform(0, LIFE * whole))
        process.kill()
        process.join()
        assert process.exitcode in (-signal.SIGKILL, 0)
        while not store.is_sqlite and _others(store):
            time.sleep(0.002)
        seen.update(killed=process.exitcode != 0, **_halfway(store, FRESH * (number + 1)))
    # To see all, what is gone, to end it, and to mail what the pause between mails held back.
    for hours in (0.1, 49, 51, 60):
        last = sender.start_reminding(store_url, now + STEP * KILLS + timedelta(hours=hours))
        last.join()
        assert last.exitcode == 0
    logger.info("%s", dict(seen))
    assert seen["unkept"] > 0  # killed before all alarms were kept
    _whole(store)


def _heat(store, number, moment):
    """Fresh hot issues; those of two days before have gone cold by themselves."""
    issues.save(store, ALL, [
        Issue(f"m{number}-{n}", f"事项{number}-{n}", "other", "云杉", "停水", 9, moment, moment,
              80.0, moment, "II", "近 7 天 9 件")
        for n in range(FRESH)
    ])  # fmt: skip


def _halfway(store, made):
    with store.read() as conn:
        waits = conn.scalar(select(func.count()).where(alarm_events.c.done_at.is_(None)))
        kept = conn.scalar(select(func.count()).select_from(alarms))
    return {"untold": int(waits > 0), "unkept": int(kept < made)}


def _whole(store):
    """Every issue has one alarm, told once as new; every event is in one mail, every mail in one
    delivery."""
    with store.read() as conn:
        kept = conn.execute(select(alarms.c.id, alarms.c.subject)).all()
        events = conn.execute(select(alarm_events)).all()
        mails = {row.id: row for row in conn.execute(select(alerts))}
        sent = Counter(conn.scalars(select(deliveries.c.alert_id)))
    assert len(kept) == len({row.subject for row in kept}) == (KILLS + 1) * FRESH
    assert Counter(row.alarm_id for row in events if row.kind == "fire") == Counter(
        {row.id: 1 for row in kept}
    )
    for kind in ("resolve", "remind"):
        times = Counter((row.alarm_id, row.made_at) for row in events if row.kind == kind)
        assert max(times.values(), default=1) == 1
    ended = Counter(row.alarm_id for row in events if row.kind == "resolve")
    assert ended
    assert set(ended.values()) == {1}
    assert all(row.done_at is not None for row in events if row.kind == "fire")
    for row in events:
        if row.alert_id is not None and row.kind == "fire":
            assert row.alarm_id in mails[row.alert_id].alarms
    assert sent == Counter(mails.keys())
