"""One briefing on its page: its text and tables, its downloads, and what a person may do."""

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import Any

import polars as pl
import streamlit as st

from cases import briefings as desk
from core.briefings import KINDS, STATES
from core.i18n import gettext as _
from core.i18n import mark
from core.ladder import parents_of
from core.scope import Actor
from core.times import day_of
from dashboard import deeds, pieces
from dashboard.visit import Visit
from reports import numbers
from reports.briefs import imprints, pdf, word
from reports.briefs.ledger import plain

_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_DEEDS: dict[str, str] = {
    "draft": mark("起草"),
    "review": mark("审核"),
    "return": mark("退回"),
    "sign": mark("签发"),
}

_AUTHORS = {"cli": mark("命令行"), "brief": mark("按计划自动起草")}


def may_write(here: Visit) -> bool:
    """Whether this reader may draft, review and sign: sees everything, texts too."""
    scope = here.reader.scope
    return not scope.is_part and scope.can("texts")


def noon(kind: str) -> bool:
    """Whether a daily one shall go from noon to noon; another kind is not asked."""
    if KINDS[kind].period != "day":
        return False
    return st.checkbox(_("中午至中午"), key="brief_noon", help=_("前一日 12 时至当日 12 时"))


def author(name: str) -> str:
    """Who drafted: a person's name, or how the system was asked."""
    return _(_AUTHORS.get(name, name))


def span(row: Mapping[str, Any]) -> str:
    """The days of a briefing, both included; from noon to noon with the hours."""
    if row["period"] == "noon":
        start, end = (numbers.moment(row[name]) for name in ("since_at", "until_at"))
        return _("{since} 至 {until}", since=start, until=end)
    last = day_of(row["until_at"] - timedelta(microseconds=1))
    return numbers.period(day_of(row["since_at"]), last)


def one(here: Visit, number: int) -> None:
    """Draw one briefing."""
    row = here.reader.kept("briefings", "read", number)
    if row is None:
        pieces.heading(here, _("简报"))
        pieces.empty(_("没有这份简报"), _("请从列表里选择一份。"))
        pieces.link(here, "reports", _("全部简报"), {})
        return
    content = row["content"]
    title = f"{content['title']}　{content['subject_name'] or content['period']}"
    pieces.heading(here, pieces.plain(title))
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.badge(_(STATES[row["state"]]))
        said = [word.numbered(row), row["reviewed_by"] and _("审核：{who}", who=row["reviewed_by"])]
        said.append(row["signed_by"] and _("签发：{who}", who=row["signed_by"]))
        st.caption(pieces.plain(" · ".join(filter(None, said))))
        pieces.link(here, "reports", _("全部简报"), {})
    _downloads(here, row)
    if may_write(here):
        _deeds(here, row)
    for section in content["sections"]:
        _section(content, section)
    _history(here, row)


def _downloads(here: Visit, row: Mapping[str, Any]) -> None:
    name = f"{_(KINDS[row['kind']].title)}_{imprints.file_name(row)}"
    document = partial(_document, here, row)
    told = partial(_manifest, here, row)
    files = [
        (_("Word 文件"), document, "docx", _WORD),
        (_("清单（机读）"), told, "json", "application/json"),
    ]
    if pdf.program():
        made = partial(_pdf, here, row)
        files.insert(1, (_("PDF 文件"), made, "pdf", "application/pdf"))
    with st.container(horizontal=True):
        for label, make, suffix, mime in files:
            st.download_button(
                label, pieces.later(make, f"{name}.{suffix}"), f"{name}.{suffix}", mime,
                on_click="ignore", key=f"brief_{suffix}", icon=":material/download:",
            )  # fmt: skip
    if not pdf.program():
        st.caption(_("本机没有 LibreOffice，没有 PDF；Word 文件可在办公电脑上另存为 PDF。"))


