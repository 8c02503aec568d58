"""A source that is polled: what one look brought goes in, and when the next one is."""

import random
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from importlib import import_module

from collectors import COLLECTORS, fetched
from collectors.fetched import Fetched, Polled
from core import rhythm
from core.errors import FetchError, InputError, MinshengError
from core.i18n import gettext as _
from core.messages import RawMessage, Record
from core.scope import Scope
from core.sources import Source
from jobs import importing, opening, rounds, sentences
from jobs.importing import Origin
from jobs.office import Office
from jobs.rounds import Task
from store import health, messages
from store.messages import Counts
from store.rows import slices

SHORTEST = timedelta(seconds=5)
LONGEST = timedelta(hours=24)
"""Between two looks at a source: never more often, and never given up."""

GONE = timedelta(hours=1)
"""How soon a source is tried again that answered with a permanent error."""

USUAL = timedelta(minutes=10)
"""Between two looks where neither the operator nor the source says anything else."""

MOST_PAGES = 200
LOOK_SECONDS = 10.0
"""One look ends after so many pages or seconds; the rest comes at the next, when other sources
have had their turn."""

ADAPTIVE = ("rss",)
"""Kinds that are looked at in the rhythm of what they bring."""

_SPREAD = 0.2


def is_time(source: Source, at: datetime | None, now: datetime) -> bool:
    """Whether a source is to be looked at whose next look was set to `at`.

    A time further ahead than any pause was set by a clock that has been set back since.
    """
    longest = max(LONGEST, timedelta(minutes=source.every_minutes or 0))
    return at is None or at <= now or at - now > longest * (1 + _SPREAD)


def task(office: Office, source: Source) -> Task:
    """The look to be taken at a source.

    Raises InputError for a kind that nobody collects and in a store that holds the demonstration,
    ConfigError for an unreadable secret.
    """
    importing.refuse_beside_demo(office)
    checkpoint = messages.checkpoint(office.store, Scope.ALL, source.id)
    return Task(opening.opened(office, source), collector(source), checkpoint)


def collector(source: Source) -> Polled:
    """The module that collects this kind. Raises InputError, with the kinds there are."""
    if source.kind not in COLLECTORS:
        raise InputError(
            "数据源“{name}”的类型“{kind}”不认识，可用的有：{known}。",
            name=source.name,
            kind=source.kind,
            known="、".join(COLLECTORS),
        )
    found: Polled = import_module(COLLECTORS[source.kind])
    return found


def settle(office: Office, asked: Task, found: Fetched, now: datetime) -> dict[str, int]:
    """Take in what was fetched, and the pages that follow it.

    Raises the fault of a page after what it brought is kept.
    """
    ends = time.monotonic() + LOOK_SECONDS
    counts, written = _keep(office, asked, found, now)
    pages = 1
    while found.more and pages < MOST_PAGES and time.monotonic() < ends:
        asked = replace(asked, checkpoint=found.checkpoint)
        found = rounds.fetch(asked, now)
        more, times = _keep(office, asked, found, now)
        counts, written, pages = counts + more, [*written, *times], pages + 1
    pace = rhythm.learned(health.pace(office.store, Scope.ALL, asked.source.id), written)
    usual = own_pace(asked.source) or rhythm.interval(pace, now) or USUAL
    rest = timedelta(0) if found.more else usual
    health.succeeded(office.store, Scope.ALL, asked.source.id, now, now + rest, pace)
    return counts.as_dict()


def _keep(
    office: Office, asked: Task, found: Fetched, now: datetime
) -> tuple[Counts, list[datetime]]:
    """Parse a page and add it; the checkpoint moves with the last rows, so a crash before
    repeats this page and adds nothing twice. Also when its entries were written."""
    source = asked.source
    counts = Counts()
    records: Sequence[Record] = []
    if found.body is not None or found.checkpoint != asked.checkpoint:
        if found.body is not None:
            records = asked.collector.parse(found.body, source, now)
        settled, checkpoint = fetched.settle(records, found.checkpoint)
        chunks = list(slices(settled, importing.ROWS)) or [[]]
        for number, chunk in enumerate(chunks, start=1):
            last = checkpoint if number == len(chunks) else None
            counts += importing.add(office, Origin(source.id, source.kind), chunk, now, last)
    if found.fault:
        raise found.fault
    return counts, _written(records)


def _written(records: Sequence[Record]) -> list[datetime]:
    return [
        record.posted_at
        for record in records
        if isinstance(record, RawMessage) and not record.facts.get(fetched.UNDATED)
    ]


@contextmanager
def resting_after_failure(office: Office, source: Source, now: datetime) -> Iterator[None]:
    """Try a source later that failed, whatever happened: one that breaks the program must
    not be tried again at once for ever."""
    error, permanent, asked = _("程序出错，详情见日志。"), False, 0.0
    try:
        yield
        error = ""
    except MinshengError as found:
        error = sentences.kept(found)
        if isinstance(found, FetchError):
            permanent, asked = found.permanent, found.rest
        raise
    finally:
        if error:
            failures = health.next_tries(office.store, Scope.ALL).get(source.id, (None, 0))[1]
            rest = delay(source, failures + 1, permanent, random.random())  # noqa: S311 - no secret
            rest = max(rest, timedelta(seconds=asked))
            health.failed(office.store, Scope.ALL, source.id, error, now, now + rest)


def delay(source: Source, failures: int, permanent: bool, chance: float) -> timedelta:
    """How long a source rests after `failures` in a row: doubling, at most a day.

    `chance` in [0, 1) spreads sources that failed together. Pure.
    """
    first = max(own_pace(source) or USUAL, GONE if permanent else SHORTEST)
    doubled: timedelta = first * 2 ** min(failures - 1, 20)
    return min(LONGEST, doubled) * (1 - _SPREAD * chance)


def own_pace(source: Source) -> timedelta | None:
    """Between two looks as the operator wants it; None: a feed has its own rhythm."""
    if source.every_minutes:
        return max(SHORTEST, timedelta(minutes=source.every_minutes))
    return None if source.kind in ADAPTIVE else USUAL
