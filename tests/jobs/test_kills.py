"""A sender that is killed at any moment loses nothing and repeats only what it must."""

import logging
import random
import signal
import time
from collections import Counter
from datetime import timedelta

import pytest
from sqlalchemy import func, select, text

from core.alerts import Alert
from core.scope import Scope
from store import outbox
from store.schema import deliveries
from tests import smtp
from tests.jobs import sender

logger = logging.getLogger(__name__)

ALL = Scope.ALL
KILLS = 200
STOCK = 80
"""Deliveries that wait at the start of each round: more than a sender manages in its life."""

LIFE = 0.3
"""Seconds that a sender lives at most, from the moment when it begins to deliver."""


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_two_hundred_kills(store, store_url, now):
    """Every delivery arrives. A mail is repeated after a kill between the server's 250 and our
    commit, and only then: its row still stood on `sending` and the server had taken it.
    """
    postbox, repeats, seen = smtp.Postbox(), Counter(), Counter()
    with smtp.serving(postbox) as port:
        for number in range(KILLS):
            moment = now + timedelta(minutes=10 * number)  # all earlier claims have run out
            _stock_up(store, moment)
            before = postbox.copies.copy()
            _live_and_die(store, store_url, port, moment)
            postbox.settle()
            claimed = _claimed(store, moment)
            taken = {name for name in claimed if postbox.copies[name] > before[name]}
            repeats.update(taken)
            seen.update(rounds=1, claimed=len(claimed), taken=len(taken))
            assert len(claimed) <= 1
        last = sender.start(store_url, port, now + timedelta(days=30))
        last.join()
    logger.info("%s mails, %s", sum(postbox.copies.values()), dict(seen))
    assert last.exitcode == 0
    assert _states(store) == {"sent": len(postbox.copies)}
    assert postbox.copies == Counter(postbox.copies.keys()) + repeats
    assert seen["claimed"] > seen["taken"] > 0


def _stock_up(store, moment):
    missing = STOCK - _states(store).get("waiting", 0)
    alerts = [
        Alert(f"{moment} {n}", "hot_issue", n, "II", "云杉小区", "近 7 天 3 件", (), moment)
        for n in range(missing)
    ]
    assert outbox.fire(store, ALL, alerts, [("mail", "li@example.gov.cn")], "m.test") == missing


def _live_and_die(store, store_url, port, moment):
    process = sender.start(store_url, port, moment)
    time.sleep(random.uniform(0, LIFE))
    process.kill()
    process.join()
    assert process.exitcode == -signal.SIGKILL
    while not store.is_sqlite and _others(store):
        time.sleep(0.002)  # a last commit may still be on its way


def _others(store):
    """How many are connected to this database besides ourselves."""
    others = "datname = current_database() AND pid <> pg_backend_pid()"
    with store.read() as conn:
        return conn.execute(text(f"SELECT count(*) FROM pg_stat_activity WHERE {others}")).scalar()


def _claimed(store, moment):
    """Message-IDs of what the sender of this round died over."""
    columns = deliveries.c
    with store.read() as conn:
        return conn.scalars(
            select(columns.message_id).where(
                columns.state == "sending", columns.claimed_until > moment
            )
        ).all()


def _states(store):
    with store.read() as conn:
        rows = conn.execute(
            select(deliveries.c.state, func.count().label("found")).group_by(deliveries.c.state)
        )
        return {row.state: row.found for row in rows}
