"""Saved views: a page and its filter under a name of one's own."""

from typing import Any
from urllib.parse import parse_qsl

import streamlit as st

from cases import keeping
from core.errors import UserError
from core.i18n import gettext as _
from dashboard import deeds, loaders, pieces
from dashboard.deeds import Undo
from dashboard.visit import Visit


def show(here: Visit) -> None:
    """The views that were saved, and the form that saves this one."""
    with st.popover(_("我的视图"), icon=":material/bookmark:"):
        saved = here.reader.kept("keeping", "views", here.actor.name)
        if not saved:
            st.caption(_("把当前页面和筛选存为视图，下次一点就到；也可以直接把网址发给同事。"))
        for row in saved:
            _row(here, row)
        _form(here)


def _row(here: Visit, row: dict[str, object]) -> None:
    page, number = str(row["page"]), int(str(row["id"]))
    with st.container(horizontal=True, vertical_alignment="center"):
        if page in here.pages:
            pieces.link(here, page, str(row["name"]), dict(parse_qsl(str(row["query"]))))
        st.button(
            _("删除"), key=f"view_drop_{number}", type="tertiary",
            on_click=_drop, args=(number, str(row["name"])),
            help=_("删除视图“{name}”", name=row["name"]),
        )  # fmt: skip


def _drop(number: int, name: str) -> None:
    undo = Undo(_("已删除视图“{name}”。", name=name), "", _restore)
    deeds.at_once(lambda here: keeping.drop_view(here.reader.store, here.actor, number), undo)


def _restore(gone: Any, here: Visit) -> None:
    keeping.restore_view(here.reader.store, here.actor, gone)


def _form(here: Visit) -> None:
    with st.form("view_form", border=False):
        name = st.text_input(_("视图名称"), max_chars=40)
        if st.form_submit_button(_("保存当前视图")):
            target = (here.page, here.chosen.query())
            try:
                keeping.save_view(here.reader.store, here.actor, name or "", target, here.now)
            except UserError as error:
                st.error(pieces.plain(error))
                return
            loaders.forget()
            st.toast(_("已保存"))
            st.rerun()
