"""Accounts and open sign-ins. Passwords are kept as argon2 hashes, cookies as SHA-256."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete, func, select, update

from core.scope import Scope
from store.access_tables import accounts, sign_ins
from store.engine import Store
from store.rows import insert_or_skip


@dataclass(frozen=True, slots=True)
class Account:
    """Somebody who may sign in. `role` is one of core.roles.ROLES; empty: nothing granted yet.

    `password` is an argon2 hash, `second` the sealed key of the one-time codes (empty: not set
    up yet), `second_step` the last code's step, which is not taken twice.
    """

    name: str
    shown: str
    role: str
    unit: str
    regions: tuple[str, ...]
    mail: str
    password: str
    password_at: datetime | None
    is_initial: bool
    second: str
    second_step: int
    failures: int
    locked_until: datetime | None
    is_disabled: bool
    created_at: datetime
    seen_at: datetime | None


@dataclass(frozen=True, slots=True)
class SignIn:
    """An open sign-in: `stage` is password (the second proof is missing), setup or full."""

    account: Account
    stage: str
    address: str
    began_at: datetime
    seen_at: datetime


@Store.needs("people")
def listed(store: Store, scope: Scope) -> list[Account]:
    """All accounts by name."""
    with store.read() as conn:
        return [_account(row) for row in conn.execute(select(accounts).order_by(accounts.c.name))]


@Store.needs()
def is_any(store: Store, scope: Scope) -> bool:
    """Whether somebody can sign in at all."""
    with store.read() as conn:
        return bool(conn.execute(select(func.count()).select_from(accounts)).scalar_one())


@Store.needs("clock")
def mails(store: Store, scope: Scope, role: str) -> list[str]:
    """Addresses of those who have a role."""
    return [
        account.mail
        for account in listed(store, scope)
        if account.role == role and account.mail and not account.is_disabled
    ]


def one(conn: Connection, name: str) -> Account | None:
    """An account by its name."""
    found = conn.execute(select(accounts).where(accounts.c.name == name)).first()
    return _account(found) if found else None


def put(conn: Connection, account: Account) -> bool:
    """Add an account; false where the name is taken."""
    row = {field.name: getattr(account, field.name) for field in fields(account)}
    row["regions"] = list(account.regions)
    added = conn.execute(
        insert_or_skip(conn, accounts, "name").values(**row).returning(accounts.c.name)
    )
    return added.first() is not None


def change(conn: Connection, name: str, **values: Any) -> None:
    """Change columns of one account."""
    if "regions" in values:
        values["regions"] = list(values["regions"])
    conn.execute(update(accounts).where(accounts.c.name == name).values(**values))


def take_step(conn: Connection, name: str, step: int) -> bool:
    """Use the one-time code of a time step; false where it, or a later one, was used."""
    taken = conn.execute(
        update(accounts)
        .where(accounts.c.name == name, accounts.c.second_step < step)
        .values(second_step=step)
    )
    return bool(taken.rowcount)


def begin(
    conn: Connection, token_hash: bytes, name: str, stage: str, address: str, now: datetime
) -> None:
    """Keep a sign-in under the hash of its cookie."""
    conn.execute(
        sign_ins.insert().values(
            token_hash=token_hash, account=name, stage=stage, address=address[:64],
            began_at=now, seen_at=now,
        )
    )  # fmt: skip


@Store.needs()
def sign_in(store: Store, scope: Scope, token_hash: bytes) -> SignIn | None:
    """The sign-in of a cookie with its account, whatever its age."""
    with store.read() as conn:
        found = conn.execute(select(sign_ins).where(sign_ins.c.token_hash == token_hash)).first()
        account = one(conn, found.account) if found else None
    if not found or account is None:
        return None
    return SignIn(account, found.stage, found.address, found.began_at, found.seen_at)


@Store.needs()
def touch(store: Store, scope: Scope, token_hash: bytes, now: datetime) -> None:
    """Its person was here just now."""
    with store.write() as conn:
        conn.execute(
            update(sign_ins).where(sign_ins.c.token_hash == token_hash).values(seen_at=now)
        )


def end(conn: Connection, token_hash: bytes) -> None:
    """Forget one sign-in."""
    conn.execute(delete(sign_ins).where(sign_ins.c.token_hash == token_hash))


def end_all(conn: Connection, names: Sequence[str]) -> None:
    """Forget every sign-in of these accounts."""
    conn.execute(delete(sign_ins).where(sign_ins.c.account.in_(list(names))))


@Store.needs("clock")
def forget_before(store: Store, scope: Scope, moment: datetime) -> int:
    """Drop sign-ins whose person was last here before a moment."""
    with store.write() as conn:
        return int(conn.execute(delete(sign_ins).where(sign_ins.c.seen_at < moment)).rowcount)


def _account(row: Any) -> Account:
    values = dict(row._mapping)
    values["regions"] = tuple(values["regions"])
    return Account(**values)
