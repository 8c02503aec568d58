"""What a person may do with an issue: rename, merge, split, set aside. Each deed is remembered."""

from collections.abc import Mapping
from typing import Any

import polars as pl
import streamlit as st

from cases import desk
from core.i18n import gettext as _
from core.texts import one_line
from dashboard import deeds
from dashboard.deeds import Undo
from dashboard.visit import Visit
from reports import numbers
from store.frames import Filter

_MOST = 5_000


def show(here: Visit, issue: Mapping[str, Any], members: pl.DataFrame) -> None:
    """The forms, each folded away until somebody wants it."""
    st.subheader(_("处置"), anchor=False)
    st.caption(_("人的决定优先于程序，并记入操作记录。"))
    _rename(here, issue)
    _merge(here, issue)
    _split(here, issue, members)
    if issue["dismissed_at"]:
        _take_up(here, issue)
    else:
        _dismiss(here, issue)


def _rename(here: Visit, issue: Mapping[str, Any]) -> None:
    with st.expander(_("修改名称")), st.form("rename", border=False):
        name = st.text_input(_("事项名称"), value=issue["name"], max_chars=60)
        st.caption(_("改过的名称不再被程序覆盖；修改会记入操作记录。"))
        if st.form_submit_button(_("保存名称"), type="primary"):
            deeds.do(
                lambda: desk.rename_issue(
                    here.reader.store, here.actor, issue["id"], name or "", here.now
                ),
                _("名称已保存"),
                _undo_rename(issue),
            )


def _undo_rename(issue: Mapping[str, Any]) -> Undo:
    number, name = issue["id"], issue["name"]
    return Undo(
        _("名称已由“{name}”改过。", name=name),
        "issue",
        lambda _gave, here: desk.rename_issue(
            here.reader.store, here.actor, number, name, here.now
        ),
    )


def _merge(here: Visit, issue: Mapping[str, Any]) -> None:
    with st.expander(_("并入另一个事项")):
        others = here.reader.hot_issues(None)
        names = {row["id"]: row["name"] for row in others.iter_rows(named=True)}
        names.pop(issue["id"], None)
        with st.form("merge", border=False):
            into = st.selectbox(
                _("并入"), list(names), format_func=lambda number: names[number], index=None
            )
            st.caption(_("本事项的诉求移到选中的事项；本事项的编号仍然有效，指向那一个。"))
            if st.form_submit_button(_("并入")) and into is not None:
                deeds.do(
                    lambda: desk.merge_issues(
                        here.reader.store, here.actor, issue["id"], into, here.now
                    ),
                    _("已并入"),
                    _undo_merge(here, issue, into),
                )


def _undo_merge(here: Visit, issue: Mapping[str, Any], into: int) -> Undo:
    """The messages come out again, as an issue of their own under the old name."""
    moved = here.reader.messages(Filter(issue=issue["id"]), _MOST)["id"].to_list()
    name = issue["name"]
    return Undo(
        _("“{name}”已并入本事项；撤销后另成一个事项，沿用原来的名称。", name=name),
        "issue",
        lambda _gave, here: desk.split_issue(
            here.reader.store, here.actor, into, moved, name, here.now
        ),
    )


def _split(here: Visit, issue: Mapping[str, Any], members: pl.DataFrame) -> None:
    titles = {
        row["id"]: f"{numbers.moment(row['posted_at'])[:10]}　{one_line(row['title'])[:40]}"
        for row in members.iter_rows(named=True)
    }
    with st.expander(_("拆分")), st.form("split", border=False):
        chosen = st.multiselect(
            _("拆出的诉求"), list(titles), format_func=lambda number: titles[number]
        )
        name = st.text_input(_("新事项的名称"), max_chars=60)
        st.caption(_("拆开的两个事项不会再被程序合并。"))
        if st.form_submit_button(_("拆分")):
            deeds.do(
                lambda: desk.split_issue(
                    here.reader.store, here.actor, issue["id"], chosen, name or "", here.now
                ),
                _("已拆分"),
                _undo_split(issue, name or ""),
            )


def _undo_split(issue: Mapping[str, Any], name: str) -> Undo:
    number = issue["id"]
    return Undo(
        _("已拆出“{name}”；撤销即并回本事项。", name=name),
        "issue",
        lambda fresh, here: desk.merge_issues(
            here.reader.store, here.actor, fresh, number, here.now
        ),
    )


def _dismiss(here: Visit, issue: Mapping[str, Any]) -> None:
    with st.expander(_("搁置")), st.form("dismiss", border=False):
        reason = st.text_area(_("理由"), max_chars=500)
        st.caption(
            _("搁置须写理由，上一级可见；受理量不因此减少；事项增长到一倍半时搁置自动失效。")
        )
        if st.form_submit_button(_("搁置")):
            deeds.do(
                lambda: desk.dismiss_issue(
                    here.reader.store, here.actor, issue["id"], reason or "", here.now
                ),
                _("已搁置"),
                _undo_dismiss(issue),
            )


def _undo_dismiss(issue: Mapping[str, Any]) -> Undo:
    number = issue["id"]
    return Undo(
        _("已搁置“{name}”。", name=issue["name"]),
        "issue",
        lambda _gave, here: desk.take_up_issue(here.reader.store, here.actor, number, here.now),
    )


def _take_up(here: Visit, issue: Mapping[str, Any]) -> None:
    if st.button(_("恢复这个事项")):
        deeds.do(
            lambda: desk.take_up_issue(here.reader.store, here.actor, issue["id"], here.now),
            _("已恢复"),
        )
