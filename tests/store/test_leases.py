"""One leader among the workers."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from core.scope import Scope
from store import leases

ALL = Scope.ALL
SECONDS = 20.0


@pytest.fixture
def hold(store, now):
    def hold(holder, after=0.0):
        moment = now + timedelta(seconds=after)
        return leases.hold(store, ALL, "leader", holder, moment, SECONDS)

    return hold


def test_the_first_leads_and_the_second_waits(hold, store, now):
    assert hold("a") == 1
    assert hold("b") is None
    assert leases.holder_at(store, ALL, "leader", now) == "a"


def test_a_beat_keeps_the_lease_and_its_number(hold):
    assert [hold("a", after) for after in (0, 15, 30, 45)] == [1, 1, 1, 1]
    assert hold("b", 46) is None
    assert hold("b", 64.9) is None
    assert hold("b", 65) == 2


def test_a_leader_that_overslept_sees_that_it_is_no_longer_the_one(hold):
    assert hold("a") == 1
    assert hold("b", SECONDS) == 2
    assert hold("a", SECONDS + 1) is None
    assert hold("a", 3 * SECONDS) == 3


def test_a_late_beat_is_good_while_nobody_else_came(hold):
    assert hold("a") == 1
    assert hold("a", 10 * SECONDS) == 1


def test_a_lease_given_back_is_free_at_once(hold, store, now):
    hold("a")
    leases.release(store, ALL, "leader", "a", now)
    assert leases.holder_at(store, ALL, "leader", now) is None
    assert hold("b") == 2


def test_only_the_holder_can_give_it_back(hold, store, now):
    hold("a")
    leases.release(store, ALL, "leader", "b", now)
    assert leases.holder_at(store, ALL, "leader", now) == "a"


def test_nobody_leads_after_the_end_of_a_lease(hold, store, now):
    hold("a")
    end = now + timedelta(seconds=SECONDS)
    assert leases.holder_at(store, ALL, "leader", end - timedelta(seconds=1)) == "a"
    assert leases.holder_at(store, ALL, "leader", end) is None


def test_leases_of_other_names_do_not_touch(hold, store, now):
    hold("a")
    assert leases.hold(store, ALL, "other", "b", now, SECONDS) == 1
    assert leases.holder_at(store, ALL, "leader", now) == "a"


def test_one_of_many_that_come_at_once_leads(hold):
    with ThreadPoolExecutor(8) as pool:
        fences = list(pool.map(hold, "abcdefgh"))
    assert sorted(fence is None for fence in fences) == [False] + [True] * 7
    assert [fence for fence in fences if fence] == [1]


def test_a_lease_of_a_clock_that_ran_ahead_is_free(hold):
    assert hold("a", 2 * 86_400) == 1
    assert hold("b", 0) == 2
    assert hold("c", 30 * 60) == 3
    assert hold("d", 0) is None  # clocks of two machines may differ by minutes