def _document(here: Visit, row: Mapping[str, Any]) -> bytes:
    folder = here.settings.config_folder
    demo = here.reader.note("demo") is not None
    return imprints.document(row, here.tables.masthead, folder, demo)


def _pdf(here: Visit, row: Mapping[str, Any]) -> bytes:
    return pdf.convert(_document(here, row))


def _manifest(here: Visit, row: Mapping[str, Any]) -> bytes:
    imprint = imprints.imprint_of(row, here.tables.masthead, here.reader.note("demo") is not None)
    told = word.manifest(row["content"], imprint)
    return json.dumps(told, ensure_ascii=False, indent=1).encode("utf-8")


def _deeds(here: Visit, row: Mapping[str, Any]) -> None:
    store, actor, now, number = here.reader.store, here.actor, here.now, row["id"]
    if row["state"] == "draft":
        with st.expander(_("审核")), st.form("brief_review", border=False):
            name = st.text_input(_("审核人"), actor.name, max_chars=20)
            opened = [one for one in row["content"]["sections"] if one["open"]]
            given = {
                one["id"]: st.text_area(
                    _("“{heading}”的研判意见（可不填）", heading=one["heading"]), max_chars=2_000
                )
                for one in opened
            }
            if st.form_submit_button(_("审核通过"), type="primary"):
                who = _who(here, name)
                deeds.do(lambda: desk.review(store, who, number, given, now))
    if row["state"] == "reviewed":
        with st.expander(_("签发")), st.form("brief_sign", border=False):
            name = st.text_input(_("签发人（不能是审核人）"), max_chars=20)
            if st.form_submit_button(_("签发"), type="primary"):
                who, post = _who(here, name), _post(here)
                deeds.do(lambda: desk.sign(store, who, number, post, now), _("已签发"))
    if row["state"] in ("draft", "reviewed"):
        with st.expander(_("退回")), st.form("brief_return", border=False):
            why = st.text_area(_("理由"), max_chars=500)
            if st.form_submit_button(_("退回")):
                deeds.do(lambda: desk.send_back(store, actor, number, why, now))


def _who(here: Visit, name: str | None) -> Actor:
    """An account acts as itself; without a sign-in the person writes a name."""
    if here.actor.scope.may is not None:
        return here.actor
    return replace(here.actor, name=" ".join((name or "").split()))


def _post(here: Visit) -> desk.Post:
    plans = here.tables.rows["briefing"].values()
    host = here.reader.note("installation") or "localhost"
    receivers = {plan.id: list(plan.to) for plan in plans}
    return desk.Post(receivers, f"{host}.localhost", parents_of(here.tables.units))


def _section(content: Mapping[str, Any], section: Mapping[str, Any]) -> None:
    facts = content["facts"]
    st.subheader(pieces.plain(section["heading"]), anchor=False)
    for line in section["lines"]:
        st.text(plain(line, facts))
    remark = content.get("remarks", {}).get(section["id"], "")
    if remark:
        st.text(remark)
    for table in section["tables"]:
        st.caption(pieces.plain(plain(table["title"], facts)))
        rows = [[plain(cell, facts) for cell in row] for row in table["rows"]]
        pieces.grid(
            pl.DataFrame(rows, schema=list(table["columns"]), orient="row"),
            key=f"brief_{section['id']}_{table['id']}",
        )
    for picture in section["pictures"]:
        drawing = word.drawing(content, picture)
        st.plotly_chart(
            drawing.figure, theme=None, key=f"brief_{section['id']}_{picture['id']}",
            config={"displayModeBar": False}, alt=drawing.caption.title,
        )  # fmt: skip


def _history(here: Visit, row: Mapping[str, Any]) -> None:
    with st.expander(_("经过")):
        for action, name in _DEEDS.items():
            for deed in here.reader.deeds("briefing", row["id"], action):
                st.text(f"{numbers.moment(deed['at'])}　{_(name)}　{author(deed['actor'])}")
