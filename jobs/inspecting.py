"""The step `inspect`: watched sites are looked at every hour, their pages once a day, and whoever
looks after a site hears what rule R-WEB-CHECK finds."""

from datetime import datetime, timedelta

from alerts import site_rules
from collectors import site
from collectors.site import Page
from core import website
from core.doors import Site
from core.errors import FetchError
from core.scope import Scope
from core.sources import Opened, Source
from core.times import day_of
from core.website import HOME, Finding, Probe, Seen
from jobs import following, network, opening, sentences
from jobs.office import Office
from store import health, outbox, sites

KIND = "site"
USUAL = timedelta(hours=1)
"""Between two looks: twenty-four a day, where the rule asks for twenty."""

READ_AGAIN = timedelta(hours=20)
KEPT = timedelta(days=60)
_BACK = timedelta(days=30)


def due(office: Office, now: datetime) -> list[str]:
    """Watched sites whose next look has come."""
    tries = health.next_tries(office.store, Scope.ALL)
    return [
        source.id
        for source in office.tables.sources.values()
        if source.enabled
        and source.kind == KIND
        and following.is_time(source, tries.get(source.id, (None, 0))[0], now)
    ]


def run(office: Office, subject: str, now: datetime) -> dict[str, int]:
    """One look at a site, and at its pages where that is due. Raises FetchError where the site
    does not answer; while our own network is down that counts against nobody."""
    source = office.tables.sources[subject]
    opened = opening.opened(office, source)
    following = now + _rhythm(source)
    try:
        seconds, body = site.fetch(source.location, opened)
    except FetchError as error:
        void = error.unreached and network.is_down(office, source.allow_private, [source])
        sites.add_probe(office.store, Scope.ALL, source.id, Probe(now, None, void))
        if void:
            health.postponed(office.store, Scope.ALL, source.id, now + network.AGAIN)
            return {"void": 1}
        health.failed(office.store, Scope.ALL, source.id, sentences.kept(error), now, following)
        _tell(office, source, now)
        raise
    sites.add_probe(office.store, Scope.ALL, source.id, Probe(now, seconds))
    read = _read_pages(office, opened, body, now)
    health.succeeded(office.store, Scope.ALL, source.id, now, following)
    return {"pages": read, "alerts": _tell(office, source, now)}


def findings(office: Office, source: Source, now: datetime) -> list[Finding]:
    """What the rule says of a site now."""
    probes = sites.probes(office.store, Scope.ALL, source.id, now - _BACK)
    seen = sites.pages(office.store, Scope.ALL, source.id)
    return website.judge(probes, seen, office.tables.web_rule, now)


def _tell(office: Office, source: Source, now: datetime) -> int:
    if not source.owner:
        return 0
    fired = site_rules.judge(source, findings(office, source, now), office.tables.web_rule, now)
    to = [("mail", source.owner)]
    return sum(
        outbox.fire(office.store, Scope.ALL, [alert], to, office.mail_host) for alert in fired
    )


def _rhythm(source: Source) -> timedelta:
    return timedelta(minutes=source.every_minutes) if source.every_minutes else USUAL


def _read_pages(office: Office, source: Opened, body: bytes, now: datetime) -> int:
    """Read the watched pages once a day, or at once where others are watched than before."""
    known = {page.target: page for page in sites.pages(office.store, Scope.ALL, source.id)}
    wanted = {HOME, *(page.name for page in (source.site or Site()).pages)}
    if set(known) == wanted and now - known[HOME].at < READ_AGAIN:
        return 0
    others = (
        _seen(source, page.name, page.kind, page.location, now)
        for page in (source.site or Site()).pages
    )
    found = [_home(source, body, now), *others]
    sites.save_pages(office.store, Scope.ALL, source.id, found)
    return len(found)


def _home(source: Opened, body: bytes, now: datetime) -> Seen:
    page = site.parse(body, source.location, now)
    turn = day_of(now).toordinal()
    links = list(site.sample(page.links, (source.site or Site()).links, turn))
    return _shown(HOME, "home", page, now, site.dead(links, source))


def _seen(source: Opened, name: str, kind: str, location: str, now: datetime) -> Seen:
    try:
        body = site.fetch(location, source)[1]
    except FetchError as error:
        return Seen(name, kind, now, error=str(error))
    return _shown(name, kind, site.parse(body, location, now), now)


def _shown(name: str, kind: str, page: Page, now: datetime, dead_links: int = 0) -> Seen:
    return Seen(
        name, kind, now, page.newest_on, len(page.dates), page.pending_on, dead_links=dead_links
    )
