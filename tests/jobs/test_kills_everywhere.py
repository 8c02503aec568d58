"""The worker killed at every commit of every step: afterwards all is as if nothing had happened."""

import logging
from collections import Counter
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from core.roles import ROLES
from core.scope import Scope
from jobs import auditing, importing, runner
from jobs.office import Office
from store import accounts, cubes, daybooks, frames
from store.alarm_tables import alarms
from store.migrate import open_store
from store.schema import alerts, issues, labels
from tests.jobs import killed
from tests.makers import account

logger = logging.getLogger(__name__)

ALL = Scope.ALL
STEPS = ("analyse", "watch", "concentrate", "people", "daybook", "desk", "wording", "upkeep",
         "remind", "guard", "audit", "tidy")  # fmt: skip
ROWS = 24
MOST = 80
"""No step of this little work has more commits."""


def installation(folder, make_table, now):
    """An installation with messages that wait, and somebody to be told."""
    from config import settings, tables

    folder.mkdir()
    found = settings.load({"MINSHENG_HOME": str(folder)})
    office = Office(found, tables.load(found))
    open_store(found.store_url).close()
    with office.store.write() as conn:
        accounts.put(conn, account("shen", role="auditor", mail="shen@example.org"))
    chosen = importing.profile_named(office, "message")
    importing.import_file(office, make_table(ROWS), chosen, "board", now)
    return office


def standing(office):
    """What an installation holds after its steps, numbers of rows left aside."""
    with office.store.read() as conn:
        told = conn.execute(select(alerts.c.rule, alerts.c.title, func.count())
                            .group_by(alerts.c.rule, alerts.c.title)).all()  # fmt: skip
        return {
            "labels": conn.execute(
                select(labels.c.area, labels.c.topic2, func.count())
                .group_by(labels.c.area, labels.c.topic2).order_by(labels.c.area, labels.c.topic2)
            ).all(),
            "issues": sorted(conn.execute(select(issues.c.name, issues.c.messages)).all()),
            "alarms": conn.execute(select(func.count()).select_from(alarms)).scalar_one(),
            "alerts": sorted(told),
            "messages": frames.waiting(office.store, ALL),
            "cubes": cubes.difference(office.store, ALL),
            "daybook": daybooks.difference(office.store, ALL),
        }  # fmt: skip


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_a_worker_killed_at_every_commit_of_every_step(tmp_path, make_table, monkeypatch):
    assert ROLES["auditor"].is_keeper
    now = runner.now()
    monkeypatch.setattr(runner, "now", lambda: now)
    calm = installation(tmp_path / "calm", make_table, now)
    for step in STEPS:
        assert runner.drain(calm, step).failed == 0
    office, kills = installation(tmp_path / "killed", make_table, now), Counter()
    office.store.close()
    for step in STEPS:
        for at in range(1, MOST):
            if killed.lives(tmp_path / "killed", step, at, at % 2 == 0, now):
                break
            kills[step] += 1
        else:
            pytest.fail(f"{step} never came to its end")
    logger.info("%s kills: %s", kills.total(), dict(kills))
    assert standing(office) == standing(calm)
    with_work = {"analyse", "watch", "people", "daybook", "audit", "tidy"}
    assert with_work <= kills.keys(), kills
    from config import signing
    from store import audit

    assert auditing.problems(office, audit.verify(office.store, ALL, signing.audit_key(
        office.settings))) == []  # fmt: skip
    assert timedelta(0) <= runner.now() - now < timedelta(hours=1)
    for one in (office, calm):
        one.store.close()
