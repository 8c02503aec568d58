"""One message as people read it: a card on a page, a row of a downloaded list."""

from collections.abc import Mapping
from typing import Any

import polars as pl
import streamlit as st

from core import finding
from core.i18n import gettext as _
from core.labels import AREAS, KIND_NAMES, SENTIMENTS, URGENCIES
from dashboard import correcting, pieces, reasons, record_changes
from dashboard.visit import Visit
from reports import numbers


def card(here: Visit, message: Mapping[str, Any]) -> None:
    """One message: title, labels, and its text and reply on demand. All text is masked."""
    with pieces.card():
        st.markdown(f"**{pieces.plain(message['title'] or _('（无标题）'))}**")
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.badge(_area(message), color="primary")
            pieces.sentiment(message["sentiment"], _sentiment(message))
            if message["urgency"]:
                st.badge(_(URGENCIES[message["urgency"]]), color="red")
            st.caption(pieces.plain(_line(here, message)), width="content")
        _found(here.chosen.words, message)
        with st.expander(_("查看全文"), type="compact"):
            _detail(here, message)


def _found(words: str, message: Mapping[str, Any]) -> None:
    """Where in the text, else in the reply, the words searched for stand."""
    shown = next(
        filter(None, (finding.excerpt(message[name] or "", words) for name in ("text", "reply"))),
        None,
    )
    if shown:
        st.markdown(pieces.marked(shown))


def _area(message: Mapping[str, Any]) -> str:
    name = _(AREAS.get(message["area"], "待分析"))
    return _("{area}（存疑）", area=name) if message["area_unsure"] else name


def _sentiment(message: Mapping[str, Any]) -> str:
    return _(SENTIMENTS.get(message["sentiment"], "待分析"))


def _line(here: Visit, message: Mapping[str, Any]) -> str:
    parts = (
        numbers.moment(message["posted_at"]),
        _(message["intent"]) if message["intent"] else "",
        here.place(message["region"]),
        _answer(here, message),
    )
    return " · ".join(part for part in parts if part)


def _answer(here: Visit, message: Mapping[str, Any]) -> str:
    if message["reply"] is None:
        if not here.records_replies(message["source"]):
            return _("信息源不含答复")
        hours = (here.now - message["posted_at"]).total_seconds() / 3600
        return _("未答复，已等待 {time}", time=numbers.duration(hours))
    if message["reply_hours"] is None:
        return _("已答复")
    return _("{time}后答复", time=numbers.duration(message["reply_hours"]))


def _detail(here: Visit, message: Mapping[str, Any]) -> None:
    st.text(message["text"])
    if message["reply"] is not None:
        st.caption(_("答复　{at}", at=_replied_at(message)))
        st.text(message["reply"])
    facts = {
        _("编号"): message["ref"],
        _("信息源"): here.sources.get(message["source"], message["source"]),
        _("类别"): _(KIND_NAMES.get(message["kind"], message["kind"])),
        _("渠道"): message["channel"],
        _("单位"): here.unit(message["unit"]),
        _("关键词"): "、".join((message["keywords"] or "").split("|")),
        _("赞成 / 反对"): f"{message['votes_up']} / {message['votes_down']}",
    }
    st.caption(pieces.plain("　".join(f"{key}：{value}" for key, value in facts.items() if value)))
    reasons.show(here, message)
    if message["changed_at"] is not None:
        record_changes.show(here, message)
    pieces.link(here, "case", _("交办与办理"), {"message": message["ref"]})
    correcting.offer(here, message)
    if message["issue_id"] is not None:
        pieces.link(here, "issue", _("查看所属事项"), {"issue": str(message["issue_id"])})


def _replied_at(message: Mapping[str, Any]) -> str:
    at = message["replied_at"]
    if at is None:
        return _("时间未知")
    return numbers.moment(at)[:10] if message["reply_day_only"] else numbers.moment(at)


def table(here: Visit, found: pl.DataFrame) -> pl.DataFrame:
    """The messages of a frame as a list to download, headers in the reader's language."""
    rows = [_row(here, message) for message in found.iter_rows(named=True)]
    return pl.DataFrame(rows, infer_schema_length=None)


def _row(here: Visit, message: Mapping[str, Any]) -> dict[str, str]:
    return {
        _("编号"): message["ref"],
        _("时间"): numbers.moment(message["posted_at"]),
        _("信息源"): here.sources.get(message["source"], message["source"]),
        _("标题"): message["title"],
        _("内容"): message["text"],
        _("领域"): _area(message),
        _("情感"): _sentiment(message),
        _("诉求类型"): _(message["intent"]) if message["intent"] else "",
        _("地区"): here.place(message["region"]),
        _("单位"): here.unit(message["unit"]),
        _("答复时间"): _replied_at(message) if message["reply"] is not None else "",
        _("答复"): message["reply"] or "",
    }
