"""The step `collect`: sources that are due, and files in their drop folders."""

import logging
import time
from datetime import datetime, timedelta
from pathlib import Path

from collectors.tables import SUFFIXES
from core.errors import InputError, MinshengError
from core.i18n import gettext as _
from core.scope import Scope
from jobs import importing
from jobs.office import Office
from store import health, requests

logger = logging.getLogger(__name__)

SETTLED_SECONDS = 3.0
"""A file that changed less than this long ago may still be being copied."""

STALE = timedelta(minutes=10)


def due(office: Office, now: datetime) -> list[str]:
    """Sources with a settled file in their drop folder; closes requests to collect now."""
    for request in requests.claim(office.store, Scope.ALL, now, now - STALE):
        requests.done(office.store, Scope.ALL, request.id, _("已安排"), now)
    return [
        source.id
        for source in office.tables.sources.values()
        if source.enabled and source.kind == "tabular" and _files(office, source.id)
    ]


def run(office: Office, subject: str, now: datetime) -> dict[str, int]:
    """Take in the files of one drop folder. A file that was read is removed: only its masked
    records are kept; one that cannot be read moves to `rejected` and the source shows why."""
    source = office.tables.sources[subject]
    profile = importing.profile_named(office, source.profile)
    counts = {"files": 0, "rows": 0}
    for path in _files(office, subject):
        try:
            taken = importing.import_file(office, path, profile, subject, now)
        except InputError as error:
            _reject(path)
            health.failed(office.store, Scope.ALL, subject, str(error), now, now)
            raise
        path.unlink()
        counts["files"] += 1
        counts["rows"] += taken.rows
    return counts


def prepare_folders(office: Office) -> None:
    """Make a drop folder for each tabular source."""
    for source in office.tables.sources.values():
        if source.kind == "tabular" and source.enabled:
            folder = office.settings.inbox / source.id
            try:
                folder.mkdir(parents=True, exist_ok=True)
            except OSError as error:
                raise MinshengError(
                    "投递文件夹 {folder} 建不成，请检查权限。", folder=folder
                ) from error


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


def _reject(path: Path) -> None:
    folder = path.parent / "rejected"
    folder.mkdir(exist_ok=True)
    path.replace(folder / path.name)
