"""按时情况 and what it shares with the rates: how a rate is shown, how a group is called."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

import polars as pl
import streamlit as st

from core.deadline_rules import Rule, limit
from core.i18n import gettext as _
from core.i18n import mark
from core.labels import AREAS
from core.rates import Ratio, on_time
from dashboard import pieces
from dashboard.loaders import LISTED, Stood
from dashboard.visit import Visit
from reports import charts, numbers, standings
from reports.standing_cells import Cells

Bounds = tuple[datetime, datetime]

_STANDINGS: dict[str, str] = {
    "overdue": mark("超期"),
    "late": mark("超期办结"),
    "in_time": mark("按期办结"),
    "normal": mark("未到期"),
    "unknown": mark("无法判断"),
}


def shown(ratio: Ratio, minimum: int) -> tuple[str, str]:
    """A rate, or 样本不足, and what it is made of."""
    made = _("{part} / {all} 件", part=f"{ratio.numerator:g}", all=ratio.denominator)
    if not ratio.denominator:
        return "—", _("没有可统计的")
    if not ratio.enough(minimum) or ratio.interval is None:
        return _("样本不足"), made
    low, high = ratio.interval
    return percent(ratio.value), made + _("，95% 区间 {low:.1f}–{high:.1f}%", low=low, high=high)


def brief(ratio: Ratio, minimum: int) -> str:
    """The same for a cell of a table: value, interval, numerator / denominator."""
    if not ratio.denominator:
        return "—"
    made = f"{ratio.numerator:g}/{ratio.denominator}"
    if not ratio.enough(minimum) or ratio.interval is None:
        return f"{_('样本不足')} · {made}"
    low, high = ratio.interval
    return f"{percent(ratio.value)} ({low:.1f}–{high:.1f}) · {made}"


def percent(value: float | None) -> str:
    """A share of 0-100 with one digit."""
    return "—" if value is None else f"{value:.1f}%"


def group_name(here: Visit, by: str, group: str) -> str:
    """A group as people call it; 未知 where it is not known."""
    if by == "unit":
        group = here.unit(group) or group
    elif by == "region":
        group = here.place(group) or group
    elif by == "area":
        group = _(AREAS.get(group, group))
    return group or _("未知")


def draw(here: Visit, bounds: Bounds, by: str) -> None:
    """The share that was in time under one rule or two, each with its late records."""
    st.subheader(_("按时情况"), anchor=False)
    known = _known(here)
    chosen = st.multiselect(
        _("规则（可对照两条）"),
        list(known),
        list(known)[:1],
        format_func=lambda code: _label(known[code]),
        max_selections=2,
        key="rates_rules",
    )
    for code in chosen:
        _standing(here, known[code], bounds, by)


def ahead(here: Visit, bounds: Bounds, by: str) -> None:
    """Ask what takes long, as it opens: the first of the rules."""
    for rule in list(_known(here).values())[:1]:
        here.reader.standing(here.settings, rule, Stood(bounds, by))


def _known(here: Visit) -> dict[str, Rule]:
    return {rule.id: rule for rule in here.tables.rules.values() if rule.record and rule.ends}


def _label(rule: Rule) -> str:
    off = "" if rule.enabled else _("，未启用，参照")
    return f"{rule.id} {rule.name}（{limit(rule.amount, rule.unit)}{off}）"


def _standing(here: Visit, rule: Rule, bounds: Bounds, by: str) -> None:
    found = here.reader.standing(here.settings, rule, Stood(bounds, by))
    counts = found.counted()
    value, made = shown(on_time(counts), here.tables.policy.minimum)
    name = _("按时率")
    pieces.figure(f"{rule.id} {name}", value, f"{made} · {rule.citation}")
    if not here.can("texts"):
        return
    with st.expander(_("逐件查看（{n} 件）", n=found.height)):
        _drill(here, rule, found, by)


def _drill(here: Visit, rule: Rule, found: Cells, by: str) -> None:
    """The records behind the figures: by where they stand and by how long they took."""
    counts = found.counted()
    codes = [code for code in standings.GOING if counts[code]]
    standing = _pills(rule, "standing", codes, lambda code: f"{_(_STANDINGS[code])} {counts[code]}")
    spread = found.durations(len(charts.BUCKETS), standing)
    places = [place for place, n in enumerate(spread) if n]
    place = _pills(
        rule, "took", places, lambda place: f"{_(charts.BUCKETS[place][1])} {spread[place]}"
    )
    shown, number = found.listed(standing, place, LISTED)
    titles = here.reader.titles(shown["id"].to_list())
    rows = [row for row in shown.iter_rows(named=True) if row["id"] in titles]
    pieces.grid(
        pl.DataFrame([_record(here, by, row | titles[row["id"]]) for row in rows]),
        column_config={_("诉求"): st.column_config.LinkColumn(display_text=_("查看"))},
        key=f"drill_{rule.id}",
    )
    if number > LISTED:
        st.caption(_("只列出 {n} 件。", n=LISTED))


def _pills(rule: Rule, name: str, codes: list[Any], shown: Callable[[Any], str]) -> Any:
    label = _("办理情况") if name == "standing" else _("用时")
    return st.pills(label, codes, format_func=shown, key=f"{name}_{rule.id}")


def _record(here: Visit, by: str, row: Mapping[str, Any]) -> dict[str, str]:
    return {
        _("编号"): row["ref"],
        _("标题"): row["title"],
        _("分组"): group_name(here, by, row["group"] or ""),
        _("情况"): _(_STANDINGS[row["standing"]]),
        _("到期"): numbers.moment(row["due_at"]) if row["due_at"] else "—",
        _("办结"): numbers.moment(row["end_at"]) if row["end_at"] else _("尚未办结"),
        _("诉求"): f"/messages?ref={row['ref']}",
    }
