"""Taking a file in: read, mask, add, a few hundred rows a transaction."""

import hashlib
import json
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from itertools import chain, islice
from pathlib import Path

from collectors import tabular
from collectors.tabular import Reading
from core import privacy
from core.errors import InputError
from core.messages import Record
from core.scope import Scope
from core.sources import Profile
from jobs import engines, placing, preparing, screening, sharing, withholding
from jobs.office import Office
from jobs.preparing import Prepared
from store import files, messages
from store.ahead import Ahead
from store.files import File
from store.messages import Batch, Counts
from store.rows import slices

ROWS = 250
"""Rows in one transaction: well under a tenth of a second, so that other writers get in."""

Progress = Callable[[int, int | None], None]
"""Told after each transaction: rows so far, and all rows where that is known."""


@dataclass(frozen=True, slots=True)
class Origin:
    """Which source the rows belong to, and what their batch is called in quarantine; whether
    its sender is told what became of each row."""

    source: str
    batch: str
    itemised: bool = False


def refuse_beside_demo(office: Office) -> None:
    """Raises InputError where the store holds the demonstration: invented and real data never
    mix, and what plays the demonstration on must not meet anybody's real ticket."""
    if office.is_demo:
        raise InputError(
            "这个数据库装的是演示数据（全部虚构），不接收真实数据。"
            "请换一个 MINSHENG_HOME（设过 MINSHENG_STORE_URL 的也要换），在新库里导入或采集。"
        )


def import_file(
    office: Office,
    path: Path,
    profile: Profile,
    source: str,
    now: datetime,
    progress: Progress | None = None,
    *,
    engine: str = engines.LOCAL,
) -> Counts:
    """Take a file in and account for every row. Raises InputError when it cannot be read.

    Doing it again adds nothing: rows are known by their source's id. `engine` labels a long
    file: see `engines.opened`; another machine is sent masked messages only. A store that holds
    the demonstration takes nothing in.
    """
    refuse_beside_demo(office)
    reading = tabular.read(path, profile, source, now)
    met = described(path, profile, source)
    origin = Origin(source, f"{met.name[-30:]} {met.sha256.hex()[:12]}")
    counts = Counts()
    for added in _added(office, origin, reading, now, engine):
        counts += added
        if progress:
            progress(counts.rows, reading.total)
    files.note(office.store, Scope.ALL, replace(met, counts=counts.as_dict()), now)
    return counts


def _added(
    office: Office, origin: Origin, reading: Reading, now: datetime, engine: str
) -> Iterator[Counts]:
    """A long file is masked and labelled by all cores while it is written; a short one waits
    for analysis."""
    first = list(islice(reading.rows, sharing.PARALLEL_FROM))
    if len(first) < sharing.PARALLEL_FROM:
        for chunk in slices(map(reading.parser, first), ROWS):
            yield add(office, origin, chunk, now)
        return
    rows, desk = chain(first, reading.rows), preparing.desk(office)
    if engine != engines.LOCAL:
        with engines.opened(engine, office.materials) as executor:
            for found in sharing.prepared_apart(executor, desk, rows, reading.parser, now):
                yield _keep(office, origin, found, now)
        return
    with sharing.pool(desk) as executor:
        for found in sharing.prepared(executor, desk, rows, reading.parser, now):
            yield _keep(office, origin, found, now)


def add(
    office: Office,
    origin: Origin,
    records: list[Record],
    now: datetime,
    checkpoint: str | None = None,
) -> Counts:
    """Mask a chunk of records and add it to the store in one transaction.

    Before that, confidential records are counted, again only where they are new, and what may
    no longer be kept is removed.
    """
    placed = [placing.placed(office.adcodes, record) for record in records]
    screened = screening.screen(office.keys, origin.source, placed, now)
    masked = preparing.mask(office.keys, screened.open)
    return _keep(office, origin, Prepared(screened, masked, Ahead()), now, checkpoint)


def _keep(
    office: Office,
    origin: Origin,
    found: Prepared,
    now: datetime,
    checkpoint: str | None = None,
) -> Counts:
    screened = found.screened
    counted = withholding.count(office, origin.source, screened.confidential)
    counted += withholding.remove(office, origin.source, screened, now)
    batch = Batch(
        source=origin.source,
        name=origin.batch,
        messages=found.messages,
        bad=screened.bad,
        checkpoint=checkpoint,
        itemised=origin.itemised,
        ahead=found.ahead,
    )
    return messages.add(office.store, Scope.ALL, batch, now) + counted


def described(path: Path, profile: Profile, source: str) -> File:
    """All that is kept of a file: its SHA-256, its masked name, its size, and the mapping."""
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").digest()
    mapping = json.dumps(asdict(profile), sort_keys=True, default=str).encode()
    return File(
        source=source,
        sha256=digest,
        profile_hash=hashlib.sha256(mapping).digest()[:16],
        name=privacy.mask_text(path.name),
        size=path.stat().st_size,
    )


def profile_named(office: Office, name: str) -> Profile:
    """A profile of the switchboard. Raises InputError that lists the known ones."""
    found = office.tables.profiles.get(name)
    if found is None:
        raise InputError(
            "没有名为“{name}”的列映射，可用的有：{known}。",
            name=name,
            known="、".join(office.tables.profiles),
        )
    return found
