"""简报: have one drafted, read, review and sign it, take it away; all that were made."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import streamlit as st

from cases import briefings as desk
from core.briefings import KINDS, STATES
from core.i18n import gettext as _
from dashboard import briefing_cards, deeds, pieces
from dashboard.visit import Visit
from reports import numbers
from reports.briefs import word

_COLOURS: dict[str, pieces.Colour] = {
    "draft": "gray",
    "reviewed": "orange",
    "signed": "green",
    "withdrawn": "gray",
}
_MOST_ISSUES = 100


def show(here: Visit) -> None:
    """Draw the page, or one briefing where the address names it."""
    number = st.query_params.get("briefing", "")
    if number.isdecimal() and len(number) < 16:
        briefing_cards.one(here, int(number))
        return
    pieces.heading(here, _("简报"), _("初稿由系统生成，审核、签发由人完成；只有签发的才编期号"))
    if pieces.nothing_imported(here):
        return
    if briefing_cards.may_write(here):
        _ask(here)
        _waiting(here)
    _listed(here)


def _ask(here: Visit) -> None:
    with pieces.card():
        st.subheader(_("起草一份"), anchor=False)
        wanted = st.query_params.get("issue", "")
        codes = list(KINDS)
        first = codes.index("issue") if wanted else 0
        with st.container(horizontal=True, vertical_alignment="bottom"):
            kind = st.selectbox(
                _("种类"), codes, first, format_func=lambda code: _(KINDS[code].title),
                key="brief_kind", width=200,
            )  # fmt: skip
            day, issue = _when(here, kind), 0
            if KINDS[kind].on_issue:
                issue = _issue(here, wanted)
            noon = briefing_cards.noon(kind)
            pressed = st.button(_("起草"), type="primary", key="brief_ask")
        st.caption(_("{about}。", about=_(KINDS[kind].about)))
        if pressed:
            asked = (here.reader.store, here.actor, kind, day, issue, here.now)
            deeds.do(lambda: desk.ask(*asked, noon=noon), _("已请求，后台几秒内完成"))


def _when(here: Visit, kind: str) -> date | None:
    if KINDS[kind].on_issue:
        return None
    found = st.date_input(
        _("期间里的任意一天（不填为最近一个完整期间）"), None, max_value=here.today,
        format="YYYY-MM-DD", key="brief_day", width=320,
    )  # fmt: skip
    return found if isinstance(found, date) else None


def _issue(here: Visit, wanted: str) -> int:
    frame = here.reader.hot_issues(None, _MOST_ISSUES)
    names = dict(frame.select("id", "name").iter_rows())
    if wanted.isdecimal() and (one := here.reader.issue(int(wanted[:15]))):
        names = {one["id"]: one["name"], **names}
    found = st.selectbox(
        _("热点事项"), list(names), format_func=lambda number: names[number],
        key="brief_issue", width=380,
    )  # fmt: skip
    return int(found or 0)


def _waiting(here: Visit) -> None:
    asked = here.reader.asked("briefing")
    if asked:
        with st.container(horizontal=True, vertical_alignment="center"):
            names = "、".join(_(KINDS[one["kind"]].title) for one in asked if one["kind"] in KINDS)
            st.info(pieces.plain(_("正在起草：{names}", names=names)))
            st.button(_("刷新"), icon=":material/refresh:", key="brief_again")


def _listed(here: Visit) -> None:
    st.subheader(_("已有的简报"), anchor=False)
    kind = st.pills(
        _("种类"), list(KINDS), format_func=lambda code: _(KINDS[code].title), key="brief_only",
        label_visibility="collapsed",
    )  # fmt: skip
    found = here.reader.kept("briefings", "listed", kind or "")
    if not found:
        pieces.empty(_("还没有简报"), _("在上面选择种类，起草第一份；也可以运行 minsheng report。"))
    for row in found:
        _row(here, row)


def _row(here: Visit, row: Mapping[str, Any]) -> None:
    with pieces.card(), st.container(horizontal=True, vertical_alignment="center", gap="small"):
        about = row["subject_name"] or briefing_cards.span(row)
        title = f"{_(KINDS[row['kind']].title)} {about}"
        pieces.link(here, "reports", title, {"briefing": str(row["id"])})
        st.badge(_(STATES[row["state"]]), color=_COLOURS[row["state"]])
        said = [
            word.numbered(row),
            _("第 {id} 号", id=row["id"]),
            briefing_cards.author(row["drafted_by"]),
        ]
        said.append(numbers.moment(row["signed_at"] or row["drafted_at"]))
        st.caption(pieces.plain(" · ".join(filter(None, said))))
