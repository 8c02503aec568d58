"""The demonstration's cases: they come on as in a county, the same each time, and leave visitors'
cases alone."""

from collections import Counter
from datetime import date, timedelta

import pytest

from cases import handling
from config import settings, tables
from core.case_moves import Given
from core.case_rules import impossible
from core.scope import Actor, Scope
from core.times import day_start
from jobs import demonstrate, furnishing_cases
from jobs.casework import open_desk
from jobs.demonstrate import Wish
from jobs.office import Office
from store import case_lists

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]

UNTIL = date(2026, 11, 20)
NOW = day_start(UNTIL + timedelta(days=1))
VISITOR = Actor("访客", unit="demo_hotline", role="dispatch")


def _loaded(home):
    found = settings.load({"MINSHENG_HOME": str(home)})
    office = Office(found, tables.load(found))
    demonstrate.load(office, Wish(seed=3, messages=3_000, until=UNTIL))
    return office


@pytest.fixture(scope="module")
def office(tmp_path_factory):
    office = _loaded(tmp_path_factory.mktemp("county"))
    yield office
    office.store.close()


@pytest.fixture
def fresh(tmp_path):
    """The same again, for whoever changes something in it."""
    office = _loaded(tmp_path)
    yield office
    office.store.close()


def _files(office):
    store = office.store
    opened = [case.id for case, _clocks in case_lists.open_cases(store, Scope.ALL)]
    closed = [case.id for case in case_lists.closed_cases(store, Scope.ALL)]
    return [case_lists.file(store, Scope.ALL, number) for number in sorted(opened + closed)]


def _told(office):
    return [
        (file.case.title, file.case.state, [(move["move"], move["at"]) for move in file.moves])
        for file in _files(office)
    ]


def test_cases_are_sound_and_nothing_has_happened_yet_to_come(office):
    files = _files(office)
    assert [word for file in files if (word := impossible(file.case))] == []
    assert max(move["at"] for file in files for move in file.moves) <= NOW
    assert all(file.case.first_at <= file.case.opened_at for file in files)


def test_the_desk_shows_every_kind_of_work(office):
    files = _files(office)
    states = Counter(file.case.state for file in files)
    assert {"handling", "finished", "rated", "archived"} <= set(states)
    done = {move["move"] for file in files for move in file.moves}
    assert {"sign", "reply", "call_back", "rate", "verify", "solve", "return", "instruct"} <= done
    assert {"opinion", "ticket"} <= {file.case.flow for file in files}


def test_the_same_seed_gives_the_same_work(office, fresh):
    assert _told(fresh) == _told(office)


def test_work_goes_on_but_not_on_what_a_visitor_took_up(fresh):
    desk, store = open_desk(fresh), fresh.store
    waiting = [case for case, _ in case_lists.open_cases(store, Scope.ALL) if not case.supervised]
    mine = next(case for case in waiting if case.state == "handling")
    handling.act(desk, VISITOR, mine.id, "supervise", Given(text="请抓紧办理。"), NOW)
    before = case_lists.counts(store, Scope.ALL)
    furnishing_cases.go_on(fresh, 3, NOW + timedelta(days=10))
    after = case_lists.counts(store, Scope.ALL)
    assert after["archived"] > before["archived"]
    assert case_lists.file(store, Scope.ALL, mine.id).case.revision == mine.revision + 1
