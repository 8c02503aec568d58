"""Accounts as their keepers handle them: opened by one keeper, granted by another.

系统管理员 opens and disables accounts; 安全保密管理员 grants role, unit and regions and resets
passwords. Neither changes its own account. On the console (`minsheng user`) the operator of the
machine does both.
"""

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from core import passwords
from core.errors import Denied, InputError
from core.i18n import gettext as _
from core.roles import ROLES, Role
from core.scope import Actor, Scope
from store import accounts, audit, history
from store.accounts import Account
from store.engine import Store

CONSOLE = Actor("cli", "operator")
FIRST = "first_administrator"
"""The note that holds the hashes of the one-time tokens that are good."""

_TOKENS = 8
"""One for each dashboard that was started last: they stand beside each other."""

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._@-]{1,63}")
_MAIL = re.compile(r"[^@\s]+@[^@\s]+")
_LONGEST = 60


@dataclass(frozen=True, slots=True)
class Grant:
    """What an account is for: a role, a unit code, adcodes of regions (none: everywhere)."""

    role: str
    unit: str = ""
    regions: tuple[str, ...] = ()


def add(store: Store, actor: Actor, name: str, shown: str, mail: str, now: datetime) -> str:
    """Open an account without a role and return its first password, shown this once.

    Raises InputError for a name that is taken or cannot be one, Denied for another role.
    """
    _allow(actor, "accounts")
    initial = passwords.initial()
    account = _fresh(name, shown, mail, initial, now)
    with store.write() as conn:
        _put(conn, actor, account, now)
    return initial


def grant(
    store: Store, actor: Actor, name: str, given: Grant, units: Collection[str], now: datetime
) -> None:
    """Give an account its role and scope; whoever is signed in with it is signed out.

    Until there is a 安全保密管理员, whoever opens accounts may appoint one. Raises InputError for
    an unknown role, unit or region, Denied for another role or one's own account.
    """
    role = check(given, units)
    first = given.role == "secadmin" and not _has(store, "secadmin")
    _allow(actor, "accounts" if first and actor.scope.can("accounts") else "grants")
    _not_oneself(actor, name)
    with store.write() as conn:
        before = _standing(conn, name)
        known = ROLES.get(before.role)
        keeps = known is not None and (known.is_keeper or role.is_keeper)
        if keeps and before.role != given.role:
            raise InputError("管理员账号不能改作他用，请另开账号。")
        _change(conn, actor, name, now, role=given.role, unit=given.unit, regions=given.regions)


def check(given: Grant, units: Collection[str]) -> Role:
    """The role of a grant that can be given; raises InputError as `grant`."""
    role = ROLES.get(given.role)
    if role is None:
        raise InputError("没有“{role}”这个角色，可用：{roles}。", role=given.role,
                         roles="、".join(ROLES))  # fmt: skip
    if role.needs_unit and not given.unit:
        raise InputError("角色“{role}”须写明单位。", role=_(role.title))
    if given.unit and given.unit not in units:
        raise InputError("没有编号为“{unit}”的单位。", unit=given.unit)
    if any(not code.isdecimal() or len(code) > 12 for code in given.regions):
        raise InputError("地区应是行政区划代码，如 330106。")
    return role


def set_disabled(store: Store, actor: Actor, name: str, disabled: bool, now: datetime) -> None:
    """Disable an account, or let it in again; it is signed out at once."""
    _allow(actor, "accounts")
    _not_oneself(actor, name)
    with store.write() as conn:
        _standing(conn, name)
        _change(conn, actor, name, now, is_disabled=disabled)


def reset(store: Store, actor: Actor, name: str, now: datetime) -> str:
    """A new first password, no one-time codes, no lock; returns the password, shown this once."""
    _allow(actor, "grants")
    _not_oneself(actor, name)
    first = passwords.initial()
    with store.write() as conn:
        _standing(conn, name)
        _change(
            conn, actor, name, now, password=passwords.hashed(first), is_initial=True, second="",
            second_step=0, failures=0, locked_until=None,
        )  # fmt: skip
    return first


