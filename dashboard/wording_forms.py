"""The form with which a statement is drafted or renewed."""

from datetime import date
from typing import Any

import streamlit as st

from cases import wording
from core.i18n import gettext as _
from core.labels import AREAS
from core.values import KINDS as VALUE_KINDS
from core.wording import KINDS, Reach, Statement
from dashboard import deeds, pieces
from dashboard.visit import Visit


def draft(here: Visit, row: dict[str, Any] | None = None) -> None:
    """A form for a new statement, or for the next version of `row`."""
    if here.actor.role not in wording.LEADERS:
        st.caption(_("口径由牵头协调、受理派单或批示交办角色起草，请先选择办理身份。"))
        return
    before = row["statement"] if row else Statement("", "")
    key = f"draft_{row['id'] if row else 0}"
    with st.form(key):
        filled = {**_what(before), **_reach(before), **_parts(before)}
        if st.form_submit_button(_("保存草稿"), type="primary"):
            deeds.do(lambda: _save(here, filled, row))


def _what(before: Statement) -> dict[str, Any]:
    return {
        "kind": st.radio(
            _("种类"), list(KINDS), list(KINDS).index(before.kind), horizontal=True,
            format_func=lambda code: _(KINDS[code]),
        ),
        "topic": st.text_input(_("事项"), before.topic, max_chars=60),
        "text": st.text_area(_("口径正文"), before.text, height=120, max_chars=4000),
        "corrects": st.text_area(
            _("原来错在哪里（更正时必填）"), before.corrects, height=70, max_chars=500
        ),
        "contact": st.text_input(_("联系岗位或电话"), before.contact, max_chars=80),
    }  # fmt: skip


def _reach(before: Statement) -> dict[str, Any]:
    words = "、".join(before.reach.words)
    issues = "、".join(map(str, before.reach.issues))
    with st.container(horizontal=True):
        filled: dict[str, Any] = {
            "words": st.text_input(_("适用：答复中出现的词（用、隔开）"), words),
            "issues": st.text_input(_("适用：热点事项编号（用、隔开）"), issues),
        }
    filled["areas"] = st.multiselect(
        _("只限这些领域（可不选）"), list(AREAS), list(before.reach.areas),
        format_func=lambda code: _(AREAS[code]), placeholder=_("全部"),
    )  # fmt: skip
    with st.container(horizontal=True):
        filled["since"] = st.date_input(_("有效期起"), before.valid_from, format="YYYY-MM-DD")
        filled["until"] = st.date_input(_("有效期止"), before.valid_until, format="YYYY-MM-DD")
    return filled


def _parts(before: Statement) -> dict[str, Any]:
    facts = "\n".join(
        "|".join((fact.name, _(VALUE_KINDS[fact.kind]), fact.value, "、".join(fact.cues)))
        for fact in before.facts
    )
    kinds = "、".join(_(title) for title in VALUE_KINDS.values())
    told = _("每行一个：名称|种类|值|其他说法。种类：{kinds}", kinds=kinds)
    st.caption(pieces.plain(told))
    return {
        "facts": st.text_area(
            _("关键事实"), facts, height=100,
            placeholder="补贴标准|金额|15万元|每台补贴、补贴金额\n受理截止|日期|12月31日",
        ),
        "points": st.text_area(
            _("要点（每行一条，不同说法用、隔开；一条都没写到即提示）"),
            "\n".join("、".join(point.words) for point in before.points), height=70,
        ),
    }  # fmt: skip


def _save(here: Visit, filled: dict[str, Any], row: dict[str, Any] | None) -> int:
    numbers = [part for part in _split(filled["issues"]) if part.isdecimal()]
    reach = Reach(tuple(map(int, numbers)), tuple(_split(filled["words"])), tuple(filled["areas"]))
    wanted = Statement(
        topic=filled["topic"] or "",
        text=filled["text"] or "",
        reach=reach,
        facts=wording.facts_from(filled["facts"] or ""),
        points=wording.points_from(filled["points"] or ""),
        kind=filled["kind"] or "wording",
        valid_from=day_or_none(filled["since"]),
        valid_until=day_or_none(filled["until"]),
        corrects=filled["corrects"] or "",
        contact=filled["contact"] or "",
        lead=row["lead"] if row else "",
    )
    renews = row["id"] if row else 0
    return wording.draft(here.reader.store, here.actor, wanted, here.now, renews=renews)


def _split(text: str | None) -> list[str]:
    line = (text or "").replace("，", "、").replace(",", "、").replace("#", "")
    return [part.strip() for part in line.split("、") if part.strip()]


def day_or_none(chosen: Any) -> date | None:
    """What a date field holds, which may be empty or a range."""
    return chosen if isinstance(chosen, date) else None
