"""Drop folders: files that an operator puts into `inbox/SOURCE/` are taken in and removed.

Nothing of ours is a copy of a file: what was read is gone, and what could not be read stays where
the operator put it, untouched, until it is mended or taken away.
"""

import hashlib
import time
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from collectors.tables import SUFFIXES
from core.errors import InputError, MinshengError
from core.scope import Scope
from core.sources import Profile, Source
from jobs import importing, sentences
from jobs.following import resting_after_failure
from jobs.office import Office
from store import files as store_files
from store import health

KIND = "tabular"

SETTLED_SECONDS = 3.0
"""A file that changed less than this long ago may still be being copied."""


def prepare_folders(office: Office) -> None:
    """Make a drop folder for each tabular source."""
    for source in office.tables.sources.values():
        if source.kind == KIND and source.enabled:
            folder = office.settings.inbox / source.id
            try:
                folder.mkdir(parents=True, exist_ok=True)
            except OSError as error:
                raise MinshengError(
                    "投递文件夹 {folder} 建不成，请检查权限。", folder=folder
                ) from error


def files(office: Office, source: str) -> list[Path]:
    """The settled files of a known kind in a source's folder, by name, without those that could
    not be read and have not changed since."""
    folder = office.settings.inbox / source
    if not folder.is_dir():
        return []
    before = time.time() - SETTLED_SECONDS
    settled = [
        path
        for path in sorted(folder.iterdir())
        if path.is_file() and path.suffix.lower() in SUFFIXES and path.stat().st_mtime < before
    ]
    if not settled:
        return []
    refused = store_files.refused(office.store, Scope.ALL, source)
    return [path for path in settled if _place(path) not in refused]


def empty(office: Office, source: Source, now: datetime) -> dict[str, int]:
    """Take in every file. One that cannot be read stays where it is, does not hold up the
    others, and the source shows why; the next file may come at once."""
    with resting_after_failure(office, source, now):
        importing.refuse_beside_demo(office)
        profile = importing.profile_named(office, source.profile)
        counts = {"files": 0, "known": 0, "rows": 0}
        rejected: list[InputError] = []
        for path in files(office, source.id):
            try:
                rows = _take(office, path, profile, source, now)
                counts["files"] += 1
                counts["known"] += rows is None
                counts["rows"] += rows or 0
            except InputError as error:
                rejected.append(error)
    if rejected:
        health.failed(office.store, Scope.ALL, source.id, sentences.kept(rejected[0]), now, now)
        raise rejected[0]
    return counts


def _take(
    office: Office, path: Path, profile: Profile, source: Source, now: datetime
) -> int | None:
    """Import a file and remove it. Returns its rows; None where the same was taken in before."""
    met = importing.described(path, profile, source.id)
    rows = None
    if store_files.is_known(office.store, Scope.ALL, source.id, met.sha256, met.profile_hash):
        store_files.note(office.store, Scope.ALL, met, now)
    else:
        try:
            rows = importing.import_file(office, path, profile, source.id, now).rows
        except InputError as error:
            why = sentences.kept(error)
            bad = replace(met, state="rejected", reason=why, place_hash=_place(path))
            store_files.note(office.store, Scope.ALL, bad, now)
            raise
    path.unlink()
    return rows


def _place(path: Path) -> bytes:
    """Where a file lies and whether it has changed, without telling its name."""
    found = path.stat()
    said = f"{path.name}\0{found.st_size}\0{found.st_mtime_ns}"
    return hashlib.sha256(said.encode("utf-8", "surrogateescape")).digest()[:16]
