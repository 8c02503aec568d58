"""The step `wording`: official replies held against agreed statements and cited documents.

Only what officials wrote is read. A reply is looked at once, again when it changes, and all
anew when a statement is agreed or a document changes its status.
"""

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any

from core import wording
from core.citations import STATUSES, Document, not_in_force
from core.i18n import gettext as _
from core.scope import Scope
from core.times import day_of, day_start
from core.wording import Statement
from jobs.office import Office
from store import documents, reply_checks, statements
from store.reply_checks import Reply

BATCH = 500
_BACK = timedelta(days=366)
"""Citations in replies are looked at for this long back."""


def due(office: Office, now: datetime) -> list[str]:
    """One unit of work where replies wait and there is something to hold them against."""
    since = _since(office, now)
    if since is None:
        return []
    return [""] if reply_checks.waiting(office.store, Scope.ALL, since, limit=1) else []


def run(office: Office, subject: str, now: datetime) -> dict[str, int]:
    """Look at up to BATCH replies."""
    since = _since(office, now) or now
    agreed = statements.agreed(office.store, Scope.ALL)
    known = documents.known(office.store, Scope.ALL)
    found = reply_checks.waiting(office.store, Scope.ALL, since, limit=BATCH)
    looked = [(reply, list(findings(reply, agreed, known, now))) for reply in found]
    count = reply_checks.keep(office.store, Scope.ALL, looked, now)
    return {"replies": len(found), "findings": count}


def findings(
    reply: Reply, agreed: Sequence[Statement], known: Sequence[Document], now: datetime
) -> Iterator[dict[str, Any]]:
    """What departs in one reply, by the statements and documents of the day it was given."""
    day = day_of(reply.replied_at or now)
    departs = wording.check_all(agreed, reply.text, day, area=reply.area, issue=reply.issue)
    for finding in departs:
        row = asdict(finding)
        row["sort"], row["source_id"] = row.pop("kind"), row.pop("statement")
        yield {**row, "excerpt": wording.excerpt(reply.text, finding)}
    for citation in not_in_force(reply.text, known, day):
        place = wording.Finding(
            "citation", citation.document, "", citation.replaced_by or _(STATUSES["valid"]),
            citation.text, citation.start, citation.end,
        )  # fmt: skip
        yield {
            "sort": "citation", "source_id": citation.document, "fact": citation.status,
            "expected": place.expected, "found": place.found, "start": place.start,
            "end": place.end, "excerpt": wording.excerpt(reply.text, place),
        }  # fmt: skip


def _since(office: Office, now: datetime) -> datetime | None:
    """From when replies matter: since the first statement held, a year where documents ended."""
    back = day_of(now - _BACK)
    agreed = statements.agreed(office.store, Scope.ALL)
    days = [statement.valid_from or back for statement in agreed]
    known = documents.known(office.store, Scope.ALL)
    if any(document.status != "valid" or document.until for document in known):
        days.append(back)
    return day_start(min(days)) if days else None
