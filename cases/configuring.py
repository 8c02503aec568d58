"""Changing configuration on a page: audited, with a reason, written only together with its line."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from cases.handling import clean
from core.errors import InputError
from core.scope import Actor
from store import history
from store.engine import Store


@Actor.needs("operate")
def change(
    store: Store,
    actor: Actor,
    told: Mapping[str, Any],
    reason: str,
    put: Callable[[], None],
    now: datetime,
) -> None:
    """Carry out `put`, which writes the file, and keep what it changes (`told`), why, and who.

    Raises InputError without a reason; what `put` raises leaves no line behind.
    """
    why = clean(reason)
    if not why:
        raise InputError("请写明修改配置的理由。")
    with store.write() as conn:
        details = {**told, "reason": why}
        history.write(conn, actor, "change_config", ("config", 0), details, now)
        put()


@Actor.needs("operate")
def take_back(
    store: Store, actor: Actor, version: str, put: Callable[[], None], now: datetime
) -> None:
    """Carry out `put`, which brings an earlier version of the file back, and keep who did it."""
    with store.write() as conn:
        history.write(conn, actor, "restore_config", ("config", 0), {"version": version}, now)
        put()
