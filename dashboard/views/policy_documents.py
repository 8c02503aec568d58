"""政策文件: a search with paragraphs to cite, and the status of each document."""

from typing import Any

import streamlit as st

from core import finding
from core.citations import STATUSES, Document
from core.i18n import gettext as _
from dashboard import acting, document_deeds, pieces, tabbed
from dashboard.visit import Visit
from reports import numbers

_COLOURS: dict[str, Any] = {"valid": "green", "amended": "orange", "repealed": "gray",
                            "lapsed": "gray"}  # fmt: skip


def show(here: Visit) -> None:
    """Draw the page."""
    pieces.heading(
        here, _("政策文件"), _("检索到段落，可以直接引用；失效的文件在稿件和答复中会提示")
    )
    acting.bar(here.tables.units)
    rows = here.reader.kept("documents", "listed")
    due = here.reader.kept("documents", "to_review", here.today)
    tabs = tabbed.tabs(
        [
            (_("检索"), None),
            (_("文件"), len(rows)),
            (_("待清理"), len(due)),
            (_("录入"), None),
        ]
    )
    with tabs[0]:
        _search(here)
    with tabs[1]:
        _list(here, rows, "all")
    with tabs[2]:
        _list(here, due, "due")
    with tabs[3]:
        document_deeds.enter(here)


def _search(here: Visit) -> None:
    with st.container(horizontal=True, vertical_alignment="bottom"):
        words = st.text_input(_("检索词（空格隔开，须同时出现）"), key="document_words")
        dead = st.checkbox(_("包括废止和失效的"), key="document_dead")
    if not (words or "").strip():
        st.caption(_("输入检索词，如：补贴 标准"))
        return
    found = here.reader.kept("documents", "search", words, bool(dead))
    st.caption(_("{n} 段", n=len(found)))
    for row in found:
        with pieces.card():
            _hit(here, row, words or "")


def _hit(here: Visit, row: dict[str, Any], words: str) -> None:
    label = row["label"] or _("第 {n} 段", n=row["place"])
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        status = status_of(row, here)
        st.badge(_(STATUSES[status]), color=_COLOURS[status])
        number = f"（{row['number']}）" if row["number"] else ""
        st.markdown(pieces.plain(f"《{row['title']}》{number}{label}"))
    shown = finding.excerpt(row["text"], words)
    st.markdown(pieces.marked(shown) if shown else pieces.plain(row["text"][:120]))
    with st.expander(_("引用")):
        st.code(f"根据《{row['title']}》{number}{label}：“{row['text'].strip()}”", language=None,
                wrap_lines=True)  # fmt: skip


def status_of(row: dict[str, Any], here: Visit) -> str:
    """The status today: what lapses by itself has lapsed."""
    known = Document(row.get("document", row.get("id", 0)), row["title"], status=row["status"],
                     status_on=row["status_on"], until=row["until"])  # fmt: skip
    return known.status_at(here.today)


def _list(here: Visit, rows: list[dict[str, Any]], at: str) -> None:
    if not rows:
        pieces.empty(
            _("没有文件"),
            _("在“录入”里上传或粘贴，也可以用命令 `minsheng documents import 文件`。"),
        )
    for row in rows:
        with pieces.card():
            _card(here, row, at)


def _card(here: Visit, row: dict[str, Any], at: str) -> None:
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.subheader(pieces.plain(row["title"]), anchor=False, width="stretch")
        status = status_of(row, here)
        st.badge(_(STATUSES[status]), color=_COLOURS[status])
    days = ((_("印发"), "issued_on"), (_("有效期至"), "until"), (_("复核"), "review_on"))
    told = [row["number"], row["issuer"], here.unit(row["unit"])]
    told += [f"{title} {numbers.day(row[name])}" for title, name in days if row[name]]
    if row["replaced_by"]:
        told.append(_("改引 {new}", new=row["replaced_by"]))
    if row["status_basis"]:
        told.append(_("依据：{basis}", basis=row["status_basis"]))
    st.caption(pieces.plain("　".join(part for part in told if part)))
    document_deeds.offer(here, row, at)