def first_token(store: Store, now: datetime) -> str | None:
    """The one-time token of the first administrator; None once there is an account.

    A new one each time; those of the dashboards that were started last stay good, and all are
    void once one is used.
    """
    token = passwords.token()
    hashed = passwords.token_hash(token).hex()
    while not accounts.is_any(store, Scope.ALL):
        before = history.read_note(store, Scope.ALL, FIRST)
        kept = (before or "").split()[1 - _TOKENS :]
        with store.write() as conn:
            if history.swap(conn, FIRST, before, " ".join([*kept, hashed])):
                return token
    return None


def first(store: Store, actor: Actor, token: str, name: str, shown: str, now: datetime) -> str:
    """Open the account of the first 系统管理员 with the token; returns its first password.

    Raises InputError for a wrong or used token: of several at once one wins.
    """
    initial = passwords.initial()
    account = _fresh(name, shown, "", initial, now)
    good = history.read_note(store, Scope.ALL, FIRST) or ""
    used = accounts.is_any(store, Scope.ALL)
    with store.write() as conn:
        fits = passwords.token_hash(token.strip()).hex() in good.split()
        if used or not fits or not history.swap(conn, FIRST, good, ""):
            raise InputError("首次启用的一次性令牌不正确或已失效，请看启动看板的控制台。")
        _put(conn, actor, account, now)
        _change(conn, actor, account.name, now, role="sysadmin")
    return initial


def _allow(actor: Actor, capability: str) -> None:
    if not actor.scope.can(capability):
        raise Denied("您的角色不能办理这一项。")


def _not_oneself(actor: Actor, name: str) -> None:
    if actor.kind == "person" and actor.name == name:
        raise InputError("不能改自己的账号，请另一位管理员办理。")


def _has(store: Store, role: str) -> bool:
    known = accounts.listed(store, Scope.ALL)
    return any(one.role == role and not one.is_disabled for one in known)


def _standing(conn: Connection, name: str) -> Account:
    found = accounts.one(conn, name)
    if found is None:
        raise InputError("没有“{name}”这个账号。", name=name)
    return found


_SECRET = frozenset({"password", "second", "second_step", "failures", "locked_until"})


def _change(conn: Connection, actor: Actor, name: str, now: datetime, **values: Any) -> None:
    accounts.change(conn, name, **values)
    accounts.end_all(conn, [name])
    told = {key: value for key, value in values.items() if key not in _SECRET}
    told |= {"regions": list(told["regions"])} if "regions" in told else {}
    change = "reset" if "password" in values else "grant" if "role" in values else "access"
    _note(conn, actor, name, {"change": change, **told}, now)


def _note(
    conn: Connection, actor: Actor, name: str, details: dict[str, Any], now: datetime
) -> None:
    told = {"account": name, **details}
    audit.record(conn, actor, "account", ("account", 0), told, now)


def _put(conn: Connection, actor: Actor, account: Account, now: datetime) -> None:
    if not accounts.put(conn, account):
        raise InputError("账号“{name}”已经有了。", name=account.name)
    _note(conn, actor, account.name, {"change": "add"}, now)


def _fresh(name: str, shown: str, mail: str, initial: str, now: datetime) -> Account:
    """An account as it is opened. Raises InputError for what cannot be one."""
    called, people = name.strip(), " ".join(shown.split())
    if not _NAME.fullmatch(called):
        raise InputError("账号名应为 2 至 64 个字母、数字、点、横线或 @，如 zhang.san。")
    if not 1 <= len(people) <= _LONGEST:
        raise InputError("请填写姓名，1 至 {limit} 个字。", limit=_LONGEST)
    if mail and not _MAIL.fullmatch(mail):
        raise InputError("“{mail}”不是邮箱地址。", mail=mail)
    return Account(
        name=called, shown=people, role="", unit="", regions=(), mail=mail,
        password=passwords.hashed(initial), password_at=now, is_initial=True, second="",
        second_step=0, failures=0, locked_until=None, is_disabled=False, created_at=now,
        seen_at=None,
    )  # fmt: skip
