"""Drafting, approving, renewing and withdrawing knowledge entries."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

import streamlit as st

from cases import knowing
from cases.knowing import Entry
from core.i18n import gettext as _
from dashboard import deeds, pieces
from dashboard.visit import Visit
from dashboard.wording_forms import day_or_none


def draft(here: Visit, given: Mapping[str, Any], key: str, renews: int = 0) -> None:
    """A form for an entry, filled in with what is known."""
    units = {unit.code: unit.name for unit in here.tables.units}
    papers = {row["id"]: row["title"] for row in here.reader.kept("documents", "listed")}
    codes, numbers = list(units), [None, *papers]
    unit, paper = given.get("unit"), given.get("document_id")
    with st.form(f"entry_{key}"):
        question = st.text_input(_("问（概括地写，不写个人情况）"), given.get("question", ""))
        answer = st.text_area(_("答"), given.get("answer", ""), height=120, max_chars=4000)
        basis = st.text_input(_("依据"), given.get("basis", ""))
        with st.container(horizontal=True):
            document = st.selectbox(
                _("依据的文件（可不选）"),
                numbers,
                numbers.index(paper) if paper in numbers else 0,
                format_func=lambda number: papers.get(number, "—") if number else "—",
            )
            owner = st.selectbox(
                _("责任单位"),
                codes,
                codes.index(unit) if unit in codes else None,
                format_func=lambda code: units[code],
                placeholder=_("请选择单位"),
            )
            until = st.date_input(
                _("有效期至"), here.today + timedelta(days=365), format="YYYY-MM-DD"
            )
        if st.form_submit_button(_("保存条目"), type="primary"):
            entry = Entry(
                question or "",
                answer or "",
                basis or "",
                owner or "",
                given.get("topic", ""),
                document,
                None,
                day_or_none(until),
                given.get("message_id"),
            )
            store = here.reader.store
            deeds.do(lambda: knowing.draft(store, here.actor, entry, here.now, renews=renews))


def from_samples(
    here: Visit, gap: Mapping[str, Any], found: Sequence[Mapping[str, Any]], key: str
) -> None:
    """Answered questions on the matter; one of them begins an entry."""
    if not found:
        st.caption(_("还没有答复可以采用。"))
        return
    titles = {row["id"]: row["title"] or row["ref"] for row in found}
    chosen = st.radio(
        _("从哪件答复起草"),
        list(titles),
        format_func=lambda number: titles[number],
        key=f"{key}_from",
    )
    row = next(row for row in found if row["id"] == chosen)
    st.text(row["reply"])
    given = {
        "question": row["title"], "answer": row["reply"], "unit": row["unit"],
        "topic": gap["topic"], "message_id": row["id"],
    }  # fmt: skip
    draft(here, given, f"{key}_{chosen}")


def offer(here: Visit, row: dict[str, Any], at: str) -> None:
    """What may be done with an entry, shown `at` a place of the page."""
    number, store = row["id"], here.reader.store
    with st.container(horizontal=True, gap="small"):
        if row["state"] == "draft" and st.button(_("审核入库"), key=f"approve_{at}_{number}"):
            deeds.do(lambda: knowing.approve(store, here.actor, number, here.now))
        if row["state"] == "approved":
            with st.popover(_("出新版")):
                draft(here, row, f"renew_{at}_{number}", renews=number)
        if row["state"] in ("draft", "approved"):
            with st.popover(_("撤下")):
                reason = st.text_area(_("理由"), height=70, key=f"entry_why_{at}_{number}")
                if st.button(_("撤下条目"), key=f"entry_go_{at}_{number}"):
                    deeds.do(
                        lambda: knowing.withdraw(store, here.actor, number, reason or "", here.now)
                    )
    if row["reason"]:
        st.caption(pieces.plain(_("理由：{reason}", reason=row["reason"])))
