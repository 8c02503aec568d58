"""Correcting the labels of one message: the form, and what was corrected before."""

from collections.abc import Mapping
from functools import partial
from typing import Any

import streamlit as st

from cases import desk
from core.errors import UserError
from core.i18n import gettext as _
from core.i18n import mark
from core.labels import AREAS, INTENTS, SENTIMENTS, URGENCIES
from dashboard import case_forms, loaders, pieces
from dashboard.visit import Visit
from reports import numbers

_OPEN = "correcting"
NAMES = {
    "area": mark("领域"),
    "intent": mark("诉求类型"),
    "sentiment": mark("情感"),
    "urgency": mark("紧急程度"),
    "region": mark("地区"),
    "unit": mark("单位"),
    "accused_unit": mark("被反映单位"),
}
_CHOICES: dict[str, Mapping[Any, str]] = {
    "area": AREAS,
    "intent": {intent: intent for intent in INTENTS},
    "sentiment": SENTIMENTS,
    "urgency": URGENCIES,
}


def offer(here: Visit, message: Mapping[str, Any]) -> None:
    """A button; after it, for the one message that is being corrected, the form."""
    if message["area"] is None:
        return
    number = message["id"]
    if st.session_state.get(_OPEN) == number:
        _form(here, message)
    elif st.button(_("更正标签"), key=f"correct_{number}", type="tertiary", icon=":material/edit:"):
        st.session_state[_OPEN] = number
        st.rerun()


def _form(here: Visit, message: Mapping[str, Any]) -> None:
    with st.form(f"correction_{message['id']}"):
        chosen = {name: _choice(name, message[name]) for name in _CHOICES}
        st.caption(_("更正立即生效，优先于程序的判断，记入操作记录，并用于改进模型。"))
        with st.container(horizontal=True):
            saved = st.form_submit_button(_("保存更正"), type="primary")
            closed = st.form_submit_button(_("取消"))
    _trail(here, message["id"])
    if saved:
        changed = {name: value for name, value in chosen.items() if value != message[name]}
        _save(here, message["id"], changed)
    if closed:
        _close()


def _choice(name: str, now: Any) -> Any:
    known = list(_CHOICES[name])
    place = known.index(now) if now in known else None
    return st.selectbox(_(NAMES[name]), known, place, format_func=partial(_said, name))


def _save(here: Visit, message: int, changed: Mapping[str, Any]) -> None:
    if not changed:
        st.info(_("没有改动。"))
        return
    try:
        desk.correct(
            here.reader.store, here.actor, message, changed, here.now, house=case_forms.desk(here)
        )
    except UserError as error:
        st.error(pieces.plain(error))
        return
    loaders.forget()
    st.toast(_("更正已保存"))
    _close()


def _close() -> None:
    st.session_state.pop(_OPEN, None)
    st.rerun()


def last(here: Visit, message: int) -> dict[str, str]:
    """Label -> by whom and when it was corrected last."""
    told: dict[str, str] = {}
    for deed in here.reader.deeds("message", message, "correct"):
        for name, value in deed["details"]["after"].items():
            line = _(
                "{label}“{value}”：由 {who} 于 {at} 更正",
                label=_(NAMES.get(name, name)),
                value=_said(name, value),
                who=deed["actor"],
                at=numbers.moment(deed["at"]),
            )
            told.setdefault(name, line)
    return told


def _trail(here: Visit, message: int) -> None:
    """Who corrected what, the newest first."""
    for deed in here.reader.deeds("message", message, "correct"):
        before, after = deed["details"]["before"], deed["details"]["after"]
        told = "；".join(
            f"{_(NAMES.get(name, name))}：{_said(name, before.get(name))} → {_said(name, value)}"
            for name, value in after.items()
        )
        line = f"{numbers.moment(deed['at'])}　{deed['actor']}　{told}"
        st.caption(pieces.plain(line))


def _said(name: str, value: Any) -> str:
    named = _CHOICES.get(name, {}).get(value)
    return _(named) if named else str(value if value is not None else "—")
