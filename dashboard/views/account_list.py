"""账号: who may sign in; one keeper opens accounts, another grants what they may see."""

from typing import Any

import polars as pl
import streamlit as st

from cases import people
from cases.people import Grant
from core.i18n import gettext as _
from core.roles import ROLES
from dashboard import deeds, entrance, pieces
from dashboard.visit import Visit
from reports import numbers
from store.accounts import Account

_FRESH = "fresh_password"


def show(here: Visit) -> None:
    """Draw the page."""
    pieces.heading(here, _("账号"), _("系统管理员开立和停用，安全保密管理员授权和重置"))
    _tell_fresh()
    found: list[Account] = here.reader.accounts()
    if not found:
        pieces.empty(_("还没有账号"), _("设 MINSHENG_SIGN_IN=accounts 后启动，按提示开立。"))
    else:
        pieces.grid(pl.DataFrame([_row(here, one) for one in found]))
    if here.can("accounts"):
        _add(here)
    if found:
        _change(here, {one.name: one for one in found})


def _tell_fresh() -> None:
    """A first password is shown once, to whoever made it."""
    told = st.session_state.pop(_FRESH, None)
    if told:
        name, password = told
        st.success(
            _("账号 {name} 的初始口令（只显示这一次，请当面告知）：", name=pieces.plain(name))
        )
        st.code(password, language=None)


def _row(here: Visit, one: Account) -> dict[str, str]:
    locked = one.locked_until is not None and one.locked_until > here.now
    state = _("停用") if one.is_disabled else _("锁定") if locked else _("正常")
    return {
        _("账号"): one.name,
        _("姓名"): one.shown,
        _("角色"): entrance.role_of(one.role),
        _("单位"): here.unit(one.unit) or one.unit or "—",
        _("地区"): "、".join(here.place(code) or code for code in one.regions) or "—",
        _("状态"): state,
        _("最近登录"): numbers.moment(one.seen_at),
    }


def _add(here: Visit) -> None:
    with st.expander(_("开立账号")), st.form("account_add", border=False):
        name = st.text_input(_("账号"), max_chars=64, placeholder="zhang.san")
        shown = st.text_input(_("姓名"), max_chars=60)
        mail = st.text_input(_("邮箱（可不填；审计员的用来收提醒）"), max_chars=200)
        if st.form_submit_button(_("开立"), type="primary"):
            deeds.do(lambda: _keep(name, people.add(
                here.reader.store, here.actor, name or "", shown or "", mail or "", here.now
            )))  # fmt: skip


def _keep(name: str | None, password: str) -> None:
    st.session_state[_FRESH] = (name or "", password)


def _change(here: Visit, known: dict[str, Account]) -> None:
    st.subheader(_("变更"), anchor=False)
    name = st.selectbox(_("账号"), list(known), key="account_chosen", width=300)
    one = known[name]
    store, actor, now = here.reader.store, here.actor, here.now
    if here.can("grants") or (here.can("accounts") and not _has_security(known)):
        _grant(here, one)
    with st.container(horizontal=True):
        if here.can("accounts"):
            label = _("恢复账号") if one.is_disabled else _("停用账号")
            if st.button(label):
                turned = not one.is_disabled
                deeds.do(lambda: people.set_disabled(store, actor, one.name, turned, now))
        if here.can("grants") and st.button(_("重置口令和验证码")):
            deeds.do(lambda: _keep(one.name, people.reset(store, actor, one.name, now)))


def _has_security(known: dict[str, Account]) -> bool:
    return any(one.role == "secadmin" and not one.is_disabled for one in known.values())


def _grant(here: Visit, one: Account) -> None:
    roles = list(ROLES) if here.can("grants") else ["secadmin"]
    units = {unit.code: unit.name for unit in here.tables.units}
    places = {region.adcode: region.name for region in here.tables.regions}
    with st.form(f"grant_{one.name}"):
        role = st.selectbox(_("角色"), roles, roles.index(one.role) if one.role in roles else 0,
                            format_func=entrance.role_of)  # fmt: skip
        codes = ["", *units]
        known = {"": _("（不限单位）"), **units}
        unit = st.selectbox(_("单位"), codes, codes.index(one.unit) if one.unit in codes else 0,
                            format_func=known.__getitem__)  # fmt: skip
        given: Any = st.multiselect(_("地区（不选为全部）"), list(places),
                                    [code for code in one.regions if code in places],
                                    format_func=places.__getitem__)  # fmt: skip
        if st.form_submit_button(_("授权"), type="primary"):
            wanted = Grant(role, unit or "", tuple(given))
            deeds.do(lambda: people.grant(
                here.reader.store, here.actor, one.name, wanted, units.keys(), here.now
            ))  # fmt: skip
