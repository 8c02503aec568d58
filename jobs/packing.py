"""Writing what was collected here into a package for an installation in another network."""

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from collectors.packages import sealing
from collectors.packages.sealing import Manifest
from collectors.packages.signing import Signer, signer_in
from core import masks
from core.errors import InputError
from core.scope import Scope
from core.times import as_utc
from jobs.office import Office
from store import packages
from store.packages import Link, Sent

MOST = 100_000
"""Records in one package; what is left goes into the next."""

SUFFIX = ".mspkg"


@dataclass(frozen=True, slots=True)
class Packed:
    """One package that was written."""

    path: Path
    sequence: int
    records: int
    left: int


@dataclass
class _Load:
    """What a package holds, noted while it is written."""

    sent: list[Sent] = field(default_factory=list)
    gone: list[bytes] = field(default_factory=list)


def signer(office: Office) -> Signer:
    """The key with which this installation signs."""
    return signer_in(office.settings.keys_folder / "package.key")


def pack(office: Office, target: Path, now: datetime, again: int | None = None) -> Packed:
    """Write the next package: to `target`, or into it where it is a folder.

    Records come along that no package has in their present form; with `again` also those of the
    package of that number, which was lost. An empty package is written too: it says that nothing
    is missing. Raises InputError.
    """
    who = signer(office)
    links = packages.chain(office.store, Scope.ALL, "out", who.name)
    sequence = max(links, default=0) + 1
    path = target / f"{who.name}-{sequence:06}{SUFFIX}" if target.is_dir() else target
    if path.exists():
        raise InputError("文件 {path} 已存在，没有覆盖：请先把它送出，或换一个文件名。", path=path)
    if again is not None:
        _take_back(office, again, links)
    previous = links[sequence - 1].digest if links else b""
    replaces = () if again is None else (again, *links[again].replaces)
    manifest = Manifest(
        sender=who.name,
        sequence=sequence,
        previous=previous.hex(),
        replaces=replaces,
        made_at=as_utc(now).isoformat(),
        mask_version=masks.VERSION,
        sources=_sources(office),
    )
    return _seal(office, path, manifest, who)


def _take_back(office: Office, again: int, links: Mapping[int, Link]) -> None:
    if again not in links:
        raise InputError(
            "没有发出过第 {number} 号数据包，最近的是第 {last} 号。",
            number=again,
            last=max(links, default=0),
        )
    packages.send_again(office.store, Scope.ALL, again)


def _seal(office: Office, path: Path, manifest: Manifest, who: Signer) -> Packed:
    """The file is whole before it has its name; its number is taken before its records count
    as sent. A crash in between repeats records, and loses none."""
    load = _Load()
    fresh = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        seal = sealing.begin(fresh)
        seal.write(_records(office, load))
        signed = seal.close(manifest, who)
        _note(office, manifest, sealing.digest(signed), seal.counts.total())
        fresh.replace(path)
    except OSError as error:
        fresh.unlink(missing_ok=True)
        raise InputError("写不了文件 {path}，请检查文件夹和权限。", path=path) from error
    packages.mark_sent(office.store, Scope.ALL, manifest.sequence, load.sent)
    packages.forget_sent(office.store, Scope.ALL, load.gone)
    left = packages.count_unsent(office.store, Scope.ALL)
    return Packed(path, manifest.sequence, len(load.sent), left)


def _records(office: Office, load: _Load) -> Iterator[Mapping[str, Any]]:
    """Messages, then word of those that were erased or withheld since they were sent."""
    for sent, record in packages.unsent(office.store, Scope.ALL, MOST):
        load.sent.append(sent)
        yield record
    here = {sent.ticket_hash for sent in load.sent}
    for ticket, source, for_good in packages.vanished(office.store, Scope.ALL):
        load.gone.append(ticket)
        if ticket not in here:
            yield {"source": source, "gone": ticket.hex(), "for_good": for_good}


def _note(office: Office, manifest: Manifest, digest: bytes, records: int) -> None:
    link = Link(
        sender=manifest.sender,
        sequence=manifest.sequence,
        digest=digest,
        previous=bytes.fromhex(manifest.previous),
        records=records,
        replaces=manifest.replaces,
        made_at=datetime.fromisoformat(manifest.made_at),
    )
    packages.note(office.store, Scope.ALL, "out", link, link.made_at)


def _sources(office: Office) -> dict[str, dict[str, str | None]]:
    """When each source was last read, so that the other side sees how fresh it is."""
    return {
        source: {"last_success_at": at.isoformat() if at else None, "error": error}
        for source, (at, error) in packages.successes(office.store, Scope.ALL).items()
    }
