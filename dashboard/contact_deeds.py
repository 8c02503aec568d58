"""Contacts on their page: one added, one taken out, an address used again."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import streamlit as st

from cases import alerting
from core.alarms import CHANNELS, DIGESTS, ROLES, Contact
from core.i18n import gettext as _
from core.times import day_start
from dashboard import deeds
from dashboard.deeds import Undo
from dashboard.visit import Visit


def show(here: Visit, found: Sequence[Contact]) -> None:
    """The forms, for whoever keeps the installation running."""
    if not here.can("operate"):
        return
    _add(here, found)
    if found:
        _remove(here, found)
    for one in found:
        if one.disabled and st.button(
            _("重新启用 {address}", address=one.address), key=f"contact_again_{one.id}"
        ):
            _again(here, one)


def name(here: Visit, one: Contact) -> str:
    """A contact in a line: unit, role, name, address."""
    unit = here.unit(one.unit) or one.unit or _("平台管理单位")
    return " · ".join(filter(None, (unit, _(ROLES.get(one.role, one.role)), one.name, one.address)))


def _add(here: Visit, found: Sequence[Contact]) -> None:
    names = {"": _("平台管理单位")} | {unit.code: unit.name for unit in here.tables.units}
    with st.expander(_("新增联系人")), st.form("contact_add", border=False):
        with st.container(horizontal=True):
            unit = st.selectbox(_("单位"), list(names), format_func=lambda code: names[code])
            role = st.selectbox(_("角色"), list(ROLES), format_func=lambda code: _(ROLES[code]))
            called = st.text_input(_("姓名"), max_chars=60)
        with st.container(horizontal=True):
            channel = st.selectbox(
                _("渠道"), list(CHANNELS), format_func=lambda code: _(CHANNELS[code])
            )
            address = st.text_input(_("地址"), max_chars=200)
            digest = st.selectbox(
                _("摘要"), list(DIGESTS), format_func=lambda code: _(DIGESTS[code])
            )
        with st.container(horizontal=True):
            since = st.date_input(_("值班开始（不填为一直）"), None, format="YYYY-MM-DD")
            until = st.date_input(_("值班结束（当天零点前）"), None, format="YYYY-MM-DD")
        if st.form_submit_button(_("新增"), type="primary"):
            made = Contact(
                0, unit or "", role or "", called or "", channel or "", (address or "").strip(),
                digest or "", _start(since), _start(until),
            )  # fmt: skip
            mine = [one for one in found if one.unit == made.unit]
            _put(here, [*mine, made], made.unit, _("已新增"), None)


def _start(day: Any) -> datetime | None:
    return day_start(day) if day else None


def _remove(here: Visit, found: Sequence[Contact]) -> None:
    known = {one.id: one for one in found}
    with st.expander(_("移除联系人")), st.form("contact_remove", border=False):
        number = st.selectbox(
            _("联系人"), list(known), format_func=lambda one: name(here, known[one])
        )
        if st.form_submit_button(_("移除")) and number in known:
            gone = known[number]
            mine = [one for one in found if one.unit == gone.unit]
            undo = Undo(
                _("已移除 {name}。", name=name(here, gone)),
                "alarms",
                lambda _gave, here: alerting.put_contacts(
                    here.reader.store, here.actor, mine, here.now
                ),
            )
            rest = [one for one in mine if one.id != number]
            _put(here, rest, gone.unit, _("已移除"), undo)


def _put(here: Visit, fresh: Sequence[Contact], unit: str, done: str, undo: Undo | None) -> None:
    store, actor, now = here.reader.store, here.actor, here.now
    deeds.do(lambda: alerting.put_contacts(store, actor, fresh, now, emptied=(unit,)), done, undo)


def _again(here: Visit, one: Contact) -> None:
    deeds.do(
        lambda: alerting.restore_address(
            here.reader.store, here.actor, one.channel, one.address, here.now
        )
    )
