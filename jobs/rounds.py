"""A round of looks at sources: many at once, each host politely, one result after another.

Only the network is touched by several threads. What a source brought is handed to the caller as
it comes, and no more than WORKERS answers are ever held: memory does not grow with the number of
sources.
"""

import time
from collections.abc import Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextvars import copy_context
from dataclasses import dataclass, field
from datetime import datetime

import stamina

from collectors.fetched import Fetched, Polled
from collectors.manners import Manners, host_of
from core.errors import FetchError
from core.sources import Opened, Source

WORKERS = 16
"""Looks at the same time. Each holds a body of at most `Source.max_bytes`."""

ATTEMPTS = 2
"""Tries within one look, for what may be over in a second; longer trouble waits for its turn."""

_TICK = 0.25

stamina.instrumentation.set_on_retry_hooks([])  # what fails is told once, by the run history


@dataclass(frozen=True, slots=True)
class Task:
    """One look to be taken: the source, its collector, and how far it has been read."""

    source: Opened
    collector: Polled
    checkpoint: str | None


@dataclass(frozen=True, slots=True)
class Look:
    """What came of it: something fetched, an error, or that its host asked for `rest` seconds."""

    source: Source
    fetched: Fetched | None = None
    error: BaseException | None = None
    rest: float = 0.0

    @property
    def unreached(self) -> bool:
        """Did no server answer at all?"""
        return isinstance(self.error, FetchError) and self.error.unreached

    def result(self) -> Fetched:
        """What was fetched. Raises what went wrong."""
        if self.fetched is None:
            raise self.error or LookupError(self.source.id)
        return self.fetched


def fetch(task: Task, now: datetime) -> Fetched:
    """Take one look; a fault that may pass is tried again after about a second.

    Raises what the collector raised last.
    """
    again = stamina.retry_context(
        on=_may_pass, attempts=ATTEMPTS, timeout=None, wait_initial=0.5, wait_jitter=1.0
    )
    for attempt in again:
        with attempt:
            found = task.collector.fetch(task.source, task.checkpoint, now)
    return found


def _may_pass(error: Exception) -> bool:
    return isinstance(error, FetchError) and error.passing


def looks(tasks: Sequence[Task], now: datetime, manners: Manners) -> Iterator[Look]:
    """All looks, as they come in. A host that asked to be left alone is not spoken to."""
    pool = ThreadPoolExecutor(WORKERS, thread_name_prefix="look")
    try:
        yield from _Round(pool, manners, now, list(tasks)).results()
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


@dataclass
class _Round:
    pool: ThreadPoolExecutor
    manners: Manners
    now: datetime
    waiting: list[Task]
    running: dict[Future[Fetched], Task] = field(default_factory=dict)

    def results(self) -> Iterator[Look]:
        while self.waiting or self.running:
            yield from self._left_alone()
            self._start()
            if not self.running:
                time.sleep(_TICK)
                continue
            done, _running = wait(self.running, timeout=_TICK, return_when=FIRST_COMPLETED)
            for future in done:
                yield self._ended(future)

    def _left_alone(self) -> Iterator[Look]:
        for task in self.waiting[:]:
            rest = self.manners.rest(host_of(task.source.location), time.monotonic())
            if rest:
                self.waiting.remove(task)
                yield Look(task.source, rest=rest)

    def _start(self) -> None:
        for task in self.waiting[:]:
            if len(self.running) >= WORKERS:
                return
            host, at = host_of(task.source.location), time.monotonic()
            if not self.manners.wait(host, at):
                self.waiting.remove(task)
                self.manners.begin(host, at)
                future = self.pool.submit(copy_context().run, fetch, task, self.now)
                self.running[future] = task

    def _ended(self, future: Future[Fetched]) -> Look:
        task, error = self.running.pop(future), future.exception()
        rest = error.rest if isinstance(error, FetchError) else 0.0
        self.manners.end(host_of(task.source.location), time.monotonic(), rest)
        if error is not None:
            return Look(task.source, error=error)
        return Look(task.source, fetched=future.result())
