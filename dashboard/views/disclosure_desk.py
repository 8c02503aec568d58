"""依申请公开: requests with their clocks, the legal review, and what should be made public."""

from datetime import timedelta
from typing import Any

import streamlit as st

from core.i18n import gettext as _
from core.procedures import repeated
from core.times import day_start
from dashboard import acting, pieces, procedure_cards, procedure_forms, tabbed
from dashboard.visit import Visit
from reports import numbers

_YEAR = timedelta(days=365)
_AT_LEAST = 3
_WAITING = timedelta(days=90)


def show(here: Visit) -> None:
    """Draw the page."""
    about = _("20 个工作日答复；补正后重新起算，征求第三方意见的时间不计入")
    pieces.heading(here, _("依申请公开"), about)
    acting.bar(here.tables.units)
    found = here.reader.kept("procedures", "listed", "disclosure")
    waiting = here.reader.kept("openness", "unregistered", day_start(here.today - _WAITING))
    groups = _groups(here)
    tabs = tabbed.tabs(
        [
            (_("办理中"), len(found)),
            (_("收到未登记"), len(waiting)),
            (_("建议转主动公开"), len(groups)),
            (_("已归档"), None),
            (_("登记申请"), None),
        ]
    )
    with tabs[0]:
        cards(here, found, _("没有办理中的申请"))
    with tabs[1]:
        _waiting(here, waiting)
    with tabs[2]:
        _repeats(here, groups)
    with tabs[3]:
        past = here.reader.kept("procedures", "listed", "disclosure", True, 50)
        cards(here, past, _("没有归档的申请"))
    with tabs[4]:
        procedure_forms.register(here, "disclosure")


def cards(here: Visit, found: list[Any], nothing: str) -> None:
    """Procedures in boxes, or the sentence that there are none."""
    if not found:
        pieces.empty(nothing, _("登记以后，时限按规则自动计算。"))
        return
    done = here.reader.kept("procedures", "steps", tuple(one.id for one in found))
    for one in found:
        with pieces.card():
            procedure_cards.card(here, one, done[one.id])


def _waiting(here: Visit, rows: list[dict[str, Any]]) -> None:
    if not rows:
        pieces.empty(_("没有未登记的申请"), _("导入的申请登记表里尚未答复的，列在这里。"))
    for row in rows:
        with pieces.card(horizontal=True, vertical_alignment="center"):
            pieces.link(here, "messages", row["title"] or row["ref"], {"ref": row["ref"]})
            unit = here.unit(row["unit"]) or _("未写明单位")
            st.caption(pieces.plain(f"{unit}　{numbers.moment(row['posted_at'])}"))
            procedure_forms.from_record(here, row)


def _groups(here: Visit) -> list[list[dict[str, Any]]]:
    """Requests of a year for the same information, that may be made public."""
    rows = here.reader.kept("openness", "asked", day_start(here.today - _YEAR))
    known = {row["number"]: row for row in rows}
    titles = [(row["number"], row["title"]) for row in rows]
    return [[known[number] for number in group] for group in repeated(titles, _AT_LEAST)]


def _repeats(here: Visit, groups: list[list[dict[str, Any]]]) -> None:
    st.caption(
        _("近一年有 {n} 件以上申请同一信息的；可以公开的，可纳入主动公开范围（条例第四十四条）。",
          n=_AT_LEAST)
    )  # fmt: skip
    if not groups:
        pieces.empty(_("没有重复申请的信息"), _("按所申请的信息归并，不看由谁申请。"))
    for group in groups:
        with pieces.card():
            st.subheader(pieces.plain(group[0]["title"]), anchor=False)
            given = sum(row["outcome"] in ("公开", "部分公开", "open", "part") for row in group)
            told = _("{n} 件申请，其中 {given} 件已（部分）公开　{unit}", n=len(group), given=given,
                     unit=here.unit(group[0]["unit"]))  # fmt: skip
            st.caption(pieces.plain(told))
