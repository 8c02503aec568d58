"""The cases in one state, as a link below the flow of cases leads to them."""

import streamlit as st

from core.case_clocks import TODAY, Clock
from core.cases import CLOSED, STATES, Case
from core.i18n import gettext as _
from dashboard import case_parts, pieces
from dashboard.visit import Visit
from reports import numbers

Row = tuple[Case, list[Clock]]


def narrowed(here: Visit, rows: list[Row]) -> list[Row] | None:
    """Cases in one state, or in one unit's hands, where the address asks for them."""
    state, handler = st.query_params.get("state", ""), st.query_params.get("handler", "")
    if state in STATES:
        return of(here, state, rows)
    return held(here, handler, rows) if handler else None


def of(here: Visit, state: str, rows: list[Row]) -> list[Row]:
    """Say how many were first taken in within the period, of the chosen unit, and give them."""
    found = rows
    if state in CLOSED:
        found = [(case, []) for case in here.reader.desk("closed_cases")]
    period, unit = here.period, here.chosen.unit
    start, end = period.moments
    shown = [
        (case, clocks)
        for case, clocks in found
        if case.state == state and start <= case.first_at < end and unit in ("", case.handler)
    ]
    title = _("{state}（{n} 件）", state=_(STATES[state]), n=numbers.count(len(shown)))
    st.subheader(title, anchor=False)
    st.caption(
        _("{period} 首次受理的", period=period.shown) + (f" · {here.unit(unit)}" if unit else "")
    )
    return shown


def held(here: Visit, handler: str, rows: list[Row]) -> list[Row]:
    """What a unit has in hand, as the table of the units leads to it: all, or one kind."""
    kind = st.query_params.get("of", "")
    shown = [
        row
        for row in rows
        if row[0].handler == handler
        and (kind != "overdue" or case_parts.urgency(here, *row) == "overdue")
        and (kind != "assigned" or row[0].state == "assigned")
    ]
    said = {"overdue": _(TODAY["overdue"]), "assigned": _(TODAY["unsigned"])}.get(kind, _("在办"))
    unit, n = here.unit(handler) or handler, numbers.count(len(shown))
    title = _("{unit}：{said}（{n} 件）", unit=unit, said=said, n=n)
    st.subheader(pieces.plain(title), anchor=False)
    if not shown:
        st.caption(_("没有这样的办件。"))
    return shown
