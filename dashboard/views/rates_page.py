"""评价与时效: rates with what they are made of, and who is late under which rule."""

from collections.abc import Mapping
from typing import Any

import polars as pl
import streamlit as st

from core import rates
from core.i18n import gettext as _
from core.i18n import mark
from core.rates import Tally
from dashboard import filter_bar, pieces, timeliness
from dashboard.visit import Visit
from reports import rating

GROUPS: dict[str, str] = {
    "unit": mark("单位"),
    "region": mark("地区"),
    "area": mark("领域"),
    "channel": mark("渠道"),
    "month": mark("月份"),
}
_WAYS: dict[str, str] = {"kept": mark("不含依法剔除"), "all": mark("含剔除")}


def show(here: Visit) -> None:
    """Draw the page."""
    period = here.period
    pieces.heading(here, _("评价与时效"), period.shown)
    if pieces.nothing_imported(here):
        return
    filter_bar.draw(here, ("period",))
    by = st.selectbox(
        _("分组"), list(GROUPS), format_func=lambda code: _(GROUPS[code]), width=180, key="rates_by"
    )
    bounds = period.moments
    _rates(here, rating.tallies(here.reader.counted("call_backs", *bounds, by)), by)
    if here.can("cases"):
        _excluded(here, bounds)
    timeliness.draw(here, bounds, by)


def ahead(here: Visit) -> None:
    """Ask what takes long, as the page opens."""
    bounds, by = here.period.moments, next(iter(GROUPS))
    here.reader.counted("call_backs", *bounds, by)
    timeliness.ahead(here, bounds, by)


def _rates(here: Visit, groups: Mapping[str, Mapping[str, Tally]], by: str) -> None:
    policy = here.tables.policy
    if not any(both["all"].effective for both in groups.values()):
        pieces.empty(_("这段时间没有回访结果"), _("换一个统计期间；数据源须提供回访情况。"))
        return
    total = rating.pooled(groups)
    for way, name in _WAYS.items():
        with st.container(horizontal=True, key=f"rates_{way}"):
            for code, ratio in total[way].rates(policy).items():
                pieces.figure(
                    f"{_(rates.RATES[code])}（{_(name)}）", *timeliness.shown(ratio, policy.minimum)
                )
    means = rates.mean((both["kept"] for both in groups.values()), policy)
    said = [
        _(
            "{name} {value}（{n} 组）",
            name=_(rates.RATES[code]),
            value=timeliness.percent(value),
            n=units,
        )
        for code, (value, units) in means.items()
    ]
    st.caption(pieces.plain(_("上面按总量合计；各组算术平均：") + "，".join(said)))
    places = rates.ranks({group: both["kept"] for group, both in groups.items()}, policy)
    rows = [
        {**_row(here, by, group, both["kept"]), _("档内位次"): str(places.get(group, "—"))}
        for group, both in sorted(groups.items())
    ]
    pieces.grid(pl.DataFrame(rows), key="rates_table")
    st.caption(_("数量相近的才可比：只在同一数量档内排位次，样本不足的不排。"))
    weight = _(
        "基本满意按 {w} 折算；少于 {n} 件不显示比率。", w=policy.fair_weight, n=policy.minimum
    )
    st.caption(pieces.plain(weight))


def _row(here: Visit, by: str, group: str, tally: Tally) -> dict[str, str]:
    policy = here.tables.policy
    shown = {_("分组"): timeliness.group_name(here, by, group), _("件数"): str(tally.tickets)}
    for code, ratio in tally.rates(policy).items():
        shown[_(rates.RATES[code])] = timeliness.brief(ratio, policy.minimum)
    enough = tally.effective >= policy.minimum
    total = tally.composite(policy) if enough else None
    shown[_("综合")] = "—" if total is None else f"{total:.1f}"
    shown[_("数量档")] = str(rates.band(tally.effective, policy) + 1)
    return shown


def _excluded(here: Visit, bounds: tuple[Any, Any]) -> None:
    found = rating.excluded(here.reader.counted("excluded", *bounds))
    if found:
        with st.expander(_("剔除的工单（{n} 件）", n=len(found))):
            columns = {
                "ref": _("编号"),
                "title": _("标题"),
                "reason": _("理由"),
                "basis": _("依据"),
            }
            pieces.grid(pl.DataFrame(found).select(*columns).rename(columns))
