"""预警: what is wrong now, who signed for it, what people chose to be silent about, the rules."""

from functools import partial
from typing import Any

import polars as pl
import streamlit as st

from cases import alerting
from core.alarms import STATES
from core.i18n import gettext as _
from core.i18n import mark
from dashboard import alarm_cards, alarm_settings, deeds, ledgers, pieces
from dashboard.visit import Visit
from reports import numbers

_TABS = (
    mark("待签收"),
    mark("已签收"),
    mark("已解除"),
    mark("暂停提醒"),
    mark("规则"),
    mark("联系人"),
)
_SHOWN = 20


def show(here: Visit) -> None:
    """Draw the page."""
    pieces.heading(here, _("预警"), _("没有签收的逐级上报，没有解决的继续提醒"))
    deeds.offer_undo(here)
    found = here.reader.alarms()
    silences = here.reader.silences(here.now)
    quiet = {(one.rule, one.subject) for one in silences}
    counts = found["state"].value_counts()
    known = dict(zip(counts["state"], counts["count"], strict=True))
    numbers_ = [known.get(state, 0) for state in STATES] + [len(silences)]
    names = [f"{_(name)} {n}" for name, n in zip(_TABS, numbers_, strict=False)]
    tabs = st.tabs([*names, *(_(name) for name in _TABS[4:])])
    for tab, state in zip(tabs, STATES, strict=False):
        with tab:
            _alarms(here, _ranked(here, found.filter(state=state)), state, quiet)
    with tabs[3]:
        _silences(here, silences)
    with tabs[4]:
        alarm_settings.rules(here)
    with tabs[5]:
        alarm_settings.contacts(here)


def _ranked(here: Visit, found: pl.DataFrame) -> pl.DataFrame:
    """Danger to life first, then by level, then what people wait for, last what troubles this
    installation itself; each the newest first."""
    ranks = [
        alarm_cards.rank(here, rule, level) for rule, level in found.select("rule", "level").rows()
    ]
    ranked = found.with_columns(pl.Series("rank", ranks, pl.Int64))
    return ranked.sort("rank", maintain_order=True).drop("rank")


def _alarms(here: Visit, found: pl.DataFrame, state: str, quiet: set[tuple[str, str]]) -> None:
    if found.is_empty():
        pieces.empty(_("没有{state}的预警", state=_(STATES[state])), _("出现时列在这里。"))
        return
    title = _("预警台账（{state}）", state=_(STATES[state]))
    ledgers.button(here, title, partial(ledgers.of_alarms, here, found), f"alarms_{state}")
    pages = -(-found.height // _SHOWN)
    first = (st.pagination(pages, key=f"alarms_{state}") - 1) * _SHOWN if pages > 1 else 0
    for row in found[first : first + _SHOWN].iter_rows(named=True):
        alarm_cards.card(here, row, (row["rule"], row["subject"]) in quiet)


def _silences(here: Visit, silences: list[Any]) -> None:
    if not silences:
        pieces.empty(
            _("没有暂停的提醒"),
            _("事项扩大或等级上升时，暂停自动失效；暂停会告知上一级和平台管理单位。"),
        )
    for one in silences:
        with pieces.card():
            st.markdown(f"**{pieces.plain(f'{alarm_cards.kind(here, one.rule)} {one.subject}')}**")
            about = _("{who}：{reason}，至 {end}", who=one.by, reason=one.reason,
                      end=numbers.moment(one.ends_at))  # fmt: skip
            st.caption(pieces.plain(about))
            if st.button(_("恢复提醒"), key=f"unsilence_{one.id}"):
                store, actor = here.reader.store, here.actor
                number = one.id
                deeds.do(lambda: alerting.end_silence(store, actor, number, here.now))  # noqa: B023
