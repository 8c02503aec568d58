"""统一口径: what is agreed, what is going round, and replies that depart from it."""

from typing import Any

import streamlit as st

from core.i18n import gettext as _
from core.wording import FINDINGS, KINDS, STATES
from dashboard import acting, pieces, tabbed, wording_deeds, wording_forms
from dashboard.visit import Visit
from reports import numbers

_SORTS = {**FINDINGS, "citation": "引用失效"}


def show(here: Visit) -> None:
    """Draw the page."""
    about = _("只核对官方的答复和发布稿，从不拿群众的话同口径比对")
    pieces.heading(here, _("统一口径"), about)
    acting.bar(here.tables.units)
    rows = here.reader.kept("statements", "listed")
    found = here.reader.kept("reply_checks", "findings")
    on = [row for row in rows if row["state"] == "agreed"]
    going = [row for row in rows if row["state"] in ("draft", "signing")]
    past = [row for row in rows if row["state"] in ("replaced", "withdrawn")]
    tabs = tabbed.tabs(
        [
            (_("现行口径"), len(on)),
            (_("起草和会签"), len(going)),
            (_("答复核对"), len(found)),
            (_("以往版本"), len(past)),
            (_("起草口径"), None),
        ]
    )
    for tab, chosen in ((tabs[0], on), (tabs[1], going), (tabs[3], past)):
        with tab:
            _cards(here, chosen)
    with tabs[2]:
        _findings(here, found)
    with tabs[4]:
        wording_forms.draft(here)


def _cards(here: Visit, rows: list[dict[str, Any]]) -> None:
    if not rows:
        pieces.empty(
            _("没有口径"), _("重要敏感信息发布前，由牵头单位起草口径，有关单位会签后统一使用。")
        )
    for row in rows:
        with pieces.card():
            _card(here, row)


def _card(here: Visit, row: dict[str, Any]) -> None:
    one = row["statement"]
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.subheader(pieces.plain(one.topic), anchor=False, width="stretch")
        st.badge(_(KINDS[one.kind]), color="orange" if one.kind == "correction" else "blue")
        over = one.valid_until is not None and one.valid_until < here.today
        st.badge(
            _("已过有效期") if over else _(STATES[one.state]), color="gray" if over else "green"
        )
    st.caption(pieces.plain(_said(here, row)))
    if one.corrects:
        st.text(_("原来的错误：{text}", text=one.corrects))
    st.text(one.text)
    if one.facts:
        told = "；".join(f"{fact.name} {fact.value}" for fact in one.facts)
        st.caption(pieces.plain(_("关键事实：{facts}", facts=told)))
    if one.points:
        told = "；".join(" / ".join(point.words) for point in one.points)
        st.caption(pieces.plain(_("要点：{points}", points=told)))
    for sign in row["signs"]:
        st.caption(pieces.plain(_signed(here, sign)))
    if row["reason"]:
        st.caption(pieces.plain(_("定稿或撤回理由：{reason}", reason=row["reason"])))
    wording_deeds.offer(here, row)


def _said(here: Visit, row: dict[str, Any]) -> str:
    one = row["statement"]
    since = numbers.day(one.valid_from) if one.valid_from else _("定稿")
    until = numbers.day(one.valid_until) if one.valid_until else _("另行通知")
    return _(
        "第 {version} 版　牵头：{lead}　有效期：{since} 至 {until}　适用：{reach}　联系：{contact}",
        version=one.version, lead=here.unit(one.lead) or _("未写明"), since=since, until=until,
        reach="、".join((*one.reach.words, *(f"#{n}" for n in one.reach.issues))),
        contact=one.contact,
    )  # fmt: skip


def _signed(here: Visit, sign: dict[str, Any]) -> str:
    unit = here.unit(sign["unit"]) or sign["unit"]
    if not sign["answer"]:
        due = numbers.day(sign["due_on"]) if sign["due_on"] else "—"
        return _("{unit}：待会签（{due} 前）", unit=unit, due=due)
    said = _("同意") if sign["answer"] == "agree" else _("有不同意见")
    parts = [_("{unit}：{said}", unit=unit, said=said), sign["opinion"]]
    if sign["facts"]:
        parts.append(_("事实：{facts}", facts=sign["facts"]))
    return "　".join(part for part in parts if part)


def _findings(here: Visit, found: list[dict[str, Any]]) -> None:
    if not found:
        pieces.empty(
            _("没有发现不一致的答复"),
            _("答复入库后自动核对；口径定稿或文件状态变化后全部重新核对。"),
        )
    for row in found:
        with pieces.card():
            wording_deeds.finding(here, row, _(_SORTS[row["sort"]]))
