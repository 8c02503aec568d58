"""What a page shows of the sign-in: who is here, the way out, and why somebody may not."""

from datetime import UTC, datetime

import streamlit as st

from cases import entering
from cases.entering import Door
from config import signing
from core.errors import Denied
from core.i18n import gettext as _
from core.roles import ROLES
from dashboard import loaders, overtaken, pieces, trail
from dashboard.acting import SignedOut
from dashboard.gate import COOKIE
from dashboard.visit import Visit


def side(here: Visit) -> None:
    """Who is signed in and the way out; in local mode that nobody else can come in."""
    settings = loaders.settings()
    with st.sidebar:
        if settings.sign_in == "local":
            st.caption(_("本机模式：只供本机一人使用，没有登录。"))
            return
        st.caption(pieces.plain(_("已登录：{name}", name=here.actor.name)))
        if st.button(_("退出登录"), type="tertiary", icon=":material/logout:"):
            _leave()


def _leave() -> None:
    settings = loaders.settings()
    door = Door(loaders.store(settings.store_url), signing.audit_key(settings),
                st.context.ip_address or "")  # fmt: skip
    entering.leave(door, st.context.cookies.get(COOKIE, ""), datetime.now(UTC))
    if settings.sign_in == "oidc":
        st.logout()  # at the platform as well
        st.stop()  # drawing anew would drop what leads the browser there
    st.rerun()


def refuse(error: Denied) -> None:
    """One sentence, and the way to the sign-in; what a role does not allow goes into the audit."""
    if not isinstance(error, SignedOut):
        trail.denied(error.sentence)
        st.warning(pieces.plain(error))
        return
    st.info(pieces.plain(error))
    st.link_button(_("重新登录"), "/signin", type="primary")  # comes back here, see looks
    overtaken.spare()


def shut(here: Visit) -> None:
    """This page is not for the reader's role: say so, and lead to the first that is."""
    refuse(Denied("您的角色不能查看这个页面。"))
    for target in list(here.pages.values())[:1]:
        st.page_link(target, label=pieces.plain(_("打开“{page}”", page=target.title)))


def role_of(code: str) -> str:
    """The name of a role, for people."""
    return _(ROLES[code].title) if code in ROLES else _("未授权")
