"""A process that delivers and can be killed: forked from one that has the program loaded."""

import multiprocessing
from dataclasses import replace
from datetime import datetime
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess

from config import settings, tables
from config.settings import Smtp
from core.alarm_rules import AlertRule, Quiet
from jobs import deliver, remind
from jobs.office import Office

FORKS = multiprocessing.get_context("forkserver")
FORKS.set_forkserver_preload(
    ["tests.jobs.sender", "alerts.mail", "psycopg", "sqlalchemy.dialects.postgresql"]
)


def start(store_url: str, port: int, now: datetime) -> BaseProcess:
    """Start a process that sends all that is due at `now`; returns when it is about to."""
    ready, told = FORKS.Pipe(duplex=False)
    process = FORKS.Process(target=_deliver, args=(store_url, port, now, told), daemon=True)
    process.start()
    told.close()
    ready.recv()
    ready.close()
    return process


def _deliver(store_url: str, port: int, now: datetime, told: Connection) -> None:
    found = settings.load({"MINSHENG_STORE_URL": store_url})
    smtp = Smtp("127.0.0.1", port, "none", sender="minsheng@example.gov.cn")
    office = Office(replace(found, smtp=smtp), tables.Tables({}, {}))
    office.store.engine.connect().close()
    told.send("ready")
    while deliver.due(office, now):
        deliver.run(office, "", now)


def start_reminding(store_url: str, now: datetime) -> BaseProcess:
    """Start a process that does all that `remind` has to do at `now`; returns when it is about
    to."""
    ready, told = FORKS.Pipe(duplex=False)
    process = FORKS.Process(target=_remind, args=(store_url, now, told), daemon=True)
    process.start()
    told.close()
    ready.recv()
    ready.close()
    return process


RULES = (
    AlertRule("hot_issue", "hot_issue", level="II", to=["office"], hours="always", repeat="1d",
              clear="1h", inhibits=["burst"]),
    AlertRule("burst", "burst", to=["office"], hours="always"),
)  # fmt: skip


def _remind(store_url: str, now: datetime, told: Connection) -> None:
    found = settings.load({"MINSHENG_STORE_URL": store_url})
    rows = {"alert": {rule.id: rule for rule in RULES}, "quiet": {"default": Quiet()},
            "ladder": {}, "unit": {}, "source": {}, "rule": {}, "channel": {}}  # fmt: skip
    office = Office(found, tables.Tables(rows, {("alert", rule.id): "x" for rule in RULES}
                                         | {("quiet", "default"): "x"}))  # fmt: skip
    office.store.engine.connect().close()
    told.send("ready")
    while subjects := remind.due(office, now):
        for subject in subjects:
            remind.run(office, subject, now)
