"""The card of one alarm: what it says, and 签收, 退回 and 暂停提醒 on it."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import streamlit as st

from cases import alerting
from core.alarm_rules import KINDS
from core.i18n import gettext as _
from core.i18n import mark
from core.labels import LEVELS
from core.ladder import parents_of
from core.retelling import retold
from dashboard import deeds, pieces
from dashboard.visit import Visit
from reports import numbers

_TIMES: dict[int, str] = {
    1: mark("1 天"),
    3: mark("3 天"),
    7: mark("7 天"),
    30: mark("30 天"),
}
_OURS = ("unreachable", "address", "source_failing", "source_quiet", "site_down")
"""Kinds that are this installation's own trouble, not the people's."""


def card(here: Visit, row: Mapping[str, Any], silent: bool) -> None:
    """One alarm; `silent`: somebody chose to hear nothing of it."""
    with pieces.card():
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.badge(kind(here, row["rule"]), color="primary")
            if row["level"]:
                pieces.level(row["level"])
            if silent:
                st.badge(_("暂停提醒"), color="gray")
            st.markdown(f"**{pieces.plain(retold(row['title']))}**")
        st.caption(pieces.plain(_line(here, row)))
        st.text(retold(row["why"]))
        if row["state"] != "resolved":
            _deeds(here, row)


def rank(here: Visit, rule: str, level: str) -> int:
    """Where an alarm stands on the page, 0 first; `level` is I to IV or empty."""
    watched = next((one.kind for one in here.tables.alerts if one.id == rule), "")
    if watched in _OURS:
        return len(LEVELS) + 2
    return 0 if watched == "danger" else [*LEVELS, ""].index(level) + 1


def kind(here: Visit, rule: str) -> str:
    """What a rule watches, in words; the id of a rule that is gone."""
    known = {one.id: one for one in here.tables.alerts}
    return _(KINDS[known[rule].kind]) if rule in known else rule


def responsible(here: Visit, code: str) -> str:
    """Whose an alarm is: a unit, or the duty desk of a source's platform (`source:ID`)."""
    kind_of, _colon, source = code.partition(":")
    if kind_of == "source":
        return _("{source}值班", source=here.sources.get(source, source))
    return here.unit(code) or code


def _line(here: Visit, row: Mapping[str, Any]) -> str:
    parts = [
        responsible(here, row["unit"]),
        _("{at} 起", at=numbers.moment(row["fired_at"])),
        _("告知 {n} 次", n=row["told"]) if row["told"] else _("尚未告知"),
        _("已上报 {n} 级", n=row["step"]) if row["step"] else "",
        _("{who} 签收", who=row["acked_by"]) if row["acked_by"] else "",
        _("{at} 解除", at=numbers.moment(row["resolved_at"])) if row["resolved_at"] else "",
        _("反复 {n} 次", n=row["flaps"]) if row["flaps"] else "",
    ]
    return " · ".join(part for part in parts if part)


def _deeds(here: Visit, row: Mapping[str, Any]) -> None:
    store, actor, now = here.reader.store, here.actor, here.now
    with st.expander(_("签收、退回、暂停"), type="compact"):
        if row["state"] == "firing" and st.button(_("签收"), key=f"sign_{row['id']}"):
            deeds.do(lambda: alerting.acknowledge(store, actor, [row["id"]], now))
        with st.form(f"return_{row['id']}", border=False):
            reason = st.text_input(_("退回的理由"), max_chars=200)
            if st.form_submit_button(_("不属于本单位，退回")):
                deeds.do(lambda: alerting.refuse(store, actor, [row["id"]], reason or "", now))
        with st.form(f"silence_{row['id']}", border=False):
            days = st.selectbox(_("暂停多久"), list(_TIMES), format_func=lambda n: _(_TIMES[n]))
            why = st.text_input(_("暂停的理由"), max_chars=200)
            if st.form_submit_button(_("暂停提醒")):
                until = now + timedelta(days=days or 1)
                parents = parents_of(here.tables.units)
                deeds.do(
                    lambda: alerting.silence(
                        store, actor, row["id"], until, why or "", now, parents=parents
                    )
                )
