"""Saved views: a page and its filter under a name of one's own."""

from urllib.parse import parse_qsl

import streamlit as st

from cases import keeping
from core.errors import UserError
from core.i18n import gettext as _
from dashboard import filters, loaders, pieces, visit
from dashboard.visit import Visit

_GONE = "view_gone"


def show(here: Visit) -> None:
    """The views that were saved, and the form that saves this one."""
    with st.popover(_("我的视图"), icon=":material/bookmark:"):
        saved = here.reader.kept("keeping", "views", here.actor.name)
        if not saved:
            st.caption(_("把当前页面和筛选存为视图，下次一点就到；也可以直接把网址发给同事。"))
        for row in saved:
            _row(here, row)
        _undo(here)
        _form(here)


def _row(here: Visit, row: dict[str, object]) -> None:
    page, number = str(row["page"]), int(str(row["id"]))
    with st.container(horizontal=True, vertical_alignment="center"):
        if page in here.pages:
            pieces.link(here, page, str(row["name"]), dict(parse_qsl(str(row["query"]))))
        st.button(
            _("删除"), key=f"view_drop_{number}", type="tertiary",
            on_click=_drop, args=(number,), help=_("删除视图“{name}”", name=row["name"]),
        )  # fmt: skip


def _drop(number: int) -> None:
    try:
        here = visit.begin()  # a page may stand open longer than its sign-in
        st.session_state[_GONE] = keeping.drop_view(here.reader.store, here.actor, number)
    except UserError as error:
        st.toast(pieces.plain(error))
    loaders.forget()


def _undo(here: Visit) -> None:
    gone = st.session_state.get(_GONE)
    if gone:
        said = _("撤销删除“{name}”", name=gone["name"])
        st.button(said, key="view_undo", type="tertiary", on_click=_restore)


def _restore() -> None:
    try:
        here = visit.begin()
        keeping.restore_view(here.reader.store, here.actor, st.session_state.pop(_GONE))
    except UserError as error:
        st.toast(pieces.plain(error))
    loaders.forget()


def _form(here: Visit) -> None:
    with st.form("view_form", border=False):
        name = st.text_input(_("视图名称"), max_chars=40)
        if st.form_submit_button(_("保存当前视图")):
            target = (here.page, filters.current().query())
            try:
                keeping.save_view(here.reader.store, here.actor, name or "", target, here.now)
            except UserError as error:
                st.error(pieces.plain(error))
                return
            loaders.forget()
            st.toast(_("已保存"))
            st.rerun()
