"""审计: who looked at, searched, took away and changed what; for the auditor."""

from datetime import timedelta
from typing import Any

import polars as pl
import streamlit as st

from core.i18n import gettext as _
from dashboard import audit_words, pieces
from dashboard.visit import Visit
from reports import numbers

_MOST = 500
_DAYS = (1, 7, 30, 180)


def show(here: Visit) -> None:
    """Draw the page."""
    pieces.heading(here, _("审计"), _("谁查看、检索、导出、改动了什么"))
    _state(here)
    _bursts(here)
    chosen = _chosen(here)
    rows: list[dict[str, Any]] = here.reader.audit("entries", limit=_MOST, **chosen)
    if not rows:
        pieces.empty(_("没有符合条件的审计记录"), _("换一个期间、账号或操作。"))
        return
    st.caption(_("最近 {n} 条；全部记录用 minsheng audit export 导出。", n=len(rows)))
    pieces.grid(pl.DataFrame([_row(row) for row in rows]))


def _state(here: Visit) -> None:
    newest = here.reader.audit("newest_seal")
    waits = here.reader.audit("unsealed")
    if newest is None:
        st.info(_("还没有封签；后台运行后每分钟封一次。"))
        return
    told = _("最新封签 {n}（{at}），摘要 {digest}；待封 {waits} 条。", n=newest.number,
             at=numbers.moment(newest.sealed_at), digest=newest.digest.hex()[:16],
             waits=waits)  # fmt: skip
    st.caption(told + _("核对整条链：minsheng audit verify。"))


def _bursts(here: Visit) -> None:
    """Look-ups that crowd one record, of the last thirty days."""
    since = here.now - timedelta(days=30)
    for row in here.reader.audit("entries", action="burst", since=since)[:5]:
        details = row["details"]
        who = "、".join(f"{name} {looks}" for name, looks in details["actors"][:5])
        sentence = _("{at} 内部编号 {id} 的诉求一小时内被查阅 {n} 次：{who}。"
                     "请核实是否为办理所需。",
                     at=numbers.moment(row["at"]), id=row["subject_id"], n=details["looks"],
                     who=who)  # fmt: skip
        st.warning(pieces.plain(sentence))


def _chosen(here: Visit) -> dict[str, Any]:
    with st.container(horizontal=True, vertical_alignment="bottom"):
        days = st.selectbox(
            _("期间"), _DAYS, 1, format_func=lambda n: _("近 {n} 天", n=n), width=130
        )
        actor = st.selectbox(
            _("账号"), ["", *here.reader.audit("actors")],
            format_func=lambda name: name or _("全部"), width=200,
        )  # fmt: skip
        action = st.selectbox(
            _("操作"), ["", *audit_words.NAMED],
            format_func=lambda code: _(audit_words.NAMED[code]) if code else _("全部"), width=160,
        )  # fmt: skip
    since = here.now - timedelta(days=days)
    return {"since": since, "actor": actor or "", "action": action or ""}


def _row(row: dict[str, Any]) -> dict[str, str]:
    subject = _(audit_words.SUBJECTS.get(row["subject"], row["subject"]))
    number = f" {row['subject_id']}" if row["subject_id"] else ""
    return {
        _("时间"): numbers.moment(row["at"]),
        _("账号"): audit_words.actor(row),
        _("来自"): row["address"] or "—",
        _("操作"): audit_words.action(row),
        _("对象"): subject + number,
        _("内容"): audit_words.said(row["details"]),
    }
