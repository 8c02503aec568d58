"""Signing in and out: password, one-time code, lock-out, time-out; each a row of the audit.

Stages of a sign-in: `password` (the one-time code is missing), `setup` (a password of one's own
or the one-time codes are not set up yet), `full`. Only `full` opens a page.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection

from core import passwords
from core.errors import InputError
from core.i18n import mark
from core.scope import Actor, Scope
from store import accounts, audit
from store.accounts import Account, SignIn
from store.engine import Store

IDLE = timedelta(minutes=30)
LONGEST = timedelta(hours=12)
HALFWAY = timedelta(minutes=10)
"""So long a sign-in may stay between password and code."""

TRIES = 5
LOCKED = timedelta(minutes=15)
PASSWORD_AGE = timedelta(days=90)
"""GB/T 22239-2019 8.1.4.1 a): 身份鉴别信息应定期更换."""

_TOUCH = timedelta(minutes=1)
_AHEAD = timedelta(minutes=5)
"""A sign-in that began later than this from now was made under a clock that ran ahead."""

_WRONG = mark("账号、口令或验证码不正确；连续输错 5 次，账号锁定 15 分钟。")
"""Said of an unknown name, a wrong password and a locked account alike: none tells whether
there is such an account."""


@dataclass(frozen=True, slots=True)
class Door:
    """What signing in needs: the store, the key that seals one-time codes, whence one comes."""

    store: Store
    key: bytes
    address: str = ""

    def actor(self, name: str) -> Actor:
        """Who knocks."""
        return Actor(name[:64], address=self.address)


@dataclass(frozen=True, slots=True)
class Entered:
    """A cookie and the stage that it stands for."""

    cookie: str
    stage: str


def enter(door: Door, name: str, password: str, now: datetime) -> Entered:
    """The first step: name and password.

    Raises InputError with one sentence for a wrong name, a wrong password and a locked account.
    """
    called = _plain(name)
    with door.store.read() as conn:
        known = accounts.one(conn, called)
    fine = passwords.fits(known.password if known else "", password)
    if known is None or known.is_disabled or _is_locked(known, now) or not fine:
        raise _refused(door, called, known, now)
    stage = "setup" if _must_set_up(known, now) else "password"
    with door.store.write() as conn:
        return _begin(conn, door, called, stage, now)


def prove(door: Door, cookie: str, code: str, now: datetime) -> Entered:
    """The second step: the one-time code. The cookie is another afterwards.

    Raises InputError for a wrong or used code, and where the first step is too long ago.
    """
    found = current(door.store, cookie, now)
    if found is None or found.stage != "password":
        raise InputError("登录已过期，请重新登录。")
    account = found.account
    if _is_locked(account, now):
        raise _refused(door, account.name, account, now)
    step = passwords.step_of(passwords.opened(door.key, account.second), code, now.timestamp())
    with door.store.write() as conn:
        fresh = step is not None and accounts.take_step(conn, account.name, step)
        if fresh:
            return _complete(conn, door, account.name, cookie, now)
    raise _refused(door, account.name, account, now)


def set_up(
    door: Door, cookie: str, password: str, second: str, code: str, now: datetime
) -> Entered:
    """A password of one's own, with the code of the key there is or the first one of a new key.

    Raises InputError with a sentence for a weak password, the old one, or a wrong code: codes of
    a key there is are counted as at the sign-in, for whoever has an old password tries them here.
    """
    found = current(door.store, cookie, now)
    if found is None or found.stage != "setup":
        raise InputError("登录已过期，请重新登录。")
    account = found.account
    if _is_locked(account, now):
        raise _refused(door, account.name, account, now)
    weak = passwords.weakness(password, account.name)
    if weak:
        raise InputError("不能用这个口令：{reason}", reason=weak)
    if passwords.fits(account.password, password):
        raise InputError("新口令不能与原口令相同。")
    known = passwords.opened(door.key, account.second) or second
    step = passwords.step_of(known, code, now.timestamp())
    if step is None and account.second:
        raise _refused(door, account.name, account, now)
    if step is None:
        raise InputError("验证码不正确，请看手机上的验证器再填一次。")
    with door.store.write() as conn:
        if not accounts.take_step(conn, account.name, step):
            raise InputError("这个验证码已用过，请等下一个。")
        accounts.change(
            conn, account.name, password=passwords.hashed(password), password_at=now,
            is_initial=False, second=passwords.sealed(door.key, known),
        )  # fmt: skip
        told = {"account": account.name, "change": "password"}
        audit.record(conn, door.actor(account.name), "account", ("account", 0), told, now)
        accounts.end_all(conn, [account.name])  # whoever knew the old password is out
        return _complete(conn, door, account.name, cookie, now)


def arrive(door: Door, name: str, now: datetime) -> Entered:
    """Somebody whom the city's identity platform has just proved to be `name`.

    Raises InputError with a sentence where no account of that name is open.
    """
    called = _plain(name)
    with door.store.write() as conn:
        account = accounts.one(conn, called)
        if account is not None and not account.is_disabled:
            accounts.change(conn, account.name, seen_at=now)
            _note(conn, door, "login", account.name, now)
            return _begin(conn, door, account.name, "full", now)
        _note(conn, door, "login_failed", called, now)
    raise InputError("统一身份认证的用户“{name}”没有开通本系统，请联系系统管理员。", name=called)


def current(store: Store, cookie: str, now: datetime) -> SignIn | None:
    """The open sign-in of a cookie; None where it has ended, timed out, or was disabled."""
    if not cookie:
        return None
    found = accounts.sign_in(store, Scope.ALL, passwords.token_hash(cookie))
    if found is None or found.account.is_disabled:
        return None
    idle = IDLE if found.stage == "full" else HALFWAY
    if now - found.seen_at > idle or now - found.began_at > LONGEST:
        return None
    if found.seen_at - now > _AHEAD:
        return None
    return found


def stay(store: Store, cookie: str, found: SignIn, now: datetime) -> None:
    """Somebody did something: the time-out begins anew."""
    if now - found.seen_at > _TOUCH:
        accounts.touch(store, Scope.ALL, passwords.token_hash(cookie), now)


def leave(door: Door, cookie: str, now: datetime) -> None:
    """Sign out; nothing happens for a cookie that is not known."""
    hashed = passwords.token_hash(cookie)
    found = accounts.sign_in(door.store, Scope.ALL, hashed)
    if found is not None:
        with door.store.write() as conn:
            accounts.end(conn, hashed)
            _note(conn, door, "logout", found.account.name, now)


def _plain(name: str) -> str:
    """A name as it was given, without what no column and no log line takes."""
    return "".join(char if char.isprintable() else "?" for char in name.strip()[:64])


def _must_set_up(account: Account, now: datetime) -> bool:
    old = account.password_at is not None and now - account.password_at > PASSWORD_AGE
    return account.is_initial or not account.second or old


def _is_locked(account: Account, now: datetime) -> bool:
    return account.locked_until is not None and now < account.locked_until


def _begin(conn: Connection, door: Door, name: str, stage: str, now: datetime) -> Entered:
    cookie = passwords.token()
    accounts.begin(conn, passwords.token_hash(cookie), name, stage, door.address, now)
    return Entered(cookie, stage)


def _complete(conn: Connection, door: Door, name: str, before: str, now: datetime) -> Entered:
    accounts.end(conn, passwords.token_hash(before))
    accounts.change(conn, name, failures=0, locked_until=None, seen_at=now)
    _note(conn, door, "login", name, now)
    return _begin(conn, door, name, "full", now)


def _refused(door: Door, name: str, known: Account | None, now: datetime) -> InputError:
    """Count the failure, lock after TRIES, and say no more than needed."""
    with door.store.write() as conn:
        _note(conn, door, "login_failed", name, now)
        account = accounts.one(conn, name) if known else None
        if account is None or account.is_disabled or _is_locked(account, now):
            return InputError(_WRONG)
        failures = account.failures + 1
        if failures < TRIES:
            accounts.change(conn, name, failures=failures)
            return InputError(_WRONG)
        accounts.change(conn, name, failures=0, locked_until=now + LOCKED)
        accounts.end_all(conn, [name])
        _note(conn, door, "locked", name, now)
    return InputError(_WRONG)


def _note(conn: Connection, door: Door, action: str, name: str, now: datetime) -> None:
    audit.record(conn, door.actor(name), action, ("account", 0), {"account": name[:64]}, now)
