"""Reading archived months: an office whose records are those of the history.

The files are read in place, from a folder or from S3-compatible storage, into a store that lives as
long as the question; reports and rates then run on it as they do on any store.
"""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import polars as pl

from core.errors import InputError
from core.scope import Scope
from core.times import local, month_of
from jobs import archiving
from jobs.office import Office
from store import archived, parquet

BACK = 13
"""Months before a period that are read as well: what it is compared with, a year before too."""


@contextmanager
def room(office: Office, since: datetime, until: datetime) -> Iterator[Office]:
    """An office whose records are those of the history, of a period and of BACK months before.

    What is no record (issues, cases, alarms, settings) is as the store has it. Nothing that is
    written there stays. Raises InputError where the history has nothing of the period.
    """
    records = _records(office, since, until)
    with tempfile.TemporaryDirectory(prefix="minsheng-") as folder:
        url = f"sqlite:///{Path(folder) / 'minsheng.db'}"
        there = Office(replace(office.settings, store_url=url), office.tables)
        try:
            archived.lay_out(office.store, Scope.ALL, there.store, records)
            yield there
        finally:
            there.store.close()


def _records(office: Office, since: datetime, until: datetime) -> pl.DataFrame:
    months = _before(local(since).date()), month_of(until)
    found = parquet.read(archiving.place_of(office), *months)
    if not found["posted_at"].is_between(since, until, closed="left").any():
        raise InputError("这段时间没有历史数据。")
    return found


def _before(day: date) -> int:
    """The month (YYYYMM) that is BACK months before that of a day."""
    months = day.year * 12 + day.month - 1 - BACK
    return months // 12 * 100 + months % 12 + 1
