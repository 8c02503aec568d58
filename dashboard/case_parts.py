"""Parts of the desk's pages: where a case stands, its two clocks, its way through the flow."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

import streamlit as st

from core import platform
from core.case_clocks import PURPOSES, TODAY, Clock, standings, today
from core.cases import FLOWS, SOLVED, STAGES, STATES, Case
from core.deadline import Deadline
from core.deadline_words import explain
from core.i18n import gettext as _
from core.i18n import mark
from dashboard import pieces
from dashboard.visit import Visit
from reports import numbers

Standing = tuple[Clock, Deadline, str]

STANDINGS: Mapping[str, tuple[str, pieces.Colour]] = {
    "normal": (mark("正常"), "green"),
    "soon": (mark("临期"), "orange"),
    "overdue": (mark("超期"), "red"),
    "suspended": (mark("中止"), "gray"),
}


def due(here: Visit, clocks: Sequence[Clock]) -> list[Standing]:
    """Running clocks, the earliest deadline first."""
    return standings(clocks, here.work, here.now)


def urgency(here: Visit, case: Case, clocks: Sequence[Clock]) -> str:
    """今日须办, one of TODAY, or empty."""
    return today(case, due(here, clocks), here.now)


def badges(here: Visit, case: Case, found: Sequence[Standing]) -> None:
    """Whose word the state is, how the first clock stands, supervised, solved or not."""
    if case.platform:
        state = _(STATES[case.platform])
        st.badge(_("平台状态：{state}", state=state), color="blue")
    if not case.platform or platform.differs(case) or case.state != case.platform:
        st.badge(_("本系统登记：{state}", state=_(STATES[case.state])), color="primary")
    if found and not case.is_closed:
        word, colour = STANDINGS[found[0][2]]
        st.badge(_(word), color=colour)
    if case.suspended:
        st.badge(_("中止"), color="gray")
    if case.supervised:
        st.badge(_("督办"), color="violet")
    if case.finished_at:
        st.badge(_(SOLVED[case.solved]) if case.solved else _("是否解决待认定"), color="gray")
    if case.accused:
        st.badge(_("回避"), color="gray")


def row(here: Visit, case: Case, clocks: Sequence[Clock]) -> None:
    """One case in a list."""
    found = due(here, clocks)
    with pieces.card():
        pieces.link(here, "case", case.title, {"case": str(case.id)})
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            badges(here, case, found)
            st.caption(pieces.plain(" · ".join(_facts(here, case, found))), width="content")


def _facts(here: Visit, case: Case, found: Sequence[Standing]) -> list[str]:
    said = [
        _("交办件 {id}", id=case.id),
        _(FLOWS[case.flow]),
        here.unit(case.handler) or _("尚无承办单位"),
        _("群众已等待 {time}", time=length(case.waited(here.now))),
    ]
    if found and not case.is_closed:
        said.insert(3, _("{at} 到期", at=numbers.moment(found[0][1].due_at)))
    return said


def length(time: timedelta) -> str:
    """A length of time in words."""
    return numbers.duration(time.total_seconds() / 3600)


def stages(case: Case) -> None:
    """The flow with the present stage in bold."""
    place = case.stage()
    names = [_(name) for name, _states in STAGES[case.flow]]
    shown = [
        f"**{name}**" if number == place else f":gray[{name}]" for number, name in enumerate(names)
    ]
    st.markdown(" → ".join(shown))


def two_clocks(here: Visit, case: Case, clocks: Sequence[Clock]) -> None:
    """承办时限 and 群众等待时长, side by side, and the sentence that explains each deadline."""
    found = due(here, clocks)
    left, right = st.columns(2)
    with left:
        pieces.figure(_("承办时限"), *_limit(case, found, here.now))
    with right:
        said = _("自首次受理起算，退单、转办、中止和未签收都不停表")
        pieces.figure(_("群众等待时长"), length(case.waited(here.now)), said)
    calendar = here.work.calendar
    for clock, deadline, standing in found:
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            word, colour = STANDINGS[standing]
            st.badge(_(word), color=colour)
            whose = f"{_(PURPOSES[clock.purpose])} · {here.unit(clock.unit) or clock.unit}"
            st.caption(pieces.plain(f"{whose}：{explain(deadline, calendar)}"), width="stretch")


def _limit(case: Case, found: Sequence[Standing], now: datetime) -> tuple[str, str]:
    main = [row for row in found if row[0].purpose == "handle"]
    if not main:
        done = case.finished_at
        said = _("{at} 办结", at=numbers.moment(done)) if done else _("没有在走的时限")
        return "—", said
    due_at = main[0][1].due_at
    if due_at < now:
        value = _("已超期 {time}", time=length(now - due_at))
    else:
        value = _("还有 {time}", time=length(due_at - now))
    return value, _("{at} 到期", at=numbers.moment(due_at))


def group_title(code: str, number: int) -> str:
    """A group of 今日须办 with how many there are."""
    return _("{name}（{n} 件）", name=_(TODAY[code]), n=numbers.count(number))
