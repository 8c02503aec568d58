"""The top of the overview: what must be done today, what moved, what is new, what is instructed."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

import streamlit as st

from cases import keeping
from core import people
from core.case_clocks import TODAY
from core.i18n import gettext as _
from core.i18n import mark
from core.times import day_start
from dashboard import issue_course, pieces
from dashboard.definitions import FIGURES
from dashboard.visit import Visit
from reports import numbers

_LOOKED = "looked_overview"
_SIGNS = 4
_SHOWN = 3
_MOVED: dict[str, str] = {
    "received": mark("受理"),
    "urgent": mark("较急和紧急"),
    "answered": mark("答复"),
    "finished": mark("办结"),
    "issues": mark("新热点事项"),
}
_FRESH: dict[str, tuple[str, str]] = {
    "messages": (mark("新诉求 {n} 件"), "messages"),
    "issues": (mark("新热点事项 {n} 个"), "issues"),
    "proposals": (mark("新待研判 {n} 个"), "responses"),
    "alarms": (mark("新预警 {n} 项"), "alarms"),
    "cases": (mark("新交办件 {n} 件"), "desk"),
}


def duties(here: Visit) -> None:
    """今日须办: five counts, each the way to its list."""
    groups = here.reader.todays(here.now)
    unjudged = here.reader.judged("proposals").height
    with st.container(key="grid_duties"):
        _duty(here, _("待研判"), unjudged, "unjudged", ("responses", {}))
        for code in ("today", "overdue", "unassigned", "unsigned"):
            _duty(here, _(TODAY[code]), len(groups[code]), code, ("desk", {"due": code}))


def _duty(
    here: Visit, name: str, number: int, code: str, way: tuple[str, Mapping[str, str]]
) -> None:
    pressing = "_hot" if code == "overdue" and number else ""
    with pieces.card(key=f"card_duty_{code}{pressing}", height="stretch"):
        st.metric(name, numbers.compact(number), help=_(FIGURES[code]))
        page, query = way
        pieces.link(here, page, _("查看") if number else _("打开"), query)


def news(here: Visit) -> None:
    """First signs; instructions and supervision; what moved and what is new."""
    with st.container(key="grid_wide_news"):
        _signs(here)
        _instructed(here)
        _moved(here)


def _signs(here: Visit) -> None:
    with pieces.card(key="card_signs", height="stretch"):
        st.subheader(_("苗头性问题"), anchor=False, help=_(FIGURES["signs"]))
        hot = here.reader.hot_issues(day_start(here.today - timedelta(13)))
        found = issue_course.first_signs(hot)
        if found.is_empty():
            st.caption(_("近两周没有发现新的苗头性问题；已定级的事项见热点事项。"))
        for issue in found[:_SIGNS].iter_rows(named=True):
            told = issue_course.of(issue)
            sign = told["sign"]
            with st.container(horizontal=True, vertical_alignment="center", gap="small"):
                pieces.link(here, "issue", issue["name"], {"issue": str(issue["id"])})
                said = _(
                    "{days} 天 {people} 人次，预计 {expected}",
                    days=f"{sign['days']:g}",
                    people=people.count(sign["people"]),
                    expected=f"{sign['expected']:.1f}",
                )
                st.caption(pieces.plain(said), width="content")
                for more in told.get("signs", [])[1:]:
                    said = _("另有“{of}” {people} 人次", of=more["of"],
                             people=people.count(more["people"]))  # fmt: skip
                    st.caption(pieces.plain(said), width="content")
        if found.height > _SIGNS:
            pieces.link(here, "issues", _("全部 {n} 个", n=found.height), {})


def _instructed(here: Visit) -> None:
    orders = here.reader.kept("situation", "instructed")
    watched = here.reader.kept("situation", "supervised")
    with pieces.card(key="card_orders", height="stretch"):
        st.subheader(_("上级交办和批示"), anchor=False)
        if not orders and not watched:
            st.caption(_("没有待反馈的批示，也没有督办件。"))
        for row in orders[:_SHOWN]:
            _order(here, row)
        for row in watched[: max(0, _SHOWN - len(orders))]:
            _watched(here, row)
        if len(orders) + len(watched) > _SHOWN:
            _all(here, orders, watched)


def _order(here: Visit, row: Mapping[str, Any]) -> None:
    late = row["due_on"] < here.today
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.badge(_("超期") if late else _("批示"), color="red" if late else "violet")
        pieces.link(here, "case", row["title"], {"case": str(row["case"])})
        said = _("{post}，{day} 前反馈", post=row["post"], day=numbers.day(row["due_on"]))
        st.caption(pieces.plain(said), width="content")


def _watched(here: Visit, row: Mapping[str, Any]) -> None:
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.badge(_("督办"), color="violet")
        pieces.link(here, "case", row["title"], {"case": str(row["case"])})


def _all(
    here: Visit, orders: Sequence[Mapping[str, Any]], watched: Sequence[Mapping[str, Any]]
) -> None:
    said = _("批示 {a} 件，督办 {b} 件", a=len(orders), b=len(watched))
    with st.popover(pieces.plain(said), type="tertiary"):
        for row in orders:
            _order(here, row)
        for row in watched:
            _watched(here, row)


def _moved(here: Visit) -> None:
    today = day_start(here.today)
    minute = here.now.replace(second=0, microsecond=0)
    yesterday = today - timedelta(days=1)
    now_ = here.reader.kept("situation", "moved", today, minute)
    then = here.reader.kept("situation", "moved", yesterday, minute - timedelta(days=1))
    with pieces.card(key="card_moved", height="stretch"):
        st.subheader(_("较昨日变化"), anchor=False, help=_(FIGURES["moved"]))
        parts = [_change(_(name), now_[code], then[code]) for code, name in _MOVED.items()]
        st.markdown("　".join(parts))
        pieces.link(here, "messages", _("查看今日诉求"), {"period": "today"})
        _new(here)


def _change(name: str, now_: int, then: int) -> str:
    step = now_ - then
    told = f"↑{step}" if step > 0 else f"↓{-step}" if step < 0 else _("持平")
    return f"{name} **{numbers.count(now_)}** :gray[{told}]"


def _new(here: Visit) -> None:
    """What came since the visit before this one; noted once for each session."""
    since: datetime | None = st.session_state.get(_LOOKED)
    if _LOOKED not in st.session_state:
        since = keeping.looked(here.reader.store, here.actor, here.page, here.now)
        st.session_state[_LOOKED] = since
    if since is None:
        st.caption(_("这是您第一次查看；下次起这里列出上次以来的新情况。"))
        return
    st.caption(_("上次查看 {at} 以来", at=numbers.moment(since)))
    found: dict[str, Any] = here.reader.kept("situation", "fresh", since)
    with st.container(horizontal=True, gap="small"):
        for code, (said, page) in _FRESH.items():
            if found.get(code):
                pieces.link(here, page, _(said, n=numbers.count(found[code])), {})
        if not any(found.values()):
            st.caption(_("没有新情况。"))


def draw(here: Visit) -> None:
    """Both rows."""
    duties(here)
    news(here)
