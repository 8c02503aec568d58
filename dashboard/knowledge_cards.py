"""Entries of the knowledge base as cards: question, answer, what it rests on, how long it holds."""

from typing import Any

import streamlit as st

from cases.knowing import STATES
from core.i18n import gettext as _
from dashboard import knowledge_deeds, pieces
from dashboard.visit import Visit
from reports import numbers


def draw(here: Visit, rows: list[dict[str, Any]], at: str) -> None:
    """Draw entries, or say that there are none; `at` keeps their buttons apart."""
    if not rows:
        pieces.empty(_("没有条目"), _("从“常问未入库”里选一件答复起草，审核以后入库。"))
    for row in rows:
        with pieces.card():
            _card(here, row, at)


def _card(here: Visit, row: dict[str, Any], at: str) -> None:
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.subheader(pieces.plain(row["question"]), anchor=False, width="stretch")
        over = row["valid_until"] is not None and row["valid_until"] < here.today
        dead = row["document_status"] in ("repealed", "lapsed")
        state = _("依据已失效") if dead else _("已过有效期") if over else _(STATES[row["state"]])
        st.badge(state, color="gray" if over or dead else "green")
    st.text(row["answer"])
    until = numbers.day(row["valid_until"]) if row["valid_until"] else _("长期")
    told = _(
        "依据：{basis}　责任单位：{unit}　有效期：{since} 至 {until}",
        basis=row["basis"],
        unit=here.unit(row["unit"]) or row["unit"],
        since=numbers.day(row["valid_from"]),
        until=until,
    )
    st.caption(pieces.plain(told))
    knowledge_deeds.offer(here, row, at)
