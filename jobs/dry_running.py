"""The step `dry_run`: 试算 of alarm rules that somebody asked for on the page."""

from datetime import datetime, timedelta

from core import periods
from core.i18n import gettext as _
from core.periods import Period
from core.scope import Scope
from core.times import day_of, local
from jobs import trying
from jobs.office import Office
from store import requests

KIND = "dry_run"
STALE = timedelta(minutes=10)
_SHOWN = 30


def due(office: Office, now: datetime) -> list[str]:
    """One unit of work where somebody waits for an answer."""
    return [""] if requests.is_asked(office.store, Scope.ALL, KIND, now - STALE) else []


def run(office: Office, subject: str, now: datetime) -> dict[str, int]:
    """Answer each request with a sentence and the titles of what would have been told."""
    counts = {"tried": 0}
    rules = {rule.id: rule for rule in office.tables.alerts}
    for request in requests.claim(office.store, Scope.ALL, now, now - STALE, KIND):
        name = str(request.parameters.get("source", ""))
        answer = _("没有编号为“{id}”的预警规则。", id=name)
        if name in rules:
            period = last_month(now)
            answer = told(name, trying.tried(office, rules[name], period, now), period)
        requests.done(office.store, Scope.ALL, request.id, answer, now)
        counts["tried"] += 1
    return counts


def last_month(now: datetime) -> Period:
    """The month before this one."""
    return periods.before(periods.period("month", day_of(now)))


def told(name: str, found: trying.Tried, period: Period) -> str:
    """What a trial says: how often, by what it was judged, and each time with its title."""
    first, last = local(period.start).date(), local(period.end).date()
    head = _(
        "{id}：{first} 至 {last}（不含）会触发 {n} 次；{basis}。", id=name, first=first,
        last=last, n=len(found.fired), basis=found.basis_said,
    )  # fmt: skip
    lines = [f"{local(at):%Y-%m-%d %H:%M}  {title}" for at, title in found.fired[:_SHOWN]]
    return "\n".join([head, *lines])
