"""A process that delivers and can be killed: forked from one that has the program loaded."""

import multiprocessing
from dataclasses import replace
from datetime import datetime
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess

from config import settings, tables
from config.settings import Smtp
from jobs import deliver
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
