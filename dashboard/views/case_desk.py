"""办件工作台: what has to be done today, everything in hand, what was set aside, what is done."""

from functools import partial

import streamlit as st

from core import platform
from core.case_clocks import TODAY, Clock
from core.cases import CLOSED, STATES, Case
from core.i18n import gettext as _
from dashboard import (
    acting,
    case_history,
    case_parts,
    case_returning,
    case_standing,
    ledgers,
    pieces,
    rule_wishes,
)
from dashboard.visit import Visit
from reports import numbers

_PER_PAGE = 10

Row = tuple[Case, list[Clock]]


def show(here: Visit) -> None:
    """Draw the page."""
    pieces.heading(here, _("办件工作台"), _("谁在承办、何时到期、是否解决"))
    acting.bar(here.tables.units)
    rows: list[Row] = here.reader.desk("open_cases")
    groups = _grouped(here, rows)
    done = sum(n for state, n in here.reader.desk("counts").items() if state in CLOSED)
    if not rows and not done:
        pieces.empty(
            _("还没有交办件"), _("平台的未办结工单和差评会自动立项；也可以从热点事项或诉求里立项。")
        )
        return
    due = st.query_params.get("due", "")
    if due in groups:
        _only(here, due, groups[due])
        return
    chosen = case_standing.narrowed(here, rows)
    if chosen is not None:
        _paged(here, chosen, "chosen")
        pieces.link(here, "desk", _("全部办件"), {})
        return
    waiting = [row for row in rows if platform.differs(row[0])]
    _figures(rows, groups, len(waiting))
    tabs = st.tabs([_("今日须办"), _("全部在办"), _("待回填平台"), _("上一级须知"), _("已办完")])
    with tabs[0]:
        _today(here, groups)
    with tabs[1]:
        ledgers.button(here, _("交办件台账"), partial(ledgers.of_cases, here, rows), "desk")
        _paged(here, rows, "all")
    with tabs[2]:
        case_returning.show(here, [case for case, _clocks in waiting])
    with tabs[3]:
        case_history.set_aside(here)
        rule_wishes.show(here)
    with tabs[4]:
        _closed(here)


def _only(here: Visit, code: str, found: list[Row]) -> None:
    """One group of 今日须办, as a figure of the overview leads to it."""
    st.subheader(case_parts.group_title(code, len(found)), anchor=False)
    if not found:
        st.caption(_("今天没有须办的。"))
    _paged(here, found, code)
    pieces.link(here, "desk", _("全部办件"), {})


def _grouped(here: Visit, rows: list[Row]) -> dict[str, list[Row]]:
    groups: dict[str, list[Row]] = {code: [] for code in TODAY}
    for row in rows:
        code = case_parts.urgency(here, *row)
        if code:
            groups[code].append(row)
    return groups


def _figures(rows: list[Row], groups: dict[str, list[Row]], waiting: int) -> None:
    figures = {_(TODAY[code]): len(found) for code, found in groups.items()}
    figures |= {_("在办"): len(rows), _("待回填平台"): waiting}
    with st.container(key="headline"):
        for label, value in figures.items():
            pieces.figure(label, numbers.count(value), "")


def _today(here: Visit, groups: dict[str, list[Row]]) -> None:
    if not any(groups.values()):
        st.caption(_("今天没有须办的。"))
    for code, found in groups.items():
        if found:
            st.subheader(case_parts.group_title(code, len(found)), anchor=False)
            _paged(here, found, code)


def _paged(here: Visit, rows: list[Row], key: str) -> None:
    pages = -(-len(rows) // _PER_PAGE)
    first = (st.pagination(pages, key=f"desk_{key}") - 1) * _PER_PAGE if pages > 1 else 0
    for case, clocks in rows[first : first + _PER_PAGE]:
        case_parts.row(here, case, clocks)


def _closed(here: Visit) -> None:
    found: list[Case] = here.reader.desk("closed_cases")
    if not found:
        st.caption(_("还没有办完的。"))
        return
    _paged(here, [(case, []) for case in found], "closed")
    counts = here.reader.desk("counts")
    said = [f"{_(STATES[code])} {n}" for code, n in counts.items() if code in CLOSED]
    st.caption(pieces.plain("　".join(said)))
