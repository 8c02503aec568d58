"""知识库: questions with approved answers, what is missing, and policies that need explaining."""

from datetime import datetime, timedelta
from typing import Any

import streamlit as st

from core.i18n import gettext as _
from core.times import day_start
from dashboard import acting, knowledge_cards, knowledge_deeds, pieces, tabbed
from dashboard.visit import Visit

_BACK = 90
_AT_LEAST = 5
_MOST = 20


def show(here: Visit) -> None:
    """Draw the page."""
    about = _("一网可查：问、答、依据、责任单位、有效期，来自审核过的答复")
    pieces.heading(here, _("知识库"), about)
    acting.bar(here.tables.units)
    since = _since(here)
    over = here.reader.kept("knowledge", "expired", here.today)
    gaps = _asked(here, since)
    tabs = tabbed.tabs(
        [
            (_("查询"), None),
            (_("常问未入库"), len(gaps)),
            (_("待更新"), len(over)),
            (_("解读需求清单"), None),
            (_("起草条目"), None),
        ]
    )
    with tabs[0]:
        _search(here)
    with tabs[1]:
        _gaps(here, gaps, since)
    with tabs[2]:
        st.caption(_("已过有效期，或所依据的文件已不再有效。"))
        knowledge_cards.draw(here, over, "over")
    with tabs[3]:
        _explaining(here, since)
    with tabs[4]:
        knowledge_deeds.draft(here, {}, "new")


def _since(here: Visit) -> datetime:
    return day_start(here.today - timedelta(days=_BACK))


def _asked(here: Visit, since: datetime) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = here.reader.slowly(
        "knowledge", "asked", since, here.today, _AT_LEAST
    )
    return found


def _samples(here: Visit, gaps: list[dict[str, Any]], since: datetime) -> dict[Any, Any]:
    matters = tuple((row["topic"], row["unit"]) for row in gaps[:_MOST])
    return here.reader.slowly("knowledge", "samples", since, matters) if matters else {}


def _search(here: Visit) -> None:
    words = st.text_input(_("检索词"), key="knowledge_words")
    knowledge_cards.draw(here, here.reader.kept("knowledge", "listed", words or ""), "found")


def _gaps(here: Visit, gaps: list[dict[str, Any]], since: datetime) -> None:
    st.caption(
        _("近 {days} 天咨询 {n} 件以上、知识库里没有有效条目的事项。", days=_BACK, n=_AT_LEAST)
    )
    if not gaps:
        pieces.empty(_("没有缺口"), _("常问的事项都有有效条目。"))
    samples = _samples(here, gaps, since)
    for place, row in enumerate(gaps[:_MOST]):
        answers = samples[row["topic"], row["unit"]]
        unit = here.unit(row["unit"]) or _("未写明单位")
        label = _("{topic} · {unit}：咨询 {n} 件", topic=row["topic"], unit=unit, n=row["asked"])
        with st.expander(pieces.plain(label)):
            knowledge_deeds.from_samples(here, row, answers, f"gap{place}")


def _explaining(here: Visit, since: Any) -> None:
    st.caption(_("近 {days} 天群众咨询中提到最多、或被认定为误解误读的政策。", days=_BACK))
    found = here.reader.slowly("explaining", "wanted", since)
    if not found:
        pieces.empty(_("没有解读需求"), _("录入政策文件及其常用叫法以后，这里统计被问到的次数。"))
    for row in found:
        with pieces.card():
            st.subheader(pieces.plain(f"《{row['title']}》"), anchor=False)
            unit = here.unit(row["unit"]) or _("未写明")
            told = _("咨询 {asked} 件　误解误读 {misread} 件　起草单位：{unit}", asked=row["asked"],
                     misread=row["misread"], unit=unit)  # fmt: skip
            st.caption(pieces.plain(told))
            for sample in row["samples"]:
                pieces.link(
                    here, "messages", sample["title"] or sample["ref"], {"ref": sample["ref"]}
                )
