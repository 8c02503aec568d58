"""Is it our own network that is down? Then no source is at fault, and the round does not count.

Sources are each other's control: while one of a group is reached, the network is up. A group is
the sources outside, or those of our own network (`allow_private`), for one may work without the
other. `MINSHENG_NETWORK_CHECK` names one more address for the group outside.
"""

from collections.abc import Collection
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

from collectors import http
from collectors.manners import host_of
from core.i18n import gettext as _
from core.outages import OUTAGE_NOTES, Outage, outages
from core.scope import Scope
from core.sources import Source
from jobs.office import Office
from store import history

AGAIN = timedelta(minutes=1)
"""How soon the network is tried again."""

_CONTROLS = 3


def is_noted(office: Office, private: bool) -> bool:
    """Was the group found without network, and nothing reached since?"""
    return bool(history.read_note(office.store, Scope.ALL, _note_name(private)))


def is_any_noted(office: Office) -> bool:
    """Is either group without network?"""
    return any(is_noted(office, private) for private in (False, True))


def note(office: Office, private: bool, sources: int, now: datetime) -> None:
    """Keep one note of the outage for the page; it keeps the moment of its beginning."""
    known = outages([history.read_note(office.store, Scope.ALL, _note_name(private))])
    outage = Outage(known[0].since if known else now, sources)
    history.note(office.store, Scope.ALL, _note_name(private), outage.as_note())


def clear(office: Office, private: bool) -> None:
    """The group was reached again."""
    if is_noted(office, private):
        history.note(office.store, Scope.ALL, _note_name(private), "")


def is_down(office: Office, private: bool, failed: Collection[Source]) -> bool:
    """Nobody of the group was reached: is that our own fault?

    Yes where others that were not even tried do not accept a connection either; without others,
    where three hosts failed at once.
    """
    controls = _controls(office, private, {host_of(source.location) for source in failed})
    if controls:
        return not _any_answers(controls)
    return len({host_of(source.location) for source in failed}) >= _CONTROLS


def is_back(office: Office, private: bool) -> bool:
    """Does any host of a group that was down accept a connection again?"""
    return _any_answers(_controls(office, private, set()))


def sentence() -> str:
    """What a person is told whose source could not be read."""
    return _("本机网络不通，这一轮不计入任何数据源；网络恢复后自动继续。")


def _note_name(private: bool) -> str:
    return OUTAGE_NOTES[int(private)]


def _controls(office: Office, private: bool, without: set[str]) -> list[tuple[str, bool]]:
    """Addresses to try, each with whether it may lie inside."""
    located = {
        host_of(source.location): source.location
        for source in office.tables.sources.values()
        if source.enabled
        and source.allow_private == private
        and source.location.startswith(("http://", "https://"))
    }
    others = [(location, private) for host, location in located.items() if host not in without]
    check = [(office.settings.network_check, True)] if not private else []
    return [*others[:_CONTROLS], *(one for one in check if one[0])]


def _any_answers(controls: list[tuple[str, bool]]) -> bool:
    """All are tried at once, so that a dead network costs one time-out."""
    if not controls:
        return False
    with ThreadPoolExecutor(len(controls)) as pool:
        answers = pool.map(lambda one: http.answers(one[0], allow_private=one[1]), controls)
        return any(answers)
