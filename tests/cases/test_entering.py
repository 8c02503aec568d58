"""Signing in: who gets in, who does not, what is kept of it."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pyotp
import pytest
from argon2 import extract_parameters

from cases import entering, people
from cases.entering import Door
from core import passwords
from core.errors import Denied, InputError
from core.roles import ROLES
from core.scope import Actor, Scope
from store import accounts, audit
from tests.makers import account

ALL = Scope.ALL
KEY = b"the key in a file"
GOOD = "Spruce-Lane-7"


@pytest.fixture(scope="module")
def hash_of_good():
    return passwords.hashed(GOOD)


@pytest.fixture
def secret():
    return pyotp.random_base32()


@pytest.fixture
def door(store, secret, hash_of_good):
    """An installation with one account that is set up in full."""
    with store.write() as conn:
        li = account("li", role="lead", password=hash_of_good,
                     second=passwords.sealed(KEY, secret))  # fmt: skip
        accounts.put(conn, li)
    return Door(store, KEY, "10.1.2.3")


def code(secret, at):
    return pyotp.TOTP(secret).at(at)


def signed_in(door, secret, now):
    first = entering.enter(door, "li", GOOD, now)
    return entering.prove(door, first.cookie, code(secret, now), now)


def actions(door):
    return [row["action"] for row in reversed(audit.entries(door.store, ALL))]


def test_password_and_code_open_the_pages(door, secret, now):
    first = entering.enter(door, "li", GOOD, now)
    assert first.stage == "password"
    entered = entering.prove(door, first.cookie, code(secret, now), now)
    found = entering.current(door.store, entered.cookie, now)
    assert (found.stage, found.account.name, found.address) == ("full", "li", "10.1.2.3")
    assert entering.current(door.store, first.cookie, now) is None
    assert actions(door) == ["login"]


def test_a_code_is_taken_once(door, secret, now):
    signed_in(door, secret, now)
    again = entering.enter(door, "li", GOOD, now)
    with pytest.raises(InputError, match="不正确"):
        entering.prove(door, again.cookie, code(secret, now), now)


def test_an_unknown_name_is_told_the_same_as_a_wrong_password(door, now):
    said = []
    for name in ("li", "nobody", "li\0", "a\r\nb"):
        with pytest.raises(InputError) as caught:
            entering.enter(door, name, "wrong", now)
        said.append(str(caught.value))
    assert len(set(said)) == 1
    assert actions(door) == ["login_failed"] * 4


def test_a_locked_account_is_told_the_same_as_an_unknown_name(door, now):
    said = set()
    for name in ("li", "nobody"):
        for password in ("wrong",) * 5 + (GOOD,):
            with pytest.raises(InputError) as caught:
                entering.enter(door, name, password, now)
            said.add(str(caught.value))
    assert len(said) == 1


def test_an_unknown_name_costs_as_much_as_a_wrong_password(door, now, monkeypatch):
    """As many derivations, each as dear: no clock outside can tell which names exist."""
    passwords.fits("", "what unknown names are compared with is made once")
    verify, spent = passwords._hasher.verify, []

    class Counting:
        def verify(self, stored, password):
            spent.append(extract_parameters(stored))
            return verify(stored, password)

    monkeypatch.setattr(passwords, "_hasher", Counting())
    costs = []
    for name in ("li", "nobody"):
        spent.clear()
        with pytest.raises(InputError):
            entering.enter(door, name, "wrong", now)
        costs.append(list(spent))
    assert len(costs[0]) == 1
    assert costs[0] == costs[1]


def test_five_failures_lock_for_fifteen_minutes(door, now):
    for _try in range(5):
        with pytest.raises(InputError):
            entering.enter(door, "li", "wrong", now)
    with pytest.raises(InputError, match="锁定"):
        entering.enter(door, "li", GOOD, now)
    assert actions(door).count("locked") == 1
    assert entering.enter(door, "li", GOOD, now + timedelta(minutes=16)).stage == "password"


def test_wrong_codes_lock_as_wrong_passwords_do(door, now):
    first = entering.enter(door, "li", GOOD, now)
    for _try in range(5):
        with pytest.raises(InputError):
            entering.prove(door, first.cookie, "000000", now)
    with pytest.raises(InputError, match="过期"):
        entering.prove(door, first.cookie, "000000", now)


@pytest.mark.parametrize(("minutes", "stays"), [(29, True), (31, False)])
def test_whoever_does_nothing_is_signed_out(door, secret, now, minutes, stays):
    cookie = signed_in(door, secret, now).cookie
    found = entering.current(door.store, cookie, now + timedelta(minutes=minutes))
    assert (found is not None) is stays


def test_staying_ends_after_twelve_hours_whatever_one_does(door, secret, now):
    cookie, at = signed_in(door, secret, now).cookie, now
    for _turn in range(80):
        at += timedelta(minutes=12)
        found = entering.current(door.store, cookie, at)
        if found is None:
            break
        entering.stay(door.store, cookie, found, at)
    assert at - now == timedelta(minutes=732)


def test_signing_out_ends_it(door, secret, now):
    cookie = signed_in(door, secret, now).cookie
    entering.leave(door, cookie, now)
    assert entering.current(door.store, cookie, now) is None
    assert actions(door)[-1] == "logout"


def test_disabling_or_granting_anew_ends_it_at_once(door, secret, now):
    cookie = signed_in(door, secret, now).cookie
    people.set_disabled(door.store, people.CONSOLE, "li", True, now)
    assert entering.current(door.store, cookie, now) is None
    with pytest.raises(InputError, match="不正确"):
        entering.enter(door, "li", GOOD, now)


def test_an_old_password_must_be_changed(door, now):
    assert entering.enter(door, "li", GOOD, now + timedelta(days=91)).stage == "setup"


def test_the_first_sign_in_sets_password_and_codes(store, now):
    door = Door(store, KEY)
    first = people.add(store, people.CONSOLE, "wang", "王", "", now)
    entered = entering.enter(door, "wang", first, now)
    assert entered.stage == "setup"
    second = passwords.second_of(KEY, entered.cookie)
    for weak in ("short", "alllowercase", "wang-Wang-123", first):
        with pytest.raises(InputError):
            entering.set_up(door, entered.cookie, weak, second, code(second, now), now)
    done = entering.set_up(door, entered.cookie, GOOD, second, code(second, now), now)
    assert entering.current(store, done.cookie, now).stage == "full"
    with store.read() as conn:
        kept = accounts.one(conn, "wang")
    assert second not in kept.second
    assert GOOD not in kept.password
    assert kept.password.startswith("$argon2id$")


def test_whoever_has_an_old_password_does_not_try_codes_without_end(door, secret, now):
    later = now + timedelta(days=91)
    entered = entering.enter(door, "li", GOOD, later)
    good = code(secret, later)
    for number in range(entering.TRIES):
        wrong = f"{(int(good) + number + 1) % 1_000_000:06}"
        with pytest.raises(InputError, match="锁定"):
            entering.set_up(door, entered.cookie, "Another-Lane-9", secret, wrong, later)
    assert actions(door)[-2:] == ["login_failed", "locked"]
    with pytest.raises(InputError):
        entering.set_up(door, entered.cookie, "Another-Lane-9", secret, good, later)
    with pytest.raises(InputError):
        entering.enter(door, "li", GOOD, later)


def test_a_changed_password_ends_what_else_is_open(door, secret, now):
    elsewhere = signed_in(door, secret, now).cookie
    later = now + timedelta(days=91)
    accounts.touch(door.store, ALL, passwords.token_hash(elsewhere), later)
    entered = entering.enter(door, "li", GOOD, later)
    new = "Another-Lane-9"
    done = entering.set_up(door, entered.cookie, new, secret, code(secret, later), later)
    assert entering.current(door.store, done.cookie, later).stage == "full"
    assert accounts.sign_in(door.store, ALL, passwords.token_hash(elsewhere)) is None


def test_a_sign_in_of_a_clock_that_ran_ahead_is_over(door, secret, now):
    cookie = signed_in(door, secret, now + timedelta(days=2)).cookie
    assert entering.current(door.store, cookie, now) is None
    cookie = signed_in(door, secret, now + timedelta(days=2, minutes=2)).cookie
    assert entering.current(door.store, cookie, now + timedelta(days=2)) is not None


def test_whom_the_identity_platform_proves_comes_in_by_name(door, now):
    entered = entering.arrive(door, "li", now)
    assert entering.current(door.store, entered.cookie, now).stage == "full"
    people.set_disabled(door.store, people.CONSOLE, "li", True, now)
    for name in ("li", "nobody", "", "x" * 200, "li\0"):
        with pytest.raises(InputError, match="没有开通"):
            entering.arrive(door, name, now)
    assert actions(door)[:2] == ["login", "account"]
    assert set(actions(door)[2:]) == {"login_failed"}


def test_a_store_with_another_key_lets_nobody_in_by_code(door, secret, now):
    other = Door(door.store, b"another key")
    first = entering.enter(other, "li", GOOD, now)
    for guess in (code(secret, now), "000000"):
        with pytest.raises(InputError):
            entering.prove(other, first.cookie, guess, now)


def test_the_first_administrator_needs_the_token_and_comes_once(store, now):
    token = people.first_token(store, now)
    who = Actor("root")
    with pytest.raises(InputError, match="令牌"):
        people.first(store, who, "guess", "root", "管理员", now)
    assert people.first(store, who, token, "root", "管理员", now)
    assert people.first_token(store, now) is None
    with pytest.raises(InputError, match="令牌"):
        people.first(store, who, token, "second", "管理员", now)


def test_dashboards_started_side_by_side_leave_each_other_s_token(store, now):
    tokens = [people.first_token(store, now) for _dashboard in range(10)]
    with pytest.raises(InputError, match="令牌"):
        people.first(store, Actor("root"), tokens[0], "root", "管理员", now)  # long void
    assert people.first(store, Actor("root"), tokens[4], "root", "管理员", now)
    for token in tokens:
        with pytest.raises(InputError, match="令牌"):
            people.first(store, Actor("root"), token, "second", "管理员", now)


def test_of_two_who_use_a_token_at_once_one_becomes_administrator(store, now):
    token = people.first_token(store, now)
    begun = threading.Barrier(4)

    def use(number):
        begun.wait()
        try:
            return people.first(store, Actor("x"), token, f"root{number}", "管理员", now)
        except InputError:
            return None

    with ThreadPoolExecutor(4) as pool:
        made = list(pool.map(use, range(4)))
    assert len([one for one in made if one]) == 1
    assert len(accounts.listed(store, ALL)) == 1


def keeper(role, name="keeper"):
    return Actor(name, scope=Scope(may=ROLES[role].may))


def test_one_keeper_opens_accounts_and_another_grants(store, now):
    system, security = keeper("sysadmin"), keeper("secadmin")
    people.add(store, system, "zhao", "赵", "", now)
    people.grant(store, system, "zhao", people.Grant("secadmin"), set(), now)
    people.add(store, system, "qian", "钱", "", now)
    with pytest.raises(Denied):
        people.grant(store, system, "qian", people.Grant("viewer"), set(), now)
    with pytest.raises(Denied):
        people.add(store, security, "sun", "孙", "", now)
    people.grant(store, security, "qian", people.Grant("handler", "water"), {"water"}, now)
    with store.read() as conn:
        assert accounts.one(conn, "qian").unit == "water"
    for role in ("viewer", "auditor", "handler", "lead"):
        for deed in (
            lambda who: people.add(store, who, "x.y", "某", "", now),
            lambda who: people.grant(store, who, "qian", people.Grant("lead"), set(), now),
            lambda who: people.set_disabled(store, who, "qian", True, now),
            lambda who: people.reset(store, who, "qian", now),
        ):
            with pytest.raises(Denied):
                deed(keeper(role))


def test_no_keeper_is_also_another_and_none_changes_itself(store, now):
    people.add(store, people.CONSOLE, "zhao", "赵", "", now)
    people.grant(store, people.CONSOLE, "zhao", people.Grant("auditor"), set(), now)
    with pytest.raises(InputError, match="另开账号"):
        people.grant(store, people.CONSOLE, "zhao", people.Grant("sysadmin"), set(), now)
    with pytest.raises(InputError, match="自己"):
        people.grant(store, keeper("secadmin", "zhao"), "zhao", people.Grant("auditor"), (), now)


def test_keepers_read_no_message():
    for role in ROLES.values():
        if role.is_keeper:
            assert role.may.isdisjoint({"texts", "figures", "cases", "desk"})
    keepers = [role.may for role in ROLES.values() if role.is_keeper]
    assert not keepers[0] & keepers[2]
    assert not keepers[1] & keepers[2]
    assert "grants" not in keepers[0]
    assert "accounts" not in keepers[1]
