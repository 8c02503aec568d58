"""The step `papers`: policy documents that somebody handed in on the page are read and entered."""

from base64 import b64decode
from datetime import date, datetime, timedelta

from cases.documents import REQUEST
from core.errors import UserError
from core.i18n import gettext as _
from core.scope import Actor, Scope
from jobs import papering, sentences
from jobs.office import Office
from store import requests
from store.requests import Request

STALE = timedelta(minutes=10)


def due(office: Office, now: datetime) -> list[str]:
    """One unit of work where a file waits."""
    return [""] if requests.is_asked(office.store, Scope.ALL, REQUEST, now - STALE) else []


def run(office: Office, subject: str, now: datetime) -> dict[str, int]:
    """Enter each file, or say why not; the file itself is kept no longer."""
    counts = {"files": 0, "failed": 0}
    for request in requests.claim(office.store, Scope.ALL, now, now - STALE, REQUEST):
        try:
            outcome = _entered(office, request, now)
            counts["files"] += 1
        except UserError as error:
            outcome = sentences.kept(error)
            counts["failed"] += 1
        kept = {"source": request.parameters["source"]}
        requests.done(office.store, Scope.ALL, request.id, outcome, now, kept)
    return counts


def _entered(office: Office, request: Request, now: datetime) -> str:
    told = request.parameters
    review = str(told["review_on"])
    said = papering.Said(
        title=str(told["title"]),
        number=str(told["number"]),
        unit=str(told["unit"]),
        aliases=tuple(map(str, told["aliases"])),
        review_on=date.fromisoformat(review) if review else None,
    )
    file = str(told["source"]), b64decode(str(told["body"]))
    number, paper = papering.enter(office, file, said, Actor(request.actor), now)
    return _(
        "已录入《{title}》{number}，编号 {id}，{n} 段。", title=paper.title, number=paper.number,
        id=number, n=len(paper.parts),
    )  # fmt: skip
