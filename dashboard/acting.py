"""Who looks and acts: the account that signed in, or in local mode whoever sits here.

This is the one place that makes an Actor with its Scope.
"""

from collections.abc import Sequence
from contextvars import ContextVar
from dataclasses import replace
from datetime import UTC, datetime

import streamlit as st

from cases import entering
from config.settings import Settings
from core import ladder, roles
from core.case_moves import ROLES
from core.errors import Denied
from core.i18n import gettext as _
from core.places import Unit
from core.scope import Actor, Scope
from dashboard.gate import COOKIE
from store.accounts import Account
from store.engine import Store

_MEMORY = "acting"
_DESK = "acting_as"
_current: ContextVar[Actor | None] = ContextVar("actor", default=None)


class SignedOut(Denied):
    """Nobody is signed in, or no longer."""


def current(settings: Settings, store: Store, units: Sequence[Unit]) -> Actor:
    """Who acts in this session. Raises SignedOut, or Denied for an account without a role."""
    actor = _found(settings, store, units)
    _current.set(actor)
    return actor


def _found(settings: Settings, store: Store, units: Sequence[Unit]) -> Actor:
    if settings.sign_in == "local":
        actor = _local()
        return replace(actor, scope=scope(actor, units))
    return actor_of(
        _signed_in(store), units, st.session_state.get(_DESK, ""), st.context.ip_address or ""
    )


def actor_of(account: Account, units: Sequence[Unit], desk: str, address: str) -> Actor:
    """An account as it acts: at the desk for `desk` where its role allows, else for its usual."""
    role = roles.ROLES.get(account.role)
    if role is None:
        raise Denied("账号“{name}”还没有授权，请联系安全保密管理员。", name=account.name)
    acts = desk if desk in role.desk else next(iter(role.desk), "none")
    seen = roles.scope_of(account.role, account.unit, account.regions, units)
    return Actor(account.name, unit=account.unit, role=acts, address=address, scope=seen,
                 parts=role.desk)  # fmt: skip


def _signed_in(store: Store) -> Account:
    cookie, now = st.context.cookies.get(COOKIE, ""), datetime.now(UTC)
    found = entering.current(store, cookie, now)
    if found is None or found.stage != "full":
        raise SignedOut("登录已结束，请重新登录。")
    entering.stay(store, cookie, found, now)
    return found.account


def _local() -> Actor:
    """The operator of this machine, who assigns until somebody says otherwise."""
    found: Actor | None = st.session_state.get(_MEMORY)
    return found or Actor(_("本机操作员"), role="dispatch")


def scope(actor: Actor, units: Sequence[Unit]) -> Scope:
    """What is read: a handling unit sees its own; nobody of a unit sees what accuses it."""
    if not actor.unit:
        return Scope.ALL
    see = ladder.scope_of if actor.role == "handle" else ladder.fair
    return see(ladder.parents_of(units), actor.unit)


def bar(units: Sequence[Unit]) -> None:
    """Say who acts, in which role, for which unit."""
    names = {unit.code: unit.name for unit in units}
    actor = _current.get()
    if actor is not None and actor.scope.may is not None:
        _signed_bar(actor, names)
        return
    actor = _local()
    with st.container(horizontal=True, vertical_alignment="bottom", key="acting"):
        role = st.selectbox(
            _("办理身份"), list(ROLES), list(ROLES).index(actor.role),
            format_func=lambda code: _(ROLES[code]), key="acting_role", width=150,
        )  # fmt: skip
        codes = ["", *names]
        unit = st.selectbox(
            _("代表单位"), codes, codes.index(actor.unit) if actor.unit in codes else 0,
            format_func=lambda code: names.get(code) or _("（不限单位）"),
            key="acting_unit", width=300,
        )  # fmt: skip
        name = st.text_input(_("办理人"), actor.name, max_chars=20, key="acting_name", width=150)
    chosen = Actor(" ".join((name or "").split()) or actor.name, unit=unit, role=role)
    if chosen != actor:
        st.session_state[_MEMORY] = chosen
        st.rerun()


def _signed_bar(actor: Actor, names: dict[str, str]) -> None:
    """An account acts for its own unit; where its role has several at the desk it chooses."""
    with st.container(horizontal=True, vertical_alignment="bottom", key="acting"):
        allowed = list(actor.parts)
        if len(allowed) > 1:
            chosen = st.selectbox(
                _("办理身份"), allowed, allowed.index(actor.role),
                format_func=lambda code: _(ROLES[code]), key="acting_role", width=150,
            )  # fmt: skip
            if chosen != actor.role:
                st.session_state[_DESK] = chosen
                st.rerun()
        st.text(f"{actor.name}　{names.get(actor.unit, _('（不限单位）'))}")
