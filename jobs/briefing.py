"""The step `brief`: drafts that a person asked for on a page, and those that are planned."""

from datetime import datetime, time, timedelta

from cases import briefings as desk
from core.briefings import KINDS, Plan
from core.errors import MinshengError
from core.i18n import gettext as _
from core.scope import Actor, Scope
from core.times import SHANGHAI, local
from jobs import drafting, mailing
from jobs.drafting import Wish
from jobs.office import Office
from store import briefings, frames, requests
from store.requests import Request

ASKED = "briefing"
"""Kind of the requests, and name of that unit of work."""

STALE = timedelta(minutes=10)


def due(office: Office, now: datetime) -> list[str]:
    """`briefing` where somebody asked; the kinds that are planned and not yet drafted."""
    asked = requests.is_asked(office.store, Scope.ALL, ASKED, now - STALE)
    return [ASKED] * asked + [plan.id for plan in planned(office, now)]


def planned(office: Office, now: datetime) -> list[Plan]:
    """Plans whose hour has come and whose last complete period has no briefing yet.

    A store without messages plans nothing.
    """
    found = [
        plan
        for plan in office.tables.rows["briefing"].values()
        if plan.enabled and local(now).time() >= time.fromisoformat(plan.at)
    ]
    if not found or frames.span(office.store, Scope.ALL) is None:
        return []
    return [plan for plan in found if not _drafted(office, plan, now)]


def _drafted(office: Office, plan: Plan, now: datetime) -> bool:
    period = drafting.period_of(Wish(KINDS[plan.id], noon=plan.noon), now)
    known = briefings.listed(office.store, Scope.ALL, plan.id)
    return any((row["since_at"], row["until_at"]) == (period.start, period.end) for row in known)


def run(office: Office, subject: str, now: datetime) -> dict[str, int]:
    """Draft what was asked for, or one planned kind, and mail it as 初稿."""
    if subject == ASKED:
        return _asked(office, now)
    wish = Wish(KINDS[subject], noon=office.tables.rows["briefing"][subject].noon)
    number = drafting.draft(office, wish, Actor.step("brief"), now)
    row = drafting.stored(office, number)
    post = mailing.post_of(office)  # may write a note, in a transaction of its own
    with office.store.write() as conn:
        mailed = desk.mail(conn, row, post, now)
    return {"drafts": 1, "mailed": int(mailed)}


def _asked(office: Office, now: datetime) -> dict[str, int]:
    counts = {"drafts": 0, "failed": 0}
    for request in requests.claim(office.store, Scope.ALL, now, now - STALE, ASKED):
        outcome, counted = _answer(office, request, now)
        counts[counted] += 1
        requests.done(office.store, Scope.ALL, request.id, outcome, now)
    return counts


def _answer(office: Office, request: Request, now: datetime) -> tuple[str, str]:
    asked = request.parameters
    try:
        day = asked.get("day")
        wish = Wish(
            KINDS[str(asked["kind"])],
            datetime.fromisoformat(day).replace(tzinfo=SHANGHAI).date() if day else None,
            int(asked.get("issue") or 0),
            bool(asked.get("noon")),
        )
        number = drafting.draft(office, wish, Actor(request.actor), now)
    except MinshengError as error:
        return str(error), "failed"
    return _("第 {number} 号简报已起草", number=number), "drafts"
