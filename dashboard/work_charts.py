"""The drawings of reports.work_charts for the page of the units: what is read, what is chosen."""

from collections import Counter
from collections.abc import Mapping

import polars as pl
import streamlit as st

from core import rates
from core.cases import STATES
from core.i18n import gettext as _
from core.rates import Tally
from dashboard import chart_frame, pieces
from dashboard.visit import Visit
from reports import numbers, work_charts
from reports.charts import Drawing
from reports.work_charts import Told


def draw_way(here: Visit, groups: Mapping[str, Tally], period: str) -> None:
    """受理、解决与满意, or a sentence where no ticket came."""
    drawing = way(here, groups, period)
    if drawing.caption.n:
        chart_frame.chart(drawing)
        return
    st.subheader(_("受理、解决与满意"), anchor=False)
    st.caption(_("这段时间没有热线工单。"))


def draw_flow(here: Visit, found: pl.DataFrame, period: str) -> None:
    """办件流向 with the ways to its cases, or a sentence where there is none."""
    if found.is_empty():
        st.subheader(_("办件流向"), anchor=False)
        st.caption(_("这段时间没有交办件。"))
        return
    chart_frame.chart(flow(here, found, period))
    states(here, found)


def flow(here: Visit, found: pl.DataFrame, period: str) -> Drawing:
    """Cases from what they are over where they stand to whether they are solved."""
    return work_charts.flow(found, _told(here, period))


def way(here: Visit, groups: Mapping[str, Tally], period: str) -> Drawing:
    """受理→有效回访→已联系→已解决→满意, of the chosen unit or of all together."""
    mine = [one for code, one in groups.items() if here.chosen.unit in ("", code)]
    return work_charts.way(rates.pooled(mine), _told(here, period))


def ranks(here: Visit) -> Drawing | None:
    """Places of units in the last months; None with fewer than two units."""
    names = {unit.code: unit.name for unit in here.tables.units}
    return work_charts.ranks(
        lambda start, end: here.reader.counted("call_backs", start, end, "unit"),
        here.today,
        here.tables.policy,
        names,
        _fresh(here),
    )


def states(here: Visit, found: pl.DataFrame) -> None:
    """The ways from the flow's ends to the cases that stand there."""
    counts = Counter[str]()
    for _kind, state, _solved, number in found.iter_rows():
        counts[state] += number
    with st.container(horizontal=True, gap="small"):
        for state in filter(counts.__contains__, STATES):
            told = f"{_(STATES[state])} {numbers.count(counts[state])}"
            pieces.link(here, "desk", told, {**here.chosen.query(), "state": state})


def _told(here: Visit, period: str) -> Told:
    """These charts follow the chosen unit alone."""
    name = here.unit(here.chosen.unit)
    return Told(period, _fresh(here), _("单位 {name}", name=name) if name else "")


def _fresh(here: Visit) -> str:
    return here.staleness(list(here.source_rows))
