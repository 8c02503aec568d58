"""The step `collect`: sources whose time has come or that a person asked for, and the files in
drop folders."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from functools import partial
from weakref import WeakKeyDictionary

from collectors import COLLECTORS, NOT_POLLED
from collectors.manners import Manners
from core.errors import ConfigError, FetchError, InputError, MinshengError
from core.i18n import gettext as _
from core.scope import Scope
from core.sources import Source
from jobs import dropping, following, network, rounds, sentences
from jobs.office import Office
from jobs.rounds import Look, Task
from store import health, requests
from store.requests import Request

Unit = tuple[str, Callable[[datetime], dict[str, int]]]
"""A unit of work: its source, and what does it."""

_manners: WeakKeyDictionary[object, Manners] = WeakKeyDictionary()


def due(office: Office, now: datetime) -> list[str]:
    """Sources that are due, asked for, or have a settled file in their drop folder."""
    enabled = [source for source in office.tables.sources.values() if source.enabled]
    tries = health.next_tries(office.store, Scope.ALL)
    asked = _asked(office, now)

    def is_due(source: Source) -> bool:
        if source.kind in NOT_POLLED and not _has_files(office, source.id):
            return False
        at = tries.get(source.id, (None, 0))[0]
        return source.id in asked or following.is_time(source, at, now)

    return [source.id for source in enabled if is_due(source)]


def run(office: Office, subject: str, now: datetime) -> dict[str, int]:
    """Read one source; what came of it is told to whoever asked. Raises MinshengError."""
    source = office.tables.sources[subject]
    if source.kind == dropping.KIND:
        with _told(office, source, now):
            return dropping.empty(office, source, now)
    with _told(office, source, now), following.resting_after_failure(office, source, now):
        task = following.task(office, source)
        return following.settle(office, task, rounds.fetch(task, now), now)


def units(office: Office, subjects: list[str], now: datetime) -> Iterator[Unit]:
    """The same for many sources: fetched side by side, taken in one after another.

    Sources of which nobody was reached are settled last, when it is known whether our own
    network was down.
    """
    tasks: dict[str, Task] = {}
    for name in subjects:
        source = office.tables.sources[name]
        if source.kind == dropping.KIND or source.kind not in COLLECTORS:
            yield name, partial(run, office, name)
            continue
        try:
            tasks[name] = following.task(office, source)
        except (ConfigError, InputError):  # told, and counted against this one alone, by its run
            yield name, partial(run, office, name)
    for private in (False, True):
        group = [
            name
            for name, task in tasks.items()
            if task.source.location and task.source.allow_private == private
        ]
        if group and network.is_noted(office, private) and not network.is_back(office, private):
            _void(office, private, [tasks.pop(name).source for name in group], now)
    yield from _round(office, tasks, now)


def _round(office: Office, tasks: dict[str, Task], now: datetime) -> Iterator[Unit]:
    unreached: list[Look] = []
    reached: set[bool] = set()
    for look in rounds.looks(list(tasks.values()), now, _manners_of(office)):
        if look.rest and look.error is None:
            _leave_alone(office, look, now)
        elif look.unreached:
            unreached.append(look)
        else:
            if look.source.location:  # a database tells nothing of the web
                reached.add(look.source.allow_private)
            yield look.source.id, partial(_settle, office, tasks[look.source.id], look)
    for private in (False, True):
        if private in reached:
            network.clear(office, private)
        lost = [look for look in unreached if look.source.allow_private == private]
        sources = [look.source for look in lost]
        if lost and private not in reached and network.is_down(office, private, sources):
            yield "", partial(_declare_void, office, private, sources)
        else:
            yield from (
                (look.source.id, partial(_settle, office, tasks[look.source.id], look))
                for look in lost
            )


def _settle(office: Office, task: Task, look: Look, now: datetime) -> dict[str, int]:
    source = task.source
    with _told(office, source, now), following.resting_after_failure(office, source, now):
        return following.settle(office, task, look.result(), now)


def _leave_alone(office: Office, look: Look, now: datetime) -> None:
    """The host asked, in answer to another look, to be spoken to later."""
    health.postponed(office.store, Scope.ALL, look.source.id, now + timedelta(seconds=look.rest))
    for request in _requests_for(office, look.source, now):
        _answer(office, request, _("对方服务器要求稍后再来，届时自动采集。"), now)


def _declare_void(
    office: Office, private: bool, sources: list[Source], now: datetime
) -> dict[str, int]:
    _void(office, private, sources, now)
    raise FetchError(network.sentence())


def _void(office: Office, private: bool, sources: list[Source], now: datetime) -> None:
    """A round without network counts against nobody; one note for the page says so."""
    network.note(office, private, len(sources), now)
    for source in sources:
        health.postponed(office.store, Scope.ALL, source.id, now + network.AGAIN)
        for request in _requests_for(office, source, now):
            _answer(office, request, network.sentence(), now)


def _manners_of(office: Office) -> Manners:
    """One memory of hosts for each open store of this process."""
    return _manners.setdefault(office.store.engine, Manners())


# Requests to collect now


def _asked(office: Office, now: datetime) -> set[str]:
    """Sources that somebody asked for. A request that cannot be met is answered here."""
    polled = {
        source.id
        for source in office.tables.sources.values()
        if source.enabled and source.kind not in NOT_POLLED
    }
    asked: set[str] = set()
    for request in _open_requests(office, now):
        name = str(request.parameters.get("source") or "")
        if not name:
            asked |= polled
            _answer(office, request, _("已安排采集 {n} 个数据源", n=len(polled)), now)
        elif name in polled or _has_files(office, name):
            asked.add(name)
        else:
            _answer(office, request, _("没有可采集的内容"), now)
    return asked


def _has_files(office: Office, source: str) -> bool:
    known = office.tables.sources.get(source)
    drops = known is not None and known.enabled and known.kind == dropping.KIND
    return drops and bool(dropping.files(office, source))


@contextmanager
def _told(office: Office, source: Source, now: datetime) -> Iterator[None]:
    """Answer the requests for this source with what came of it."""
    outcome = _("程序出错，详情见日志。")
    try:
        yield
        outcome = _("采集完成")
    except MinshengError as error:
        outcome = sentences.kept(error)
        raise
    finally:
        for request in _requests_for(office, source, now):
            _answer(office, request, outcome, now)


def _requests_for(office: Office, source: Source, now: datetime) -> list[Request]:
    return [
        request
        for request in _open_requests(office, now)
        if request.parameters.get("source") == source.id
    ]


def _open_requests(office: Office, now: datetime) -> list[Request]:
    """All that have no answer yet: there is one leader, so one that was claimed before is
    ours, or a dead worker's."""
    soon = now + timedelta(seconds=1)
    if not requests.is_asked(office.store, Scope.ALL, "collect", soon):
        return []
    return requests.claim(office.store, Scope.ALL, now, soon, "collect")


def _answer(office: Office, request: Request, outcome: str, now: datetime) -> None:
    requests.done(office.store, Scope.ALL, request.id, outcome, now)
