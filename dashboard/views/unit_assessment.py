"""考核: scores from shares of duties done, with evidence, objections and frozen versions."""

from datetime import timedelta
from typing import Any

import polars as pl
import streamlit as st

from core import assessment
from core.assessment import MEASURES, Scheme
from core.i18n import gettext as _
from dashboard import acting, assessed, assessed_table, assessment_deeds, pieces, tabbed
from dashboard.visit import Visit
from dashboard.wording_forms import day_or_none
from reports import numbers

_BACK = 90


def show(here: Visit) -> None:
    """Draw the page."""
    about = _("只看该做的做了多少；诉求量、负面占比和信访量不是指标，按单位编号排列，不是排行榜")
    pieces.heading(here, _("考核"), about)
    acting.bar(here.tables.units)
    kept = here.reader.kept("assessments", "listed")
    tabs = tabbed.tabs(
        [
            (_("本期测算"), None),
            (_("已固定"), len(kept)),
            (_("方案"), None),
        ]
    )
    with tabs[0]:
        _now(here)
    with tabs[1]:
        if not kept:
            pieces.empty(_("还没有固定的考核"), _("本期测算确认以后，由牵头单位固定为一版。"))
        for row in kept:
            with pieces.card():
                _frozen(here, row)
    with tabs[2]:
        _scheme(here.tables.scheme)


def _now(here: Visit) -> None:
    scheme = here.tables.scheme
    with st.container(horizontal=True):
        since = st.date_input(
            _("自"), here.today - timedelta(days=_BACK), key="assess_since", format="YYYY-MM-DD"
        )
        until = st.date_input(_("至"), here.today, key="assess_until", format="YYYY-MM-DD")
    first, last = day_or_none(since), day_or_none(until)
    if first is None or last is None or last < first:
        st.caption(_("请选择起止日期。"))
        return
    found = assessment.assess(scheme, assessed.figures(here, scheme, first, last))
    if not found:
        advice = _("有回访、时限或程序记录以后，这里按单位计算。")
        pieces.empty(_("这段时间没有可考核的单位"), advice)
        return
    assessed_table.draw(here, scheme, found)
    assessment_deeds.freeze(here, (first, last), found)


def ahead(here: Visit) -> None:
    """Ask what takes long, as the page opens."""
    assessed.figures(here, here.tables.scheme, here.today - timedelta(days=_BACK), here.today)


def _frozen(here: Visit, row: dict[str, Any]) -> None:
    scheme = Scheme(**row["scheme"])
    name = _("{name}　第 {version} 版", name=row["name"], version=row["version"])
    st.subheader(pieces.plain(name), anchor=False)
    told = _("{since} 至 {until}　{who} 固定于 {at}", since=numbers.day(row["since"]),
             until=numbers.day(row["until"]), who=row["frozen_by"],
             at=numbers.moment(row["frozen_at"]))  # fmt: skip
    st.caption(pieces.plain(told))
    if row["reason"]:
        st.caption(pieces.plain(_("与上一版不同的理由：{reason}", reason=row["reason"])))
    assessed_table.draw(here, scheme, assessment.from_json(row["rows"]))
    assessment_deeds.objections(here, row, scheme)


def _scheme(scheme: Scheme) -> None:
    st.caption(pieces.plain(_("{name}　依据：{basis}", name=scheme.name, basis=scheme.basis)))
    whole = sum(scheme.weights.values())
    shown = {
        _("指标"): [_(MEASURES[name]) for name in scheme.weights],
        _("权重"): [f"{100 * weight / whole:.0f}%" for weight in scheme.weights.values()],
    }
    pieces.grid(pl.DataFrame(shown))
    barred = "、".join(_(name) for name in assessment.BARRED.values())
    told = _("不能作为指标：{names}。方案在 assessment.toml 里改。", names=barred)
    st.caption(pieces.plain(told))
