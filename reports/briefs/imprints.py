"""From a stored briefing to its file: the imprint, the template, the name."""

from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

from core.briefings import Masthead
from core.times import day_of
from reports.briefs import word
from reports.briefs.ledger import said_day
from reports.briefs.word import Imprint

TEMPLATES = "templates"
"""Folder of an operator's own templates, in the configuration folder."""


def imprint_of(row: Mapping[str, Any], masthead: Masthead, demo: bool) -> Imprint:
    """What stands around a stored briefing."""
    at = row["signed_at"] or row["drafted_at"]
    return Imprint(
        state=row["state"],
        office=masthead.office,
        day=said_day(day_of(at)),
        number=word.numbered(row),
        reviewer=row["reviewed_by"],
        signer=row["signed_by"],
        report_to=masthead.report_to,
        copy_to=masthead.copy_to,
        digest=row["digest"],
        demo=demo,
    )


def template(folder: Path, kind: str) -> bytes:
    """An operator's template for a kind, or for all (briefing.docx), else the shipped one."""
    for name in (kind,) if kind == "issue" else (kind, "briefing"):
        path = folder / TEMPLATES / f"{name}.docx"
        if path.is_file():
            return path.read_bytes()
    return word.shipped(kind)


def document(row: Mapping[str, Any], masthead: Masthead, folder: Path, demo: bool) -> bytes:
    """A stored briefing as .docx, over the template in `folder` or the shipped one."""
    own = template(folder, row["kind"])
    return word.write(row["content"], imprint_of(row, masthead, demo), own)


def file_name(row: Mapping[str, Any]) -> str:
    """A file name without suffix: kind, last day, number."""
    last = day_of(row["until_at"] - timedelta(microseconds=1))
    return f"{row['kind']}_{last:%Y%m%d}_{row['id']}"
