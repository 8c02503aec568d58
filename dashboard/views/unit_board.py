"""单位办理情况: what each unit has in hand, its rates with what they are made of, its times."""

from collections import Counter
from collections.abc import Mapping

import polars as pl
import streamlit as st

from core import rates
from core.i18n import gettext as _
from core.rates import Tally
from dashboard import chart_frame, filter_bar, headline, pieces, timeliness, unit_held, work_charts
from dashboard.definitions import FIGURES
from dashboard.visit import Visit
from reports import numbers, rating

Median = tuple[int, float | None]
"""How many times are known, and their median in hours."""


def show(here: Visit) -> None:
    """Draw the page."""
    period = here.period
    about = _("按单位名称排列，不是排行榜；样本不足的不显示比率、不排位次")
    pieces.heading(here, _("单位办理情况"), about)
    if pieces.nothing_imported(here):
        return
    filter_bar.draw(here, ("period", "unit"))
    bounds = period.moments
    frame = here.reader.counted("call_backs", *bounds, "unit")
    groups = {code: both["kept"] for code, both in rating.tallies(frame).items()}
    table = _table(here, groups, here.reader.times(bounds))
    if table.is_empty():
        pieces.empty(_("这段时间没有单位的办理记录"), _("换一个统计期间，或者清除筛选。"))
        return
    with pieces.card():
        st.subheader(_("各单位"), anchor=False, help=_help())
        links = {
            _("诉求"): st.column_config.LinkColumn(display_text=_("查看")),
            **unit_held.columns(),
            _("单位"): st.column_config.TextColumn(pinned=True, width=200),
        }
        pieces.grid(table, column_config=links)
        _rules(here)
    left, right = st.columns(2, gap="small")
    with left, pieces.card():
        work_charts.draw_way(here, groups, period.shown)
        with st.container(horizontal=True, gap="small"):
            pieces.link(here, "messages", _("查看诉求"), headline.query(here, period))
            pieces.link(here, "rates", _("各项比率的分组和逐件"), here.chosen.query())
    with right, pieces.card():
        found = here.reader.kept("flows", "standing", *bounds, here.chosen.unit)
        work_charts.draw_flow(here, found, period.shown)
    _ranks(here)


def ahead(here: Visit) -> None:
    """Ask what takes long, as the page opens."""
    bounds = here.period.moments
    here.reader.counted("call_backs", *bounds, "unit")
    here.reader.times(bounds)
    work_charts.ranks(here)


def _help() -> str:
    return "\n\n".join(_(FIGURES[code]) for code in ("response", "solved", "satisfied"))


def _rules(here: Visit) -> None:
    policy = here.tables.policy
    said = _("基本满意按 {w} 折算；少于 {n} 件不显示比率。", w=policy.fair_weight, n=policy.minimum)
    st.caption(pieces.plain(said + _("数量相近的才可比：只在同一数量档内排位次，样本不足的不排。")))


def _table(here: Visit, groups: dict[str, Tally], times: Mapping[str, Median]) -> pl.DataFrame:
    policy = here.tables.policy
    hands = {row[0]: row[1:] for row in here.reader.kept("flows", "handlers").iter_rows()}
    late = Counter(handler for _case, handler in here.reader.todays(here.now)["overdue"])
    places = rates.ranks(groups, policy)
    codes = {*groups, *hands, *times} - {""}
    if here.chosen.unit:
        codes &= {here.chosen.unit}
    rows = [
        {
            _("单位"): here.unit(code) or code,
            _("诉求"): pieces.address("messages", headline.query(here, here.period, unit=code)),
            **unit_held.numbers_of(code, hands.get(code, (0, 0)), late[code]),
            **_rates(here, groups.get(code, Tally())),
            _("档内位次"): str(places.get(code, "—")),
            _("中位答复时长"): _time(times.get(code)),
        }
        for code in codes
    ]
    return pl.DataFrame(sorted(rows, key=lambda row: row[_("单位")]))


def _rates(here: Visit, tally: Tally) -> dict[str, str]:
    policy = here.tables.policy
    return {
        _(rates.RATES[code]): timeliness.brief(ratio, policy.minimum)
        for code, ratio in tally.rates(policy).items()
    }


def _time(found: Median | None) -> str:
    if found is None:
        return "—"
    n, median = found
    if n < numbers.MIN_N:
        return _("样本不足（{n} 件）", n=n)
    return _("{time}（{n} 件）", time=numbers.duration(median), n=numbers.count(n))


def _ranks(here: Visit) -> None:
    drawing = work_charts.ranks(here)
    if drawing is not None:
        with pieces.card():
            chart_frame.chart(drawing)
            st.caption(_("只画数量档内至少有两个单位、且样本足够的月份；不足的月份留空。"))
