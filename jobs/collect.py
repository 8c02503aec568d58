"""The step `collect`: sources whose time has come or that a person asked for, and the files in
drop folders."""

import logging
import random
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from importlib import import_module
from pathlib import Path

from collectors import COLLECTORS, fetched
from collectors.fetched import Polled
from collectors.tables import SUFFIXES
from core.errors import FetchError, InputError, MinshengError
from core.i18n import gettext as _
from core.scope import Scope
from core.sources import Profile, Source
from core.times import local
from jobs import importing
from jobs.importing import Origin
from jobs.office import Office
from store import health, messages, requests
from store.messages import Counts
from store.requests import Request
from store.rows import slices

logger = logging.getLogger(__name__)

SETTLED_SECONDS = 3.0
"""A file that changed less than this long ago may still be being copied."""

SHORTEST = timedelta(seconds=5)
LONGEST = timedelta(hours=24)
"""Between two looks at a source: never more often, and never given up."""

GONE = timedelta(hours=1)
"""How soon a source is tried again that answered with a permanent error."""

_SPREAD = 0.2
_FILES = "tabular"


def due(office: Office, now: datetime) -> list[str]:
    """Sources that are due, asked for, or have a settled file in their drop folder."""
    enabled = [source for source in office.tables.sources.values() if source.enabled]
    tries = health.next_tries(office.store, Scope.ALL)
    asked = _asked(office, now)

    def is_due(source: Source) -> bool:
        if source.kind == _FILES and not _files(office, source.id):
            return False
        at = tries.get(source.id, (None, 0))[0]
        return at is None or at <= now or source.id in asked

    return [source.id for source in enabled if is_due(source)]


def run(office: Office, subject: str, now: datetime) -> dict[str, int]:
    """Read one source; what came of it is told to whoever asked. Raises MinshengError."""
    source = office.tables.sources[subject]
    with _told(office, source, now):
        if source.kind == _FILES:
            return _empty_folder(office, source, now)
        with _resting_after_failure(office, source, now):
            counts = _follow(office, source, now)
        health.succeeded(office.store, Scope.ALL, source.id, now, now + _rhythm(source))
        return counts


def delay(source: Source, failures: int, permanent: bool, chance: float) -> timedelta:
    """How long a source rests after `failures` in a row: doubling, at most a day.

    `chance` in [0, 1) spreads sources that failed together. Pure.
    """
    first = max(_rhythm(source), GONE if permanent else SHORTEST)
    doubled: timedelta = first * 2 ** min(failures - 1, 20)
    return min(LONGEST, doubled) * (1 - _SPREAD * chance)


def prepare_folders(office: Office) -> None:
    """Make a drop folder for each tabular source."""
    for source in office.tables.sources.values():
        if source.kind == _FILES and source.enabled:
            folder = office.settings.inbox / source.id
            try:
                folder.mkdir(parents=True, exist_ok=True)
            except OSError as error:
                raise MinshengError(
                    "投递文件夹 {folder} 建不成，请检查权限。", folder=folder
                ) from error


def _rhythm(source: Source) -> timedelta:
    return max(SHORTEST, timedelta(minutes=source.every_minutes))


# A source that is polled


def _follow(office: Office, source: Source, now: datetime) -> dict[str, int]:
    """Fetch, parse and add; the checkpoint moves with the last rows, so a crash before
    repeats this look and adds nothing twice."""
    collector = _collector(source)
    before = messages.checkpoint(office.store, Scope.ALL, source.id)
    found = collector.fetch(source, before, now)
    if found.body is None and found.checkpoint == before:
        return Counts().as_dict()
    records = collector.parse(found.body, source, now) if found.body is not None else []
    records, checkpoint = fetched.settle(records, found.checkpoint)
    chunks = list(slices(records, importing.ROWS)) or [[]]
    counts = Counts()
    for number, chunk in enumerate(chunks, start=1):
        last = checkpoint if number == len(chunks) else None
        counts += importing.add(office, Origin(source.id, source.kind), chunk, now, last)
    return counts.as_dict()


def _collector(source: Source) -> Polled:
    if source.kind not in COLLECTORS:
        raise InputError(
            "数据源“{name}”的类型“{kind}”不认识，可用的有：{known}。",
            name=source.name,
            kind=source.kind,
            known="、".join(COLLECTORS),
        )
    collector: Polled = import_module(COLLECTORS[source.kind])
    return collector


@contextmanager
def _resting_after_failure(office: Office, source: Source, now: datetime) -> Iterator[None]:
    """Try a source later that failed, whatever happened: one that breaks the program must
    not be tried again at once for ever."""
    error, permanent = _("程序出错，详情见日志。"), False
    try:
        yield
        error = ""
    except MinshengError as found:
        error, permanent = str(found), isinstance(found, FetchError) and found.permanent
        raise
    finally:
        if error:
            failures = health.next_tries(office.store, Scope.ALL).get(source.id, (None, 0))[1]
            rest = delay(source, failures + 1, permanent, random.random())  # noqa: S311 - no secret
            health.failed(office.store, Scope.ALL, source.id, error, now, now + rest)


# Requests to collect now


def _asked(office: Office, now: datetime) -> set[str]:
    """Sources that somebody asked for. A request that cannot be met is answered here."""
    polled = {
        source.id
        for source in office.tables.sources.values()
        if source.enabled and source.kind != _FILES
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


@contextmanager
def _told(office: Office, source: Source, now: datetime) -> Iterator[None]:
    """Answer the requests for this source with what came of it."""
    outcome = _("程序出错，详情见日志。")
    try:
        yield
        outcome = _("采集完成")
    except MinshengError as error:
        outcome = str(error)
        raise
    finally:
        for request in _open_requests(office, now):
            if request.parameters.get("source") == source.id:
                _answer(office, request, outcome, now)


def _open_requests(office: Office, now: datetime) -> list[Request]:
    """All that have no answer yet: there is one leader, so one that was claimed before is
    ours, or a dead worker's."""
    soon = now + timedelta(seconds=1)
    if not requests.is_asked(office.store, Scope.ALL, "collect", soon):
        return []
    return requests.claim(office.store, Scope.ALL, now, soon, "collect")


def _answer(office: Office, request: Request, outcome: str, now: datetime) -> None:
    requests.done(office.store, Scope.ALL, request.id, outcome, now)


# A drop folder


def _empty_folder(office: Office, source: Source, now: datetime) -> dict[str, int]:
    """Take in every file. One that cannot be read moves to `rejected`, does not hold up the
    others, and the source shows why; the next file may come at once."""
    with _resting_after_failure(office, source, now):
        profile = importing.profile_named(office, source.profile)
        counts = {"files": 0, "rows": 0}
        rejected: list[InputError] = []
        for path in _files(office, source.id):
            try:
                counts["rows"] += _take(office, path, profile, source, now)
                counts["files"] += 1
            except InputError as error:
                rejected.append(error)
    if rejected:
        health.failed(office.store, Scope.ALL, source.id, str(rejected[0]), now, now)
        raise rejected[0]
    return counts


def _take(office: Office, path: Path, profile: Profile, source: Source, now: datetime) -> int:
    """Import a file and remove it: only its masked records are kept. Returns its rows."""
    try:
        rows = importing.import_file(office, path, profile, source.id, now).rows
    except InputError:
        _reject(path, now)
        raise
    path.unlink()
    return rows


def _has_files(office: Office, source: str) -> bool:
    known = office.tables.sources.get(source)
    return known is not None and known.enabled and bool(_files(office, source))


def _files(office: Office, source: str) -> list[Path]:
    folder = office.settings.inbox / source
    if not folder.is_dir():
        return []
    before = time.time() - SETTLED_SECONDS
    return [
        path
        for path in sorted(folder.iterdir())
        if path.is_file() and path.suffix.lower() in SUFFIXES and path.stat().st_mtime < before
    ]


def _reject(path: Path, now: datetime) -> None:
    folder = path.parent / "rejected"
    folder.mkdir(exist_ok=True)
    target = folder / path.name
    if target.exists():
        target = folder / f"{path.stem} {local(now):%Y%m%d-%H%M%S}{path.suffix}"
    path.replace(target)
